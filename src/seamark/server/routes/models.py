"""The registry: models and their versions. Their fields and files are reached as a run's are, by their ids."""

import asyncio
from typing import Annotated

from fastapi import APIRouter, Path, Query

from seamark.core import models
from seamark.core.assembly import Core
from seamark.core.caller import Caller
from seamark.core.objects import find_object
from seamark.core.runs import find_project, split_name
from seamark.model.objects import ObjectKind
from seamark.server.needs import CallerNeed, CoreNeed, ProjectNeed, QuestionNeed, WriterNeed
from seamark.server.routing import Route, check_value
from seamark.storage.catalog.rows import ObjectRow, ProjectRow
from seamark.wire.api.models import (
    Model,
    ModelRequest,
    ModelTable,
    ModelVersion,
    VersionRequest,
    VersionTable,
)
from seamark.wire.api.tables import TableRequest

router = APIRouter(route_class=Route, tags=["models"])

_Model = Annotated[str, Path(description="The model's id, own id or uid.", examples=["DIG-NET"])]
_Version = Annotated[str, Path(description="The version's id, own id or uid.", examples=["DIG-NET-3"])]
_OfProject = Annotated[
    str | None, Query(description="Its project, where its own id stands in several.", examples=["ada/digits"])
]


@router.post("/projects/{workspace}/{name}/models/table", summary="Read a page of the models table")
def read_models(core: QuestionNeed, project: ProjectNeed, request: TableRequest) -> ModelTable:
    """As the table of runs: filtered by a query, sorted by fields, with the cells of the columns asked for."""
    return models.list_models(core, project, request)


@router.post("/projects/{workspace}/{name}/models", summary="Make a model", status_code=201)
async def make_model(core: CoreNeed, caller: WriterNeed, project: ProjectNeed, request: ModelRequest) -> Model:
    """Its key, a letter and up to 19 more letters or digits, stands in its id and stays its own."""
    row = await models.make_model(core, caller, project, request.key, request)
    return (await asyncio.to_thread(models.describe_models, core, project, [row]))[0]


@router.get("/models/{model}", summary="Show a model")
async def get_model(core: CoreNeed, caller: CallerNeed, model: _Model, project: _OfProject = None) -> Model:
    """Also when it is in the trash."""
    row, found = await _find(core, caller, model, ObjectKind.MODEL, project)
    return (await asyncio.to_thread(models.describe_models, core, found, [row]))[0]


@router.post("/models/{model}/versions/table", summary="Read a page of the table of a model's versions")
async def read_versions(core: CoreNeed, caller: CallerNeed, model: _Model, request: TableRequest) -> VersionTable:
    """As the table of runs: filtered by a query, sorted by fields, with the cells of the columns asked for."""
    row, project = await _find(core, caller, model, ObjectKind.MODEL)
    return await asyncio.to_thread(models.list_versions, core, project, row, request)


@router.post("/models/{model}/versions", summary="Make the next version of a model", status_code=201)
async def make_version(core: CoreNeed, caller: WriterNeed, model: _Model, request: VersionRequest) -> ModelVersion:
    """It has no stage yet; that is the field `sys/stage`: none, staging, production, archived."""
    row, project = await _find(core, caller, model, ObjectKind.MODEL)
    made = await models.make_version(core, caller, project, row, request)
    return (await asyncio.to_thread(models.describe_versions, core, project, [made]))[0]


@router.get("/model-versions/{version}", summary="Show a version of a model")
async def get_version(
    core: CoreNeed, caller: CallerNeed, version: _Version, project: _OfProject = None
) -> ModelVersion:
    """Also when it is in the trash."""
    row, found = await _find(core, caller, version, ObjectKind.MODEL_VERSION, project)
    return (await asyncio.to_thread(models.describe_versions, core, found, [row]))[0]


async def _find(
    core: Core, caller: Caller, name: str, kind: ObjectKind, project: str | None = None
) -> tuple[ObjectRow, ProjectRow]:
    check_value(name, kind.value)
    check_value(project, "project")
    of = None
    if project is not None:
        of = await asyncio.to_thread(find_project, core, caller, *split_name(caller, project))
    row = await find_object(core, caller, name, project=of, kinds={kind})
    return row, await asyncio.to_thread(core.catalog.projects.get, row.project)
