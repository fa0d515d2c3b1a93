"""Runs side by side: their fields by path, at first those that differ."""

import dataclasses
from typing import TYPE_CHECKING, Final

import msgspec

from seamark.core.caller import Caller
from seamark.core.runs import find_runs
from seamark.core.spans import inherited_by
from seamark.model import limits
from seamark.model.errors import InvalidInput, InvalidValue, TooLarge
from seamark.storage.catalog.rows import ProjectRow
from seamark.storage.columns.rows import PathQuestion
from seamark.wire.api.differences import Comparison, ComparisonRequest, ComparisonRow
from seamark.wire.api.fields import Field
from seamark.wire.api.projects import Objective

if TYPE_CHECKING:
    from seamark.core.assembly import Core

HIDDEN: Final = ("sessions/", "sys/")
"""What belongs to single processes, or to the server."""
KEPT: Final = tuple(
    f"sys/{name}"
    for name in (
        "name",
        "description",
        "tags",
        "group",
        "group_tags",
        "owner",
        "created_at",
        "running_seconds",
        "state",
        "reason",
    )
)
"""What people compare of it all the same."""
VALUE_CHARACTERS: Final = 2_000
"""What is shown of a long value; of a list or dictionary that is longer its beginning as text."""


def compare_runs(core: "Core", caller: Caller, project: ProjectRow, request: ComparisonRequest) -> Comparison:
    """Return a page of the fields of some runs of a project.

    Which fields differ is found in the columns store; only those of the page are read.

    Raises:
        InvalidValue: no runs are named.
        TooLarge: more runs or fields are asked for than one page has.
        InvalidInput: the offset is below 0.
        RunNotFound: the project has no such run; says which.
    """
    check_request(request)
    runs = find_runs(core, caller, project, request.runs)
    page = core.columns.differing_paths(
        project.number,
        PathQuestion(
            objects=[run.number for run in runs],
            inherited={run.number: inherited_by(core.catalog, run) for run in runs if run.fork_of is not None},
            only_different=request.only_different,
            search=request.search,
            prefix=request.prefix,
            hidden=HIDDEN,
            kept=KEPT,
            leading=_leading(project),
            offset=request.offset,
            limit=request.limit,
        ),
    )
    alone = list({run.number: run for run in runs}.values())
    fields = core.reader.fields_of_many(alone, page.paths) if page.paths else [[] for _ in alone]
    held = {run.number: {field.path: field for field in own} for run, own in zip(alone, fields, strict=True)}
    rows = []
    for path, differs, heirs in zip(page.paths, page.differs, page.inherited, strict=True):
        for number, type in heirs.items():
            held[number].setdefault(path, Field(path=path, type=type, inherited=True))
        cells = [_cut(held[run.number].get(path)) for run in runs]
        types = [cell.type for cell in cells if cell is not None]
        if types:  # else it was deleted in between
            rows.append(ComparisonRow(path=path, type=types[0], differs=differs, fields=cells))
    return Comparison(
        runs=core.reader.runs(runs),
        rows=rows,
        total=page.different if request.only_different else page.total,
        different=page.different,
        same=page.total - page.different,
    )


def _leading(project: ProjectRow) -> list[str]:
    """Return what people look for first: how good a run is, then what was chosen for it."""
    objective = [msgspec.json.decode(project.objective, type=Objective).path] if project.objective else []
    return [*objective, *(f"{prefix}/" for prefix in project.config_prefixes)]


def _cut(field: Field | None) -> Field | None:
    """Return a field with the beginning of a value that is long: fifty of them stand side by side."""
    if field is None or field.value is None:
        return field
    text = field.value if isinstance(field.value, str) else msgspec.json.encode(field.value).decode()
    if len(text) <= VALUE_CHARACTERS:
        return field
    return dataclasses.replace(field, value=text[:VALUE_CHARACTERS], cut=True)


def check_request(request: ComparisonRequest) -> None:
    """Check how much is asked for.

    Raises:
        InvalidValue: no runs are named.
        TooLarge: more runs or fields are asked for than one page has.
        InvalidInput: the offset is below 0.
    """
    if not request.runs:
        raise InvalidValue("No runs are named.", "Name 1 or more.", path="runs")
    if len(request.runs) > limits.COMPARED_RUNS:
        raise TooLarge(
            f"{len(request.runs):,} runs are named; {limits.COMPARED_RUNS} can stand side by side.",
            "Leave some out, or look at them in the table.",
            path="runs",
        )
    if not 0 <= request.limit <= limits.COMPARED_FIELDS:
        raise TooLarge(f"A page has 0 to {limits.COMPARED_FIELDS:,} fields.", "Ask for the next page.", path="limit")
    if request.offset < 0:
        raise InvalidInput(f"The offset {request.offset} is below 0.", "Count fields from 0.", path="offset")
