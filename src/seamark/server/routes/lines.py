"""Lines of text: string series, and the console."""

from typing import Annotated, TypeAlias

from fastapi import APIRouter, Query

from seamark.core.lines import LineWindow
from seamark.server.needs import CoreNeed, FieldPath, HolderNeed, RunNeed
from seamark.server.routing import Route
from seamark.wire.api.series import LinePage

router = APIRouter(route_class=Route, tags=["lines"])

After: TypeAlias = Annotated[str, Query(description="Behind this cursor: the `next` of an earlier page.")]
Before: TypeAlias = Annotated[str, Query(description="The last ones before this cursor: a line's `cursor`.")]
Limit: TypeAlias = Annotated[int, Query(description="Most lines to give.", examples=[500])]
Last: TypeAlias = Annotated[bool, Query(description="Begin with the newest lines.")]


@router.get("/runs/{run}/lines", summary="Read lines of one string series")
def read_lines(
    core: CoreNeed,
    row: HolderNeed,
    path: FieldPath,
    after: After = "",
    before: Before = "",
    limit: Limit = 1_000,
    last: Last = False,
) -> LinePage:
    """By time."""
    return core.reader.lines(row, path, LineWindow(after=after, before=before, limit=limit, last=last))


@router.get("/runs/{run}/console", summary="Read what a run printed")
def read_console(
    core: CoreNeed, row: RunNeed, after: After = "", before: Before = "", limit: Limit = 1_000, last: Last = False
) -> LinePage:
    """All sessions' output and errors, merged by time; each line's `path` says whose it is."""
    return core.reader.console(row, LineWindow(after=after, before=before, limit=limit, last=last))
