"""Files of runs, and uploads in parts."""

import asyncio
from typing import Annotated, TypeAlias

from fastapi import APIRouter, Path, Query, Request, Response

from seamark.core.rows import read_rows
from seamark.model.errors import InvalidInput
from seamark.server.bodies import read_pieces
from seamark.server.downloads import serve_file
from seamark.server.needs import CoreNeed, FieldPath, HolderNeed, WriterNeed
from seamark.server.routing import Route
from seamark.wire.api.fields import FilePage
from seamark.wire.api.rows import RowPage
from seamark.wire.api.uploads import Upload, UploadRequest

router = APIRouter(route_class=Route, tags=["files"])

Subpath: TypeAlias = Annotated[str, Query(description="Its name inside a file set.", examples=["images/7.png"])]
Step: TypeAlias = Annotated[float | None, Query(description="Its step in a file series.", examples=[100])]
UploadId: TypeAlias = Annotated[str, Path(description="The upload's id.", examples=["up3k9x2c"])]


@router.get("/runs/{run}/files", summary="List the files of a field")
def list_files(
    core: CoreNeed,
    row: HolderNeed,
    path: FieldPath,
    after: Annotated[str, Query(description="The `next` of the page before.", examples=[""])] = "",
    limit: Annotated[int, Query(description="Most files to give.", examples=[100])] = 1_000,
) -> FilePage:
    """One of a file field, all of a set by name, all of a series by step."""
    return core.reader.files(row, path, after=after, limit=limit)


@router.get(
    "/runs/{run}/file",
    summary="Download a file",
    response_class=Response,
    responses={
        200: {"content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}}},
        206: {"description": "The stretch that `Range` asked for."},
        304: {"description": "The caller has it already."},
        416: {"description": "The stretch lies outside the file."},
    },
)
def get_file(
    core: CoreNeed,
    row: HolderNeed,
    request: Request,
    path: FieldPath,
    subpath: Subpath = "",
    step: Step = None,
    download: Annotated[bool, Query(description="Have browsers save it instead of showing it.")] = False,
) -> Response:
    """Takes `Range` and `If-None-Match`; the ETag is the SHA-256."""
    facts = core.reader.file(row, path, subpath=subpath, step=step)
    return serve_file(request, core.blobs, facts, download=download)


@router.get("/runs/{run}/rows", summary="Read rows of a table")
def list_rows(
    core: CoreNeed,
    row: HolderNeed,
    path: FieldPath,
    subpath: Subpath = "",
    step: Step = None,
    offset: Annotated[int, Query(description="So many rows are left out.", examples=[0])] = 0,
    limit: Annotated[int, Query(description="Most rows to give.", examples=[100])] = 100,
) -> RowPage:
    """Of a table, or any other file in Parquet. A page ends early where its rows are long."""
    facts = core.reader.file(row, path, subpath=subpath, step=step)
    return read_rows(core.blobs, core.settings.data, facts, offset=offset, limit=limit)


@router.post("/uploads", summary="Begin an upload")
def begin_upload(core: CoreNeed, caller: WriterNeed, request: UploadRequest) -> Upload:
    """Complete at once when the server has bytes of that digest and the caller may have them."""
    return core.files.begin(caller, request)


@router.get("/uploads/{id}", summary="Tell how far an upload is")
def get_upload(core: CoreNeed, caller: WriterNeed, id: UploadId) -> Upload:
    """What is received is safe; go on from there."""
    return core.files.look_up(caller, id)


@router.put(
    "/uploads/{id}",
    summary="Send the next bytes of an upload",
    openapi_extra={
        "requestBody": {"content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}}}
    },
)
async def append_upload(
    core: CoreNeed,
    caller: WriterNeed,
    id: UploadId,
    request: Request,
    offset: Annotated[int, Query(ge=0, lt=2**63, description="Bytes received so far.", examples=[0])],
) -> Upload:
    """What has arrived stays when the connection breaks."""
    if "content-encoding" in request.headers:
        raise InvalidInput("The bytes of an upload are sent as they are.", "Leave Content-Encoding out.")
    upload = await asyncio.to_thread(core.files.append, caller, id, offset, ())
    async for chunks in read_pieces(request):
        upload = await asyncio.to_thread(core.files.append, caller, id, upload.received, chunks)
    return upload


@router.post("/uploads/{id}/complete", summary="Complete an upload")
def complete_upload(
    core: CoreNeed,
    caller: WriterNeed,
    id: UploadId,
    digest: Annotated[str, Query(description="The SHA-256 of the whole, in hexadecimal.")] = "",
) -> Upload:
    """From now on the file can be attached. Bytes with another digest are thrown away."""
    return core.files.complete(caller, id, digest)
