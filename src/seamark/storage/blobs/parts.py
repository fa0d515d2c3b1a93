"""Uploads on their way in: one file each, hashed while it grows, safe up to a mark beside it.

The mark is written after the bytes before it were synced, so whichever mark survives tells the
truth: after a kill or a power cut an upload goes on from its mark.
"""

import hashlib
import os
import re
import struct
import threading
from collections import OrderedDict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from seamark.model.errors import Conflict, FileMissing, InvalidValue, Unavailable
from seamark.storage.blobs.disk import make_folder, telling_full, write_all

_SYNC_BYTES: Final = 16 * 2**20
"""After so many bytes a growing upload is synced and marked."""
_REMEMBERED: Final = 1_000
"""Uploads whose hash is kept in memory; others are read again at their end."""
_MARK: Final = struct.Struct("<QQ")
_ALL_BITS: Final = 2**64 - 1
_ID: Final = re.compile(r"[A-Za-z0-9_-]{1,64}\Z")
_CHUNK: Final = 2**20


@dataclass(slots=True)
class _Progress:
    """The hash of the first ``count`` bytes."""

    hash: "hashlib._Hash" = field(default_factory=hashlib.sha256)
    count: int = 0

    def update(self, data: bytes) -> None:
        """Add bytes."""
        self.hash.update(data)
        self.count += len(data)


@dataclass(frozen=True, slots=True)
class Part:
    """An upload whose bytes are all there."""

    path: Path
    digest: str
    size: int


class Parts:
    """Uploads below one folder."""

    def __init__(self, folder: Path) -> None:
        make_folder(folder)
        self._folder = folder
        self._lock = threading.Lock()
        self._busy: set[str] = set()
        self._progress: OrderedDict[str, _Progress] = OrderedDict()

    def append(self, upload: str, offset: int, parts: Iterable[bytes]) -> int:
        """Write bytes from ``offset`` on; returns the bytes now safe.

        Raises:
            Conflict: the upload has another number of bytes.
            StorageFull: the disk is full; what fitted is safe.
        """
        with self._writing(upload):
            received = self.received(upload)
            if offset != received:
                raise Conflict(
                    f"The upload has {received:,} bytes; the offset was {offset:,}.", f"Go on from offset {received}."
                )
            with telling_full(), _opened(self._file(upload)) as file:
                os.ftruncate(file, offset)
                os.lseek(file, offset, os.SEEK_SET)
                return self._grow(upload, file, offset, parts)

    def _grow(self, upload: str, file: int, safe: int, parts: Iterable[bytes]) -> int:
        progress = self._take_progress(upload, safe)
        count = safe
        self._note(upload, safe)  # its place is there before the disk is full
        try:
            for data in parts:
                write_all(file, data)
                count += len(data)
                if progress is not None:
                    progress.update(data)
                if count - safe >= _SYNC_BYTES:
                    safe = self._mark(upload, file, count)
        finally:
            safe = self._mark(upload, file, count)
            if progress is not None and progress.count == safe:
                self._keep_progress(upload, progress)
        return safe

    def _take_progress(self, upload: str, received: int) -> _Progress | None:
        """Return the running hash, where there is one of all that was received."""
        with self._lock:
            known = self._progress.pop(upload, None)
        if received == 0:
            return _Progress()
        return known if known is not None and known.count == received else None

    def _keep_progress(self, upload: str, progress: _Progress) -> None:
        with self._lock:
            self._progress[upload] = progress
            while len(self._progress) > _REMEMBERED:
                self._progress.popitem(last=False)

    def _mark(self, upload: str, file: int, count: int) -> int:
        """Bring the file to disk, then note so many of its bytes as safe."""
        os.fsync(file)
        self._note(upload, count)
        return count

    def _note(self, upload: str, count: int) -> None:
        with _opened(self._mark_file(upload)) as mark:
            os.pwrite(mark, _MARK.pack(count, count ^ _ALL_BITS), 0)

    def received(self, upload: str) -> int:
        """How many bytes are safe; 0 for an upload that is not there."""
        try:
            data = self._mark_file(upload).read_bytes()
            present = self._file(upload).stat().st_size
        except FileNotFoundError:
            return 0
        if len(data) != _MARK.size:
            return 0
        count, check = _MARK.unpack(data)
        return int(count) if count ^ check == _ALL_BITS and count <= present else 0

    @contextmanager
    def finishing(self, upload: str, digest: str) -> Iterator[Part]:
        """Lend an upload that is to become a blob: synced, hashed, compared; gone afterwards.

        Raises:
            FileMissing: there is no such upload.
            InvalidValue: its bytes have another digest; it is dropped.
        """
        with self._writing(upload):
            path = self._file(upload)
            if not path.exists():
                raise FileMissing(f"There is no upload {upload!r}.", "Begin one: POST /api/v1/uploads.")
            with telling_full(), _opened(path) as file:
                size = self.received(upload)
                os.ftruncate(file, size)
                os.fsync(file)
                found = self._hash(upload, file, size)
            if digest and digest != found:
                self._remove(upload)
                raise InvalidValue(
                    f"The bytes have the SHA-256 {found}, not {digest}.",
                    "They changed on their way: upload them again.",
                )
            yield Part(path, found, size)
            self._remove(upload)

    def _hash(self, upload: str, file: int, size: int) -> str:
        with self._lock:
            known = self._progress.get(upload)
        if known is not None and known.count == size:
            return known.hash.hexdigest()
        whole = hashlib.sha256()
        os.lseek(file, 0, os.SEEK_SET)
        while data := os.read(file, _CHUNK):
            whole.update(data)
        return whole.hexdigest()

    def drop(self, upload: str) -> None:
        """Forget an upload; nothing happens when there is none."""
        with self._writing(upload):
            self._remove(upload)

    def usage(self) -> int:
        """Bytes on disk."""
        total = 0
        for entry in os.scandir(self._folder):
            with suppress(FileNotFoundError):
                total += entry.stat().st_size
        return total

    def _remove(self, upload: str) -> None:
        self._forget(upload)
        self._mark_file(upload).unlink(missing_ok=True)
        self._file(upload).unlink(missing_ok=True)

    def _forget(self, upload: str) -> None:
        with self._lock:
            self._progress.pop(upload, None)

    @contextmanager
    def _writing(self, upload: str) -> Iterator[None]:
        with self._lock:
            if upload in self._busy:
                raise Unavailable("Another request is writing this upload.", "Try again when it has ended.")
            self._busy.add(upload)
        try:
            yield
        finally:
            with self._lock:
                self._busy.discard(upload)

    def _file(self, upload: str) -> Path:
        if not _ID.match(upload):
            raise FileMissing(f"There is no upload {upload[:80]!r}.", "Begin one: POST /api/v1/uploads.")
        return self._folder / f"{upload}.part"

    def _mark_file(self, upload: str) -> Path:
        return self._file(upload).with_suffix(".safe")


@contextmanager
def _opened(path: Path) -> Iterator[int]:
    file = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        yield file
    finally:
        os.close(file)
