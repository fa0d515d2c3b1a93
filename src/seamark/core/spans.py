"""Which stretches of a series are seen, and which a later session has written anew.

Readers of points ask here and nowhere else; a forked run will answer with stretches of its parent.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from msgspec.structs import replace

from seamark.core.cells import has_numbers
from seamark.model.errors import FieldNotFound, InvalidInput
from seamark.model.values import FieldType
from seamark.storage.catalog.rows import ObjectRow
from seamark.storage.columns.protocol import Columns
from seamark.storage.columns.rows import BaseRow, FieldRow, Key, Span, StatsRow
from seamark.storage.columns.spans import visible_spans


@dataclass(frozen=True, slots=True)
class Spans:
    """The stretches of one series; both empty where there is no such series."""

    visible: list[Span]
    hidden: list[Span]


NO_SPANS = Spans([], [])


def find_field(columns: Columns, object: ObjectRow, path: str) -> FieldRow:
    """Return one field of an object. Raises FieldNotFound."""
    rows, _ = columns.fields(object.project, object.number, paths=[path])
    if not rows:
        raise FieldNotFound(f'{object.id} has no field "{path}".', "Its fields are listed at …/fields.", path=path)
    return rows[0]


def find_spans(columns: Columns, object: ObjectRow, path: str) -> Spans:
    """Return the stretches of one float series.

    Raises:
        FieldNotFound: the object has no such field.
        InvalidInput: the field is no float series.
    """
    row = find_field(columns, object, path)
    if row.type is not FieldType.FLOAT_SERIES:
        raise InvalidInput(
            f'"{path}" is of type {row.type.value}, not a float series.',
            "Read lines for texts, files for files, fields for single values.",
            path=path,
        )
    return _spans_of(row, columns.bases(object.project, [(object.number, path)]))


def find_line_spans(columns: Columns, object: ObjectRow, paths: Sequence[str]) -> list[list[Span]]:
    """Return the visible stretches of those of these paths that are series of lines."""
    rows, _ = columns.fields(object.project, object.number, paths=paths, limit=len(paths))
    rows = [row for row in rows if row.type in {FieldType.STRING_SERIES, FieldType.HISTOGRAM_SERIES}]
    bases = columns.bases(object.project, [(object.number, row.path) for row in rows]) if rows else []
    return [_spans_of(row, bases).visible for row in rows]


def find_spans_of_many(columns: Columns, project: int, series: Sequence[tuple[int, str]]) -> list[Spans]:
    """Return the stretches of each (object, path) that is a float series with points, else none."""
    objects = list(dict.fromkeys(object for object, _ in series))
    paths = list(dict.fromkeys(path for _, path in series))
    cells = columns.cells(project, objects, [Key(path=path) for path in paths])
    stats = {
        (cell.object, cell.path): cell
        for row in cells
        for cell in row
        if isinstance(cell, StatsRow) and cell.count and has_numbers(cell)
    }
    bases = columns.bases(project, [pair for pair in series if pair in stats]) if stats else []
    return [_spans_of(stats[pair], bases) if pair in stats else NO_SPANS for pair in series]


def _spans_of(row: FieldRow | StatsRow, bases: Iterable[BaseRow]) -> Spans:
    key = (row.object, row.path, row.generation)
    own = [base for base in bases if (base.object, base.path, base.generation) == key]
    visible = visible_spans(*key, own)
    hidden = [replace(span, start=span.end, end=math.inf) for span in visible if span.end < math.inf]
    return Spans(visible, hidden)
