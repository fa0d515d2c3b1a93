"""What the legacy API of Neptune's clients asks besides: its own table, and a series as lines of text."""

import asyncio
from collections.abc import Iterator
from typing import Annotated, Any, Final

from fastapi import APIRouter, Query, Response
from starlette.responses import StreamingResponse

from seamark.core.charts import PointWindow
from seamark.core.tables import ListRequest
from seamark.doors.neptune.attributes import describe_all
from seamark.doors.neptune.calls import Call, CallNeed, DoorRoute, answer, check_text, spell_uid
from seamark.doors.neptune.experiments import KINDS, describe_place
from seamark.doors.neptune.queries import find_path
from seamark.doors.neptune.system import describe_summary
from seamark.model import limits
from seamark.model import query as tree
from seamark.model.errors import FieldNotFound, InvalidInput, TooLarge
from seamark.model.objects import ObjectKind, RunState
from seamark.storage.catalog.rows import ObjectRow, ProjectRow
from seamark.wire.api.tables import Sort

router = APIRouter(route_class=DoorRoute, prefix="/api/leaderboard/v1", include_in_schema=False)

Texts = Annotated[list[str] | None, Query()]
_CSV_POINTS: Final = 100_000


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
    place = describe_place(call, project)
    entries = []
    for row, fields in zip(rows, call.core.reader.fields_of_many(rows), strict=True):
        attributes = describe_all(row, fields, project.visibility.value)
        head = {"id": spell_uid(row.uid), "type": KINDS[row.kind], "trashed": row.trashed_at is not None}
        listed = [one.entry() for one in attributes]
        entries.append({**head, **place, "attributes": listed, "systemAttributes": describe_summary(attributes)})
    total = call.core.catalog.objects.counts()[project.number]
    return {"entries": entries, "matchingItemCount": matched, "totalItemCount": total}


@router.get("/attributes/floatSeries/csv")
async def get_csv(call: CallNeed, experimentId: str, attribute: str) -> Response:  # noqa: N803
    """A series of numbers, a point to a line: step, milliseconds, value."""
    row = await call.object(experimentId)
    path = check_text(attribute, "attribute")
    try:
        first = await asyncio.to_thread(_read, call, row, path, "")
    except InvalidInput:
        raise FieldNotFound(f'{row.id} has no such series "{path}".', "Look at its structure.", path=path) from None
    return StreamingResponse(_lines(call, row, path, first), media_type="text/csv")


def _read(call: Call, row: ObjectRow, path: str, after: str) -> tuple[str, str | None]:
    curves = call.core.reader.points(row, path, PointWindow(limit=_CSV_POINTS, after=after))
    steps, times, values = (column.tolist() for column in curves.columns[0])
    lines = "".join(
        f"{step!r},{int(time) // 1_000},{value!r}\n" for step, time, value in zip(steps, times, values, strict=True)
    )
    return lines, curves.head.series[0].next


def _lines(call: Call, row: ObjectRow, path: str, page: tuple[str, str | None]) -> Iterator[str]:
    while True:
        yield page[0]
        if page[1] is None:
            return
        page = _read(call, row, path, page[1])
