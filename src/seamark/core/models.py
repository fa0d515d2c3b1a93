"""The registry: models, and their versions with stages. Both are objects that carry fields."""

import asyncio
import time
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

from seamark.core.caller import Caller
from seamark.core.cells import read_single
from seamark.core.runs import fields_of_new
from seamark.core.tables import ListRequest, ObjectPage, check_request, read_query
from seamark.model.errors import Conflict, InvalidInput, InvalidValue
from seamark.model.objects import ObjectKind, Stage, is_model_key, make_uid, shorten_uid
from seamark.model.operations import Add
from seamark.model.query import And, Compare, FieldRef, Query
from seamark.storage.catalog.rows import ObjectRow, ProjectRow
from seamark.storage.columns.rows import FieldRow, Key
from seamark.wire.api.models import (
    Model,
    ModelRow,
    ModelTable,
    ModelVersion,
    VersionRequest,
    VersionRow,
    VersionTable,
)
from seamark.wire.api.tables import TableRequest
from seamark.wire.batches import Batch

if TYPE_CHECKING:
    from seamark.core.assembly import Core

NOTHING_MORE: Final = VersionRequest()


async def make_model(
    core: "Core", caller: Caller, project: ProjectRow, key: str, request: VersionRequest = NOTHING_MORE
) -> ObjectRow:
    """Make a model of a project; its id is the project's key and its own (``SUN-NET``).

    Raises:
        InvalidValue: the key is none.
        Conflict: the project has a model of that key.
        Forbidden: the caller may not write there.
    """
    core.access.check(caller, "write", project)
    plain = key.strip().upper()
    if not is_model_key(plain):
        raise InvalidValue(
            f"{key[:80]!r} is no key of a model.", "Give a letter and up to 19 more letters or digits.", path="key"
        )
    return await _make(core, caller, project, ObjectKind.MODEL, request, key=plain)


async def make_version(
    core: "Core", caller: Caller, project: ProjectRow, model: ObjectRow, request: VersionRequest = NOTHING_MORE
) -> ObjectRow:
    """Make the next version of a model (``SUN-NET-3``), without a stage.

    Raises:
        InvalidValue: the object is no model.
        Forbidden: the caller may not write there.
    """
    core.access.check(caller, "write", project)
    if model.kind is not ObjectKind.MODEL or model.project != project.number:
        raise InvalidValue(f"{model.id} is no model of this project.", "Give the id of a model.", path="model")
    if model.trashed_at is not None:
        raise Conflict(f"{model.id} is in the trash.", "Take it out first.")
    return await _make(core, caller, project, ObjectKind.MODEL_VERSION, request, parent=model)


async def _make(
    core: "Core",
    caller: Caller,
    project: ProjectRow,
    kind: ObjectKind,
    request: VersionRequest,
    *,
    key: str = "",
    parent: ObjectRow | None = None,
) -> ObjectRow:
    row, _ = await asyncio.to_thread(
        core.catalog.objects.create,
        project.number,
        kind,
        uid=make_uid(),
        own_id=None,
        parent=None if parent is None else parent.number,
        created_at=time.time_ns() // 1_000,
        created_by=caller.name,
        key=key,
    )
    texts: dict[str, str | None] = {"name": request.name or None, "description": request.description or None}
    if parent is not None:
        texts |= {"model_id": parent.id, "stage": Stage.NONE.value}
    operations = fields_of_new(row, **texts)
    if request.tags:
        operations.append(Add(path="sys/tags", values=request.tags))
    await core.ingest.write(None, row, project, Batch(operations=operations), fresh=True)
    return row


def list_models(core: "Core", project: ProjectRow, request: TableRequest) -> ModelTable:
    """Return a page of a project's models.

    Raises:
        InvalidQuery: the query could not be read.
        TooLarge: more rows, columns or sort keys than a page may have.
    """
    page = _find(core, project, ObjectKind.MODEL, read_query(request.query), request)
    models = describe_models(core, project, page.objects)
    rows = [ModelRow(model=model, cells=cells) for model, cells in zip(models, page.cells, strict=True)]
    return ModelTable(rows=rows, matched=page.matched)


def list_versions(core: "Core", project: ProjectRow, model: ObjectRow, request: TableRequest) -> VersionTable:
    """Return a page of a model's versions.

    Raises:
        InvalidQuery: the query could not be read.
        TooLarge: more rows, columns or sort keys than a page may have.
    """
    own, query = Compare(FieldRef("sys/model_id"), "=", model.id), read_query(request.query)
    page = _find(core, project, ObjectKind.MODEL_VERSION, own if query is None else And((own, query)), request)
    versions = describe_versions(core, project, page.objects)
    rows = [VersionRow(version=version, cells=cells) for version, cells in zip(versions, page.cells, strict=True)]
    return VersionTable(rows=rows, matched=page.matched)


def _find(
    core: "Core", project: ProjectRow, kind: ObjectKind, query: Query | None, request: TableRequest
) -> ObjectPage:
    check_request(request)
    if request.group is not None:
        raise InvalidInput("Models and versions are not grouped.", "Leave the group out.", path="group")
    wanted = ListRequest(
        kinds=(kind,),
        query=query,
        columns=request.columns,
        sort=request.sort,
        offset=request.offset,
        limit=request.limit,
        trashed=request.trashed,
    )
    return core.tables.list_objects(project, wanted)


def describe_models(core: "Core", project: ProjectRow, rows: Sequence[ObjectRow]) -> list[Model]:
    """Return models as they are shown."""
    found = _read_facts(core, project, rows)
    return [Model(**facts, versions=row.versions) for row, (facts, _) in zip(rows, found, strict=True)]


def describe_versions(core: "Core", project: ProjectRow, rows: Sequence[ObjectRow]) -> list[ModelVersion]:
    """Return model versions as they are shown."""
    return [
        ModelVersion(**facts, model=str(model or ""), stage=Stage(stage or Stage.NONE))
        for facts, (model, stage) in _read_facts(core, project, rows, "sys/model_id", "sys/stage")
    ]


def _read_facts(
    core: "Core", project: ProjectRow, rows: Sequence[ObjectRow], *more: str
) -> list[tuple[dict[str, Any], list[Any]]]:
    """Return what models and versions have in common, and the values of more paths."""
    keys = [Key(path=path) for path in ("sys/name", "sys/description", "sys/tags", "sys/owner", *more)]
    cells = core.columns.cells(project.number, [row.number for row in rows], keys) if rows else []
    found = []
    for row, own in zip(rows, cells, strict=True):
        name, description, tags, owner, *others = [
            read_single(cell) if isinstance(cell, FieldRow) and not cell.deleted else None for cell in own
        ]
        facts = {
            "uid": row.uid,
            "short": shorten_uid(row.uid),
            "id": row.id,
            "project": f"{project.workspace}/{project.name}",
            "name": str(name or ""),
            "description": str(description or ""),
            "tags": tags if isinstance(tags, list) else [],
            "owner": str(owner or row.created_by),
            "created_at": row.created_at,
            "trashed": row.trashed_at is not None,
        }
        found.append((facts, others))
    return found
