"""Files and file sets on their way in: whole, in parts, or many in one archive."""

import asyncio
import gzip
import io
import re
import tarfile
import zlib
from collections.abc import Iterator, Sequence
from typing import Any, Final, Literal, TypeAlias

from fastapi import APIRouter, Response

from seamark.doors.neptune.calls import Call, CallNeed, DoorRoute, NeptuneError, answer, check_text
from seamark.doors.neptune.experiments import describe_problem, write
from seamark.doors.neptune.files import DIRECTORY
from seamark.model import limits
from seamark.model.errors import Conflict, InvalidInput, Malformed, SeamarkError, TooLarge
from seamark.model.operations import Attach, Clear, Define, Operation
from seamark.model.values import FieldType
from seamark.wire.api.uploads import UploadRequest
from seamark.wire.neptune_names import to_ours

router = APIRouter(route_class=DoorRoute, prefix="/api/leaderboard/v1/attributes", include_in_schema=False)

_RANGE: Final = re.compile(r"bytes=(\d+)-(\d+)/(\d+)\Z")
_ARCHIVE_FILES: Final = 10_000
_ARCHIVE_BYTES: Final = 4 * limits.UPLOAD_PART_BYTES
"""Most that one archive may unpack to; the clients put about 5 MiB into each."""


def _attach(attribute: str, digest: str, size: int, *, ext: str = "", subpath: str = "") -> Attach:
    path = to_ours(check_text(attribute, "attribute"))
    last = path.rpartition("/")[2]
    name = subpath.rpartition("/")[2] if subpath else f"{last}.{ext}" if ext else last
    type = FieldType.FILE_SET if subpath else FieldType.FILE
    return Attach(path=path, digest=digest, size=size, name=name, type=type, subpath=subpath)


async def _keep_whole(call: Call, experiment: str, attribute: str, *, ext: str, subpath: str) -> Response:
    row = await call.writable_object(experiment)
    data = await call.request.body()
    digest = await asyncio.to_thread(call.core.files.keep, call.caller, data)
    errors = await write(call, row, [_attach(attribute, digest, len(data), ext=ext, subpath=subpath)], b"")
    return answer({"errors": errors})


async def _begin(call: Call, experiment: str, size: int, ext: str) -> Response:
    await call.writable_object(experiment)
    upload = await asyncio.to_thread(call.core.files.begin, call.caller, UploadRequest(size=size))
    return answer({"errors": [], "uploadId": f"{upload.id}.{ext}"})


async def _append(call: Call, experiment: str, upload_id: str) -> Response:
    """Take one part; one that has come before is answered as if it came now."""
    await call.writable_object(experiment)
    id, _, _ = upload_id.partition(".")
    found = _RANGE.match(call.request.headers.get("x-range", ""))
    if found is None:
        raise Malformed("The part has no X-Range.", "Send bytes=first-last/total.", path="X-Range")
    start, last, _ = map(int, found.groups())
    data = await call.request.body()
    if len(data) != last - start + 1:
        raise NeptuneError(400, "Length of stream does not match given range")
    upload = await asyncio.to_thread(call.core.files.look_up, call.caller, id)
    if upload.received < last + 1:
        try:
            await asyncio.to_thread(call.core.files.append, call.caller, id, start, [data])
        except Conflict as error:
            raise NeptuneError(400, f"Length of stream does not match given range: {error.detail}") from None
    return answer({"errors": []})


async def _finish(call: Call, experiment: str, attribute: str, upload_id: str, subpath: str) -> Response:
    row = await call.writable_object(experiment)
    id, _, ext = upload_id.partition(".")
    upload = await asyncio.to_thread(call.core.files.complete, call.caller, id, "")
    attach = _attach(attribute, upload.digest, upload.size, ext=ext, subpath=subpath)
    return answer({"errors": await write(call, row, [attach], b"")})


Kind: TypeAlias = Literal["file", "fileset"]


def _check_place(kind: Kind, subpath: str) -> None:
    if (kind == "fileset") is not bool(subpath):
        raise InvalidInput("A file of a set has a name in it, and no other has.", "Give subPath.", path="subPath")


@router.post("/storage/{kind}/upload")
async def upload_whole(
    call: CallNeed,
    kind: Kind,
    experimentIdentifier: str,  # noqa: N803 - Neptune's names
    attribute: str,
    ext: str = "",
    subPath: str = "",  # noqa: N803
) -> Response:
    """A small file, or one of a file set, whole."""
    _check_place(kind, subPath)
    return await _keep_whole(call, experimentIdentifier, attribute, ext=ext, subpath=subPath)


@router.post("/storage/{kind}/upload/start")
async def begin(
    call: CallNeed,
    kind: Kind,
    experimentIdentifier: str,  # noqa: N803
    totalLength: int,  # noqa: N803
    ext: str = "",
    subPath: str = "",  # noqa: N803
) -> Response:
    """The first word of a larger one."""
    _check_place(kind, subPath)
    return await _begin(call, experimentIdentifier, totalLength, ext)


@router.post("/storage/{kind}/upload/part")
async def append(call: CallNeed, kind: Kind, experimentIdentifier: str, uploadId: str) -> Response:  # noqa: N803
    """A part of it."""
    del kind
    return await _append(call, experimentIdentifier, uploadId)


@router.post("/storage/{kind}/upload/finish")
async def finish(
    call: CallNeed,
    kind: Kind,
    experimentIdentifier: str,  # noqa: N803
    attribute: str,
    uploadId: str,  # noqa: N803
    subPath: str = "",  # noqa: N803
) -> Response:
    """All of it has come."""
    _check_place(kind, subPath)
    return await _finish(call, experimentIdentifier, attribute, uploadId, subPath)


# ---- archives -----------------------------------------------------------------------------------


@router.post("/uploadFileSetTar")
async def upload_archive(call: CallNeed, experimentId: str, attribute: str, reset: str = "false") -> Response:  # noqa: N803
    """Several files of a file set in one archive, folders among them."""
    row = await call.writable_object(experimentId)
    path = to_ours(check_text(attribute, "attribute"))
    begin = Clear if reset.lower() == "true" else Define
    operations: list[Operation] = [begin(path=path, type=FieldType.FILE_SET)]
    try:
        operations += await asyncio.to_thread(_keep_all, call, path, await call.request.body())
    except SeamarkError as error:
        errors: Sequence[dict[str, Any]] = [describe_problem(error.detail, error.remedy, error.code, path)]
    else:
        errors = await write(call, row, operations, b"")
    return answer({"errors": errors} if errors else None)


def _keep_all(call: Call, path: str, body: bytes) -> list[Attach]:
    keep = call.core.files.keep
    attached = []
    for name, data in unpack(body):
        attach = _attach(path, keep(call.caller, data or b""), len(data or b""), subpath=name)
        attached.append(attach if data is not None else _as_folder(attach))
    return attached


def _as_folder(attach: Attach) -> Attach:
    return Attach(
        path=attach.path,
        digest=attach.digest,
        size=0,
        name=attach.name,
        type=FieldType.FILE_SET,
        subpath=attach.subpath,
        media_type=DIRECTORY,
    )


def unpack(body: bytes) -> Iterator[tuple[str, bytes | None]]:
    """Give names and contents of an archive's files, and of its folders with None for a content.

    Nothing is written to disk, and links and devices are left out. Where a name leads to is checked
    when it is attached.

    Raises:
        Malformed: it is no archive.
        TooLarge: it unpacks to too much.
    """
    room = _ARCHIVE_BYTES
    try:
        with tarfile.open(fileobj=io.BytesIO(body), mode="r|gz") as archive:
            for count, member in enumerate(archive):
                room -= max(0, member.size)
                if room < 0 or count >= _ARCHIVE_FILES:
                    raise TooLarge("The archive unpacks to too much.", "Send fewer files at once.")
                name = member.name.strip("/")
                if not name or name == ".":
                    continue
                if member.isdir():
                    yield name, None
                elif member.isfile():
                    content = archive.extractfile(member)
                    yield name, content.read() if content is not None else b""
    except (tarfile.TarError, EOFError, zlib.error, gzip.BadGzipFile) as problem:
        raise Malformed(f"The archive cannot be read: {problem}.", "Send it again.") from None
