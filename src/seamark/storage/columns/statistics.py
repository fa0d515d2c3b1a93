"""Statistics of series, computed from the points that are stored and visible."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from seamark.storage.columns.arrow import STATS_COLUMNS, read_bases, read_stats
from seamark.storage.columns.engine import Engine
from seamark.storage.columns.rows import BaseRow, Sql, StatsRow
from seamark.storage.columns.schema import BASES, LINES, POINTS
from seamark.storage.columns.series import where_spans
from seamark.storage.columns.spans import visible_spans

AT_ONCE: Final = 500
"""Series in one query; each resumed one adds a condition to it."""
_STATS: Final = ", ".join(STATS_COLUMNS)
_PLACE: Final = "(step, time, origin, seq)"
_THESE: Final = """project = {project:UInt32} AND object IN {objects:Array(UInt64)} AND path IN {paths:Array(String)}"""


@dataclass(frozen=True, slots=True, order=True)
class Series:
    """One series in one generation."""

    project: int
    object: int
    path: str
    generation: int


def compute_stats(engine: Engine, project: int, object: int, path: str, generation: int) -> StatsRow | None:
    """Return the statistics over the visible points of one series as stored now."""
    series = Series(project, object, path, generation)
    return compute_many(engine, [series]).get(series)


def compute_many(engine: Engine, series: Sequence[Series]) -> dict[Series, StatsRow]:
    """Return the statistics of some series of one project, as stored now; those without points are left out."""
    wanted = set(series)
    bases = _read_bases(engine, series)
    plain = [one for one in series if one not in bases]
    parameters = _name_them(series)
    tests = []
    if plain:
        parameters |= {"plain": [f"{one.object}/{one.generation}/{one.path}" for one in plain]}
        tests.append("concat(toString(object), '/', toString(generation), '/', path) IN {plain:Array(String)}")
    for index, (one, its_bases) in enumerate(bases.items()):
        spans = visible_spans(one.object, one.path, one.generation, its_bases)
        tests.append(where_spans(spans, parameters, f"series{index}"))
    where = f"{_THESE} AND ({' OR '.join(tests)})"
    found: dict[Series, StatsRow] = {}
    for table, value, text in ((LINES, "nan", "text"), (POINTS, "value", "''")):
        rows = read_stats(engine.survey(Sql(text=_stats_query(table, value, text, where), parameters=parameters)))
        found |= {one: row for row in rows if (one := series_of(row)) in wanted}
    return found


def read_stored(engine: Engine, table: str, series: Sequence[Series]) -> dict[Series, StatsRow]:
    """Return the statistics of some series of one project that a table holds; those of no points are left out."""
    text = f"SELECT {_STATS} FROM {table} FINAL WHERE {_THESE} AND count > 0"
    wanted = set(series)
    rows = read_stats(engine.survey(Sql(text=text, parameters=_name_them(series))))
    return {one: row for row in rows if (one := series_of(row)) in wanted}


def series_of(row: StatsRow | BaseRow) -> Series:
    """Return the series that a row is of."""
    return Series(row.project, row.object, row.path, row.generation)


def split(series: Iterable[Series]) -> Iterator[list[Series]]:
    """Return series in portions for one query each, of one project each."""
    portion: list[Series] = []
    for one in series:
        if portion and (len(portion) == AT_ONCE or portion[0].project != one.project):
            yield portion
            portion = []
        portion.append(one)
    if portion:
        yield portion


def agree(one: StatsRow, other: StatsRow) -> bool:
    """Say whether two statistics are of the same points; sums may differ in the last digits."""
    exact = ("count", "nans", "first_step", "first_time", "last_step", "last_time", "first", "last", "min", "max")
    if not all(_same(getattr(one, name), getattr(other, name)) for name in exact):
        return False
    return _close(one.mean, other.mean, other) and _close(one.variance, other.variance, other)


def _same(left: float, right: float) -> bool:
    return left == right or (left != left and right != right)


def _close(left: float, right: float, scale: StatsRow) -> bool:
    if _same(left, right):
        return True
    size = max(abs(scale.min), abs(scale.max), 1e-300)
    return abs(left - right) <= 1e-6 * max(abs(left), abs(right)) or abs(left - right) <= 1e-9 * size * max(1.0, size)


def _name_them(series: Sequence[Series]) -> dict[str, Any]:
    return {
        "project": series[0].project,
        "objects": sorted({one.object for one in series}),
        "paths": sorted({one.path for one in series}),
    }


def _read_bases(engine: Engine, series: Sequence[Series]) -> dict[Series, list[BaseRow]]:
    text = f"""SELECT project, object, path, generation, origin, attempt, base, first_step
        FROM {BASES} FINAL WHERE {_THESE}"""
    wanted = set(series)
    bases: dict[Series, list[BaseRow]] = {}
    for row in read_bases(engine.survey(Sql(text=text, parameters=_name_them(series)))):
        if series_of(row) in wanted:
            bases.setdefault(series_of(row), []).append(row)
    return bases


def _stats_query(table: str, value: str, text: str, where: str) -> str:
    """The formulas of ``StatsRow``; the variance is that of the population."""
    nan = f"isNaN({value})"
    is_line = table == LINES
    known, nans = ("0", "0") if is_line else (f"countIf(NOT {nan})", f"countIf({nan})")

    def number(formula: str) -> str:
        return f"toFloat64(if({known} = 0, nan, {formula}))"

    ends = ", ".join(
        f"{pick}({column}, {_PLACE}) AS {name}_{column}"
        for name, pick in (("first", "argMin"), ("last", "argMax"))
        for column in ("step", "time", "origin", "seq")
    )
    return f"""SELECT project, object, path, generation, count() AS count, toUInt64({nans}) AS nans, {ends},
        toFloat64(argMin({value}, {_PLACE})) AS first, toFloat64(argMax({value}, {_PLACE})) AS last,
        {number(f"minIf({value}, NOT {nan})")} AS min, {number(f"maxIf({value}, NOT {nan})")} AS max,
        {number(f"avgIf({value}, NOT {nan})")} AS mean, {number(f"if(isFinite(avgIf({value}, NOT {nan})), varPopStableIf({value}, NOT {nan}), nan)")} AS variance,
        substringUTF8(argMax({text}, {_PLACE}), 1, 256) AS last_text, toUInt64(max(commit)) AS commit
        FROM {table} FINAL WHERE {where} GROUP BY project, object, path, generation"""
