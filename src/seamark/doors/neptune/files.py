"""Files and file sets on their way out."""

import asyncio
import base64
import zipfile
from collections.abc import Iterator
from typing import Any, Final
from urllib.parse import quote, urlencode

from fastapi import APIRouter, Response
from starlette.responses import StreamingResponse

from seamark.core.assembly import Core
from seamark.doors.neptune.calls import Call, CallNeed, DoorRoute, answer, check_text, spell_uid
from seamark.doors.neptune.translate import spell_time
from seamark.model import limits
from seamark.model.errors import FieldNotFound, InvalidInput
from seamark.model.values import FieldType
from seamark.storage.catalog.rows import ObjectRow
from seamark.wire.api.fields import FileFacts

router = APIRouter(route_class=DoorRoute, prefix="/api/leaderboard/v1", include_in_schema=False)

DIRECTORY: Final = "inode/directory"
"""The media type of an entry that stands for an empty folder of a file set."""
_ZIP: Final = "/api/leaderboard/v1/attributes/downloadFileSetZip"


def serve_bytes(call: Call, facts: FileFacts) -> Response:
    """Return a file as it is, under its name."""
    headers = {
        "Content-Disposition": f'attachment; filename="{quote(facts.name)}"',
        "Content-Length": str(facts.size),
    }
    return StreamingResponse(call.core.blobs.read(facts.digest), headers=headers, media_type=facts.media_type)


@router.get("/attributes/download")
async def download_file(call: CallNeed, experimentId: str, attribute: str) -> Response:  # noqa: N803 - Neptune's names
    """The one file of a field."""
    row = await call.object(experimentId)
    facts = await asyncio.to_thread(call.core.reader.file, row, check_text(attribute, "attribute"))
    return serve_bytes(call, facts)


# ---- file sets ----------------------------------------------------------------------------------


def list_set(core: Core, row: ObjectRow, path: str) -> list[FileFacts]:
    """Return all files of a file set, by name. Raises FieldNotFound."""
    found: list[FileFacts] = []
    after: str | None = ""
    while after is not None:
        page = core.reader.files(row, path, after=after, limit=limits.FILES_PAGE)
        found += page.files
        after = page.next
    return found


async def _find_set(call: Call, row: ObjectRow, path: str) -> list[FileFacts]:
    try:
        field = await asyncio.to_thread(call.core.reader.field, row, check_text(path, "attribute"))
        if field.type is FieldType.FILE_SET:
            return await asyncio.to_thread(list_set, call.core, row, path)
    except InvalidInput:
        pass
    raise FieldNotFound(f'{row.id} has no file set "{path}".', "Look at its structure.", path=path)


@router.get("/attributes/ls")
async def list_folder(call: CallNeed, experimentId: str, attribute: str, path: str = "") -> Response:  # noqa: N803
    """One level of a file set."""
    row = await call.object(experimentId)
    files = await _find_set(call, row, attribute)
    return answer(describe_folder(files, path))


def describe_folder(files: list[FileFacts], folder: str) -> list[dict[str, Any]]:
    """Return what lies directly in a folder of a file set, as Neptune's clients read it."""
    prefix = f"{folder.strip('/')}/" if folder.strip("/.") else ""
    entries: dict[str, dict[str, Any]] = {}
    for file in files:
        if not file.subpath.startswith(prefix):
            continue
        name, slash, _ = file.subpath.removeprefix(prefix).partition("/")
        is_folder = bool(slash) or file.media_type == DIRECTORY
        entry = entries.setdefault(
            name, {"name": name, "size": 0, "mtime": "", "fileType": "directory" if is_folder else "file"}
        )
        entry["size"] += file.size
        entry["mtime"] = max(entry["mtime"], spell_time(file.time))
    return list(entries.values())


@router.post("/attributes/downloadFileSetZipRequest")
async def prepare_zip(call: CallNeed, experimentId: str, attribute: str) -> Response:  # noqa: N803
    """Nothing needs preparing: the answer has the address already."""
    row = await call.object(experimentId)
    await _find_set(call, row, attribute)
    id = base64.urlsafe_b64encode(f"{row.uid}/{attribute}".encode()).decode()
    return answer({"id": id, "downloadUrl": None})


@router.get("/download/downloadRequest")
async def get_zip_address(call: CallNeed, id: str) -> Response:
    """Where the archive is."""
    try:
        uid, _, path = base64.urlsafe_b64decode(id).decode().partition("/")
    except ValueError:
        raise FieldNotFound("There is no such download.", "Begin it again.") from None
    query = urlencode({"experimentId": spell_uid(uid), "attribute": path})
    return answer({"id": id, "downloadUrl": f"{call.base}{_ZIP}?{query}"})


@router.get("/attributes/downloadFileSetZip")
async def download_zip(call: CallNeed, experimentId: str, attribute: str) -> Response:  # noqa: N803
    """All files of a file set in one archive, made while it is sent."""
    row = await call.object(experimentId)
    files = await _find_set(call, row, attribute)
    name = quote(f"{attribute.rpartition('/')[2]}.zip")
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return StreamingResponse(_write_zip(call.core, files), headers=headers, media_type="application/zip")


class _Pieces:
    """A file that cannot seek and keeps what is written to it until it is taken."""

    def __init__(self) -> None:
        self._pieces: list[bytes] = []

    def write(self, data: bytes) -> int:
        self._pieces.append(bytes(data))
        return len(data)

    def flush(self) -> None:
        return None

    def take(self) -> bytes:
        data, self._pieces = b"".join(self._pieces), []
        return data


def _write_zip(core: Core, files: list[FileFacts]) -> Iterator[bytes]:
    pieces = _Pieces()
    with zipfile.ZipFile(pieces, "w", zipfile.ZIP_STORED) as archive:  # type: ignore[call-overload]
        for folder in _folders(files):
            archive.writestr(zipfile.ZipInfo(folder), b"")
        for file in files:
            if file.media_type == DIRECTORY:
                continue
            with archive.open(zipfile.ZipInfo(file.subpath), "w", force_zip64=file.size >= 2**31) as entry:
                for chunk in core.blobs.read(file.digest):
                    entry.write(chunk)
                    yield pieces.take()
    yield pieces.take()


def _folders(files: list[FileFacts]) -> list[str]:
    """Return the folders of a file set, the root among them: Neptune's archives have an entry for each."""
    found = {"/"}
    for file in files:
        parts = file.subpath.split("/")
        depth = len(parts) if file.media_type == DIRECTORY else len(parts) - 1
        found |= {"/".join(parts[:count]) + "/" for count in range(1, depth + 1)}
    return sorted(found)
