"""The runs of a table as a file: exactly those, with exactly these columns, however many there are.

First the runs are put in order, by their numbers alone; then their cells are read and written in portions. So no run
comes twice or is left out when others arrive meanwhile; one that is deleted meanwhile is left out.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import numpy as np
import pyarrow as pa

from seamark.core.cells import has_numbers, read_single, spell_aggregate, spell_cell
from seamark.core.parquet import choose_type
from seamark.core.table_files import Format, write_rows
from seamark.core.tables import Tables
from seamark.model.values import FieldType, Shape
from seamark.storage.catalog.rows import ProjectRow
from seamark.storage.columns.rows import Cell, FieldRow, FileHead, StatsRow
from seamark.wire.api.tables import Column, TableRequest
from seamark.wire.api.values import Number

_OWN: Final = {"id": Column(path="sys/id"), "name": Column(path="sys/name")}
"""What every row begins with."""
_CELLS: Final = 200_000
"""About so many cells are read at a time."""
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Export:
    """Which columns of which runs, these by their numbers and in order."""

    tables: Tables
    project: ProjectRow
    columns: dict[str, Column]
    """By their names in the file."""
    objects: "np.ndarray[Any, np.dtype[np.uint64]]"

    def write(self, format: Format) -> Iterator[bytes]:
        """Give the file piece by piece."""
        return write_rows(format, list(self.columns), self._read(), self._find_types)

    def _find_types(self) -> list[pa.DataType]:
        return [choose_type(self.tables.types(self.project, one.path), one) for one in self.columns.values()]

    def _read(self) -> Iterator[list[list[Any]]]:
        """Give the rows in portions: plain values, times as datetimes."""
        columns = list(self.columns.values())
        size = max(50, _CELLS // len(columns))
        for start in range(0, len(self.objects), size):
            objects = self.objects[start : start + size].tolist()
            portion = self.tables.read_portion(self.project, objects, columns)
            rows = [
                [
                    read_number(portion.steps.get((number, column)))
                    if column.at is not None
                    else _read_cell(cell, column, portion.heads.get((number, column.path)))
                    for column, cell in zip(columns, cells, strict=True)
                ]
                for number, cells in zip(objects, portion.cells, strict=True)
            ]
            yield [row for row in rows if row[0] is not None]


def begin_export(tables: Tables, project: ProjectRow, request: TableRequest) -> Export:
    """Return what is to be written of a table, its runs in order; ``offset`` and ``limit`` of the request say nothing.

    Raises:
        InvalidQuery: the query could not be read.
        InvalidInput: a step is none, or asked for where none can be.
        TooLarge: more columns or sort keys than a table may have.
    """
    own = set(_OWN.values())
    columns = dict(_OWN)
    for column in dict.fromkeys(request.columns):
        if column not in own:
            name = spell_column(column)
            columns[f"/{name}" if name in _OWN else name] = column
    return Export(tables, project, columns, np.array(tables.order(project, request), np.uint64))


def spell_column(column: Column) -> str:
    """Return a column as it stands in the app's addresses: ``val/acc:max``, at a step ``val/acc:at=100``."""
    if column.at is not None:
        return f"{column.path}:at={column.at!r}".removesuffix(".0")
    return column.path if column.aggregate is None else f"{column.path}:{column.aggregate}"


def _read_cell(cell: Cell, column: Column, head: FileHead | None) -> Any:
    aggregate = column.aggregate or "last"
    match cell:
        case StatsRow():
            value = spell_aggregate(cell, aggregate)
            return value if aggregate == "last" and not has_numbers(cell) else read_number(value)
        case FieldRow() if cell.type is FieldType.DATETIME and cell.integer is not None:
            return _read_time(cell.integer)
        case FieldRow() if cell.type.shape is not Shape.FILE:
            return read_single(cell)
        case _:
            return spell_cell(cell, aggregate, head)


def read_number(value: Number | None) -> float | None:
    """Return a number that travels as a text where JSON has none for it."""
    return float(value) if isinstance(value, str) else value


def _read_time(micros: int) -> datetime | str:
    try:
        return _EPOCH + timedelta(microseconds=micros)
    except OverflowError:
        return str(micros)
