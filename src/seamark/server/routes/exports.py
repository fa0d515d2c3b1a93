"""Tables as files."""

import math
from collections.abc import Iterator
from dataclasses import replace
from typing import Annotated, Final, Literal, get_args
from urllib.parse import unquote

from fastapi import APIRouter, Query, Response
from fastapi.responses import StreamingResponse

from seamark.core.export import begin_export
from seamark.core.group_export import export_groups
from seamark.core.table_files import MEDIA_TYPES, Format
from seamark.model.errors import InvalidStep
from seamark.server.downloads import spell_disposition
from seamark.server.needs import CoreNeed, ProjectNeed
from seamark.server.routing import Route
from seamark.wire.api.groups import GroupRequest
from seamark.wire.api.tables import Column, Grouping, Sort, TableRequest
from seamark.wire.api.values import Aggregate

router = APIRouter(route_class=Route, tags=["projects"])

_AGGREGATES: Final = frozenset(get_args(Aggregate))
_TRASHED: Final = {"false": False, "true": True, "all": None}


@router.get(
    "/projects/{workspace}/{name}/export",
    summary="Export the runs table",
    response_class=StreamingResponse,
    responses={200: {"content": {media: {"schema": {"type": "string"}} for media in MEDIA_TYPES.values()}}},
)
def export_table(
    core: CoreNeed,
    project: ProjectNeed,
    format: Annotated[Format, Query(description="The form of the file.", examples=["csv"])] = "csv",
    columns: Annotated[
        str,
        Query(
            description="Fields joined by commas, a comma itself as `%2C`; of a series `val/acc:max`, at a step "
            "`val/acc:at=100`.",
            examples=["config/lr,val/acc:max"],
        ),
    ] = "",
    sort: Annotated[
        str, Query(description="Keys to sort by, spelled as columns, with `-` from the highest.", examples=["-val/acc"])
    ] = "",
    query: Annotated[str, Query(description="Only runs for which this holds.", examples=["config/lr < 0.1"])] = "",
    trashed: Annotated[
        Literal["false", "true", "all"], Query(description="Runs of the trash: none, no others, or all as well.")
    ] = "false",
    group: Annotated[
        str, Query(description="Fields to group by, joined by commas: a row for each group.", examples=["config/lr"])
    ] = "",
    apart_from: Annotated[
        str | None,
        Query(
            alias="except",
            description="Fields of the configuration in which the runs of a group may differ; they agree in the rest.",
            examples=["config/seed"],
        ),
    ] = None,
) -> Response:
    """All rows, in order. Each begins with `id` and `name`; the other columns are called as they were asked for.

    A row of groups begins with the fields grouped by and `runs`, how many it has. Of numbers it has the mean, with
    ` std` (of a sample) and ` runs` (how many have one) behind it; of anything else what all its runs share.
    """
    asked, keys = [read_column(text) for text in _split(columns)], [_read_sort(text) for text in _split(sort)]
    if group or apart_from is not None:
        by, rest = list(_split(group)), None if apart_from is None else list(_split(apart_from))
        grouped = GroupRequest(grouping=Grouping(by=by, apart_from=rest), columns=asked, sort=keys, query=query)
        body = export_groups(core.groups, core.tables, project, grouped, format)
    else:
        request = TableRequest(columns=asked, query=query, trashed=_TRASHED[trashed], limit=0)
        body = begin_export(core.tables, project, replace(request, sort=keys) if keys else request).write(format)
    headers = {"Content-Disposition": spell_disposition(f"{project.name}.{format}", download=True)}
    return StreamingResponse(body, headers=headers, media_type=MEDIA_TYPES[format])


def _split(text: str) -> Iterator[str]:
    """Give the parts of a list of the address, each escaped by itself."""
    for part in filter(None, text.split(",")):
        try:
            yield unquote(part, errors="strict")
        except UnicodeDecodeError:
            yield part


def read_column(text: str) -> Column:
    """Return the column that the app's address spells so.

    Raises:
        InvalidStep: it is at a step that is no finite number.
    """
    path, colon, word = text.rpartition(":")
    if colon and path and word.startswith("at="):
        return Column(path=path, at=_read_step(path, word.removeprefix("at=")))
    if colon and path and word in _AGGREGATES:
        return Column(path=path, aggregate=word)  # type: ignore[arg-type]  # it is one of them
    return Column(path=text)


def _read_step(path: str, text: str) -> float:
    try:
        step = float(text)
    except ValueError:
        step = math.nan
    if not math.isfinite(step):
        raise InvalidStep(f'"{path}" has no step {text[:40]!r}.', "Give a finite number.", path="columns")
    return step


def _read_sort(text: str) -> Sort:
    column = read_column(text.removeprefix("-"))
    return Sort(path=column.path, aggregate=column.aggregate, at=column.at, descending=text.startswith("-"))
