"""Blobs as files of a folder.

Written by hand rather than with obstore, whose local store renames a file into place without
syncing it: after a power cut a digest would name an empty file. Here a blob's bytes are synced
before its name exists, and its name is synced before its digest is told.
"""

import hashlib
import os
import shutil
import threading
import uuid
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from seamark.storage.blobs.disk import is_digest, make_folder, no_blob, sync_folder, telling_full, write_all
from seamark.storage.blobs.parts import Parts

_CHUNK: Final = 256 * 2**10
_READ_ONLY: Final = 0o400


class FileBlobs:
    """A folder: ``sha256/ab/cdef…`` holds blobs, ``parts`` uploads, ``new`` what is being put."""

    def __init__(self, folder: Path) -> None:
        self._blobs = folder / "sha256"
        self._new = folder / "new"
        for each in (self._blobs, self._new):
            make_folder(each)
        for left in self._new.iterdir():
            left.unlink(missing_ok=True)
        self._parts = Parts(folder / "parts")
        self._lock = threading.Lock()
        self._usage: int | None = None
        self._unsynced: set[str] = set()
        """Blobs whose name is not on disk yet."""

    def put(self, data: bytes) -> str:
        """Store small content whole; returns its digest."""
        digest = hashlib.sha256(data).hexdigest()
        if not self.has(digest):
            path = self._new / uuid.uuid4().hex
            try:
                with telling_full():
                    _write_synced(path, data)
                    self._keep(path, digest, len(data))
            finally:
                path.unlink(missing_ok=True)
        return digest

    def append(self, upload: str, offset: int, parts: Iterable[bytes]) -> int:
        """Write bytes of an upload from ``offset`` on, synced; returns the bytes now received."""
        return self._parts.append(upload, offset, parts)

    def received(self, upload: str) -> int:
        """How many bytes of an upload are safe."""
        return self._parts.received(upload)

    def finish(self, upload: str, digest: str = "") -> str:
        """Make the upload a blob; returns its digest."""
        with self._parts.finishing(upload, digest) as part:
            if not self.has(part.digest):
                with telling_full():
                    self._keep(part.path, part.digest, part.size)
            return part.digest

    def _keep(self, path: Path, digest: str, size: int) -> None:
        """Give a synced file its name for good."""
        place = self._place(digest)
        make_folder(place.parent)
        path.chmod(_READ_ONLY)
        with self._lock:
            os.utime(path)
            is_new = not place.exists()
            path.rename(place)
            self._unsynced.add(digest)
            if is_new and self._usage is not None:
                self._usage += size
        self._sync(digest)

    def _sync(self, digest: str) -> None:
        sync_folder(self._place(digest).parent)
        with self._lock:
            self._unsynced.discard(digest)

    def drop(self, upload: str) -> None:
        """Forget an upload."""
        self._parts.drop(upload)

    def has(self, digest: str) -> bool:
        """Say whether the blob is there, and touch it."""
        if not is_digest(digest):
            return False
        with self._lock:  # not between a sweep's look and its stroke
            try:
                os.utime(self._place(digest))
            except FileNotFoundError:
                return False
            is_synced = digest not in self._unsynced
        if not is_synced:  # another thread is putting it just now
            self._sync(digest)
        return True

    def size(self, digest: str) -> int:
        """Its length in bytes. Raises FileMissing."""
        try:
            return self._find(digest).stat().st_size
        except FileNotFoundError:
            raise no_blob(digest) from None

    def read(self, digest: str, start: int = 0, end: int | None = None) -> Iterator[bytes]:
        """Its bytes from ``start`` to before ``end``, in chunks. Raises FileMissing at the call."""
        try:
            return _Chunks(self._find(digest), start, end)
        except FileNotFoundError:
            raise no_blob(digest) from None

    def copy(self, digest: str, target: Path) -> None:
        """Link the blob to a file that does not exist yet, or copy it. Raises FileMissing."""
        source = self._find(digest)
        try:
            target.hardlink_to(source)
        except FileNotFoundError:
            raise no_blob(digest) from None
        except FileExistsError:
            raise
        except OSError:  # another file system, or one without links
            with telling_full():
                shutil.copyfile(source, target)

    def sweep(self, keep: set[str], untouched_since: float) -> int:
        """Remove what is neither kept nor touched since; returns the bytes freed. What is no blob stays."""
        freed = 0
        for path in self._blobs.glob("*/*"):
            digest = path.parent.name + path.name
            if digest not in keep and is_digest(digest):
                freed += self._remove_old(path, untouched_since)
        return freed

    def _remove_old(self, path: Path, untouched_since: float) -> int:
        with self._lock:
            try:
                facts = path.stat()
            except FileNotFoundError:
                return 0
            if facts.st_mtime >= untouched_since:
                return 0
            path.unlink()
            if self._usage is not None:
                self._usage -= facts.st_size
            return facts.st_size

    def usage(self) -> int:
        """Bytes on disk; counted once, then kept up to date."""
        with self._lock:
            if self._usage is None:
                self._usage = sum(path.stat().st_size for path in self._blobs.glob("*/*"))
            return self._usage + self._parts.usage()

    def _find(self, digest: str) -> Path:
        if not is_digest(digest):
            raise no_blob(digest)
        return self._place(digest)

    def _place(self, digest: str) -> Path:
        return self._blobs / digest[:2] / digest[2:]


class _Chunks:
    """A blob's bytes; the file is closed at the end, or when nobody wants the rest."""

    def __init__(self, path: Path, start: int, end: int | None) -> None:
        self._file = os.open(path, os.O_RDONLY)
        self._at = start
        self._end = end

    def __iter__(self) -> "_Chunks":
        return self

    def __next__(self) -> bytes:
        if self._file < 0:
            raise StopIteration
        count = _CHUNK if self._end is None else min(_CHUNK, self._end - self._at)
        data = os.pread(self._file, count, self._at) if count > 0 else b""
        if not data:
            self.close()
            raise StopIteration
        self._at += len(data)
        return data

    def close(self) -> None:
        """Read no more."""
        if self._file >= 0:
            os.close(self._file)
            self._file = -1

    def __del__(self) -> None:
        if getattr(self, "_file", -1) >= 0:
            self.close()


def _write_synced(path: Path, data: bytes) -> None:
    file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        write_all(file, data)
        os.fsync(file)
    finally:
        os.close(file)
