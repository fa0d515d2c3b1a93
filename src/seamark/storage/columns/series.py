"""Reading points, buckets, lines and files."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa

from seamark.storage.columns.arrow import FILE_COLUMNS, read_bases, read_files
from seamark.storage.columns.engine import Engine
from seamark.storage.columns.rows import BaseRow, Buckets, FileHead, FileRow, LineRow, PointPage, Span, Sql
from seamark.storage.columns.schema import BASES, FIELDS, FILES, LINES, POINTS, SERIES_STATS_BY_OBJECT

_FILES = ", ".join(FILE_COLUMNS)
_INFINITY = float("inf")


def where_spans(spans: Sequence[Span], parameters: dict[str, Any], name: str) -> str:
    """Return the condition that a row lies in one of some stretches; binds their values."""
    tests = []
    for index, span in enumerate(spans):
        key = f"{name}_{index}"
        parameters |= {f"{key}_o": span.object, f"{key}_p": span.path, f"{key}_g": span.generation}
        test = f"object = {{{key}_o:UInt64}} AND path = {{{key}_p:String}} AND generation = {{{key}_g:UInt32}}"
        if span.attempt is not None:
            parameters[f"{key}_a"] = span.attempt
            test += f" AND attempt = {{{key}_a:UInt32}}"
        for bound, sign, value in (("s", ">=", span.start), ("e", "<", span.end)):
            if abs(value) != _INFINITY:
                parameters[f"{key}_{bound}"] = value
                test += f" AND step {sign} {{{key}_{bound}:Float64}}"
        tests.append(f"({test})")
    return "(" + " OR ".join(tests) + ")" if tests else "0"


def _range(start: float | None, end: float | None, parameters: dict[str, Any]) -> str:
    text = ""
    for name, sign, value in (("start", ">=", start), ("end", "<=", end)):
        if value is not None:
            parameters[name] = value
            text += f" AND step {sign} {{{name}:Float64}}"
    return text


def read_points(
    engine: Engine,
    project: int,
    spans: Sequence[Span],
    start: float | None,
    end: float | None,
    after: tuple[float, int, int, int] | None,
    limit: int,
) -> PointPage:
    """Return raw points of one series."""
    parameters: dict[str, Any] = {"project": project, "limit": limit + 1}
    where = where_spans(spans, parameters, "span") + _range(start, end, parameters)
    if after is not None:
        step, time, origin, seq = after
        parameters |= {"a_step": step, "a_time": time, "a_origin": origin, "a_seq": seq}
        where += (
            " AND (step, time, origin, seq) > ({a_step:Float64}, {a_time:Int64}, {a_origin:UInt64}, {a_seq:UInt64})"
        )
    sql = f"""SELECT step, time, value, origin, seq FROM {POINTS} FINAL WHERE project = {{project:UInt32}} AND {where}
        ORDER BY step, time, origin, seq LIMIT {{limit:UInt64}}"""
    found = engine.select(Sql(text=sql, parameters=parameters))
    more = found.num_rows > limit
    found = found.slice(0, limit)
    return PointPage(
        steps=_column(found, "step", np.float64),
        times=_column(found, "time", np.int64),
        values=_column(found, "value", np.float64),
        origins=_column(found, "origin", np.int64),
        seqs=_column(found, "seq", np.uint64),
        more=more,
    )


def _column(table: pa.Table, name: str, dtype: Any) -> Any:
    return table.column(name).to_numpy().astype(dtype, copy=False)


def read_buckets(
    engine: Engine,
    project: int,
    series: Sequence[Sequence[Span]],
    count: int,
    start: float | None,
    end: float | None,
) -> list[Buckets]:
    """Return each series in at most ``count`` buckets.

    A few queries whatever the number of series: the ranges, the buckets of the long with the points
    that end them, the points of the short.
    """
    answers = [_NO_BUCKETS] * len(series)
    question = _Question(engine, project, series, count, start, end)
    ranges = question.read_ranges()
    long = [index for index in ranges if ranges[index].total > count]
    short = [index for index in ranges if ranges[index].total <= count]
    if long:
        found = question.read_long(long, ranges)
        ends = question.read_ends(long, found)
        for index in long:
            answers[index] = _bucketed(found, ends, index, ranges[index].total)
    if short:
        found = question.read_short(short)
        for index in short:
            answers[index] = _raw(found, index)
    return answers


_NONE = np.empty(0)
_NO_BUCKETS = Buckets(
    steps=_NONE, times=_NONE, min=_NONE, max=_NONE, mean=_NONE, last=_NONE, counts=_NONE, total=0, raw=True
)


@dataclass(frozen=True, slots=True)
class _Range:
    total: int
    low: float
    high: float


class _Question:
    """What is asked of some series, in as many queries as it takes.

    A long series is read without FINAL, which would double its time: ingest never writes a point
    twice (it asks ``stored_seqs`` after a crash), so there is nothing to merge.
    """

    def __init__(
        self,
        engine: Engine,
        project: int,
        series: Sequence[Sequence[Span]],
        count: int,
        start: float | None,
        end: float | None,
    ) -> None:
        self._engine = engine
        self._project = project
        self._series = series
        self._count = count
        self._start = start
        self._end = end
        self._wanted = [index for index, spans in enumerate(series) if spans]

    def _select(self, text: str, parameters: dict[str, Any]) -> pa.Table:
        return self._engine.select(Sql(text=text, parameters=parameters))

    def _scope(self, wanted: Sequence[int], parameters: dict[str, Any]) -> tuple[str, str]:
        """Return which series a row is of, and the condition that it is of any of them."""
        parameters["project"] = self._project
        tests = [where_spans(self._series[index], parameters, f"s{index}") for index in wanted]
        which = f"multiIf({', '.join(f'{test}, {index}' for test, index in zip(tests, wanted, strict=True))}, -1)"
        if len(tests) == 1:
            which = f"toInt32({wanted[0]})"
        inside = f"project = {{project:UInt32}} AND ({' OR '.join(tests)})" + _range(self._start, self._end, parameters)
        return which, inside

    def read_ranges(self) -> dict[int, _Range]:
        """Return how many points of which steps each series has."""
        known = self._counted_ranges() if self._start is None and self._end is None else {}
        others = [index for index in self._wanted if index not in known]
        if not others:
            return known
        parameters: dict[str, Any] = {}
        which, inside = self._scope(others, parameters)
        sql = f"""SELECT {which} AS series, count() AS total, min(step) AS low, max(step) AS high
            FROM {POINTS} WHERE {inside} GROUP BY series"""
        found = self._select(sql, parameters).to_pylist()
        return known | {row["series"]: _Range(row["total"], row["low"], row["high"]) for row in found}

    def _counted_ranges(self) -> dict[int, _Range]:
        """Return the ranges of series that were never resumed: their statistics know them."""
        plain = {}
        for index in self._wanted:
            first, *more = self._series[index]
            if not more and first == Span(object=first.object, path=first.path, generation=first.generation):
                plain[first.object, first.path, first.generation] = index
        sql = f"""SELECT object, path, generation, count, first_step, last_step FROM {SERIES_STATS_BY_OBJECT} FINAL
            WHERE project = {{project:UInt32}} AND object IN {{objects:Array(UInt64)}} AND path IN {{paths:Array(String)}}"""
        parameters = {
            "project": self._project,
            "objects": sorted({object for object, _, _ in plain}),
            "paths": sorted({path for _, path, _ in plain}),
        }
        return {
            plain[key]: _Range(row["count"], row["first_step"], row["last_step"])
            for row in self._select(sql, parameters).to_pylist()
            if (key := (row["object"], row["path"], row["generation"])) in plain
        }

    def read_long(self, long: Sequence[int], ranges: dict[int, _Range]) -> pa.Table:
        """Return the buckets of the series that have more points than buckets."""
        parameters: dict[str, Any] = {
            "count": self._count,
            "long": list(long),
            "lows": [ranges[index].low for index in long],
            "widths": [(ranges[index].high - ranges[index].low) / self._count or 1.0 for index in long],
        }
        which, inside = self._scope(long, parameters)
        low, width = (
            f"transform({which}, {{long:Array(Int32)}}, {{{name}:Array(Float64)}}, toFloat64(0))"
            for name in ("lows", "widths")
        )
        if len(long) == 1:
            low, width = "{lows:Array(Float64)}[1]", "{widths:Array(Float64)}[1]"
        sql = f"""SELECT {which} AS series,
                least({{count:UInt32}} - 1, toUInt32(greatest(0, floor((step - {low}) / {width})))) AS bucket,
                max(step) AS last_step, minIf(value, NOT isNaN(value)) AS low_value,
                maxIf(value, NOT isNaN(value)) AS high_value, avgIf(value, NOT isNaN(value)) AS mean,
                countIf(NOT isNaN(value)) AS known, count() AS points
            FROM {POINTS} WHERE {inside} GROUP BY series, bucket ORDER BY series, bucket"""
        return self._select(sql, parameters)

    def read_ends(self, long: Sequence[int], buckets: pa.Table) -> dict[tuple[int, float], tuple[int, float]]:
        """Return time and value of the last point of each bucket: at one step the latest stands."""
        parameters: dict[str, Any] = {"steps": sorted(set(buckets.column("last_step").to_pylist()))}
        which, inside = self._scope(long, parameters)
        sql = f"""SELECT {which} AS series, step, argMax(time, (time, origin, seq)) AS last_time,
                argMax(value, (time, origin, seq)) AS last
            FROM {POINTS} WHERE {inside} AND step IN {{steps:Array(Float64)}} GROUP BY series, step"""
        found = self._select(sql, parameters)
        columns = [found.column(name).to_pylist() for name in ("series", "step", "last_time", "last")]
        return {(series, step): (time, last) for series, step, time, last in zip(*columns, strict=True)}

    def read_short(self, short: Sequence[int]) -> pa.Table:
        """Return the points of the series that have few."""
        parameters: dict[str, Any] = {}
        which, inside = self._scope(short, parameters)
        sql = f"""SELECT {which} AS series, step, time, value FROM {POINTS} FINAL WHERE {inside}
            ORDER BY series, step, time, origin, seq"""
        return self._select(sql, parameters)


def _bucketed(found: pa.Table, ends: dict[tuple[int, float], tuple[int, float]], index: int, total: int) -> Buckets:
    mine = _column(found, "series", np.int64) == index
    known = _column(found, "known", np.int64)[mine] > 0
    steps = _column(found, "last_step", np.float64)[mine]
    last = [ends[index, step] for step in steps.tolist()]

    def numbers(name: str) -> Any:
        return np.where(known, _column(found, name, np.float64)[mine], np.nan)

    return Buckets(
        steps=steps,
        times=np.array([time for time, _ in last], np.float64),
        min=numbers("low_value"),
        max=numbers("high_value"),
        mean=numbers("mean"),
        last=np.array([value for _, value in last], np.float64),
        counts=_column(found, "points", np.float64)[mine],
        total=total,
        raw=False,
    )


def _raw(found: pa.Table, index: int) -> Buckets:
    mine = _column(found, "series", np.int64) == index
    values = _column(found, "value", np.float64)[mine]
    return Buckets(
        steps=_column(found, "step", np.float64)[mine],
        times=_column(found, "time", np.float64)[mine],
        min=values,
        max=values,
        mean=values,
        last=values,
        counts=np.ones(len(values)),
        total=len(values),
        raw=True,
    )


def read_lines(
    engine: Engine,
    project: int,
    series: Sequence[Sequence[Span]],
    after: tuple[int, int, int] | None,
    before: tuple[int, int, int] | None,
    limit: int,
    by_time: bool,
) -> tuple[list[LineRow], int]:
    """Return lines of some series, merged."""
    spans = [span for one in series for span in one]
    if not spans:
        return [], 0
    parameters: dict[str, Any] = {"project": project, "limit": limit, "offset": 0}
    where = f"project = {{project:UInt32}} AND {where_spans(spans, parameters, 'span')}"
    counted = engine.select(
        Sql(text=f"SELECT count() AS total FROM {LINES} FINAL WHERE {where}", parameters=parameters)
    )
    total = int(counted.column("total")[0].as_py())
    order, direction = ("time, origin, seq", "ASC") if by_time else ("step, time, origin, seq", "ASC")
    if by_time:
        for name, sign, place in (("a", ">", after), ("b", "<", before)):
            if place is not None:
                time, origin, seq = place
                parameters |= {f"{name}_time": time, f"{name}_origin": origin, f"{name}_seq": seq}
                where += (
                    f" AND (time, origin, seq) {sign} "
                    f"({{{name}_time:Int64}}, {{{name}_origin:UInt64}}, {{{name}_seq:UInt64}})"
                )
        direction = "ASC" if before is None else "DESC"
    elif before is not None:
        parameters["offset"] = max(0, min(before[0], total) - limit)
        parameters["limit"] = min(before[0], total) - parameters["offset"]
    elif after is not None:
        parameters["offset"] = after[0]
    keys = ", ".join(f"{key} {direction}" for key in order.split(", "))
    sql = f"""SELECT path, step, time, origin, seq, text FROM {LINES} FINAL WHERE {where}
        ORDER BY {keys} LIMIT {{limit:UInt64}} OFFSET {{offset:UInt64}}"""
    rows = [LineRow(**row) for row in engine.select(Sql(text=sql, parameters=parameters)).to_pylist()]
    return rows[::-1] if direction == "DESC" else rows, total


def read_bases_of(engine: Engine, project: int, series: Sequence[tuple[int, str]]) -> list[BaseRow]:
    """Return the bases of some series, of any generation."""
    objects, paths = [number for number, _ in series], [path for _, path in series]
    sql = f"""SELECT project, object, path, generation, origin, attempt, base, first_step FROM {BASES} FINAL
        WHERE project = {{project:UInt32}} AND object IN {{objects:Array(UInt64)}} AND path IN {{paths:Array(String)}}"""
    parameters = {"project": project, "objects": sorted(set(objects)), "paths": sorted(set(paths))}
    wanted = set(series)
    rows = read_bases(engine.select(Sql(text=sql, parameters=parameters)))
    return [row for row in rows if (row.object, row.path) in wanted]


_PRESENT = f"""deleted = 0 AND (project, object, path, generation) IN (
    SELECT project, object, path, generation FROM {FIELDS} FINAL WHERE {{scope}} AND deleted = 0)"""


def _present_files(scope: str) -> str:
    return f"FROM {FILES} FINAL WHERE {scope} AND {_PRESENT.format(scope=scope)}"


def read_files_of(
    engine: Engine, project: int, object: int, path: str, after: int, limit: int
) -> tuple[list[FileRow], int]:
    """Return the files of one field, and how many there are."""
    scope = "project = {project:UInt32} AND object = {object:UInt64} AND path = {path:String}"
    parameters = {"project": project, "object": object, "path": path, "after": after, "limit": limit}
    sql = f"""SELECT {_FILES} {_present_files(scope)} ORDER BY subpath, step, time, origin, seq
        LIMIT {{limit:UInt64}} OFFSET {{after:UInt64}}"""
    rows = read_files(engine.select(Sql(text=sql, parameters=parameters)))
    counted = engine.select(Sql(text=f"SELECT count() AS total {_present_files(scope)}", parameters=parameters))
    return rows, int(counted.column("total")[0].as_py())


def read_file_heads(engine: Engine, project: int, objects: Sequence[int], paths: Sequence[str]) -> list[FileHead]:
    """Return the newest file of each field that has any."""
    scope = "project = {project:UInt32} AND object IN {objects:Array(UInt64)} AND path IN {paths:Array(String)}"
    sql = f"""SELECT *, count() OVER (PARTITION BY object, path) AS files FROM (
            SELECT {_FILES} {_present_files(scope)})
        ORDER BY object, path, step DESC, time DESC LIMIT 1 BY object, path"""
    parameters = {"project": project, "objects": list(objects), "paths": list(paths)}
    found = engine.select(Sql(text=sql, parameters=parameters))
    counts = found.column("files").to_pylist()
    return [FileHead(file=file, count=count) for file, count in zip(read_files(found), counts, strict=True)]


def find_one_file(
    engine: Engine, project: int, object: int, path: str, subpath: str, step: float | None
) -> FileRow | None:
    """Return one file of a field."""
    scope = "project = {project:UInt32} AND object = {object:UInt64} AND path = {path:String}"
    parameters: dict[str, Any] = {"project": project, "object": object, "path": path, "subpath": subpath}
    place = " AND subpath = {subpath:String}"
    if step is not None:
        parameters["step"] = step
        place += " AND step = {step:Float64}"
    sql = f"SELECT {_FILES} {_present_files(scope)}{place} ORDER BY step DESC, time DESC, seq DESC LIMIT 1"
    rows = read_files(engine.select(Sql(text=sql, parameters=parameters)))
    return rows[0] if rows else None
