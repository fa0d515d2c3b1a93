"""Tables: a page of runs, or of other objects, with their cells, and which columns there are."""

import time
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

from seamark.core.agreement import read_agreement, read_key
from seamark.core.cells import spell_cell
from seamark.core.query.compile import compile_query
from seamark.core.query.parse import parse
from seamark.core.steps import check_steps, read_steps
from seamark.core.summaries import SUMMARY_KEYS, summarise
from seamark.model import limits
from seamark.model.errors import InvalidInput, TooLarge
from seamark.model.objects import ObjectKind
from seamark.model.query import And, Compare, Exists, FieldRef, Query
from seamark.model.values import FieldType, Shape
from seamark.storage.catalog.protocol import Catalog
from seamark.storage.catalog.rows import ObjectRow, ProjectRow
from seamark.storage.columns.protocol import Columns
from seamark.storage.columns.rows import Cell, FieldRow, FileHead, Key, Page, PageRequest, Sql
from seamark.wire.api.tables import (
    Column,
    GroupRef,
    Sort,
    TablePage,
    TableRequest,
    TableRow,
)
from seamark.wire.api.values import Number

_EVERY: Final = Exists(FieldRef("sys/id"))
NO_STEPS: Final[Mapping[tuple[int, Column], Number]] = {}
_ALL: Final = 2**62
"""More objects than there are."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ListRequest:
    """Which objects are wanted: those of some kinds for which a query holds, by default trashed ones too; and
    which of their cells.
    """

    kinds: Collection[ObjectKind]
    query: Query | None = None
    columns: Sequence[Column] = ()
    sort: Sequence[Sort] = ()
    offset: int = 0
    limit: int = 100
    trashed: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectPage:
    """Objects of a page, their cells in the order of the columns, and how many matched."""

    objects: list[ObjectRow]
    cells: list[list[Any]]
    matched: int


@dataclass(frozen=True, slots=True)
class Portion:
    """The cells of some objects in the order of the columns, their files, and their values at steps."""

    cells: list[list[Cell]]
    heads: Mapping[tuple[int, str], FileHead]
    steps: Mapping[tuple[int, Column], Number]


class Tables:
    """Answers questions about all runs of a project; from any thread. Access is checked before."""

    def __init__(self, catalog: Catalog, columns: Columns, url: Callable[[], str]) -> None:
        self._catalog = catalog
        self._columns = columns
        self._url = url

    def table(self, project: ProjectRow, request: TableRequest) -> TablePage:
        """Return a page of runs.

        Raises:
            InvalidQuery: the query could not be read.
            TooLarge: more rows, columns or sort keys than a page may have.
        """
        check_request(request)
        where = self.where(project, with_trash(read_query(request.query), request.trashed))
        if request.group is not None:
            where = intersect(where, self._select_group(project, request.group))
        commit = self._columns.last_commit()
        total = self._catalog.objects.counts()[project.number]
        keys = [*SUMMARY_KEYS, *(Key(path=column.path) for column in request.columns)]
        sort = [Key(path=key.path, aggregate=key.aggregate, descending=key.descending) for key in request.sort]
        page = self._columns.page(
            PageRequest(
                project=project.number,
                keys=keys,
                sort=sort,
                total=total,
                where=where,
                others=self._catalog.objects.others(project.number),
                trashed=request.trashed is not False,
                offset=request.offset,
                limit=request.limit,
            )
        )
        rows = self._rows(project, request.columns, page)
        return TablePage(rows=rows, matched=page.matched, total=total, commit=commit)

    def order(self, project: ProjectRow, request: TableRequest) -> list[int]:
        """Return the numbers of all runs that are asked for, in order, whatever their offset and limit.

        Raises:
            InvalidQuery: the query could not be read.
            TooLarge: more columns or sort keys than a table may have.
        """
        check_request(request)
        page = PageRequest(
            project=project.number,
            keys=(),
            sort=[Key(path=key.path, aggregate=key.aggregate, descending=key.descending) for key in request.sort],
            total=_ALL,
            where=self.where(project, with_trash(read_query(request.query), request.trashed)),
            others=self._catalog.objects.others(project.number),
            trashed=request.trashed is not False,
            limit=_ALL,
        )
        return self._columns.page(page).objects

    def read_portion(self, project: ProjectRow, objects: Sequence[int], columns: Sequence[Column]) -> Portion:
        """Return the cells of some objects; of one that is there no more they are all None."""
        cells = self._columns.cells(project.number, objects, [Key(path=column.path) for column in columns])
        heads = find_heads(self._columns, project, cells)
        steps = read_steps(self._catalog, self._columns, project, objects, columns)
        return Portion(cells, heads, steps)

    def find_objects(self, project: ProjectRow, request: ListRequest) -> tuple[list[ObjectRow], int]:
        """Return the objects of a page and how many match."""
        page = self.list_objects(project, request)
        return page.objects, page.matched

    def list_objects(self, project: ProjectRow, request: ListRequest) -> ObjectPage:
        """Return a page of objects of some kinds."""
        kinds = self._catalog.objects.kinds(project.number)
        wanted = [number for kind, numbers in kinds.items() if kind in request.kinds for number in numbers]
        unwanted = [number for kind, numbers in kinds.items() if kind not in request.kinds for number in numbers]
        where = self.where(project, with_trash(request.query or _EVERY, request.trashed))
        if where is not None and ObjectKind.RUN not in request.kinds:
            where = intersect(where, Sql(text="bitmapBuild({only:Array(UInt64)})", parameters={"only": wanted}))
        page = self._columns.page(
            PageRequest(
                project=project.number,
                keys=[Key(path=column.path) for column in request.columns],
                sort=[Key(path=key.path, aggregate=key.aggregate, descending=key.descending) for key in request.sort],
                total=0,
                where=where,
                others=unwanted,
                trashed=request.trashed is not False,
                offset=request.offset,
                limit=request.limit,
            )
        )
        rows, heads = self._catalog.objects.many(page.objects), find_heads(self._columns, project, page.cells)
        steps = read_steps(self._catalog, self._columns, project, page.objects, request.columns)
        found = [
            (rows[number], spell_cells(number, request.columns, cells, heads, steps))
            for number, cells in zip(page.objects, page.cells, strict=True)
            if number in rows
        ]
        return ObjectPage(objects=[row for row, _ in found], cells=[own for _, own in found], matched=page.matched)

    def types(self, project: ProjectRow, path: str) -> list[FieldType]:
        """Return the types that a field has, or had, in any object of a project."""
        return sorted(self._columns.types(project.number, path))

    def where(self, project: ProjectRow, query: Query | None) -> Sql | None:
        """Return the bitmap of the objects that a query wants, None for a query that is empty."""
        if query is None:
            return None
        types = partial(self._columns.types, project.number)
        return compile_query(query, project.number, time.time_ns() // 1_000, types)

    def _select_group(self, project: ProjectRow, group: GroupRef) -> Sql:
        agreement = read_agreement(self._columns, project, group.grouping, "group.grouping")
        return self._columns.group_members(project.number, agreement, read_key(group.key))

    def _rows(self, project: ProjectRow, columns: Sequence[Column], page: Page) -> list[TableRow]:
        url, own = self._url(), len(SUMMARY_KEYS)
        heads = find_heads(self._columns, project, [cells[own:] for cells in page.cells])
        steps = read_steps(self._catalog, self._columns, project, page.objects, columns)
        return [
            TableRow(
                run=summarise(project, cells[:own], url),
                cells=spell_cells(object, columns, cells[own:], heads, steps),
            )
            for object, cells in zip(page.objects, page.cells, strict=True)
        ]


def find_heads(
    columns: Columns, project: ProjectRow, rows: Iterable[Sequence[Cell]]
) -> dict[tuple[int, str], FileHead]:
    """Return the newest file of each cell that is of files, by object and path."""
    held = [cell for cells in rows for cell in cells if isinstance(cell, FieldRow) and cell.type.shape is Shape.FILE]
    if not held:
        return {}
    paths = sorted({cell.path for cell in held})
    found = columns.file_heads(project.number, sorted({cell.object for cell in held}), paths)
    return {(head.file.object, head.file.path): head for head in found}


def intersect(one: Sql | None, other: Sql) -> Sql:
    """Return the bitmap of the objects of both."""
    if one is None:
        return other
    return Sql(text=f"bitmapAnd({one.text}, {other.text})", parameters=one.parameters | other.parameters)


def spell_cells(
    object: int,
    columns: Sequence[Column],
    cells: Iterable[Cell],
    heads: Mapping[tuple[int, str], FileHead],
    steps: Mapping[tuple[int, Column], Number] = NO_STEPS,
) -> list[Any]:
    """Return what a table shows of an object's cells, in the order of the columns."""
    return [
        spell_cell(cell, column.aggregate or "last", heads.get((object, column.path)) if heads else None)
        if column.at is None
        else steps.get((object, column))
        for column, cell in zip(columns, cells, strict=True)
    ]


def read_query(text: str) -> Query | None:
    """Return the tree of a query, None for an empty one. Raises InvalidQuery."""
    return parse(text) if text.strip() else None


def with_trash(query: Query | None, trashed: bool | None) -> Query | None:
    """Return a query that also says which objects of the trash are meant: none, no others, or all as well."""
    if trashed is False:
        return query
    meant: Query = _EVERY if trashed is None else Compare(FieldRef("sys/trashed"), "=", True)
    return meant if query is None else And((query, meant))


def check_request(request: TableRequest) -> None:
    """Check how much is asked for.

    Raises:
        TooLarge: more rows, columns or sort keys than a page may have.
        InvalidInput: the offset is below 0, or a step is none or asked for where none can be.
    """
    if not 0 <= request.limit <= limits.TABLE_PAGE_ROWS:
        raise TooLarge(f"A page has at most {limits.TABLE_PAGE_ROWS:,} rows.", "Ask for the next page.", path="limit")
    if request.offset < 0:
        raise InvalidInput(f"The offset {request.offset} is below 0.", "Count rows from 0.", path="offset")
    check_columns(request.columns, request.sort)


def check_columns(columns: Sequence[Column], sort: Sequence[Sort]) -> None:
    """Check how many columns and sort keys are asked for. Raises TooLarge."""
    if len(columns) > limits.TABLE_COLUMNS:
        raise TooLarge(f"A page has at most {limits.TABLE_COLUMNS:,} columns.", "Ask for fewer.", path="columns")
    if len(sort) > limits.TABLE_SORTS:
        raise TooLarge(f"A table is sorted by at most {limits.TABLE_SORTS} keys.", "Sort by fewer.", path="sort")
    check_steps(columns, sort)
