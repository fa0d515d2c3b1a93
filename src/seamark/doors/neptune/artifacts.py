"""Artifacts as Neptune's clients make, extend and list them."""

import asyncio
from typing import Any, Final

import msgspec
from fastapi import APIRouter, Response

from seamark.core import artifacts
from seamark.core.artifacts import ArtifactFile
from seamark.doors.neptune.calls import Call, CallNeed, DoorRoute, answer

router = APIRouter(route_class=DoorRoute, prefix="/api/artifacts/v1/artifact", include_in_schema=False)

_VERSION: Final = "x-neptune-artifact-api-version"


class Entry(msgspec.Struct):
    """One fact about a file."""

    key: str
    value: str


class FileEntry(msgspec.Struct, rename="camel"):
    """One file."""

    file_path: str
    file_hash: str
    type: str
    size: int | None = None
    metadata: list[Entry] | None = None


class FileList(msgspec.Struct):
    """All files."""

    files: list[FileEntry]


async def _read_files(call: Call) -> list[ArtifactFile]:
    sent: FileList = await call.body(FileList)
    return [
        ArtifactFile(
            path=file.file_path,
            hash=file.file_hash,
            type=file.type,
            size=file.size,
            metadata=tuple((one.key, one.value) for one in file.metadata or ()),
        )
        for file in sent.files
    ]


def _counts_metadata(call: Call) -> bool:
    """Older clients, which name no version, count metadata into the hash."""
    return call.request.headers.get(_VERSION, "1") == "1"


def _describe(hash: str, size: int, received: bool) -> dict[str, Any]:
    return {"artifactHash": hash, "size": size, "receivedMetadata": received}


@router.put("")
async def create_artifact(call: CallNeed, projectIdentifier: str, hash: str, size: int = 0) -> Response:  # noqa: N803 - Neptune's names
    """Says whether the list of files is here already."""
    project = await call.project(projectIdentifier)
    row, received = await asyncio.to_thread(artifacts.begin, call.core, call.caller, project, hash, size)
    return answer(_describe(row.hash, row.size, received))


@router.put("/files")
async def upload_files(call: CallNeed, projectIdentifier: str, hash: str) -> Response:  # noqa: N803
    """The list of files; it must have the hash."""
    project = await call.project(projectIdentifier)
    files = await _read_files(call)

    def keep() -> None:
        artifacts.receive(call.core, call.caller, project, hash, files, with_metadata=_counts_metadata(call))

    await asyncio.to_thread(keep)
    return answer(_describe(hash, sum(file.size or 0 for file in files), True))


@router.post("")
async def create_version(call: CallNeed, projectIdentifier: str, hash: str) -> Response:  # noqa: N803
    """Another artifact's files and some more."""
    project = await call.project(projectIdentifier)
    files = await _read_files(call)

    def extend() -> str:
        return artifacts.extend(call.core, call.caller, project, hash, files, with_metadata=_counts_metadata(call))

    made = await asyncio.to_thread(extend)
    row = await asyncio.to_thread(artifacts.find, call.core, project, made)
    return answer(_describe(made, row.size, True))


@router.get("/files")
async def list_files(call: CallNeed, projectIdentifier: str, hash: str) -> Response:  # noqa: N803
    """By path."""
    project = await call.project(projectIdentifier)
    found = await asyncio.to_thread(artifacts.list_files, call.core, project, hash)
    return answer({"files": [_describe_file(file) for file in found]})


def _describe_file(file: ArtifactFile) -> dict[str, Any]:
    return {
        "filePath": file.path,
        "fileHash": file.hash,
        "type": file.type,
        "size": file.size,
        "metadata": [{"key": name, "value": value} for name, value in file.metadata],
    }
