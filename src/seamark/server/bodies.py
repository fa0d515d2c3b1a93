"""Bodies that routes read themselves: batches, inflated within bounds, and the parts of uploads."""

import sys
import zlib
from collections.abc import AsyncIterator, Callable
from typing import Final

from fastapi import Request

from seamark.model import limits
from seamark.model.errors import Malformed, TooLarge, UnknownFormat
from seamark.wire.codecs import JSON, MSGPACK, Form

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

_PIECE_BYTES: Final = 4 * 2**20
_MEMBERS: Final = 16
"""Most gzip members or zstd frames of one body: what follows each is copied."""
_FORMS: Final[dict[str, Form]] = {
    MSGPACK: "application/msgpack",
    "application/x-msgpack": "application/msgpack",
    JSON: "application/json",
}


def find_form(request: Request) -> Form:
    """Return the form that a batch's content type names. Raises UnknownFormat."""
    content_type = request.headers.get("content-type", "")
    form = _FORMS.get(content_type.partition(";")[0].strip().lower())
    if form is None:
        raise UnknownFormat(
            f"A batch cannot be read as {content_type!r}." if content_type else "The batch has no Content-Type.",
            f"Send it as {MSGPACK} or {JSON}.",
        )
    return form


def find_inflate(request: Request) -> Callable[[bytes], bytes]:
    """Return what undoes the content encoding of a body. Raises UnknownFormat."""
    encoding = request.headers.get("content-encoding", "identity").strip().lower()
    inflate = _INFLATE.get(encoding)
    if inflate is None:
        raise UnknownFormat(f"The content encoding {encoding!r} is not known here.", "Send gzip, zstd or none.")
    return inflate


def inflate_gzip(body: bytes) -> bytes:
    """Return the content of a gzip body.

    Raises:
        TooLarge: it is larger than a request may be.
        Malformed: it is no gzip.
    """
    pieces: list[bytes] = []
    room = limits.REQUEST_BYTES
    try:
        while body:
            member = zlib.decompressobj(wbits=31)
            piece = member.decompress(body, room + 1)
            room -= len(piece)
            if room < 0:
                raise _too_large()
            if not member.eof:
                raise Malformed("The gzip body is cut off.", "Send it whole.")
            pieces.append(piece)
            body = member.unused_data
            _check_members(len(pieces), body)
    except zlib.error as error:
        raise Malformed(f"The body is no gzip: {error}.", "Correct the Content-Encoding.") from None
    return b"".join(pieces)


def inflate_zstd(body: bytes) -> bytes:
    """Return the content of a zstd body.

    Raises:
        TooLarge: it is larger than a request may be.
        Malformed: it is no zstd.
    """
    pieces: list[bytes] = []
    room = limits.REQUEST_BYTES
    try:
        while body:
            frame = zstd.ZstdDecompressor()
            piece = frame.decompress(body, max_length=room + 1)
            room -= len(piece)
            if room < 0:
                raise _too_large()
            if not frame.eof:
                raise Malformed("The zstd body is cut off.", "Send it whole.")
            pieces.append(piece)
            body = frame.unused_data
            _check_members(len(pieces), body)
    except zstd.ZstdError as error:
        raise Malformed(f"The body is no zstd: {error}.", "Correct the Content-Encoding.") from None
    return b"".join(pieces)


def _check_members(count: int, rest: bytes) -> None:
    if rest and count >= _MEMBERS:
        raise TooLarge(f"The body is compressed in more than {_MEMBERS} parts.", "Compress it in one.")


def _too_large() -> TooLarge:
    return TooLarge(f"The body inflates to more than {limits.REQUEST_BYTES:,} bytes.", "Send it in smaller batches.")


def _leave(body: bytes) -> bytes:
    return body


_INFLATE: Final[dict[str, Callable[[bytes], bytes]]] = {
    "": _leave,
    "identity": _leave,
    "gzip": inflate_gzip,
    "x-gzip": inflate_gzip,
    "zstd": inflate_zstd,
}


async def read_pieces(request: Request) -> AsyncIterator[list[bytes]]:
    """Give a body in pieces of some megabytes, as lists of chunks; nothing for an empty body."""
    chunks: list[bytes] = []
    size = 0
    async for chunk in request.stream():
        if chunk:
            chunks.append(chunk)
            size += len(chunk)
        if size >= _PIECE_BYTES:
            yield chunks
            chunks, size = [], 0
    if chunks:
        yield chunks
