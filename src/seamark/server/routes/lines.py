"""Lines of text: string series, and the console."""

from typing import Annotated, TypeAlias

from fastapi import APIRouter, Query

from seamark.core.lines import LineWindow
from seamark.server.needs import FieldPath, HolderNeed, QuestionNeed, RunNeed
from seamark.server.routing import Route
from seamark.wire.api.series import LinePage

router = APIRouter(route_class=Route, tags=["lines"])

After: TypeAlias = Annotated[str, Query(description="Behind this cursor: the `next` of an earlier page.")]
Before: TypeAlias = Annotated[str, Query(description="The last ones before this cursor: a line's `cursor`.")]
Limit: TypeAlias = Annotated[int, Query(description="Most lines to give.", examples=[500])]
Search: TypeAlias = Annotated[
    str,
    Query(
        description="Only lines that contain this, in any case, or match the pattern (RE2) between slashes.",
        examples=["/loss (nan|inf)/"],
    ),
]
Last: TypeAlias = Annotated[bool, Query(description="Begin with the newest lines.")]


@router.get("/runs/{run}/lines", summary="Read lines of one string series")
def read_lines(
    core: QuestionNeed,
    row: HolderNeed,
    path: FieldPath,
    after: After = "",
    before: Before = "",
    limit: Limit = 1_000,
    last: Last = False,
    search: Search = "",
) -> LinePage:
    """By time. `total` counts what the search leaves."""
    window = LineWindow(after=after, before=before, limit=limit, last=last, search=search)
    return core.reader.lines(row, path, window)


@router.get("/runs/{run}/console", summary="Read what a run printed")
def read_console(
    core: QuestionNeed,
    row: RunNeed,
    after: After = "",
    before: Before = "",
    limit: Limit = 1_000,
    last: Last = False,
    search: Search = "",
) -> LinePage:
    """All sessions' output and errors, merged by time; each line's `path` says whose it is. `total`
    counts what the search leaves.
    """
    window = LineWindow(after=after, before=before, limit=limit, last=last, search=search)
    return core.reader.console(row, window)
