"""Tables of runs, models and versions, read from the server page by page."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any, Final, get_args

from seamark.model.values import FieldType, Shape
from seamark.sdk.frames import make_arrow, make_pandas, make_polars
from seamark.sdk.reading import read_cell
from seamark.sdk.transport import Transport
from seamark.wire.api.models import ModelRow, ModelTable, VersionRow, VersionTable
from seamark.wire.api.runs import Run as RunFacts
from seamark.wire.api.tables import Column, Sort, TablePage, TableRequest, TableRow
from seamark.wire.api.values import Aggregate

_PAGE: Final = 1_000
_AGGREGATES: Final = {**{name: name for name in get_args(Aggregate)}, "average": "mean"}
_CALL: Final = re.compile(rf"({'|'.join(_AGGREGATES)})\((.+)\)\Z")


def read_column(text: str) -> Column:
    """Return the column of ``val/acc`` or ``max(val/acc)``."""
    call = _CALL.match(text)
    if call is None:
        return Column(path=text)
    aggregate: Any = _AGGREGATES[call[1]]
    return Column(path=call[2], aggregate=aggregate)


def read_sort(sort: str | None, descending: bool) -> list[Sort]:
    """Return what a table is sorted by; by default the time of creation."""
    order = read_column(sort or "sys/created_at")
    return [Sort(path=order.path, aggregate=order.aggregate, descending=descending)]


def spell_column(column: Column) -> str:
    """Return a column's name in frames."""
    return column.path if column.aggregate is None else f"{column.aggregate}({column.path})"


class Row(Mapping[str, Any]):
    """One run, model or version of a table: its cells by column, and in ``facts`` what it is itself."""

    def __init__(self, facts: Any, cells: dict[str, Any]) -> None:
        self.facts = facts
        self._cells = cells

    @property
    def run(self) -> RunFacts:
        """The run itself: ``state`` and the like."""
        run: RunFacts = self.facts
        return run

    @property
    def id(self) -> str:
        """Its id."""
        return str(self.facts.id)

    def __getitem__(self, column: str) -> Any:
        return self._cells[column]

    def __iter__(self) -> Iterator[str]:
        return iter(self._cells)

    def __len__(self) -> int:
        return len(self._cells)

    def __repr__(self) -> str:
        return f"<Row {self.id}>"


class Table:
    """Runs of a project, or models or versions; iterating streams pages, ``to_pandas()`` and the like read them all."""

    def __init__(
        self,
        transport: Transport,
        path: str,
        request: TableRequest,
        list_types: Callable[[], dict[str, FieldType]],
        limit: int | None,
        page: type[TablePage | ModelTable | VersionTable] = TablePage,
    ) -> None:
        self.transport = transport
        """Its server; for other parts of this package."""
        self._page = page
        self._path = path
        self._request = request
        self._list_types = list_types
        self._limit = limit

    @property
    def columns(self) -> list[str]:
        """The names of the columns."""
        return [spell_column(column) for column in self._request.columns]

    def __iter__(self) -> Iterator[Row]:
        types = self._list_types()
        columns = self._request.columns
        names = self.columns
        for row in self.read_rows():
            cells = (
                _read(types.get(column.path), column, cell) for column, cell in zip(columns, row.cells, strict=True)
            )
            yield Row(_find_facts(row), dict(zip(names, cells, strict=True)))

    def __repr__(self) -> str:
        return f"<Table of {len(self._request.columns)} columns>"

    def to_pandas(self) -> Any:
        """Return the table as a frame of pandas, one row each, the first column its id."""
        return make_pandas(self._collect())

    def to_polars(self) -> Any:
        """Return the table as a frame of polars."""
        return make_polars(self._collect())

    def to_arrow(self) -> Any:
        """Return the table as an Arrow table."""
        return make_arrow(self._collect())

    def _collect(self) -> dict[str, list[Any]]:
        collected: dict[str, list[Any]] = {name: [] for name in ("sys/id", *self.columns)}
        for row in self:
            collected["sys/id"].append(row.id)
            for name, cell in row.items():
                if name != "sys/id":
                    collected[name].append(sorted(cell) if isinstance(cell, set) else cell)
        return collected

    def read_rows(self) -> Iterator[TableRow | ModelRow | VersionRow]:
        """Yield the rows as they travel."""
        offset = 0
        while self._limit is None or offset < self._limit:
            size = _PAGE if self._limit is None else min(_PAGE, self._limit - offset)
            request = replace(self._request, offset=offset, limit=size)
            page = self.transport.send("POST", f"{self._path}/table", request, self._page)
            yield from page.rows
            offset += len(page.rows)
            if not page.rows or offset >= page.matched:
                return


def _find_facts(row: TableRow | ModelRow | VersionRow) -> Any:
    match row:
        case TableRow():
            return row.run
        case ModelRow():
            return row.model
        case VersionRow():
            return row.version


def _read(type: FieldType | None, column: Column, cell: Any) -> Any:
    if cell is None or type is None:
        return cell
    if column.aggregate == "count":
        return int(cell)
    if type.shape is Shape.FILE:
        return cell.get("name") if isinstance(cell, dict) else cell
    return read_cell(type, cell)
