"""Files that people logged, as answers from which nothing of the app can be reached."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote

from fastapi import Request, Response
from fastapi.responses import StreamingResponse

from seamark.storage.blobs import Blobs
from seamark.wire.api.fields import FileFacts

_ANY_TYPE: Final = "application/octet-stream"
_TYPE: Final = re.compile(r"[a-z0-9][a-z0-9!#$&^_.+-]{0,126}/[a-z0-9][a-z0-9!#$&^_.+-]{0,126}\Z")
_RANGE: Final = re.compile(r"bytes=(\d{0,18})-(\d{0,18})\Z")
_SEALED: Final = (
    "sandbox; default-src 'none'; img-src data:; media-src data:; font-src data:; style-src 'unsafe-inline'; "
    "form-action 'none'; base-uri 'none'; frame-ancestors 'self'"
)
SCRIPTED: Final = (
    "sandbox allow-scripts; default-src 'none'; script-src 'unsafe-inline' 'unsafe-eval' blob: data:; "
    "worker-src blob:; img-src data: blob:; media-src data: blob:; font-src data:; style-src 'unsafe-inline'; "
    "form-action 'none'; base-uri 'none'; frame-ancestors 'self'"
)
"""A page that was logged runs its own scripts, in an origin of its own that has no cookies and no network."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """Which bytes of a file are wanted: ``start`` to before ``end``."""

    start: int
    end: int


def find_type(facts: FileFacts) -> str:
    """Return a file's media type if it has the form of one."""
    media_type = facts.media_type.partition(";")[0].strip().lower()
    return media_type if _TYPE.match(media_type) else _ANY_TYPE


def find_stretch(header: str, size: int) -> Stretch | None:
    """Return the stretch that a ``Range`` header asks for; an empty one where it lies outside, None for
    the whole file: without a header, and for forms that we do not answer (several ranges).
    """
    found = _RANGE.match(header.strip())
    if found is None or found.group(1) == found.group(2) == "":
        return None
    first, last = found.groups()
    if not first:
        return Stretch(max(0, size - int(last)), size) if int(last) else Stretch(0, 0)
    start, end = int(first), min(size, int(last) + 1) if last else size
    if last and int(last) < start:
        return None
    return Stretch(start, end) if start < size else Stretch(0, 0)


def spell_disposition(name: str, *, download: bool) -> str:
    """Return a ``Content-Disposition`` whose name no browser takes for a path or a header."""
    plain = "".join(
        "_" if character in '/\\:*?"<>|' or not character.isprintable() else character for character in name
    )
    plain = plain.strip(". ")[:200] or "file"
    ascii_name = plain.encode("ascii", "replace").decode().replace("?", "_").replace("%", "_")
    utf8 = quote(plain.encode(errors="replace"), safe="")
    return f"{'attachment' if download else 'inline'}; filename=\"{ascii_name}\"; filename*=UTF-8''{utf8}"


def serve_file(request: Request, blobs: Blobs, facts: FileFacts, *, download: bool) -> Response:
    """Return a file or the stretch of it that is asked for; 304 where the caller has it already.

    Raises:
        FileMissing: its bytes are gone.
    """
    media_type = find_type(facts)
    headers = {
        "ETag": f'"{facts.digest}"',
        "Accept-Ranges": "bytes",
        "Cache-Control": "private, no-cache",
        "Content-Disposition": spell_disposition(facts.name, download=download or media_type == _ANY_TYPE),
        "Content-Security-Policy": SCRIPTED if media_type == "text/html" else _SEALED,
        "X-Content-Type-Options": "nosniff",
    }
    if _has_already(request.headers.get("if-none-match", ""), facts.digest):
        return Response(status_code=304, headers=headers)
    size = blobs.size(facts.digest)
    wanted = find_stretch(request.headers.get("range", ""), size)
    if request.headers.get("if-range", headers["ETag"]) != headers["ETag"]:
        wanted = None
    if wanted is not None and wanted.start == wanted.end:
        return Response(status_code=416, headers={**headers, "Content-Range": f"bytes */{size}"})
    stretch = wanted or Stretch(0, size)
    headers["Content-Length"] = str(stretch.end - stretch.start)
    if wanted is not None:
        headers["Content-Range"] = f"bytes {wanted.start}-{wanted.end - 1}/{size}"
    return StreamingResponse(
        _read(blobs, facts.digest, stretch),
        206 if wanted is not None else 200,
        headers,
        media_type=f"{media_type}; charset=utf-8" if media_type.startswith("text/") else media_type,
    )


def _has_already(header: str, digest: str) -> bool:
    tags = [tag.strip().removeprefix("W/") for tag in header.split(",")]
    return "*" in tags or f'"{digest}"' in tags


def _read(blobs: Blobs, digest: str, stretch: Stretch) -> Iterator[bytes]:
    return blobs.read(digest, stretch.start, stretch.end) if stretch.end > stretch.start else iter(())
