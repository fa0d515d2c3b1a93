"""The shipper: the process that delivers the journals of a home and samples the machine meanwhile.

``python -m seamark.sdk.shipper --home H``. One per user, home and machine; it is gone after 30 s with
nothing to do and within 60 s after the last training, delivered or not.
"""

import argparse
import contextlib
import logging
import os
import select
import signal
import stat
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Final

from seamark.model.errors import InvalidValue
from seamark.sdk.home import JOURNAL_NAME, Home
from seamark.sdk.journal_reader import read_header
from seamark.sdk.lane import Cargo, Lane
from seamark.sdk.launch import shipper_lock, tell_wake_path
from seamark.sdk.login import normalise_url
from seamark.sdk.machine import Life, find_host
from seamark.sdk.tidying import remove_old_journals
from seamark.wire.journal import Header

if TYPE_CHECKING:
    from seamark.sdk.sampler import Sampler

_log: Final = logging.getLogger("seamark.shipper")

IDLE_SECONDS: Final = 30.0
AFTERWARDS_SECONDS: Final = 60.0
_STOPPING_SECONDS: Final = 20.0
_SYNC_SECONDS: Final = 1.0
_TIDY_SECONDS: Final = 3600.0
_REPLACE_SECONDS: Final = 5.0
_TICK: Final = 0.1


@dataclass(slots=True)
class _Tracked:
    """A journal that this shipper looks after."""

    folder: Path
    header: Header
    lane: Lane
    cargo: Cargo
    sampled: bool = False
    synced: tuple[int, int] = (0, 0)

    @property
    def is_alive(self) -> bool:
        """Say whether its training runs, as far as can be known."""
        return not self.header.of and not self.cargo.is_done and self.cargo.find_life() is Life.ALIVE


class Shipper:
    """Looks after the journals of one home."""

    def __init__(self, home: Home) -> None:
        self.home = home
        self._tracked: dict[str, _Tracked] = {}
        self._lanes: dict[str, Lane] = {}
        self._sampler: Sampler | None = None
        self._passed_over: set[str] = set()
        self._pipe = _open_pipe(tell_wake_path(home))
        now = time.monotonic()
        self._busy_at = now
        self._trained_at = now
        self._synced_at = now
        self._tidied_at = -_TIDY_SECONDS
        self._replaced_at = -_REPLACE_SECONDS
        self._leave_by = float("inf")

    def run(self) -> None:
        """Work until there is nothing to do."""
        while not self._may_leave():
            self._scan()
            self._look_after()
            self._replace_dead_lanes()
            if time.monotonic() - self._tidied_at > _TIDY_SECONDS:
                self._tidied_at = time.monotonic()
                remove_old_journals(self.home)
            self._wait()

    def close(self) -> None:
        """End the lanes and the streams."""
        if self._sampler is not None:
            self._sampler.leave()
        for lane in self._lanes.values():
            lane.leave()
        for lane in self._lanes.values():
            lane.join(2.0)
        if self._pipe >= 0:
            os.close(self._pipe)

    def stop_soon(self, number: int, frame: FrameType | None) -> None:
        """Leave within some seconds; a batch system ends training and shipper at once."""
        del number, frame
        self._leave_by = time.monotonic() + _STOPPING_SECONDS

    def has_new(self) -> bool:
        """Say whether a journal has come that is not looked after yet."""
        known = self._tracked.keys() | self._passed_over
        return any(name not in known for name in self.home.list_open())

    def _wait(self) -> None:
        if self._pipe < 0:
            time.sleep(_TICK)
        else:
            readable, _, _ = select.select([self._pipe], [], [], _TICK)
            if readable:
                with contextlib.suppress(OSError):
                    os.read(self._pipe, 4096)
        for lane in self._lanes.values():
            lane.wake()

    def _scan(self) -> None:
        for name in self.home.list_open():
            if name not in self._tracked and name not in self._passed_over and not self._track(name):
                self._passed_over.add(name)

    def _track(self, name: str) -> bool:
        """Look after a journal; False if it is not ours: offline, of another machine, or unreadable."""
        folder = self.home.folder_of(name)
        try:
            header = read_header(folder / JOURNAL_NAME)
            url = normalise_url(header.url) if header is not None and header.url else ""
        except (OSError, InvalidValue) as error:
            _log.warning("%s is left alone: %s", folder, error)
            return False
        if header is None or header.host != find_host() or header.mode == "offline":
            return False
        lane = self._lanes.get(url)
        if lane is None:
            lane = self._lanes[url] = Lane(self.home, url)
            lane.start()
        tracked = _Tracked(folder, header, lane, lane.add(folder, header))
        if "system" in header.capture and tracked.is_alive:
            self._watch(tracked)
        self._tracked[name] = tracked
        self._busy_at = time.monotonic()
        return True

    def _watch(self, tracked: _Tracked) -> None:
        if self._sampler is None:
            from seamark.sdk.sampler import Sampler  # the first points do not wait for it

            self._sampler = Sampler(self.home)
            self._sampler.start()
        self._sampler.watch(tracked.header)
        tracked.sampled = True

    def _look_after(self) -> None:
        now = time.monotonic()
        sync = now - self._synced_at >= _SYNC_SECONDS
        if sync:
            self._synced_at = now
        for name, tracked in list(self._tracked.items()):
            if tracked.is_alive:
                self._busy_at = self._trained_at = now
            elif tracked.sampled and self._sampler is not None:
                self._sampler.forget(tracked.header.origin)
                tracked.sampled = False
            if tracked.cargo.is_done:
                self._busy_at = now
                tracked.lane.remove(tracked.folder)
                del self._tracked[name]
            elif sync:
                tracked.synced = _sync_file(tracked.folder / JOURNAL_NAME, tracked.synced)

    def _replace_dead_lanes(self) -> None:
        """A fault in one lane is in the log; its journals go on in a new one."""
        for url, lane in list(self._lanes.items()):
            if not lane.is_alive() and time.monotonic() - self._replaced_at > _REPLACE_SECONDS:
                self._replaced_at = time.monotonic()
                fresh = self._lanes[url] = Lane(self.home, url)
                for tracked in self._tracked.values():
                    if tracked.lane is lane:
                        lane.give_up(tracked.cargo)
                        tracked.lane, tracked.cargo = fresh, fresh.add(tracked.folder, tracked.header)
                fresh.start()

    def _may_leave(self) -> bool:
        now = time.monotonic()
        if now > self._leave_by:
            return True
        if now - self._trained_at > AFTERWARDS_SECONDS:
            return True
        waiting = any(not tracked.cargo.is_done and tracked.header.url for tracked in self._tracked.values())
        return now - self._busy_at > IDLE_SECONDS and not waiting


def _open_pipe(path: Path) -> int:
    """Open the pipe that wakes the shipper; -1 where there are none."""
    if not hasattr(os, "mkfifo"):
        return -1
    try:
        if path.exists() and not stat.S_ISFIFO(path.stat().st_mode):
            path.unlink()
        if not path.exists():
            os.mkfifo(path, 0o600)
        return os.open(path, os.O_RDWR | os.O_NONBLOCK)
    except OSError:
        return -1


def _sync_file(path: Path, synced: tuple[int, int]) -> tuple[int, int]:
    """Write a journal through to the disk if it has changed; return its size and when it was written to.

    A journal that is mapped keeps its size; the first write to a page after a sync sets the time.
    """
    try:
        with open(path, "rb" if os.name != "nt" else "rb+") as file:
            facts = os.fstat(file.fileno())
            present = (facts.st_size, facts.st_mtime_ns)
            if present != synced:
                os.fsync(file.fileno())
            return present
    except OSError:
        return synced


def main() -> None:
    """Look after a home until there is nothing to do."""
    parser = argparse.ArgumentParser(prog="seamark.sdk.shipper")
    parser.add_argument("--home", type=Path, required=True)
    parser.add_argument("--lock", type=int, help="the descriptor of our lock, if we are born with it")
    asked = parser.parse_args()
    home = Home(asked.home)
    logging.basicConfig(format="%(asctime)s %(message)s", level=logging.WARNING, stream=sys.stderr)
    lock = shipper_lock(home)
    if asked.lock is not None:
        lock.inherit(asked.lock)
    while lock.take():
        shipper = Shipper(home)
        if hasattr(signal, "SIGHUP"):
            signal.signal(signal.SIGHUP, signal.SIG_IGN)
        signal.signal(signal.SIGTERM, shipper.stop_soon)
        try:
            shipper.run()
        finally:
            shipper.close()
            lock.free()
        if not shipper.has_new():
            break


if __name__ == "__main__":
    main()
