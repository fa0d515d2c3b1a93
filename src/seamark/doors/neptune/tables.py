"""Tables of runs, models and versions, and which attributes there are."""

import asyncio
from collections.abc import Collection
from typing import Annotated, Any, Final

import msgspec
from fastapi import APIRouter, Query, Response

from seamark.core.tables import ListRequest
from seamark.doors.neptune.attributes import describe_all, make_whole
from seamark.doors.neptune.calls import Call, CallNeed, DoorRoute, answer, check_text, spell_uid
from seamark.doors.neptune.experiments import KINDS, describe_place
from seamark.doors.neptune.queries import find_path, read_query
from seamark.doors.neptune.system import NAMES
from seamark.doors.neptune.translate import TYPES
from seamark.doors.neptune.windows import Question, Windows
from seamark.model import limits
from seamark.model.errors import TooLarge
from seamark.model.objects import ObjectKind
from seamark.storage.catalog.rows import ProjectRow
from seamark.wire.api.tables import Sort
from seamark.wire.neptune_names import to_theirs

router = APIRouter(route_class=DoorRoute, prefix="/api/leaderboard/v1/leaderboard", include_in_schema=False)

_KINDS: Final = {name: kind for kind, name in KINDS.items()}
_SYSTEM_TYPES: Final = {
    "sys/creation_time": "datetime",
    "sys/modification_time": "datetime",
    "sys/ping_time": "datetime",
    "sys/running_time": "float",
    "sys/monitoring_time": "int",
    "sys/size": "float",
    "sys/state": "experimentState",
    "sys/tags": "stringSet",
    "sys/group_tags": "stringSet",
    "sys/failed": "bool",
    "sys/trashed": "bool",
}
_SEARCHED: Final = 1_000


class SortBy(msgspec.Struct):
    """The attribute by which a table is sorted."""

    name: str
    type: str = ""


class Sorting(msgspec.Struct, rename="camel"):
    """By what, and which way."""

    sort_by: SortBy
    dir: str = "descending"


class Pagination(msgspec.Struct):
    """Which rows of those that match."""

    limit: int = 100
    offset: int = 0


class QueryText(msgspec.Struct):
    """A query in Neptune's language."""

    query: str = ""


class AttributeFilter(msgspec.Struct):
    """An attribute that is wanted."""

    path: str


class Search(msgspec.Struct, rename="camel"):
    """What a table is to show."""

    sorting: Sorting | None = None
    attribute_filters: list[AttributeFilter] | None = None
    query: QueryText | None = None
    pagination: Pagination | None = None


@router.post("/entries/search")
async def search_entries(
    call: CallNeed,
    projectIdentifier: str,  # noqa: N803 - Neptune's names
    type: Annotated[list[str] | None, Query()] = None,
) -> Response:
    """A page of a table: of all attributes, or of those that are named."""
    wanted: Search = await call.body(Search)
    project = await call.project(projectIdentifier)
    return answer(await asyncio.to_thread(_search, call, project, wanted, _find_kinds(type)))


def _find_kinds(types: Collection[str] | None) -> set[ObjectKind]:
    return {_KINDS[type] for type in types if type in _KINDS} if types else {ObjectKind.RUN}


def _search(call: Call, project: ProjectRow, wanted: Search, kinds: Collection[ObjectKind]) -> dict[str, Any]:
    page = wanted.pagination or Pagination()
    if not 0 <= page.limit <= limits.FIELDS_PAGE or page.offset < 0:
        raise TooLarge(f"A page holds 0 to {limits.FIELDS_PAGE:,} rows.", "Ask for the next page.", path="limit")
    name, descending = "sys/creation_time", True
    if wanted.sorting is not None:
        name = check_text(wanted.sorting.sort_by.name, "sortBy")
        descending = wanted.sorting.dir != "ascending"
    asked = Question(
        person=call.caller.person,
        project=project.number,
        kinds=frozenset(kinds),
        sort=(name, descending),
        query=wanted.query.query if wanted.query else "",
    )
    query, before = _windows(call).find(asked, page.offset)
    request = ListRequest(
        kinds=kinds,
        query=read_query(query),
        sort=[Sort(path=find_path(name), descending=descending)],
        offset=before + page.offset,
        limit=page.limit,
    )
    rows, matched = call.core.tables.find_objects(project, request)
    names = None
    if wanted.attribute_filters is not None:
        names = frozenset(check_text(one.path, "attributeFilters") for one in wanted.attribute_filters)
    place = describe_place(project)
    entries = []
    paths = () if names is None else _find_paths(names)
    for row, fields in zip(rows, call.core.reader.fields_of_many(rows, paths), strict=True):
        whole = [make_whole(call.core, row, field) if field.cut else field for field in fields]
        attributes = [one.entry() for one in describe_all(row, whole, project.visibility.value, names)]
        head = {"experimentId": spell_uid(row.uid), "type": KINDS[row.kind], "trashed": row.trashed_at is not None}
        entries.append({**head, **place, "attributes": attributes})
    if entries:
        last = next((one for one in entries[-1]["attributes"] if one["name"] == name), None)
        value = "" if last is None else str(last[f"{last['type']}Properties"].get("value"))
        _windows(call).note(asked, query, request.offset + len(entries), value)
    return {"matchingItemCount": max(0, matched - before), "entries": entries}


def _windows(call: Call) -> Windows:
    state = call.request.app.state
    if not hasattr(state, "neptune_windows"):
        state.neptune_windows = Windows()
    windows: Windows = state.neptune_windows
    return windows


def _find_paths(names: Collection[str]) -> list[str]:
    """Return our paths of some attributes, with those that others are made of; none for all."""
    if "sys/size" in names:
        return []
    paths = {find_path(name) for name in names}
    if "sys/ping_time" in names:
        paths.add("sys/ended_at")
    return sorted(paths)


@router.post("/attributes/search")
async def search_attributes(
    call: CallNeed,
    projectIdentifier: str,  # noqa: N803
    search: str = "",
    type: Annotated[list[str] | None, Query()] = None,
) -> Response:
    """Attributes whose name has a text in it, one entry for each type."""
    project = await call.project(projectIdentifier)
    found = await asyncio.to_thread(_search_attributes, call, project, check_text(search, "search"), _find_kinds(type))
    return answer({"entries": [{"name": name, "type": type} for name, type in sorted(found)]})


def _search_attributes(call: Call, project: ProjectRow, search: str, kinds: set[ObjectKind]) -> set[tuple[str, str]]:
    listed = call.core.choices.columns(project, search=find_path(search), limit=_SEARCHED).columns
    found = set()
    for one in listed:
        name = to_theirs(one.path)
        if name is None or name in _SYSTEM_TYPES:
            continue
        found |= {(name, TYPES[type]) for type in call.core.tables.types(project, one.path) if type in TYPES}
    for kind in kinds:
        found |= {(name, _SYSTEM_TYPES.get(name, "string")) for name in NAMES[kind] if search in name}
    return found
