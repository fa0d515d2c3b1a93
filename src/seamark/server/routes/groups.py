"""Groups of runs, and the values that runs have in a field."""

from typing import Annotated

from fastapi import APIRouter, Query

from seamark.server.needs import FieldPath, ProjectNeed, QuestionNeed
from seamark.server.routing import Route
from seamark.wire.api.groups import GroupPage, GroupRequest
from seamark.wire.api.tables import FieldValues

router = APIRouter(route_class=Route, tags=["projects"])


@router.post("/projects/{workspace}/{name}/groups", summary="Read a page of groups of runs")
def read_groups(core: QuestionNeed, project: ProjectNeed, request: GroupRequest) -> GroupPage:
    """Runs that agree in some fields, or in all configuration but some of it, with their means and deviations."""
    return core.groups.page(project, request)


@router.get("/projects/{workspace}/{name}/values", summary="List the values of a field")
def list_values(
    core: QuestionNeed,
    project: ProjectNeed,
    path: FieldPath,
    search: Annotated[str, Query(description="A part of the value, in any case.", examples=["ada"])] = "",
    limit: Annotated[int, Query(description="Most values to give.", examples=[20])] = 20,
) -> FieldValues:
    """Those of most runs first: numbers, texts, booleans, and the items of sets."""
    return core.choices.values(project, path, search=search, limit=limit)
