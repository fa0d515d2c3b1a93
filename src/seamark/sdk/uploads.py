"""Files on their way to a server: hashed, sent in parts, gone on with where they broke off."""

import errno
import hashlib
import os
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TypeAlias

import msgspec

from seamark.model.errors import (
    Conflict,
    FileMissing,
    InvalidInput,
    NotFound,
    ProxyLimit,
    SeamarkError,
    Unavailable,
)
from seamark.model.operations import Attach
from seamark.sdk.journal_files import JournalFiles
from seamark.sdk.transport import Transport
from seamark.wire.api.uploads import Upload, UploadRequest

PART_BYTES: Final = 16 * 2**20
LEAST_PART_BYTES: Final = 2**16
"""Parts are made smaller, down to this, where a proxy takes none of the usual size."""
_RESUMED_BYTES: Final = 2**20
"""Smaller files are sent anew when they break off."""
_TRIES: Final = 3
_MISSING: Final = {errno.ENOENT, errno.ENOTDIR, errno.EACCES, errno.EPERM, errno.EISDIR}
"""With these a file is given up; whatever else goes wrong when it is read may pass."""
_SMALL_BYTES: Final = 16 * 2**20
OnBytes: TypeAlias = Callable[[int], None]
"""Is called with each number of bytes that has become safe."""


@dataclass(frozen=True, slots=True)
class _Content:
    """A file as it was when it was hashed."""

    path: Path
    digest: str
    size: int


class FileSender:
    """Sends the files of one journal to one server.

    Args:
        transport: The server.
        files: Where the files lie.
        on_bytes: Told of progress.
        closing: Once it is set nothing more is begun.
    """

    def __init__(
        self, transport: Transport, files: JournalFiles, on_bytes: OnBytes, closing: threading.Event | None = None
    ) -> None:
        self._transport = transport
        self._files = files
        self._on_bytes = on_bytes
        self._closing = closing or threading.Event()
        self._part_bytes = PART_BYTES

    def send(self, attach: Attach) -> Attach:
        """Upload what an operation attaches and return the operation as it goes to the server.

        A file that changes while it is read is tried again, then sent from a copy.

        Raises:
            FileMissing: the file is not there any more, or not for us.
            Unavailable: it cannot be read now, or the server is not there; trying again later can help.
            SeamarkError: as ``Transport.request``.
        """
        try:
            return self._send_whole(attach)
        except SeamarkError:
            raise  # some of them are OSErrors as well
        except OSError as error:
            detail = f"{error.filename or attach.source} cannot be read ({error.strerror})."
            if error.errno in _MISSING:
                raise FileMissing(detail, path=attach.path) from error
            raise Unavailable(detail, "It is tried again by itself.", path=attach.path) from error

    def _send_whole(self, attach: Attach) -> Attach:
        path = self._files.find(attach.source)
        for attempt in range(_TRIES):
            try:
                content = _hash_file(path)
                self._upload(content)
                changed = attach.changed or _has_changed(attach, content, path)
                return msgspec.structs.replace(
                    attach, source="", digest=content.digest, size=content.size, changed=changed
                )
            except _Changed:
                if attempt == _TRIES - 2:
                    path = self._copy(path)
            except _Lost as error:
                if attempt == _TRIES - 1:
                    raise Unavailable(f"The server did not keep what was sent ({error}).") from error
        raise FileMissing(f"{path} changes faster than it can be read.", path=attach.path)

    def _copy(self, path: Path) -> Path:
        try:
            return self._files.copy(path)
        except OSError as error:
            raise Unavailable(f"{path} changes, and cannot be copied ({error.strerror}).") from error

    def _upload(self, content: _Content) -> None:
        begun = self._find_upload(content)
        upload = begun or self._begin(content)
        try:
            if upload.complete:
                self._on_bytes(content.size)
            else:
                self._send_rest(upload, content)
        except (InvalidInput, NotFound, _Changed) as error:
            self._files.drop_upload(content.digest)
            if isinstance(error, SeamarkError) and _hash_file(content.path).digest != content.digest:
                raise _Changed from error
            if isinstance(error, NotFound) or (begun and isinstance(error, InvalidInput)):
                raise _Lost(error.detail) from error
            raise
        self._files.drop_upload(content.digest)

    def _find_upload(self, content: _Content) -> Upload | None:
        """Return the upload that broke off, as far as the server has it."""
        id = self._files.find_upload(content.digest)
        try:
            upload = self._transport.get(f"/uploads/{id}", Upload) if id else None
        except NotFound:
            return None
        return upload if upload is not None and upload.size == content.size else None

    def _begin(self, content: _Content) -> Upload:
        request = UploadRequest(size=content.size, digest=content.digest)
        upload = self._transport.send("POST", "/uploads", request, Upload)
        if content.size > _RESUMED_BYTES and not upload.complete:
            self._files.keep_upload(content.digest, upload.id)
        return upload

    def _send_rest(self, upload: Upload, content: _Content) -> None:
        with open(content.path, "rb") as file:
            while upload.received < content.size:
                if self._closing.is_set():
                    raise Unavailable("The upload has been broken off.", "It goes on when files are sent again.")
                upload = self._send_part(upload, file.fileno(), content)
        query = {"digest": content.digest}
        self._transport.send("POST", f"/uploads/{upload.id}/complete", None, Upload, query=query)

    def _send_part(self, upload: Upload, descriptor: int, content: _Content) -> Upload:
        os.lseek(descriptor, upload.received, os.SEEK_SET)
        part = _read_exactly(descriptor, min(self._part_bytes, content.size - upload.received))
        if not part:
            raise _Changed
        try:
            answer = self._transport.request(
                "PUT",
                f"/uploads/{upload.id}",
                query={"offset": upload.received},
                body=part,
                content_type="application/octet-stream",
            )
        except ProxyLimit:
            if len(part) <= LEAST_PART_BYTES:
                raise
            self._part_bytes = max(LEAST_PART_BYTES, len(part) // 2)
            return upload
        except Conflict:
            after = self._transport.get(f"/uploads/{upload.id}", Upload)
            if after.received == upload.received:
                raise
            return after  # what was sent before the connection broke has arrived since
        after = self._transport.decode(answer.body, Upload)
        self._on_bytes(after.received - upload.received)
        return after


class UploadPool:
    """Threads that upload: small files never wait for large ones, and points for neither."""

    def __init__(self) -> None:
        self._small = ThreadPoolExecutor(2, "uploads")
        self._large = ThreadPoolExecutor(1, "large uploads")
        self._closing = threading.Event()

    def submit(self, transport: Transport, files: JournalFiles, attach: Attach, on_bytes: OnBytes) -> "Future[Attach]":
        """Upload a file some time soon; the result is the operation to send."""
        threads = self._small if attach.size <= _SMALL_BYTES else self._large
        return threads.submit(FileSender(transport, files, on_bytes, self._closing).send, attach)

    def close(self) -> None:
        """Take nothing more; a file under way goes on only until its present part is sent."""
        self._closing.set()
        self._small.shutdown(wait=False, cancel_futures=True)
        self._large.shutdown(wait=False, cancel_futures=True)


class _Changed(Exception):
    """The file is not what it was when it was hashed."""


class _Lost(Exception):
    """The server has not got what was sent, after it was restored from a back-up for instance."""


def _hash_file(path: Path) -> _Content:
    with open(path, "rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
        return _Content(path, digest, file.tell())


def _has_changed(attach: Attach, content: _Content, path: Path) -> bool:
    """Say whether a file that is read in place is another one than at the call."""
    if attach.size and attach.size != content.size:
        return True
    in_place = path.parent.name != "files"
    return in_place and attach.time is not None and path.stat().st_mtime_ns // 1000 > attach.time


def _read_exactly(descriptor: int, size: int) -> bytes:
    pieces: list[bytes] = []
    while size:
        piece = os.read(descriptor, size)
        if not piece:
            break
        pieces.append(piece)
        size -= len(piece)
    return b"".join(pieces)
