"""Files on their way in: uploads in parts, and who may attach which bytes."""

from collections.abc import Iterable, Iterator
from typing import Final

from seamark.core.access import Access
from seamark.core.caller import Caller
from seamark.model import limits
from seamark.model.errors import Conflict, FileMissing, InvalidValue, TooLarge
from seamark.storage.blobs import Blobs
from seamark.storage.catalog.protocol import Catalog
from seamark.storage.catalog.rows import ObjectRow, UploadRow
from seamark.storage.columns.protocol import ColumnsWriter
from seamark.wire.api.uploads import Upload, UploadRequest

_HEX: Final = frozenset("0123456789abcdef")


class Files:
    """Takes uploads; every method may be called from any thread.

    Bytes that are on the server already need no upload, but only for somebody who uploaded them or
    can read an object that has them: who merely knows a digest learns nothing.
    """

    def __init__(self, catalog: Catalog, columns: ColumnsWriter, blobs: Blobs, access: Access) -> None:
        self._catalog = catalog
        self._access = access
        self._columns = columns
        self._blobs = blobs

    def may_attach(self, caller: Caller | None, object: ObjectRow, digest: str) -> int:
        """Return the size of a blob that the caller (None: the server itself) may attach to an object.

        Raises:
            FileMissing: its bytes are not here, or not for this caller.
        """
        if self._blobs.has(digest) and (caller is None or self._may_have(caller, digest, object)):
            return self._blobs.size(digest)
        raise FileMissing(f"The bytes of {digest} were not uploaded.", "Upload them first: POST /api/v1/uploads.")

    def begin(self, caller: Caller, request: UploadRequest) -> Upload:
        """Begin an upload; it is complete at once when the caller may have these bytes already.

        Raises:
            TooLarge: the file is larger than a file may be.
            InvalidValue: the size or digest is none.
        """
        _check_request(request)
        upload = self._catalog.uploads.create(caller.person, size=request.size, digest=request.digest)
        if request.digest and self._is_here(caller, request):
            upload = self._catalog.uploads.advance(
                upload.id, received=request.size, digest=request.digest, complete=True
            )
        return _describe(upload)

    def keep(self, caller: Caller, data: bytes) -> str:
        """Store small content whole, as if the caller had uploaded it; returns its digest."""
        digest = self._blobs.put(data)
        if not self._catalog.uploads.owns(caller.person, digest):
            upload = self._catalog.uploads.create(caller.person, size=len(data), digest=digest)
            self._catalog.uploads.advance(upload.id, received=len(data), digest=digest, complete=True)
        return digest

    def look_up(self, caller: Caller, id: str) -> Upload:
        """Return how far an upload is. Raises FileMissing."""
        return _describe(self._find(caller, id))

    def append(self, caller: Caller, id: str, offset: int, parts: Iterable[bytes]) -> Upload:
        """Write bytes from ``offset`` on; what has arrived stays, whatever breaks off.

        Raises:
            FileMissing: no such upload of this caller.
            Conflict: the offset is not what was received so far; names what is.
            TooLarge: more bytes come than were announced.
        """
        row = self._find(caller, id)
        if row.complete or offset != row.received:
            raise Conflict(
                f"The upload has {row.received:,} of {row.size:,} bytes; the offset was {offset:,}.",
                f"Go on from offset {row.received}." if not row.complete else "It is complete.",
            )
        received = self._blobs.append(id, offset, _up_to(parts, row.size - offset))
        return _describe(self._catalog.uploads.advance(id, received=received))

    def complete(self, caller: Caller, id: str, digest: str) -> Upload:
        """Make an upload a file that can be attached; asked again, it answers the same.

        Raises:
            FileMissing: no such upload of this caller.
            Conflict: bytes are missing still.
            InvalidValue: the bytes have another digest; the upload is gone.
        """
        row = self._find(caller, id)
        wanted = digest or row.digest
        _check_digest(wanted)
        if row.complete:
            if wanted != row.digest:
                raise Conflict(
                    f"The upload is complete with the digest {row.digest}.", "Begin another for other bytes."
                )
            return _describe(row)
        if row.received != row.size:
            raise Conflict(
                f"The upload has {row.received:,} of {row.size:,} bytes.", f"Go on from offset {row.received}."
            )
        if not row.size:
            self._blobs.append(id, 0, ())
        try:
            found = self._blobs.finish(id, wanted)
        except InvalidValue:
            self._catalog.uploads.drop([id])
            raise
        return _describe(self._catalog.uploads.advance(id, received=row.size, digest=found, complete=True))

    def _find(self, caller: Caller, id: str) -> UploadRow:
        """An upload as it is on disk: the catalog may lag behind after a kill."""
        row = self._catalog.uploads.get(id)
        if row.person != caller.person:
            raise FileMissing(f"There is no upload {id!r}.", "Begin one: POST /api/v1/uploads.")
        if row.complete:
            return row
        received = self._blobs.received(id)
        return row if received == row.received else self._catalog.uploads.advance(id, received=received)

    def _is_here(self, caller: Caller, request: UploadRequest) -> bool:
        return (
            self._blobs.has(request.digest)
            and self._blobs.size(request.digest) == request.size
            and self._may_have(caller, request.digest)
        )

    def _may_have(self, caller: Caller, digest: str, object: ObjectRow | None = None) -> bool:
        """Say whether the caller has uploaded these bytes, or may read an object that has them."""
        if self._catalog.uploads.owns(caller.person, digest):
            return True
        holders = dict.fromkeys(project for project, _ in self._columns.digest_holders(digest))
        if object is not None and object.project in holders:
            return True
        return any(self._access.may_read(caller, self._catalog.projects.get(number)) for number in holders)


def _check_request(request: UploadRequest) -> None:
    _check_digest(request.digest)
    if request.size < 0:
        raise InvalidValue(f"The size {request.size} is below 0.", "Give its size in bytes.", path="size")
    if request.size > limits.BLOB_BYTES:
        raise TooLarge(
            f"The size is {request.size:,} bytes; the largest file has {limits.BLOB_BYTES:,}.", "Split it.", path="size"
        )


def _check_digest(digest: str) -> None:
    if digest and (len(digest) != 64 or not _HEX.issuperset(digest)):
        raise InvalidValue(
            f"{digest[:80]!r} is no digest.", "Give the SHA-256 in 64 lower-case hexadecimal digits.", path="digest"
        )


def _up_to(parts: Iterable[bytes], most: int) -> Iterator[bytes]:
    for part in parts:
        most -= len(part)
        if most < 0:
            raise TooLarge("More bytes came than were announced.", "Begin an upload of the right size.")
        yield part


def _describe(row: UploadRow) -> Upload:
    return Upload(id=row.id, size=row.size, received=row.received, digest=row.digest, complete=row.complete)
