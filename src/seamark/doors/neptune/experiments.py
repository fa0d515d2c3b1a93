"""Objects of Neptune's clients: made, found, pinged, written to, their attributes read."""

import asyncio
import hashlib
from collections.abc import Mapping, Sequence
from typing import Any, Final

import msgspec
from fastapi import APIRouter, Response

from seamark.core import artifacts, notebooks
from seamark.core.models import make_model, make_version
from seamark.core.presence import attend, receive_body
from seamark.core.runs import make_run
from seamark.doors.neptune.attributes import find_attribute, list_attributes
from seamark.doors.neptune.calls import Call, CallNeed, DoorRoute, answer, check_text, spell_uid
from seamark.doors.neptune.system import describe_summary
from seamark.doors.neptune.translate import Dataset, Picture, Step, adds_points, read_operation
from seamark.model.errors import InvalidInput, NotFound, SeamarkError
from seamark.model.objects import ObjectKind
from seamark.model.operations import Assign, Attach, Operation
from seamark.model.values import FieldType
from seamark.storage.catalog.rows import ObjectRow, ProjectRow
from seamark.wire.api.runs import RunRequest
from seamark.wire.batches import Refusal
from seamark.wire.neptune_names import to_theirs

router = APIRouter(route_class=DoorRoute, prefix="/api/leaderboard/v1", include_in_schema=False)

KINDS: Final = {
    ObjectKind.RUN: "run",
    ObjectKind.MODEL: "model",
    ObjectKind.MODEL_VERSION: "modelVersion",
    ObjectKind.PROJECT: "project",
}
GIT: Final = "source_code/git"
NOTEBOOK: Final = "source_code/notebook"
_ERROR_TYPES: Final = {"kind_conflict": "metadata_inconsistency", "invalid_step": "logSeriesValueError"}


class Creation(msgspec.Struct, rename="camel"):
    """What a client says of the object that it wants."""

    project_identifier: str
    type: str | None = "run"
    parent_id: str | None = None
    key: str | None = None
    custom_id: str | None = None
    git_info: dict[str, Any] | None = None
    notebook_id: str | None = None
    checkpoint_id: str | None = None


def describe_object(call: Call, row: ObjectRow, project: ProjectRow) -> dict[str, Any]:
    """Return what an object is, as Neptune's clients read it."""
    parent = None if row.parent is None else call.core.catalog.objects.get(row.parent)
    return {
        "id": spell_uid(row.uid),
        "type": KINDS[row.kind],
        "shortId": row.id,
        "parentId": spell_uid(project.uid if parent is None else parent.uid),
        **describe_place(project),
        "trashed": row.trashed_at is not None,
    }


def describe_place(project: ProjectRow) -> dict[str, Any]:
    """Return where an object is, as Neptune's clients read it."""
    return {
        "projectId": spell_uid(project.uid),
        "projectName": project.name,
        "organizationId": spell_uid(project.workspace_uid),
        "organizationName": project.workspace,
    }


@router.post("/experiments")
async def create_object(call: CallNeed) -> Response:
    """A run of a custom id that exists is found, not made."""
    wanted: Creation = await call.body(Creation)
    project = await call.project(wanted.project_identifier)
    match wanted.type or "run":
        case "run":
            custom = check_text(wanted.custom_id, "customId") if wanted.custom_id else None
            request = RunRequest(project=f"{project.workspace}/{project.name}", id=custom)
            row, project, new = await make_run(call.core, call.caller, request)
        case "model":
            row, new = await make_model(call.core, call.caller, project, wanted.key or ""), True
        case "modelVersion":
            model = await call.object(wanted.parent_id or "")
            row, new = await make_version(call.core, call.caller, project, model), True
        case _:
            raise InvalidInput(f"There are no objects of type {wanted.type!r} here.", "Update this server.")
    await attend(call.core, call.caller, row)
    facts: list[Operation] = []
    if new and wanted.git_info:
        facts.append(Assign(path=GIT, value=wanted.git_info, type=FieldType.GIT_REF))
    if new and wanted.notebook_id:
        facts += await asyncio.to_thread(_find_notebook, call, wanted.notebook_id, wanted.checkpoint_id or "")
    if facts:
        await receive_body(call.core, call.caller, row, facts, b"")
    return answer(await asyncio.to_thread(describe_object, call, row, project))


def _find_notebook(call: Call, uid: str, checkpoint: str) -> list[Operation]:
    """Return what a run notes of the notebook that it was begun in; nothing of one that is not here."""
    try:
        row, _ = notebooks.find_notebook(call.core, call.caller, uid)
        state = notebooks.find_checkpoint(call.core, row, checkpoint) if checkpoint else None
    except NotFound:
        return []
    (notebook,) = notebooks.describe_notebooks(call.core, [row])
    value: dict[str, Any] = {"notebookId": spell_uid(row.uid), "notebookName": notebook.name}
    if state is not None:
        value |= {"checkpointId": spell_uid(state.uid), "checkpointName": state.name}
    return [Assign(path=NOTEBOOK, value=value, type=FieldType.NOTEBOOK_REF)]


@router.get("/experiments")
async def get_object(call: CallNeed, experimentId: str) -> Response:  # noqa: N803 - Neptune's names
    """By UUID, or by workspace, project and id."""
    row = await call.object(experimentId)
    project = await asyncio.to_thread(call.core.catalog.projects.get, row.project)
    return answer(await asyncio.to_thread(describe_object, call, row, project))


@router.post("/attributes/ping")
async def ping(call: CallNeed, experimentId: str) -> Response:  # noqa: N803
    """A client at work says so every ten seconds."""
    await attend(call.core, call.caller, await call.object(experimentId))
    return answer({})


# ---- writing ------------------------------------------------------------------------------------


@router.post("/attributes/operations")
async def execute_operations(call: CallNeed, experimentId: str) -> Response:  # noqa: N803
    """Each operation that is wrong is answered by an entry of its own; the others stand."""
    row = await call.object(experimentId)
    raws: list[dict[str, Any]] = await call.body(list[dict[str, Any]], b"[]")
    return answer(await write_operations(call, row, raws, await call.request.body()))


async def write_operations(
    call: Call, row: ObjectRow, raws: Sequence[Mapping[str, Any]], body: bytes
) -> list[dict[str, str]]:
    """Write operations in the order given; returns what was wrong, as Neptune's clients read it."""
    errors: list[dict[str, str]] = []
    steps: list[Step] = []
    for raw in raws:
        try:
            steps += read_operation(raw)
        except SeamarkError as error:
            errors.append(describe_problem(error.detail, error.remedy, error.code, error.path or ""))
    operations = []
    for step in steps:
        try:
            operations.append(await _keep(call, row, step))
        except SeamarkError as error:
            errors.append(describe_problem(error.detail, error.remedy, error.code, error.path or ""))
    digest = hashlib.sha256(row.uid.encode() + body).digest() if any(map(adds_points, raws)) else b""
    return errors + await write(call, row, operations, digest)


async def write(call: Call, row: ObjectRow, operations: Sequence[Operation], digest: bytes) -> list[dict[str, str]]:
    """Write operations of ours; returns what was refused, as Neptune's clients read it."""
    if not operations:
        await attend(call.core, call.caller, row)
        return []
    with call.core.ingest.admit(int(call.request.headers.get("content-length", "0"))):
        receipt = await receive_body(call.core, call.caller, row, operations, digest)
    return [describe_refusal(refusal) for refusal in receipt.refused if refusal.code != "not_found"]


def describe_refusal(refusal: Refusal) -> dict[str, str]:
    """Return why an operation was not applied, as Neptune's clients read it."""
    return describe_problem(refusal.detail, refusal.remedy, refusal.code, refusal.path)


def describe_problem(detail: str, remedy: str, code: str, path: str) -> dict[str, str]:
    """Return what went wrong with one operation."""
    theirs = to_theirs(path) or path
    text = f"{detail} {remedy}".strip()
    if theirs != path:
        text = text.replace(path, theirs)
    return {"errorDescription": text, "errorType": _ERROR_TYPES.get(code, "metadata_inconsistency")}


async def _keep(call: Call, row: ObjectRow, step: Step) -> Operation:
    """Return an operation as it is; of a picture its bytes are kept first, of an artifact its list is found."""
    if isinstance(step, Dataset):
        return await asyncio.to_thread(_find_artifact, call, row, step)
    if not isinstance(step, Picture):
        return step
    digest = await asyncio.to_thread(call.core.files.keep, call.caller, step.data)
    return Attach(
        path=step.path,
        digest=digest,
        size=len(step.data),
        name=step.name,
        media_type=find_media_type(step.data),
        caption=step.caption,
        type=FieldType.FILE_SERIES,
        step=step.step,
        time=step.time,
    )


def _find_artifact(call: Call, row: ObjectRow, step: Dataset) -> Operation:
    project = call.core.catalog.projects.get(row.project)
    found = artifacts.find(call.core, project, step.hash)
    digest = found.digest and call.core.files.keep(call.caller, b"".join(call.core.blobs.read(found.digest)))
    return Attach(
        path=step.path,
        digest=digest,
        size=found.size,
        name=found.hash,
        media_type=artifacts.MEDIA_TYPE,
        type=FieldType.ARTIFACT,
    )


_IMAGES: Final = {b"\x89PNG": "png", b"\xff\xd8\xff": "jpeg", b"GIF8": "gif", b"BM": "bmp", b"RIFF": "webp"}


def find_media_type(data: bytes) -> str:
    """Return the media type of an image by its first bytes; Neptune's clients make PNG."""
    kind = next((kind for start, kind in _IMAGES.items() if data.startswith(start)), "png")
    return f"image/{kind}"


# ---- reading ------------------------------------------------------------------------------------


@router.get("/attributes")
async def get_attributes(call: CallNeed, experimentId: str) -> Response:  # noqa: N803
    """All of an object's."""
    row = await call.object(experimentId)
    project = await asyncio.to_thread(call.core.catalog.projects.get, row.project)
    found = await asyncio.to_thread(list_attributes, call.core, row)
    return answer(
        {
            "id": spell_uid(row.uid),
            "type": KINDS[row.kind],
            **describe_place(project),
            "trashed": row.trashed_at is not None,
            "attributes": [one.entry() for one in found],
            "systemAttributes": describe_summary(found),
        }
    )


_GETTERS: Final = {
    "floats": "float",
    "integers": "int",
    "booleans": "bool",
    "strings": "string",
    "datetimes": "datetime",
    "files": "file",
    "artifacts": "artifact",
    "floatSeries": "floatSeries",
    "stringSeries": "stringSeries",
    "stringSets": "stringSet",
}


def _add_getter(path: str, type: str) -> None:
    async def get_attribute(call: CallNeed, experimentId: str, attribute: str) -> Response:  # noqa: N803
        row = await call.object(experimentId)
        found = await find_attribute(call, row, check_text(attribute, "attribute"), type)
        return answer(found.properties())

    router.add_api_route(f"/attributes/{path}", get_attribute, methods=["GET"], name=f"get_{path}")


for _path, _type in _GETTERS.items():
    _add_getter(_path, _type)
