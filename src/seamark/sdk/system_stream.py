"""The system series of one session.

The points of a session ``<origin>`` go into a journal of their own with the origin ``<origin>.system``
(``.system2`` … where an earlier shipper has begun one): a stream beside the session, with seqs of its
own, which the server takes for the same session. So they are delivered exactly once like all else, and
the training's journal has one writer.
"""

import os
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

import msgspec
import psutil

from seamark.model.objects import RunState, session_prefix
from seamark.model.operations import Configure, Log
from seamark.sdk.home import Home
from seamark.sdk.journal import Journal
from seamark.sdk.machine import find_boot, find_host, find_process_start
from seamark.wire.journal import Header

SAMPLE_SECONDS: Final = 5.0
FIRST_SECONDS: Final = 1.0
_GIGABYTE: Final = 1e9
_UNITS: Final = {
    "cpu": "%",
    "memory": "GB",
    "disk_read": "MB/s",
    "disk_write": "MB/s",
    "net_in": "MB/s",
    "net_out": "MB/s",
    "process_cpu": "%",
    "process_memory": "GB",
    "utilisation": "%",
    "power": "W",
    "temperature": "°C",
}


@dataclass(slots=True)
class Stream:
    """The system series of one session."""

    home: Home
    session: Header
    due: float = field(default_factory=lambda: time.monotonic() + FIRST_SECONDS)
    _journal: Journal | None = None
    _known: set[str] = field(default_factory=set)
    _processes: dict[int, psutil.Process] = field(default_factory=dict)

    @property
    def prefix(self) -> str:
        """The path below which the series lie."""
        return f"{session_prefix(self.session.origin)}/system"

    def record(self, host: dict[str, float]) -> None:
        """Write one sample: the machine's, and that of the session's processes.

        Raises:
            OSError: the home cannot be written to.
        """
        self.due = time.monotonic() + SAMPLE_SECONDS
        journal = self._journal = self._journal or self._open()
        values = host | self._sample_processes()
        for name in values.keys() - self._known:
            unit = _UNITS.get(name.rpartition("/")[2], "")
            if name.endswith("memory"):
                unit = "GB"
            journal.write(Configure(path=f"{self.prefix}/{name}", unit=unit, minimum=0.0))
        self._known |= values.keys()
        now = time.time_ns() // 1000
        began = self.session.started_at or self.session.created_at
        step = float(round((now - began) / 1e6 / SAMPLE_SECONDS))
        journal.write(
            Log(values={f"{self.prefix}/{name}": value for name, value in values.items()}, step=step, time=now)
        )

    def close(self) -> None:
        """Say that nothing more comes."""
        if self._journal is not None:
            self._journal.end(RunState.FINISHED)
            self._journal = None

    def _open(self) -> Journal:
        pid = os.getpid()
        header = msgspec.structs.replace(
            self.session,
            origin=self._name(),
            of=self.session.origin,
            started_at=time.time_ns() // 1000,
            host=find_host(),
            boot=find_boot(),
            pid=pid,
            process_start=find_process_start(pid),
            capture=[],
        )
        return Journal.create(self.home, header, token=self._read_token())

    def _read_token(self) -> str:
        try:
            return (self.home.journals / self.session.run / self.session.origin / "token").read_text()
        except OSError:
            return ""

    def _name(self) -> str:
        folder = self.home.journals / self.session.run
        names = (f"{self.session.origin}.system{number or ''}" for number in (0, *range(2, 1000)))
        return next(name for name in names if not (folder / name).exists())

    def _sample_processes(self) -> dict[str, float]:
        cpu = memory = 0.0
        for process in self._list_processes():
            try:
                cpu += process.cpu_percent()
                memory += process.memory_info().rss
            except psutil.Error:
                self._processes.pop(process.pid, None)
        return {"process_cpu": cpu, "process_memory": memory / _GIGABYTE}

    def _list_processes(self) -> Iterator[psutil.Process]:
        try:
            root = self._processes.get(self.session.pid) or psutil.Process(self.session.pid)
            present = {process.pid: process for process in [root, *root.children(recursive=True)]}
        except psutil.Error:
            return
        self._processes = {pid: self._processes.get(pid, process) for pid, process in present.items()}
        yield from list(self._processes.values())
