"""The journal: one session's operations on disk, before anything else happens to them."""

import contextlib
import errno
import os
import threading
import time
import weakref
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

_live: Final["weakref.WeakSet[Journal]"] = weakref.WeakSet()


class Journal:
    """An open journal; ``write`` takes about a microsecond and never raises for the disk's sake.

    Every call that returned a seq is in the page cache and survives SIGKILL. Any number of threads may
    write, and a signal handler may in the middle of a write. After a fork the child's copy is
    ``foreign``: it holds no descriptor and refuses everything; the child needs a journal of its own.
    """

    def __init__(self, folder: Path, header: Header, on_problem: OnProblem | None) -> None:
        self.folder = folder
        self.header = header
        self.foreign = False
        self.refused = 0
        self._lock = threading.RLock()
        self._next = 0
        self._told: set[str] = set()
        self._on_problem = on_problem
        flags = os.O_CREAT | os.O_EXCL | os.O_APPEND | os.O_WRONLY | getattr(os, "O_BINARY", 0)
        self._descriptor = os.open(folder / JOURNAL_NAME, flags, 0o600)
        _live.add(self)

    @classmethod
    def create(cls, home: Home, header: Header, *, token: str = "", on_problem: OnProblem | None = None) -> "Journal":
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
        journal = cls(folder, header, on_problem)
        frame = make_frame(encode_record(header), HEADER_SEQ)
        try:
            os.write(journal._descriptor, frame + frame)
        except OSError:
            journal.close()
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

    def write(self, operation: Operation | Progress | End) -> int:
        """Append a record and return its seq, or ``REFUSED``.

        Raises:
            TypeError: the operation holds something that msgpack cannot.
            TooLarge: the record is beyond what a frame holds.
        """
        payload = encode_record(operation)
        size = len(payload)
        weight = operation.weight if type(operation) is Extend else 1
        if size > FRAME_BYTES:
            raise TooLarge(f"A record of {size} bytes is too long.", "Log it in parts, or upload it as a file.")
        with self._lock:
            seq = self._next
            frame = _pack(MAGIC, size, crc32(payload, seq), seq) + payload
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
            if written != size + _HEAD_BYTES:
                return self._mend(seq, weight, written)
        return seq

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
                with contextlib.suppress(OSError):
                    os.close(descriptor)
        _live.discard(self)

    def _mend(self, seq: int, weight: int, written: int) -> int:
        """Cut off a frame that fitted in part; where that fails too, readers step over it."""
        self._next = max(seq, self._next - weight)
        with contextlib.suppress(OSError):
            os.ftruncate(self._descriptor, os.fstat(self._descriptor).st_size - written)
        return self._refuse(OSError(errno.ENOSPC, os.strerror(errno.ENOSPC)))

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

    def disown(self) -> None:
        """Give up the copy that a fork has made; the child's process calls this by itself."""
        descriptor, self._descriptor = self._descriptor, -1
        self.foreign = True
        self._lock = threading.RLock()
        if descriptor >= 0:
            with contextlib.suppress(OSError):
                os.close(descriptor)


def _disown_all() -> None:
    for journal in list(_live):
        journal.disown()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_disown_all)
