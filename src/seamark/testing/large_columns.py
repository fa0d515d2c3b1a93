"""Fields, points and statistics of very many runs, put into the columns store by SQL.

Fifty million Python rows take longer than the answer is worth. Nothing here passes ``core.ingest``; what it leaves is
what ingest would have left of the same runs.
"""

from dataclasses import dataclass, replace
from typing import Final

from seamark.model.values import FieldType
from seamark.storage.columns.engine import Engine
from seamark.storage.columns.schema import (
    ALL,
    FIELDS,
    FIELDS_BY_PATH,
    POINTS,
    SERIES_STATS,
    SERIES_STATS_BY_OBJECT,
)
from seamark.storage.columns.store import EngineColumns

COMMIT: Final = 5
"""Under which all of it is stored; the catalog's clean mark is the same."""
SINCE: Final = 1_790_000_000_000_000
"""When the first run was made, in microseconds; each next one a second later."""
_STATS: Final = """project, object, path, generation, count, first_step, first_time, first_origin, first_seq, first,
    last_step, last_time, last_origin, last_seq, last, min, max, mean, variance, commit"""


@dataclass(frozen=True, kw_only=True)
class Filled:
    """A field of many runs, or several of a kind. Texts are SQL over ``object``, the run's number, ``place``, the
    field's among its kind, and for the points of a series ``step``.
    """

    path: str
    """A quoted name, or one made of ``place``."""
    type: FieldType
    value: str = ""
    where: str = "1"
    count: int = 1
    """How many fields of a kind."""
    points: int = 0
    """Of each series."""


def quote(text: str) -> str:
    """Return a text as SQL writes it."""
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"


class Filler:
    """Fills the columns store of a server that is stopped, for one project."""

    def __init__(self, store: EngineColumns, project: int) -> None:
        self._engine: Engine = store._engine  # noqa: SLF001 - behind the protocol's back, on purpose
        self._project = project

    def fields(self, first: int, runs: int, field: Filled) -> None:
        """Give so many runs, from a number on, a field; of series also the points, a millisecond apart."""
        for table in (FIELDS, FIELDS_BY_PATH):
            self._run(
                f"""INSERT INTO {table} (project, object, path, generation, type, integer, number, text, commit)
                SELECT {self._project}, object, {field.path} AS path, 0, {field.type.code}, {_spell_value(field)}, {COMMIT}
                FROM {_objects(first, runs, field)} WHERE {field.where}"""
            )
        if field.points:
            self._points(first, runs, field)

    def _points(self, first: int, runs: int, field: Filled) -> None:
        self._run(
            f"""INSERT INTO {POINTS} (project, object, path, generation, step, time, origin, seq, attempt, commit, value)
            SELECT {self._project}, object, {field.path}, 0, step, {SINCE} + object * 1000000 + step * 1000, 1, number, 0,
                {COMMIT}, {field.value}
            FROM (SELECT {first} + intDiv(number, {field.points}) % {runs} AS object,
                intDiv(number, {field.points * runs}) AS place, toFloat64(number % {field.points}) AS step, number
                FROM numbers({runs * field.count * field.points}))"""
        )

    def _statistics(self) -> None:
        for table in (SERIES_STATS_BY_OBJECT, SERIES_STATS):
            self._run(
                f"""INSERT INTO {table} ({_STATS}) SELECT project, object, path, 0, count(),
                    min(step), min(time), 1, min(seq), argMin(value, step),
                    max(step), max(time), 1, max(seq), argMax(value, step),
                    min(value), max(value), avg(value), varPop(value), {COMMIT}
                FROM {POINTS} WHERE project = {self._project} GROUP BY project, object, path"""
            )

    def statistics_alone(self, first: int, runs: int, field: Filled) -> None:
        """Give so many runs series that have their statistics and no points; the value is the last."""
        self.fields(first, runs, replace(field, points=0))
        for table in (SERIES_STATS_BY_OBJECT, SERIES_STATS):
            self._run(
                f"""INSERT INTO {table} ({_STATS}) SELECT {self._project}, object, {field.path}, 0,
                    {field.points},
                    0, {SINCE}, 1, 0, x + 1,
                    {field.points - 1}, {SINCE}, 1, {field.points - 1}, {field.value} AS x,
                    x, x + 1, x + 0.5, 0.1, {COMMIT}
                FROM {_objects(first, runs, field)}"""
            )

    def settle(self) -> None:
        """Write the statistics of all points, and merge all parts as they are of runs that are over."""
        self._statistics()
        for table in ALL:
            self._engine.command(f"OPTIMIZE TABLE {table} FINAL")

    def _run(self, text: str) -> None:
        self._engine.command(f"{text} SETTINGS max_insert_block_size = 1000000, max_memory_usage = 0")


def _objects(first: int, runs: int, field: Filled) -> str:
    numbers = f"SELECT {first} + number % {runs} AS object, intDiv(number, {runs}) AS place"
    return f"({numbers} FROM numbers({runs * field.count}))"


def _spell_value(field: Filled) -> str:
    match field.type:
        case FieldType.INT | FieldType.DATETIME:
            return f"{field.value} AS integer, integer AS number, '' AS text"
        case FieldType.FLOAT:
            return f"NULL AS integer, {field.value} AS number, '' AS text"
        case FieldType.STRING:
            return f"NULL AS integer, NULL AS number, {field.value} AS text"
        case FieldType.FLOAT_SERIES:
            return "NULL AS integer, NULL AS number, '' AS text"
        case _:
            raise AssertionError(field.type)
