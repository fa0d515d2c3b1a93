"""The contract of the blob store."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Protocol


class Blobs(Protocol):
    """Files by SHA-256 (``seamark.testing.blobs_suite`` checks what stands here).

    - A blob is named by the SHA-256 of its bytes, in hexadecimal. Once ``finish`` or ``put`` has
      returned, its bytes are on disk and never change.
    - Parts of an upload survive a kill; ``received`` tells how many bytes are safe.
    - ``put``, ``finish`` and a ``has`` that says yes touch the blob: ``sweep`` spares it for a while.
    - A full disk raises ``StorageFull``; a missing blob ``FileMissing``.
    - Methods may be called from any thread. One upload is written by one thread at a time: a second
      one gets ``Unavailable``.
    """

    def put(self, data: bytes) -> str:
        """Store small content whole; returns its digest."""

    def append(self, upload: str, offset: int, parts: Iterable[bytes]) -> int:
        """Write bytes of an upload from ``offset`` on, synced; returns the bytes now received.
        Whatever breaks off, what has arrived stays. Raises Conflict when ``offset`` is not what was
        received so far.
        """

    def received(self, upload: str) -> int:
        """How many bytes of an upload are safe; 0 for one that is not there."""

    def finish(self, upload: str, digest: str = "") -> str:
        """Make the upload a blob; returns its digest. Raises InvalidValue, and drops the upload,
        when the bytes have another digest than given; FileMissing when there is no such upload.
        """

    def drop(self, upload: str) -> None:
        """Forget an upload."""

    def has(self, digest: str) -> bool:
        """Say whether the blob is there."""

    def size(self, digest: str) -> int:
        """Its length in bytes. Raises FileMissing."""

    def read(self, digest: str, start: int = 0, end: int | None = None) -> Iterator[bytes]:
        """Its bytes from ``start`` to before ``end``, in chunks. Raises FileMissing at the call."""

    def copy(self, digest: str, target: Path) -> None:
        """Write the blob to a file that does not exist yet, by a hard link where that can be: the
        bytes never change. Raises FileMissing.
        """

    def sweep(self, keep: set[str], untouched_since: float) -> int:
        """Remove blobs not in ``keep`` and not touched since that time (seconds since 1970);
        returns the bytes freed.
        """

    def usage(self) -> int:
        """Bytes on disk."""
