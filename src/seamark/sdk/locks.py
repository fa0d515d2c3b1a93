"""Lock files: held by one process at a time, free again when it is gone."""

import contextlib
import errno
import os
import sys
import weakref
from pathlib import Path
from typing import Final

import msgspec

from seamark.sdk.machine import Life, find_boot, find_host, find_process_start, judge_process

_WINDOWS: Final[bool] = sys.platform == "win32"
_WITHOUT_LOCKS: Final = {errno.ENOSYS, errno.ENOLCK, errno.ENOTSUP, errno.EINVAL}


class _Holder(msgspec.Struct, frozen=True):
    host: str
    boot: str
    pid: int
    process_start: float


_locks: Final["weakref.WeakSet[FileLock]"] = weakref.WeakSet()


class FileLock:
    """A lock file. The system frees it with its holder; where the file system knows no locks, a file
    that names its holder stands in for it. A process that is forked holds none of its parent's.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._descriptor = -1
        self._stand_in: Path | None = None
        _locks.add(self)

    @property
    def is_held(self) -> bool:
        """Say whether this object holds the lock."""
        return self._descriptor >= 0

    def take(self) -> bool:
        """Take the lock if it is free, and say so.

        Raises:
            OSError: the lock file cannot be made.
        """
        if self.is_held:
            return True
        self.path.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(self.path, os.O_CREAT | os.O_RDWR | getattr(os, "O_CLOEXEC", 0), 0o600)
        try:
            _lock(descriptor)
        except OSError as error:
            if error.errno not in _WITHOUT_LOCKS or not self._make_stand_in():
                os.close(descriptor)
                return False
        self._descriptor = descriptor
        return True

    @property
    def inheritable_descriptor(self) -> int:
        """The descriptor with which a child process inherits the lock; -1 where locks are not inherited."""
        return -1 if _WINDOWS or self._stand_in is not None else self._descriptor

    def inherit(self, descriptor: int) -> None:
        """Hold on to the lock that the parent process held, by its descriptor."""
        os.set_inheritable(descriptor, False)
        self._descriptor = descriptor

    def free(self) -> None:
        """Give the lock back, but for a child process that has inherited it."""
        if self.is_held:
            with contextlib.suppress(OSError):
                os.close(self._descriptor)
            self._descriptor = -1
        if self._stand_in is not None:
            self._stand_in.unlink(missing_ok=True)
            self._stand_in = None

    def disown(self) -> None:
        """Leave the lock to the process that this one was forked from."""
        self._stand_in = None
        self.free()

    def _make_stand_in(self) -> bool:
        path = self.path.with_name(self.path.name + ".held")
        pid = os.getpid()
        holder = _Holder(find_host(), find_boot(), pid, find_process_start(pid))
        for _ in range(2):
            try:
                with open(path, "xb") as file:
                    file.write(msgspec.json.encode(holder))
                self._stand_in = path
                return True
            except FileExistsError:
                if not _is_left_over(path):
                    return False
                path.unlink(missing_ok=True)
        return False


def _is_left_over(path: Path) -> bool:
    try:
        holder = msgspec.json.decode(path.read_bytes(), type=_Holder)
    except (OSError, msgspec.MsgspecError):
        return False
    return judge_process(holder.host, holder.boot, holder.pid, holder.process_start) is Life.GONE


def _lock(descriptor: int) -> None:
    if _WINDOWS:
        import msvcrt

        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined,unused-ignore]
    else:
        import fcntl

        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)


def _disown_all() -> None:
    for lock in list(_locks):
        lock.disown()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_disown_all)
