"""The status page: 4 KiB by which the shipper tells a session's process how delivery goes."""

import contextlib
import mmap
import os
import struct
from pathlib import Path
from typing import Final
from zlib import crc32

import msgspec

PAGE_BYTES: Final = 4096
_HEAD: Final = struct.Struct("<QII")
_NAME: Final = "status"


class Status(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """How delivery of one journal stands.

    ``delivered`` is the seq that the server has confirmed, ``end`` the last one the shipper has seen.
    ``code`` names the present problem, "" if there is none: ``token_refused``, ``server_unreachable``,
    ``server_error``, ``run_refused``, ``upload_failing``, ``files_missing``; ``text`` is its cause in words.
    """

    delivered: int = -1
    end: int = -1
    run: str = ""
    id: str = ""
    url: str = ""
    server: str = ""
    code: str = ""
    text: str = ""
    records: int = 0
    """Records that are confirmed."""
    files: int = 0
    """Files that are confirmed."""
    files_left: int = 0
    bytes_left: int = 0
    refused: int = 0
    refusal: str = ""
    """The last refusal, as a sentence."""
    damaged: int = 0
    reached: bool = False
    """The server has answered at least once."""
    failed: int = 0
    """How many tries in a row the server has not answered, or was not there."""
    stop_by: str = ""
    """Who wishes, on the server, that the process stops."""
    done: bool = False
    """The session has ended and the server has all of it."""
    moved_at: int = 0
    """When bytes were last confirmed, in microseconds."""
    shipper: int = 0
    """The pid of the shipper."""


_encode: Final = msgspec.msgpack.Encoder().encode
_decode: Final = msgspec.msgpack.Decoder(Status).decode


def create_status_page(folder: Path) -> None:
    """Make the page of a journal; its bytes are written out, so that reading it can never fail for want of disk."""
    with open(folder / _NAME, "wb") as file:
        file.write(bytes(PAGE_BYTES))


def write_status(folder: Path, status: Status, counter: int) -> None:
    """Write the page; ``counter`` must differ from the one before."""
    texts = {"text": status.text[:800], "refusal": status.refusal[:800], "url": status.url[:800]}
    payload = _encode(msgspec.structs.replace(status, **texts))
    page = _HEAD.pack(counter, len(payload), crc32(payload, counter & 0xFFFFFFFF)) + payload
    with contextlib.suppress(OSError):
        descriptor = os.open(folder / _NAME, os.O_WRONLY | getattr(os, "O_BINARY", 0))
        try:
            os.write(descriptor, page)
        finally:
            os.close(descriptor)


class StatusPage:
    """The reading side, in the training process: ``changed`` costs a tenth of a microsecond."""

    def __init__(self, folder: Path) -> None:
        self._seen = bytes(8)
        self._last = Status()
        self._page: mmap.mmap | None = None
        with contextlib.suppress(OSError, ValueError), open(folder / _NAME, "rb") as file:
            self._page = mmap.mmap(file.fileno(), PAGE_BYTES, access=mmap.ACCESS_READ)

    def changed(self) -> bool:
        """Say whether the page was written since the last ``read``."""
        return self._page is not None and self._page[:8] != self._seen

    def read(self) -> Status:
        """Return the newest status that could be read whole."""
        for _ in range(5):
            if self._page is None:
                break
            page = self._page[:]
            counter, length, check = _HEAD.unpack_from(page)
            payload = page[_HEAD.size : _HEAD.size + length]
            if counter and crc32(payload, counter & 0xFFFFFFFF) == check:
                self._seen = page[:8]
                self._last = _decode(payload)
                break
        return self._last

    def close(self) -> None:
        """Let go of the page; ``read`` goes on returning the last status."""
        if self._page is not None:
            self._page.close()
            self._page = None
