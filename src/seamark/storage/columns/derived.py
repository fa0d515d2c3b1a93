"""Tables that others can make anew: written when somebody reads them, or when many rows wait.

A commit of a few rows takes as long as its tables are many. The order of fields by path and both orders of
the statistics are read by tables, charts' heads and pages, seldom as often as a training writes; of a
series that grows with every commit only the newest statistics are ever written. What a crash takes is
made anew by ``mend``.
"""

import contextlib
import threading
from collections.abc import Collection, Iterable
from typing import Final, Generic, TypeAlias, TypeVar

from seamark.model.errors import StorageFull
from seamark.storage.columns.arrow import field_table, stats_table
from seamark.storage.columns.engine import Engine
from seamark.storage.columns.rows import FieldRow, StatsRow
from seamark.storage.columns.schema import FIELDS_BY_PATH, SERIES_STATS, SERIES_STATS_BY_OBJECT

MOST_BYTES: Final = 16 * 2**20
"""What waits at most."""
_ROW_BYTES: Final = 800

Row = TypeVar("Row", FieldRow, StatsRow)
_Key: TypeAlias = tuple[int, int, str, int]


class _Waiting(Generic[Row]):
    """The newest row of each key with its commit, and of which projects and objects they are."""

    def __init__(self) -> None:
        self.rows: dict[_Key, tuple[Row, int]] = {}
        self.objects: set[tuple[int, int]] = set()
        self.projects: set[int] = set()
        self.bytes = 0

    def add(self, rows: Iterable[Row], commit: int) -> None:
        for row in rows:
            self.rows[row.project, row.object, row.path, row.generation] = (row, commit)
            self.objects.add((row.project, row.object))
            self.projects.add(row.project)
            self.bytes += _ROW_BYTES + (len(row.text) if isinstance(row, FieldRow) else 0)

    def split(self) -> tuple[list[Row], list[int]]:
        """Return the rows and their commits."""
        return [row for row, _ in self.rows.values()], [commit for _, commit in self.rows.values()]


class Derived:
    """What waits to be written to the derived tables; from any thread."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._lock = threading.Lock()
        """Held for moments, around what waits."""
        self._writing = threading.Lock()
        """Held while rows are written: who needs them waits for it."""
        self._fields: _Waiting[FieldRow] = _Waiting()
        self._stats: _Waiting[StatsRow] = _Waiting()

    def add(self, commit: int, fields: Iterable[FieldRow], stats: Iterable[StatsRow]) -> None:
        """Take in the rows of a commit that is on disk; they are there for every reader from now on."""
        with self._lock:
            self._fields.add(fields, commit)
            self._stats.add(stats, commit)
            many = self._fields.bytes + self._stats.bytes > MOST_BYTES
        if many:
            self.settle()

    def settle(self) -> None:
        """Write all that waits. Raises StorageFull; then it waits still."""
        self._write_fields(None)
        self._write_stats(None, None)

    def settle_fields(self, project: int | None = None) -> None:
        """Write the fields that wait, where there are any of a project; on a full disk reading goes on
        without them.
        """
        with contextlib.suppress(StorageFull):
            self._write_fields(project)

    def settle_stats(self, project: int, objects: Collection[int] | None = None) -> None:
        """Write the statistics that wait, where there are any of a project, or of some of its objects; on
        a full disk reading goes on without them.
        """
        with contextlib.suppress(StorageFull):
            self._write_stats(project, objects)

    def _write_fields(self, project: int | None) -> None:
        with self._writing:
            with self._lock:
                waiting = self._fields
                if not waiting.rows or (project is not None and project not in waiting.projects):
                    return
                self._fields = _Waiting()
            try:
                self._engine.insert(FIELDS_BY_PATH, field_table(*waiting.split()))
            except BaseException:
                with self._lock:
                    self._fields = _put_back(waiting, self._fields)
                raise

    def _write_stats(self, project: int | None, objects: Collection[int] | None) -> None:
        with self._writing:
            with self._lock:
                waiting = self._stats
                if not waiting.rows or (project is not None and project not in waiting.projects):
                    return
                if objects is not None and not any((project, object) in waiting.objects for object in objects):
                    return
                self._stats = _Waiting()
            try:
                table = stats_table(*waiting.split())
                self._engine.insert(SERIES_STATS_BY_OBJECT, table)
                self._engine.insert(SERIES_STATS, table)
            except BaseException:
                with self._lock:
                    self._stats = _put_back(waiting, self._stats)
                raise


def _put_back(older: _Waiting[Row], newer: _Waiting[Row]) -> _Waiting[Row]:
    older.rows |= newer.rows
    older.objects |= newer.objects
    older.projects |= newer.projects
    older.bytes += newer.bytes
    return older
