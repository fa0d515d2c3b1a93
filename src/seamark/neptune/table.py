"""Tables of runs, models and versions, with Neptune's names of columns."""

from collections.abc import Iterator
from os import PathLike
from typing import Any

from seamark.neptune import fetching
from seamark.neptune.exceptions import neptune_errors
from seamark.sdk.reading import RunReader
from seamark.sdk.tables import Row
from seamark.sdk.tables import Table as NativeTable
from seamark.sdk.transport import Transport
from seamark.wire.neptune_names import to_theirs


class TableEntry:
    """One row of a table."""

    def __init__(self, row: Row, transport: Transport) -> None:
        self._row = row
        self._transport = transport
        self.values = _read(row)

    def __getitem__(self, path: str) -> "LeaderboardHandler":
        return LeaderboardHandler(self, path)

    def get_attribute_value(self, path: str) -> Any:
        """Return a cell. Raises ValueError where it has no such field, or the table no such column."""
        if path not in self.values:
            raise ValueError(f'{self._row.id} has no "{path}" in this table; name it in columns=.')
        return self.values[path]

    @neptune_errors()
    def download(self, path: str, destination: str | PathLike[str] | None) -> None:
        """Download the file of a field, whether or not it is a column."""
        fetching.download(RunReader(self._transport, self._row.facts.uid, None), path, destination)


class LeaderboardHandler:
    """One field of one row of a table."""

    def __init__(self, table_entry: TableEntry, path: str) -> None:
        self._entry = table_entry
        self._path = path

    def __getitem__(self, path: str) -> "LeaderboardHandler":
        return LeaderboardHandler(self._entry, f"{self._path}/{path}")

    def get(self) -> Any:
        """Return the cell."""
        return self._entry.get_attribute_value(self._path)

    def download(self, destination: str | PathLike[str] | None = None) -> None:
        """Download the file."""
        self._entry.download(self._path, destination)


class Table:
    """Runs of a project, or models or versions; iterating streams them."""

    def __init__(self, native: NativeTable) -> None:
        self._native = native
        self._entries: Iterator[TableEntry] | None = None

    def __iter__(self) -> "Table":
        return self

    def __next__(self) -> TableEntry:
        if self._entries is None:
            self._entries = (TableEntry(row, self._native.transport) for row in self._native)
        with neptune_errors():
            return next(self._entries)

    def to_rows(self) -> list[TableEntry]:
        """Return the rows that are left."""
        return list(self)

    def to_pandas(self) -> Any:
        """Return a frame of pandas, one row each; a set of strings is joined by commas."""
        import pandas

        rows = [
            {name: ",".join(sorted(cell)) if isinstance(cell, set) else cell for name, cell in entry.values.items()}
            for entry in self
        ]
        frame = pandas.DataFrame(rows)
        return frame.reindex(sorted(frame.columns, key=_rank), axis="columns")


def _read(row: Row) -> dict[str, Any]:
    values: dict[str, Any] = {"sys/id": row.id}
    for name, cell in row.items():
        if name == "sys/state":
            cell = fetching.spell_state(cell)
        if cell is not None:
            values[to_theirs(name) or name] = cell
    return values


def _rank(name: str) -> tuple[int, str]:
    first = name.split("/")[0]
    return {"sys": 0, "monitoring": 2}.get(first, 1), name
