"""Which stretches of a series are seen: its own, but for what a later session has written anew, and of a fork
those of the runs that it goes on from.

Readers of points ask here and nowhere else; a fork copies nothing. It has its parent's points up to the step of
the fork, that included; where it has written lower steps itself, its own stand from the first of them on.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from msgspec.structs import replace

from seamark.core.cells import has_numbers
from seamark.core.lineage import trace
from seamark.model.errors import FieldNotFound, InvalidInput
from seamark.model.values import FieldType
from seamark.storage.catalog.protocol import Catalog
from seamark.storage.catalog.rows import ObjectRow
from seamark.storage.columns.protocol import Columns
from seamark.storage.columns.rows import BaseRow, FieldRow, Key, Span, StatsRow
from seamark.storage.columns.spans import visible_spans


@dataclass(frozen=True, slots=True)
class Spans:
    """The stretches of one series; both empty where there is no such series."""

    visible: list[Span]
    hidden: list[Span]


@dataclass(frozen=True, slots=True)
class Share:
    """What one run adds to a series: its row, the step up to which it counts, and the first that it wrote."""

    row: FieldRow | StatsRow
    until: float
    first: float


NO_SPANS = Spans([], [])
_LINES = frozenset({FieldType.STRING_SERIES, FieldType.HISTOGRAM_SERIES})


def find_field(catalog: Catalog, columns: Columns, object: ObjectRow, path: str) -> FieldRow:
    """Return one field of an object, of a fork also a series that it inherits. Raises FieldNotFound."""
    rows, _ = columns.fields(object.project, object.number, paths=[path], inherited=inherited_by(catalog, object))
    if not rows:
        raise FieldNotFound(f'{object.id} has no field "{path}".', "Its fields are listed at …/fields.", path=path)
    return rows[0]


def inherited_by(catalog: Catalog, object: ObjectRow) -> list[tuple[int, float]]:
    """Return the objects that a fork inherits from, the nearest first, each with the step up to which."""
    return [(ancestor.object, ancestor.until) for ancestor in trace(catalog, object)]


def find_spans(catalog: Catalog, columns: Columns, object: ObjectRow, path: str) -> Spans:
    """Return the stretches of one float series.

    Raises:
        FieldNotFound: the object has no such field.
        InvalidInput: the field is no float series.
    """
    row = find_field(catalog, columns, object, path)
    if row.type is not FieldType.FLOAT_SERIES:
        raise InvalidInput(
            f'"{path}" is of type {row.type.value}, not a float series.',
            "Read lines for texts, files for files, fields for single values.",
            path=path,
        )
    return _find(catalog, columns, object, [row])[0]


def find_line_spans(catalog: Catalog, columns: Columns, object: ObjectRow, paths: Sequence[str]) -> list[list[Span]]:
    """Return the visible stretches of those of these paths that are series of lines."""
    inherited = inherited_by(catalog, object)
    rows, _ = columns.fields(object.project, object.number, paths=paths, limit=len(paths), inherited=inherited)
    rows = [row for row in rows if row.type in _LINES]
    return [spans.visible for spans in _find(catalog, columns, object, rows)] if rows else []


def find_file_spans(catalog: Catalog, columns: Columns, object: ObjectRow, row: FieldRow) -> list[Span]:
    """Return the stretches of a file series, which no session rewinds; only of a fork there are several."""
    shares = []
    for number, until in [(object.number, math.inf), *inherited_by(catalog, object)]:
        found, _ = columns.fields(object.project, number, paths=[row.path])
        if found and found[0].type is row.type:
            whole = Span(object=number, path=row.path, generation=found[0].generation)
            files, _ = columns.span_files(object.project, [whole], limit=1)
            shares.append(Share(found[0], until, files[0].step if files else math.inf))
    return join(shares, []).visible


def find_spans_of_many(
    catalog: Catalog, columns: Columns, project: int, series: Sequence[tuple[ObjectRow, str]]
) -> list[Spans]:
    """Return the stretches of each (object, path) that is a float series with points, else none."""
    owners = {object.number: object for object, _ in series}
    lines = {number: [(number, math.inf), *inherited_by(catalog, object)] for number, object in owners.items()}
    objects = list(dict.fromkeys(number for line in lines.values() for number, _ in line))
    paths = list(dict.fromkeys(path for _, path in series))
    cells = columns.cells(project, objects, [Key(path=path) for path in paths])
    stats = {
        (cell.object, cell.path): cell
        for row in cells
        for cell in row
        if isinstance(cell, StatsRow) and cell.count and has_numbers(cell)
    }
    bases = columns.bases(project, list(stats)) if stats else []
    found = []
    for object, path in series:
        own = [(stats[number, path], until) for number, until in lines[object.number] if (number, path) in stats]
        found.append(join([Share(row, until, row.first_step) for row, until in own], bases))
    return found


def _find(catalog: Catalog, columns: Columns, object: ObjectRow, rows: Sequence[FieldRow]) -> list[Spans]:
    """Return the stretches of some series of one object, which have these rows."""
    paths, project = [row.path for row in rows], object.project
    if object.fork_of is None:
        bases = columns.bases(project, [(object.number, path) for path in paths])
        return [_spans_of(row, bases) for row in rows]
    line = [(object.number, math.inf), *inherited_by(catalog, object)]
    bases = columns.bases(project, [(number, path) for number, _ in line for path in paths])
    shares: dict[str, list[Share]] = {path: [] for path in paths}
    types = {row.path: row.type for row in rows}
    for number, until in line:
        stats = columns.stats(project, number, paths)
        for row in columns.fields(project, number, paths=paths, limit=len(paths))[0]:
            if row.type is types[row.path]:
                first = stats[row.path].first_step if row.path in stats else math.inf
                shares[row.path].append(Share(row, until, first))
    return [join(shares[path], bases) for path in paths]


def join(shares: Sequence[Share], bases: Iterable[BaseRow]) -> Spans:
    """Return the stretches of a series to which several runs added, the run itself first, then what it goes on from."""
    bases = list(bases)
    visible: list[Span] = []
    hidden: list[Span] = []
    edge = math.inf
    for index, share in enumerate(shares):
        own = _spans_of(share.row, bases)
        edge = min(edge, math.nextafter(share.until, math.inf))
        visible += [span if span.end <= edge else replace(span, end=edge) for span in own.visible]
        hidden += own.hidden if not index else []
        edge = min(edge, share.first)
    return Spans(visible, hidden)


def _spans_of(row: FieldRow | StatsRow, bases: Iterable[BaseRow]) -> Spans:
    key = (row.object, row.path, row.generation)
    own = [base for base in bases if (base.object, base.path, base.generation) == key]
    visible = visible_spans(*key, own)
    hidden = [replace(span, start=span.end, end=math.inf) for span in visible if span.end < math.inf]
    return Spans(visible, hidden)
