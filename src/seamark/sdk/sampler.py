"""What the machine does while sessions run: CPU, memory, disk, network and GPU, every few seconds."""

import logging
import threading
import time
from dataclasses import dataclass
from typing import Final

import psutil

from seamark.sdk.gpus import Gpus
from seamark.sdk.home import Home
from seamark.sdk.system_stream import Stream
from seamark.wire.journal import Header

_log: Final = logging.getLogger("seamark.shipper")

_GIGABYTE: Final = 1e9
_MEGABYTE: Final = 1e6


@dataclass(slots=True)
class _Counters:
    """Totals since boot, of which rates are made."""

    time: float
    read: int = 0
    written: int = 0
    received: int = 0
    sent: int = 0


class Host:
    """Samples the machine; one for all sessions."""

    def __init__(self) -> None:
        self._gpus = Gpus()
        psutil.cpu_percent()
        self._before = _count()

    def sample(self) -> dict[str, float]:
        """Return the machine's values since the sample before."""
        now, before = _count(), self._before
        self._before = now
        seconds = max(now.time - before.time, 0.1) * _MEGABYTE
        memory = psutil.virtual_memory()
        return {
            "cpu": psutil.cpu_percent(),
            "memory": (memory.total - memory.available) / _GIGABYTE,
            "disk_read": (now.read - before.read) / seconds,
            "disk_write": (now.written - before.written) / seconds,
            "net_in": (now.received - before.received) / seconds,
            "net_out": (now.sent - before.sent) / seconds,
            **self._gpus.sample(),
        }


def _count() -> _Counters:
    counters = _Counters(time.monotonic())
    disk = psutil.disk_io_counters()
    if disk is not None:
        counters.read, counters.written = disk.read_bytes, disk.write_bytes
    net = psutil.net_io_counters()
    if net is not None:
        counters.received, counters.sent = net.bytes_recv, net.bytes_sent
    return counters


class Sampler(threading.Thread):
    """Samples for all sessions that want it, in a thread of its own: drivers can be slow."""

    def __init__(self, home: Home) -> None:
        super().__init__(name="sampler", daemon=True)
        self._home = home
        self._streams: dict[str, Stream] = {}
        self._lock = threading.Lock()
        self._leaving = threading.Event()

    def watch(self, session: Header) -> None:
        """Sample for a session from now on."""
        with self._lock:
            self._streams[session.origin] = Stream(self._home, session)

    def forget(self, origin: str) -> None:
        """End the system series of a session."""
        with self._lock:
            stream = self._streams.pop(origin, None)
            if stream is not None:
                stream.close()

    def leave(self) -> None:
        """End the thread and all streams."""
        self._leaving.set()
        for origin in list(self._streams):
            self.forget(origin)

    def run(self) -> None:
        """Sample until told to leave."""
        host = Host()
        while not self._leaving.wait(0.2):
            now = time.monotonic()
            if any(stream.due <= now for stream in list(self._streams.values())):
                self._record(host.sample(), now)

    def _record(self, values: dict[str, float], now: float) -> None:
        with self._lock:
            for stream in self._streams.values():
                if stream.due <= now:
                    try:
                        stream.record(values)
                    except OSError as error:
                        _log.warning("no system series: %s", error)
