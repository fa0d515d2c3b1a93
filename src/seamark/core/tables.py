"""The runs table: a page of runs with their cells, and which columns there are."""

import time
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from seamark.core.cells import spell_cell
from seamark.core.query.compile import compile_query
from seamark.core.query.parse import parse
from seamark.core.summaries import SUMMARY_KEYS, summarise
from seamark.model import limits
from seamark.model.errors import InvalidInput, TooLarge
from seamark.model.objects import ObjectKind
from seamark.model.query import Exists, FieldRef, Query
from seamark.model.values import FieldType, Shape
from seamark.storage.catalog.protocol import Catalog
from seamark.storage.catalog.rows import ObjectRow, ProjectRow
from seamark.storage.columns.protocol import Columns
from seamark.storage.columns.rows import Cell, FieldRow, FileHead, Key, Page, PageRequest, Sql
from seamark.wire.api.tables import Column, ColumnFacts, ColumnList, Sort, TablePage, TableRequest, TableRow


@dataclass(frozen=True, slots=True, kw_only=True)
class ListRequest:
    """Which objects are wanted: those of some kinds for which a query holds, trashed ones too."""

    kinds: Collection[ObjectKind]
    query: Query | None = None
    sort: Sequence[Sort] = ()
    offset: int = 0
    limit: int = 100


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
        _check(request)
        where = self._where(project, request.query)
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
                offset=request.offset,
                limit=request.limit,
            )
        )
        rows = self._rows(project, request.columns, page)
        return TablePage(rows=rows, matched=page.matched, total=total, commit=commit)

    def find_objects(self, project: ProjectRow, request: ListRequest) -> tuple[list[ObjectRow], int]:
        """Return the objects of a page and how many match, whatever their kind and trashed or not."""
        kinds = self._catalog.objects.kinds(project.number)
        wanted = [number for kind, numbers in kinds.items() if kind in request.kinds for number in numbers]
        unwanted = [number for kind, numbers in kinds.items() if kind not in request.kinds for number in numbers]
        query = request.query or Exists(FieldRef("sys/id"))
        types = partial(self._columns.types, project.number)
        where = compile_query(query, project.number, time.time_ns() // 1_000, types)
        if ObjectKind.RUN not in request.kinds:
            only = "bitmapBuild({only:Array(UInt64)})"
            where = Sql(text=f"bitmapAnd({where.text}, {only})", parameters=where.parameters | {"only": wanted})
        page = self._columns.page(
            PageRequest(
                project=project.number,
                keys=(),
                sort=[Key(path=key.path, aggregate=key.aggregate, descending=key.descending) for key in request.sort],
                total=0,
                where=where,
                others=unwanted,
                trashed=True,
                offset=request.offset,
                limit=request.limit,
            )
        )
        rows = self._catalog.objects.many(page.objects)
        return [rows[number] for number in page.objects if number in rows], page.matched

    def types(self, project: ProjectRow, path: str) -> list[FieldType]:
        """Return the types that a field has, or had, in any object of a project."""
        return sorted(self._columns.types(project.number, path))

    def columns(self, project: ProjectRow, *, search: str = "", limit: int = 200) -> ColumnList:
        """Return fields that runs of a project have, those of most runs first."""
        if not 1 <= limit <= limits.FIELDS_PAGE:
            raise TooLarge(f"A list holds 1 to {limits.FIELDS_PAGE:,} columns.", "Search for a part.", path="limit")
        found, total = self._columns.paths(project.number, search=search, limit=limit)
        facts = [ColumnFacts(path=one.path, type=one.type, runs=one.objects) for one in found]
        return ColumnList(columns=facts, total=total)

    def _where(self, project: ProjectRow, query: str) -> Sql | None:
        if not query.strip():
            return None
        types = partial(self._columns.types, project.number)
        return compile_query(parse(query), project.number, time.time_ns() // 1_000, types)

    def _rows(self, project: ProjectRow, columns: Sequence[Column], page: Page) -> list[TableRow]:
        url, own = self._url(), len(SUMMARY_KEYS)
        heads = self._heads(project, page, own)
        return [
            TableRow(run=summarise(project, cells[:own], url), cells=_spell(object, columns, cells[own:], heads))
            for object, cells in zip(page.objects, page.cells, strict=True)
        ]

    def _heads(self, project: ProjectRow, page: Page, own: int) -> dict[tuple[int, str], FileHead]:
        held = [
            cell
            for cells in page.cells
            for cell in cells[own:]
            if isinstance(cell, FieldRow) and cell.type.shape is Shape.FILE
        ]
        if not held:
            return {}
        paths = sorted({cell.path for cell in held})
        found = self._columns.file_heads(project.number, sorted({cell.object for cell in held}), paths)
        return {(head.file.object, head.file.path): head for head in found}


def _spell(
    object: int, columns: Sequence[Column], cells: Iterable[Cell], heads: dict[tuple[int, str], FileHead]
) -> list[Any]:
    return [
        spell_cell(cell, column.aggregate or "last", heads.get((object, column.path)) if heads else None)
        for column, cell in zip(columns, cells, strict=True)
    ]


def _check(request: TableRequest) -> None:
    if not 0 <= request.limit <= limits.TABLE_PAGE_ROWS:
        raise TooLarge(f"A page has at most {limits.TABLE_PAGE_ROWS:,} rows.", "Ask for the next page.", path="limit")
    if request.offset < 0:
        raise InvalidInput(f"The offset {request.offset} is below 0.", "Count rows from 0.", path="offset")
    if len(request.columns) > limits.TABLE_COLUMNS:
        raise TooLarge(f"A page has at most {limits.TABLE_COLUMNS:,} columns.", "Ask for fewer.", path="columns")
    if len(request.sort) > limits.TABLE_SORTS:
        raise TooLarge(f"A table is sorted by at most {limits.TABLE_SORTS} keys.", "Sort by fewer.", path="sort")
