"""Cells of tables that are values at a step: of each float series its last visible point up to there."""

import math
from collections.abc import Sequence

from seamark.core.spans import find_spans_of_many
from seamark.model.errors import InvalidInput, InvalidStep
from seamark.storage.catalog.protocol import Catalog
from seamark.storage.catalog.rows import ProjectRow
from seamark.storage.columns.protocol import Columns
from seamark.wire.api.tables import Column, Sort
from seamark.wire.api.values import Number
from seamark.wire.codecs import spell_float


def check_steps(columns: Sequence[Column], sort: Sequence[Sort]) -> None:
    """Check the steps of columns.

    Raises:
        InvalidStep: one is no finite number.
        InvalidInput: a column has an aggregate too, or rows are to be sorted by one at a step.
    """
    for column in columns:
        if column.at is not None and not math.isfinite(column.at):
            raise InvalidStep(f'"{column.path}" has no step {column.at}.', "Give a finite number.", path="columns")
        if column.at is not None and column.aggregate is not None:
            raise InvalidInput(
                f'"{column.path}" is asked for at a step and as {column.aggregate}.',
                "Ask for one of them, or for two columns.",
                path="columns",
            )
    for key in sort:
        if key.at is not None:
            raise InvalidInput(
                f'Rows cannot be sorted by "{key.path}" at a step.', "Sort by its last, min or max.", path="sort"
            )


def read_steps(
    catalog: Catalog, columns: Columns, project: ProjectRow, objects: Sequence[int], wanted: Sequence[Column]
) -> dict[tuple[int, Column], Number]:
    """Return by object and column the values at the steps of those columns that have one, where there is one."""
    at = [column for column in dict.fromkeys(wanted) if column.at is not None]
    if not at or not objects:
        return {}
    rows = catalog.objects.many(objects)
    paths = list(dict.fromkeys(column.path for column in at))
    series = [(row, path) for row in rows.values() for path in paths]
    spans = {
        (row.number, path): found.visible
        for (row, path), found in zip(series, find_spans_of_many(catalog, columns, project.number, series), strict=True)
    }
    asked = [(number, column, column.at) for number in rows for column in at if column.at is not None]
    values = columns.values_at(project.number, [(spans[number, column.path], step) for number, column, step in asked])
    return {
        (number, column): spell_float(value)
        for (number, column, _), value in zip(asked, values, strict=True)
        if value is not None
    }
