"""Projects, their tables of runs, and the columns to choose from."""

from typing import Annotated

from fastapi import APIRouter, Query

from seamark.core import bulk, projects, runs
from seamark.core.edits import list_project_edits
from seamark.model.objects import ObjectKind
from seamark.server.needs import CallerNeed, CoreNeed, ProjectNeed, QuestionNeed, WriterNeed
from seamark.server.routing import Route
from seamark.wire.api.bulk import BulkRequest, BulkResult
from seamark.wire.api.edits import EditPage
from seamark.wire.api.projects import Project, ProjectChange, ProjectRequest
from seamark.wire.api.tables import ColumnList, TablePage, TableRequest
from seamark.wire.api.values import ColumnOrder

router = APIRouter(route_class=Route, tags=["projects"])


@router.get("/projects", summary="List projects")
def list_projects(core: CoreNeed, caller: CallerNeed) -> list[Project]:
    """All that the caller may read, by workspace and name."""
    return projects.describe_projects(core, runs.list_projects(core, caller))


@router.post("/projects", summary="Make a project", status_code=201)
def make_project(core: CoreNeed, caller: WriterNeed, request: ProjectRequest) -> Project:
    """Not needed before logging: a run makes its project where that is missing."""
    return projects.describe_projects(core, [runs.make_project(core, caller, request)])[0]


@router.get("/projects/{workspace}/{name}", summary="Show a project")
def get_project(core: CoreNeed, project: ProjectNeed) -> Project:
    """With its settings and the counts of its runs."""
    return projects.describe_projects(core, [project])[0]


@router.patch("/projects/{workspace}/{name}", summary="Change a project's settings")
def change_project(core: CoreNeed, caller: WriterNeed, project: ProjectNeed, change: ProjectChange) -> Project:
    """What is left out stays."""
    return projects.describe_projects(core, [projects.change_project(core, caller, project, change)])[0]


@router.get("/projects/{workspace}/{name}/edits", summary="Read what a project's description was")
def get_project_edits(
    core: CoreNeed,
    project: ProjectNeed,
    before: Annotated[
        int | None, Query(ge=0, lt=2**63, description="The `next` of the page before.", examples=[42])
    ] = None,
    limit: Annotated[int, Query(description="Most edits to give.", examples=[20])] = 100,
) -> EditPage:
    """Newest first, the last 100: who, when, and the text from then on."""
    return list_project_edits(core, project, before=before, limit=limit)


@router.post("/projects/{workspace}/{name}/table", summary="Read a page of the runs table")
def read_table(core: QuestionNeed, project: ProjectNeed, request: TableRequest) -> TablePage:
    """Filters by a query, sorts by fields, gives the cells of the columns asked for."""
    return core.tables.table(project, request)


@router.post("/projects/{workspace}/{name}/bulk", summary="Change many runs")
async def change_many(core: CoreNeed, caller: WriterNeed, project: ProjectNeed, request: BulkRequest) -> BulkResult:
    """Tags added and removed, runs stopped; what is refused of one run changes nothing for the others."""
    return await bulk.change_many(core, caller, project, request)


@router.get("/projects/{workspace}/{name}/columns", summary="List fields to choose columns from")
def list_columns(
    core: QuestionNeed,
    project: ProjectNeed,
    search: Annotated[str, Query(description="A part of the path, in any case.", examples=["loss"])] = "",
    limit: Annotated[int, Query(description="Most fields to give.", examples=[50])] = 200,
    kind: Annotated[ObjectKind, Query(description="Of objects of this kind.", examples=["model"])] = ObjectKind.RUN,
    order: Annotated[ColumnOrder, Query(description="Which come first.", examples=["differing"])] = "runs",
) -> ColumnList:
    """Those of most runs first, or of most models or versions; or first the configuration in which runs differ."""
    return core.choices.columns(project, search=search, limit=limit, kind=kind, order=order)
