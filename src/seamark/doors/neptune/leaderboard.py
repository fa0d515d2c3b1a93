"""The table of experiments that Neptune's API before 1.0 asks for."""

import asyncio
from typing import Annotated, Any

from fastapi import APIRouter, Query, Response

from seamark.core.tables import ListRequest
from seamark.doors.neptune.attributes import describe_all
from seamark.doors.neptune.calls import Call, CallNeed, DoorRoute, answer, check_text, spell_uid
from seamark.doors.neptune.experiments import KINDS, describe_place
from seamark.doors.neptune.queries import find_path
from seamark.doors.neptune.system import describe_summary
from seamark.model import limits
from seamark.model import query as tree
from seamark.model.errors import TooLarge
from seamark.model.objects import ObjectKind, RunState
from seamark.storage.catalog.rows import ProjectRow
from seamark.wire.api.tables import Sort

router = APIRouter(route_class=DoorRoute, prefix="/api/leaderboard/v1", include_in_schema=False)

Texts = Annotated[list[str] | None, Query()]


def _any_of(path: str, values: list[str] | None) -> list[tree.Query]:
    found = tuple(tree.Compare(tree.FieldRef(path), "=", value) for value in values or ())
    return [found[0] if len(found) == 1 else tree.Or(found)] if found else []


def _find_states(states: list[str] | None) -> list[tree.Query]:
    wanted = {state.lower() == "running" for state in states or ()}
    if len(wanted) != 1:
        return []
    running = tree.Compare(tree.FieldRef("sys/state"), "=", RunState.RUNNING.value)
    return [running if True in wanted else tree.Not(running)]


@router.get("/leaderboard")
async def get_leaderboard(
    call: CallNeed,
    projectIdentifier: str,  # noqa: N803 - Neptune's names
    shortId: Texts = None,  # noqa: N803
    state: Texts = None,
    owner: Texts = None,
    tags: Texts = None,
    tagsMode: str = "and",  # noqa: N803
    minRunningTimeSeconds: float | None = None,  # noqa: N803
    sortBy: Texts = None,  # noqa: N803
    sortDirection: Texts = None,  # noqa: N803
    limit: int = 100,
    offset: int = 0,
) -> Response:
    """Runs with all their attributes, filtered and sorted."""
    if not 0 <= limit <= limits.FIELDS_PAGE or offset < 0:
        raise TooLarge(f"A page holds 0 to {limits.FIELDS_PAGE:,} rows.", "Ask for the next page.", path="limit")
    trashed = tree.Compare(tree.FieldRef("sys/trashed"), "=", False)
    terms: list[tree.Query] = [trashed, *_any_of("sys/id", shortId), *_any_of("sys/owner", owner), *_find_states(state)]
    labels = tuple(tree.Contains(tree.FieldRef("sys/tags"), tag) for tag in tags or ())
    if labels:
        terms.append(tree.Or(labels) if tagsMode.lower() == "or" else tree.And(labels))
    if minRunningTimeSeconds is not None:
        terms.append(tree.Compare(tree.FieldRef("sys/running_seconds"), ">=", minRunningTimeSeconds))
    ways = [*(sortDirection or ()), *[""] * limits.TABLE_SORTS]
    sort = [
        Sort(path=find_path(check_text(name, "sortBy")), descending=way.lower().startswith("desc"))
        for name, way in zip(sortBy or [], ways, strict=False)
    ]
    project = await call.project(projectIdentifier)
    request = ListRequest(
        kinds={ObjectKind.RUN},
        query=tree.And(tuple(terms)),
        sort=sort[: limits.TABLE_SORTS] or [Sort(path="sys/id", descending=True)],
        offset=offset,
        limit=limit,
    )
    return answer(await asyncio.to_thread(_list, call, project, request))


def _list(call: Call, project: ProjectRow, request: ListRequest) -> dict[str, Any]:
    rows, matched = call.core.tables.find_objects(project, request)
    place = describe_place(project)
    entries = []
    for row, fields in zip(rows, call.core.reader.fields_of_many(rows), strict=True):
        attributes = describe_all(row, fields, project.visibility.value)
        head = {"id": spell_uid(row.uid), "type": KINDS[row.kind], "trashed": row.trashed_at is not None}
        listed = [one.entry() for one in attributes]
        entries.append({**head, **place, "attributes": listed, "systemAttributes": describe_summary(attributes)})
    total = call.core.catalog.objects.counts()[project.number]
    return {"entries": entries, "matchingItemCount": matched, "totalItemCount": total}
