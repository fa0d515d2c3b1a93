"""The groups of a table as a file: a row for each, with what its runs have in common and on average."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import chain
from typing import Any, Final

import pyarrow as pa

from seamark.core.export import read_number, spell_column
from seamark.core.groups import Groups
from seamark.core.parquet import choose_type
from seamark.core.table_files import Format, write_rows
from seamark.core.tables import Tables
from seamark.storage.catalog.rows import ProjectRow
from seamark.wire.api.groups import Group, GroupCell, GroupPage, GroupRequest
from seamark.wire.api.tables import Column

_RUNS: Final = "runs"
_PORTION: Final = 10_000
"""So many groups are read at a time: each time all runs are put into their groups anew."""


def export_groups(
    groups: Groups, tables: Tables, project: ProjectRow, request: GroupRequest, format: Format
) -> Iterator[bytes]:
    """Give a file of all groups, in order; ``offset`` and ``limit`` of the request say nothing.

    Its columns are the fields grouped by, ``runs``, and those asked for: of numbers the mean, with `` std`` (of a
    sample) and `` runs`` (how many have one) behind it, of anything else what all runs of the group share. A column at
    a step is left out. Groups are read a portion at a time: one that comes or goes meanwhile may shift the rest by one.

    Raises:
        InvalidQuery: the query could not be read.
        InvalidInput: the grouping names no field, one of the wrong kind, or too many.
        TooLarge: more columns or sort keys than a table may have.
    """
    columns = [column for column in dict.fromkeys(request.columns) if column.at is None]
    by = [Column(path=path) for path in request.grouping.by]
    asked = replace(request, columns=columns, offset=0, limit=_PORTION)
    first = groups.read(project, asked, 0)
    is_number = {one: _is_number(tables, project, one) for one in {*by, *columns}}
    head = _head(by, columns, is_number)
    rows = (
        [_row(group, by, columns, is_number) for group in page.groups] for page in _read(groups, project, asked, first)
    )
    return write_rows(format, list(head), rows, lambda: list(head.values()))


def _read(groups: Groups, project: ProjectRow, request: GroupRequest, first: GroupPage) -> Iterator[GroupPage]:
    rest = range(_PORTION, first.matched_groups, _PORTION)
    return chain([first], (groups.read(project, replace(request, offset=offset), 0) for offset in rest))


def _is_number(tables: Tables, project: ProjectRow, column: Column) -> bool:
    type = choose_type(tables.types(project, column.path), column)
    return bool(pa.types.is_integer(type) or pa.types.is_floating(type))


def _head(by: list[Column], columns: list[Column], is_number: dict[Column, bool]) -> dict[str, pa.DataType]:
    """Return the types of the file's columns, by name."""
    head = {spell_column(one): _type(is_number[one]) for one in by} | {_RUNS: pa.int64()}
    for column in columns:
        name = spell_column(column)
        more = {f"{name} std": pa.float64(), f"{name} runs": pa.int64()} if is_number[column] else {}
        for one, type in {name: _type(is_number[column]), **more}.items():
            head[f"/{one}" if one in head else one] = type
    return head


def _type(is_number: bool) -> pa.DataType:
    return pa.float64() if is_number else pa.string()


def _row(group: Group, by: list[Column], columns: list[Column], is_number: dict[Column, bool]) -> list[Any]:
    row = [read_number(value) if is_number[one] else value for one, value in zip(by, group.values, strict=True)]
    row.append(group.runs_count)
    for column, cell in zip(columns, group.cells, strict=True):
        row += _numbers(cell) if is_number[column] else [cell.value if cell else None]
    return row


def _numbers(cell: GroupCell | None) -> list[float | int | None]:
    if cell is None:
        return [None, None, 0]
    return [read_number(cell.mean), read_number(cell.std), cell.count]
