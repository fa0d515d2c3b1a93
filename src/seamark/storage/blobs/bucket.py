"""Blobs in a bucket, through obstore; uploads are gathered on the local disk first.

A bucket has no files that grow, so parts lie in a folder of the server's own and go to the bucket
when they are whole. A bucket cannot be touched either: what was asked for lately is remembered here,
which is enough because one server at a time has the store.
"""

import hashlib
import os
import tempfile
import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import obstore
from obstore.exceptions import BaseError
from obstore.store import ObjectStore, from_url

from seamark.model.errors import InvalidValue, Unavailable
from seamark.storage.blobs.disk import is_digest, no_blob, telling_full
from seamark.storage.blobs.parts import Parts

_CHUNK: Final = 2**20
_PREFIX: Final = "sha256"


class BucketBlobs:
    """A bucket: ``sha256/ab/cdef…`` holds blobs."""

    def __init__(self, store: ObjectStore, folder: Path) -> None:
        self._store = store
        self._parts = Parts(folder)
        self._lock = threading.Lock()
        self._touched: dict[str, float] = {}

    @classmethod
    def at(cls, url: str) -> "BucketBlobs":
        """Open the bucket of a URL; credentials come from the environment. Raises InvalidValue."""
        try:
            store = from_url(url)
        except (BaseError, ValueError) as error:
            raise InvalidValue(f"The bucket cannot be opened: {error}", "Check the blobs' URL.") from error
        return cls(store, _own_folder(url))

    def put(self, data: bytes) -> str:
        """Store small content whole; returns its digest."""
        digest = hashlib.sha256(data).hexdigest()
        if not self.has(digest):
            with _telling_trouble():
                obstore.put(self._store, _place(digest), data)
            self._touch(digest)
        return digest

    def append(self, upload: str, offset: int, parts: Iterable[bytes]) -> int:
        """Write bytes of an upload from ``offset`` on, synced; returns the bytes now received."""
        return self._parts.append(upload, offset, parts)

    def received(self, upload: str) -> int:
        """How many bytes of an upload are safe."""
        return self._parts.received(upload)

    def finish(self, upload: str, digest: str = "") -> str:
        """Send the upload to the bucket; returns its digest."""
        with self._parts.finishing(upload, digest) as part:
            if not self.has(part.digest):
                with _telling_trouble():
                    obstore.put(self._store, _place(part.digest), part.path)
                self._touch(part.digest)
            return part.digest

    def drop(self, upload: str) -> None:
        """Forget an upload."""
        self._parts.drop(upload)

    def has(self, digest: str) -> bool:
        """Say whether the blob is there, and touch it."""
        if not is_digest(digest):
            return False
        self._touch(digest)
        return self._head(digest) is not None

    def size(self, digest: str) -> int:
        """Its length in bytes. Raises FileMissing."""
        size = self._head(digest) if is_digest(digest) else None
        if size is None:
            raise no_blob(digest)
        return size

    def read(self, digest: str, start: int = 0, end: int | None = None) -> Iterator[bytes]:
        """Its bytes from ``start`` to before ``end``, in chunks. Raises FileMissing at the call."""
        size = self.size(digest)
        stop = size if end is None else min(end, size)
        return self._chunks(digest, start, stop)

    def _chunks(self, digest: str, start: int, stop: int) -> Iterator[bytes]:
        for begin in range(start, stop, _CHUNK):
            with _telling_trouble():
                yield bytes(obstore.get_range(self._store, _place(digest), start=begin, end=min(begin + _CHUNK, stop)))

    def copy(self, digest: str, target: Path) -> None:
        """Write the blob to a file that does not exist yet. Raises FileMissing."""
        chunks = self.read(digest)
        with telling_full(), target.open("xb") as file:
            file.writelines(chunks)

    def sweep(self, keep: set[str], untouched_since: float) -> int:
        """Remove what is neither kept nor touched since; returns the bytes freed."""
        freed = 0
        for digest, size, changed in self._all():
            if digest not in keep and changed < untouched_since:
                freed += self._remove_old(digest, size, untouched_since)
        with self._lock:
            self._touched = {digest: at for digest, at in self._touched.items() if at >= untouched_since}
        return freed

    def _remove_old(self, digest: str, size: int, untouched_since: float) -> int:
        with self._lock:
            if self._touched.get(digest, 0.0) >= untouched_since:
                return 0
            with _telling_trouble():
                obstore.delete(self._store, _place(digest))
            return size

    def usage(self) -> int:
        """Bytes in the bucket, and of uploads on the local disk."""
        return sum(size for _, size, _ in self._all()) + self._parts.usage()

    def _all(self) -> Iterator[tuple[str, int, float]]:
        with _telling_trouble():
            for found in obstore.list(self._store, _PREFIX):
                for facts in found:
                    digest = "".join(facts["path"].rsplit("/", 2)[-2:])
                    yield digest, facts["size"], facts["last_modified"].timestamp()

    def _head(self, digest: str) -> int | None:
        try:
            with _telling_trouble():
                return obstore.head(self._store, _place(digest))["size"]
        except FileNotFoundError:
            return None

    def _touch(self, digest: str) -> None:
        with self._lock:
            self._touched[digest] = time.time()


def _place(digest: str) -> str:
    return f"{_PREFIX}/{digest[:2]}/{digest[2:]}"


@contextmanager
def _telling_trouble() -> Iterator[None]:
    try:
        yield
    except BaseError as error:
        raise Unavailable(f"The bucket does not answer: {error}", "Try again later.") from error


def _own_folder(url: str) -> Path:
    """Return a folder that nobody else can write to, the same after a restart."""
    name = hashlib.sha256(url.encode()).hexdigest()[:16]
    folder = Path(tempfile.gettempdir()) / f"seamark-uploads-{os.getuid()}-{name}"
    folder.mkdir(mode=0o700, exist_ok=True)
    facts = folder.lstat()
    if facts.st_uid != os.getuid() or facts.st_mode & 0o022 or folder.is_symlink():
        raise Unavailable(f"{folder} belongs to somebody else.", "Set TMPDIR to a folder of the server's own.")
    return folder
