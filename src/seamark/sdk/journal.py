"""The journal: one session's operations on disk, before anything else happens to them."""

import contextlib
import errno
import mmap
import os
import threading
import time
import weakref
from abc import ABC, abstractmethod
from collections.abc import Callable
from pathlib import Path
from typing import Final, TypeAlias
from zlib import crc32

from seamark.model.errors import TooLarge
from seamark.model.objects import RunState
from seamark.model.operations import Extend, Operation
from seamark.sdk.home import JOURNAL_NAME, Home
from seamark.sdk.private_files import write_private
from seamark.sdk.status import create_status_page
from seamark.wire.journal import FRAME_BYTES, HEAD, HEADER_SEQ, MAGIC, End, Header, Progress, encode_record, make_frame

OnProblem: TypeAlias = Callable[[str, str], None]
"""Is called with a code (``disk_full``, ``disk_error``, ``closed``) and a text, once per code."""

_pack: Final = HEAD.pack
_write: Final = os.write
_HEAD_BYTES: Final = HEAD.size
REFUSED: Final = -1
"""What ``write`` returns for a record that is not in the file."""

_FIRST_BYTES: Final = 2**16
_MOST_BYTES: Final = 2**20
_RESERVE_BYTES: Final = 2**14
"""Room for what signal handlers log while the disk is asked for more; if each asked too, they would pile up."""
"""How much of the disk is asked for at a time: at first, and once a journal is long."""
_GRANULE: Final = mmap.ALLOCATIONGRANULARITY
_POPULATE_WRITE: Final = 23
"""``MADV_POPULATE_WRITE`` of Linux 5.14, which ``mmap`` has no name for."""
_FLAGS: Final[int] = os.O_CREAT | os.O_EXCL | os.O_APPEND | os.O_RDWR | getattr(os, "O_BINARY", 0)

_live: Final["weakref.WeakSet[Journal]"] = weakref.WeakSet()


class Journal(ABC):
    """An open journal; ``write`` takes about a microsecond and never raises for the disk's sake.

    Every call that returned a seq is in the page cache and survives SIGKILL. Any number of threads may
    write, and a signal handler may in the middle of a write. After a fork the child's copy is
    ``foreign``: it holds no descriptor and refuses everything; the child needs a journal of its own.
    """

    def __init__(self, folder: Path, header: Header, on_problem: OnProblem | None, descriptor: int) -> None:
        self.folder = folder
        self.header = header
        self.foreign = False
        self.refused = 0
        self._lock = threading.RLock()
        self._next = 0
        self._told: set[str] = set()
        self._on_problem = on_problem
        self._descriptor = descriptor
        _live.add(self)

    @staticmethod
    def create(home: Home, header: Header, *, token: str = "", on_problem: OnProblem | None = None) -> "Journal":
        """Make the journal of a new session and say that it awaits delivery.

        Args:
            home: Where it lies.
            header: Whose it is; its origin must be new.
            token: Kept beside the journal for the shipper, for the owner's eyes only. Leave it out
                where it stands in the user's settings file.
            on_problem: Told once per code when a record could not be written.

        Raises:
            OSError: the home cannot be written to.
        """
        folder = home.make_journal_folder(header.run, header.origin)
        if token:
            write_private(folder / "token", token.encode())
        create_status_page(folder)
        descriptor = os.open(folder / JOURNAL_NAME, _FLAGS, 0o600)
        frame = make_frame(encode_record(header), HEADER_SEQ)
        try:
            journal = _begin(folder, header, on_problem, descriptor, frame + frame)
        except OSError:
            os.close(descriptor)
            raise
        home.mark_open(header.run, header.origin)
        return journal

    @property
    def next_seq(self) -> int:
        """The seq of the next record: how many the journal has taken."""
        return self._next

    @property
    def files(self) -> Path:
        """The folder for content that is kept as it was at the call, made on first use."""
        folder = self.folder / "files"
        folder.mkdir(exist_ok=True)
        return folder

    @abstractmethod
    def write(self, operation: Operation | Progress | End) -> int:
        """Append a record and return its seq, or ``REFUSED``.

        Raises:
            TypeError: the operation holds something that msgpack cannot.
            TooLarge: the record is beyond what a frame holds.
        """

    def end(self, state: RunState, reason: str = "") -> int:
        """Write how the session ended, and close."""
        seq = self.write(End(state=state, reason=reason, ended_at=time.time_ns() // 1000))
        self.close()
        return seq

    def close(self) -> None:
        """Close the file; later writes are refused."""
        with self._lock:
            descriptor, self._descriptor = self._descriptor, -1
            if descriptor >= 0:
                self._let_go(descriptor)
                with contextlib.suppress(OSError):
                    os.close(descriptor)
        _live.discard(self)

    def disown(self) -> None:
        """Give up the copy that a fork has made; the child's process calls this by itself."""
        descriptor, self._descriptor = self._descriptor, -1
        self.foreign = True
        self._lock = threading.RLock()
        if descriptor >= 0:
            self._let_go(-1)
            with contextlib.suppress(OSError):
                os.close(descriptor)

    def _let_go(self, descriptor: int) -> None:  # noqa: B027  a file that is written has nothing to let go
        """Finish the file, or leave it to the parent process where ``descriptor`` is -1."""

    def _refuse(self, error: OSError) -> int:
        self.refused += 1
        if self._descriptor < 0:
            code = "closed"
        else:
            code = "disk_full" if error.errno in {errno.ENOSPC, errno.EDQUOT, errno.EFBIG} else "disk_error"
        if self._on_problem is not None and not self.foreign and code not in self._told:
            self._told.add(code)
            self._on_problem(code, error.strerror or str(error))
        return REFUSED


class MappedJournal(Journal):
    """Copies records into blocks that the disk has given already: no system call, and never SIGBUS.

    The file is longer than what was written, by zeros, until it is closed.
    """

    def __init__(
        self, folder: Path, header: Header, on_problem: OnProblem | None, descriptor: int, start: bytes
    ) -> None:
        super().__init__(folder, header, on_problem, descriptor)
        self._base = self._at = 0
        self._growing = False
        self._map = _map_blocks(descriptor, 0, _FIRST_BYTES)
        self._full = _FIRST_BYTES
        self._room = _FIRST_BYTES - _RESERVE_BYTES
        if len(start) > self._room:
            self._grow(len(start))
        self._map[: len(start)] = start
        self._at = len(start)

    def write(self, operation: Operation | Progress | End) -> int:
        """Append a record; see ``Journal.write``."""
        payload = encode_record(operation)
        size = len(payload) + _HEAD_BYTES
        weight = operation.weight if type(operation) is Extend else 1
        may_grow = True
        with self._lock:
            while True:
                seq = self._next
                frame = _pack(MAGIC, size - _HEAD_BYTES, crc32(payload, seq), seq) + payload
                begin = self._at
                end = begin + size
                if end > self._room and (end > self._full or (may_grow and not self._growing)):
                    try:
                        self._grow(size)
                    except OSError as error:
                        if self._at + size > self._full:
                            return self._refuse(error)
                        may_grow = False  # the reserve has room for it still
                elif seq == self._next:  # no signal handler wrote while the frame was made
                    # From the comparison to the copy Python runs none: frames lie in seq order.
                    self._next = seq + weight
                    self._at = end
                    self._map[begin:end] = frame
                    return seq

    def _grow(self, size: int) -> None:
        """Have the disk give room for ``size`` bytes and more; a signal handler may write meanwhile."""
        _check_size(size)
        before, self._growing = self._growing, True
        try:
            self._map_more(size + _RESERVE_BYTES)
        finally:
            self._growing = before

    def _map_more(self, size: int) -> None:
        position = self._base + self._at
        base = position - position % _GRANULE
        room = position - base + max(size, min(max(position, _FIRST_BYTES), _MOST_BYTES))
        room += -room % _GRANULE
        fresh = _map_blocks(self._descriptor, base, room)
        if self._descriptor < 0:
            fresh.close()
            raise OSError(errno.EBADF, os.strerror(errno.EBADF))
        # From the comparison to the assignment no signal handler runs, and then none can write too far.
        soft = room - _RESERVE_BYTES
        old, self._map, self._at, self._base, self._room, self._full = (
            self._map,
            fresh,
            self._base + self._at - base,
            base,
            soft,
            room,
        )
        old.close()

    def _let_go(self, descriptor: int) -> None:
        self._room = self._full = -1
        self._map.close()
        if descriptor >= 0:
            with contextlib.suppress(OSError):
                os.ftruncate(descriptor, self._base + self._at)


class WrittenJournal(Journal):
    """Writes each record by a system call, where memory cannot be shared with the file."""

    def __init__(
        self, folder: Path, header: Header, on_problem: OnProblem | None, descriptor: int, start: bytes
    ) -> None:
        super().__init__(folder, header, on_problem, descriptor)
        os.write(descriptor, start)

    def write(self, operation: Operation | Progress | End) -> int:
        """Append a record; see ``Journal.write``."""
        payload = encode_record(operation)
        size = len(payload) + _HEAD_BYTES
        weight = operation.weight if type(operation) is Extend else 1
        _check_size(size)
        with self._lock:
            seq = self._next
            frame = make_frame(payload, seq)
            while seq != self._next:  # a signal handler wrote while the frame was made
                seq = self._next
                frame = make_frame(payload, seq)
            # From the comparison to the write Python runs no signal handler: frames lie in seq order.
            self._next = seq + weight
            try:
                written = _write(self._descriptor, frame)
            except OSError as error:
                self._next = max(seq, self._next - weight)
                return self._refuse(error)
            if written != size:
                return self._mend(seq, weight, written)
        return seq

    def _mend(self, seq: int, weight: int, written: int) -> int:
        """Cut off a frame that fitted in part; where that fails too, readers step over it."""
        self._next = max(seq, self._next - weight)
        with contextlib.suppress(OSError):
            os.ftruncate(self._descriptor, os.fstat(self._descriptor).st_size - written)
        return self._refuse(OSError(errno.ENOSPC, os.strerror(errno.ENOSPC)))


def _begin(folder: Path, header: Header, on_problem: OnProblem | None, descriptor: int, start: bytes) -> Journal:
    """Return the journal with its first bytes, mapped wherever the system and the file system can."""
    if hasattr(os, "posix_fallocate"):
        try:
            return MappedJournal(folder, header, on_problem, descriptor, start)
        except OSError:
            os.ftruncate(descriptor, 0)
    return WrittenJournal(folder, header, on_problem, descriptor, start)


def _map_blocks(descriptor: int, base: int, size: int) -> mmap.mmap:
    """Have the disk give blocks, and share memory with them.

    The C library pretends to give blocks where a file system cannot, but not to a descriptor that
    appends: so those refuse here.
    """
    os.posix_fallocate(descriptor, base, size)
    try:
        blocks = mmap.mmap(descriptor, size, offset=base)
    except ValueError as error:  # the file is shorter than it was made
        raise OSError(errno.EIO, str(error)) from error
    with contextlib.suppress(OSError, AttributeError):
        blocks.madvise(_POPULATE_WRITE)  # or each page is fetched when it is first written to
    return blocks


def _check_size(size: int) -> None:
    if size > FRAME_BYTES:
        raise TooLarge(f"A record of {size} bytes is too long.", "Log it in parts, or upload it as a file.")


def _disown_all() -> None:
    for journal in list(_live):
        journal.disown()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_disown_all)
