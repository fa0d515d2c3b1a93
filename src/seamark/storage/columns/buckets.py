"""Long series in few buckets, many of them in one question."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, TypeAlias

import numpy as np
import pyarrow as pa

from seamark.storage.columns.engine import Engine
from seamark.storage.columns.rows import Buckets, Floats, Span, Sql
from seamark.storage.columns.schema import POINTS, SERIES_STATS_BY_OBJECT
from seamark.storage.columns.series import where_spans, where_steps

_Spans: TypeAlias = tuple[Span, ...]
_KEY: Final = "concat(toString(object), '/', toString(generation), '/', path)"
_THESE: Final = "project = {project:UInt32} AND object IN {objects:Array(UInt64)} AND path IN {paths:Array(String)}"
_NONE: Final = np.empty(0)
_NO_BUCKETS: Final = Buckets(
    steps=_NONE, times=_NONE, min=_NONE, max=_NONE, mean=_NONE, last=_NONE, counts=_NONE, total=0, raw=True
)


def read_buckets(
    engine: Engine,
    project: int,
    series: Sequence[Sequence[Span]],
    count: int,
    start: float | None,
    end: float | None,
) -> list[Buckets]:
    """Return each series in at most ``count`` buckets."""
    answers: dict[_Spans, Buckets] = {}
    for wanted in _rounds({tuple(spans) for spans in series if spans}):
        question = _Question(engine, project, wanted, count, start, end)
        answers |= {wanted[index]: found for index, found in question.answer().items()}
    return [answers.get(tuple(spans), _NO_BUCKETS) for spans in series]


def _rounds(wanted: set[_Spans]) -> Iterator[list[_Spans]]:
    """Yield the series in rounds, in each of which a point can be of one series only."""
    rounds: list[dict[str, _Spans]] = []
    for spans in sorted(wanted, key=lambda spans: [_key_of(span) for span in spans]):
        keys = {_key_of(span) for span in spans}
        free = next((one for one in rounds if not keys & one.keys()), None)
        if free is None:
            rounds.append(free := {})
        free |= dict.fromkeys(keys, spans)
    for one in rounds:
        yield list(dict.fromkeys(one.values()))


def _key_of(span: Span) -> str:
    return f"{span.object}/{span.generation}/{span.path}"


@dataclass(frozen=True, slots=True)
class _Range:
    total: int
    low: float
    high: float

    def width(self, count: int) -> float:
        """Return the width of one of so many buckets."""
        whole = self.high - self.low
        return (whole / count if whole < np.inf else self.high / count - self.low / count) or 1.0


@dataclass(slots=True)
class _Question:
    """What is asked of some series, in as few queries as it takes, however many they are.

    FINAL doubles the time of a long series, and changes nothing where no point was written twice.
    So a series that was never resumed is read without it. Where the points found are not as many
    as its statistics count, some were written twice, or are not counted yet: then it is read again.
    """

    engine: Engine
    project: int
    series: Sequence[_Spans]
    count: int
    start: float | None
    end: float | None
    answers: dict[int, Buckets] = field(default_factory=dict)

    def answer(self) -> dict[int, Buckets]:
        """Return the buckets by the place of the series; those without points are left out."""
        counted = self._read_counts()
        if self.start is None and self.end is None:
            ranges = counted
        else:
            stored = self._count_stored(list(counted))
            sure = [index for index in counted if stored.get(index) == counted[index].total]
            ranges = self._read_ranges(sure, "")
        long = [index for index in ranges if ranges[index].total > self.count]
        self._read_long(long, ranges, "")
        unsure = [index for index in range(len(self.series)) if index not in ranges or index in long]
        unsure = [index for index in unsure if index not in self.answers]
        again = self._read_ranges(unsure, "FINAL")
        self._read_long([index for index in again if again[index].total > self.count], again, "FINAL")
        short = [index for index in (ranges | again) if index not in self.answers]
        self._read_short(short)
        return self.answers

    def _select(self, text: str, parameters: dict[str, Any]) -> pa.Table:
        return self.engine.select(Sql(text=text, parameters=parameters | {"project": self.project}))

    def _read_counts(self) -> dict[int, _Range]:
        """Return what the statistics say of the series that were never resumed."""
        plain = {_key_of(spans[0]): index for index, spans in enumerate(self.series) if _is_plain(spans)}
        if not plain:
            return {}
        text = f"""SELECT {_KEY} AS key, count, first_step, last_step FROM {SERIES_STATS_BY_OBJECT} FINAL
            WHERE {_THESE} AND count > 0"""
        found = self._select(text, self._name(list(plain.values()))).to_pylist()
        return {
            plain[row["key"]]: _Range(row["count"], row["first_step"], row["last_step"])
            for row in found
            if row["key"] in plain
        }

    def _count_stored(self, wanted: Sequence[int]) -> dict[int, int]:
        """Return how many rows are stored of some series, of whatever steps."""
        if not wanted:
            return {}
        which, where, parameters = self._scope(wanted, within=False)
        found = self._select(
            f"SELECT {which} AS series, count() AS total FROM {POINTS} WHERE {where} GROUP BY series", parameters
        )
        return dict(zip(found.column("series").to_pylist(), found.column("total").to_pylist(), strict=True))

    def _name(self, wanted: Sequence[int]) -> dict[str, Any]:
        spans = [span for index in wanted for span in self.series[index]]
        return {
            "objects": sorted({span.object for span in spans}),
            "paths": sorted({span.path for span in spans}),
        }

    def _scope(self, wanted: Sequence[int], *, within: bool = True) -> tuple[str, str, dict[str, Any]]:
        """Return which series a row is of (-1: of none), the condition to look at it, and the parameters."""
        parameters: dict[str, Any] = {}
        steps = where_steps(self.start, self.end, parameters) if within else ""
        if len(wanted) == 1:
            test = where_spans(self.series[wanted[0]], parameters, "span")
            return f"toInt32({wanted[0]})", f"project = {{project:UInt32}} AND {test}{steps}", parameters
        plain = [index for index in wanted if _is_plain(self.series[index])]
        parameters |= self._name(wanted)
        parameters |= {"keys": [_key_of(self.series[index][0]) for index in plain], "places": plain}
        tests = ""
        for index in wanted:
            if index not in set(plain):
                tests += f"{where_spans(self.series[index], parameters, f'span{index}')}, {index}, "
        which = f"transform({_KEY}, {{keys:Array(String)}}, {{places:Array(Int32)}}, -1)" if plain else "-1"
        which = f"multiIf({tests}{which})" if tests else which
        return which, f"{_THESE}{steps} AND series != -1", parameters

    def _read_ranges(self, wanted: Sequence[int], final: str) -> dict[int, _Range]:
        """Return how many points of which steps some series have."""
        if not wanted:
            return {}
        which, where, parameters = self._scope(wanted)
        text = f"""SELECT {which} AS series, count() AS total, min(step) AS low, max(step) AS high
            FROM {POINTS} {final} WHERE {where} GROUP BY series"""
        found = self._select(text, parameters).to_pylist()
        return {row["series"]: _Range(row["total"], row["low"], row["high"]) for row in found}

    def _read_long(self, long: Sequence[int], ranges: dict[int, _Range], final: str) -> None:
        """Answer for the series that have more points than buckets, where the totals come out right.

        Points are read in the order of their steps and the last of a bucket is kept; at one step
        that is any of them, so these few are looked up again.
        """
        if not long:
            return
        which, where, parameters = self._scope(long)
        parameters |= {
            "top": float(self.count - 1),
            "long": list(long),
            "lows": [ranges[index].low for index in long],
            "widths": [ranges[index].width(self.count) for index in long],
        }
        low, width = (
            f"transform(series, {{long:Array(Int32)}}, {{{name}:Array(Float64)}}, 0::Float64)"
            if len(long) > 1
            else f"{{{name}:Array(Float64)}}[1]"
            for name in ("lows", "widths")
        )
        text = f"""SELECT {which} AS series,
                toUInt32(greatest(0, least({{top:Float64}}, floor((step - {low}) / {width})))) AS bucket,
                max(step) AS last_step, argMax(time, step) AS last_time, argMax(value, step) AS last,
                countArgMax(step) AS ties, minIf(value, NOT isNaN(value)) AS low_value,
                maxIf(value, NOT isNaN(value)) AS high_value, avgIf(value, NOT isNaN(value)) AS mean,
                countIf(NOT isNaN(value)) AS known, count() AS points
            FROM {POINTS} {final} WHERE {where} GROUP BY series, bucket ORDER BY series, bucket"""
        found = _Found(self._select(text, parameters))
        found.put_last(self._read_ties(found))
        for index in long:
            mine = found.of(index)
            if final or int(mine.counts.sum()) == ranges[index].total:
                self.answers[index] = mine

    def _read_ties(self, found: "_Found") -> pa.Table | None:
        """Return the last point at each step that ends a bucket and has several points."""
        tied = found.ties > 1
        if not tied.any():
            return None
        which, where, parameters = self._scope(sorted(set(found.series[tied].astype(int).tolist())))
        parameters["steps"] = sorted(set(found.steps[tied].tolist()))
        text = f"""SELECT {which} AS series, step, argMax(time, (time, origin, seq)) AS last_time,
                argMax(value, (time, origin, seq)) AS last
            FROM {POINTS} FINAL WHERE {where} AND step IN {{steps:Array(Float64)}} GROUP BY series, step"""
        return self._select(text, parameters)

    def _read_short(self, short: Sequence[int]) -> None:
        """Answer for the series that have few points."""
        if not short:
            return
        which, where, parameters = self._scope(short)
        text = f"""SELECT {which} AS series, step, time, value FROM {POINTS} FINAL WHERE {where}
            ORDER BY series, step, time, origin, seq"""
        found = self._select(text, parameters)
        series, steps, times, values = (_column(found, name) for name in ("series", "step", "time", "value"))
        for index in short:
            mine = slice(np.searchsorted(series, index, "left"), np.searchsorted(series, index, "right"))
            own = values[mine]
            if len(own):
                self.answers[index] = Buckets(
                    steps=steps[mine], times=times[mine], min=own, max=own, mean=own, last=own,
                    counts=np.ones(len(own)), total=len(own), raw=True,
                )  # fmt: skip


class _Found:
    """The buckets of several series as columns, sorted by series."""

    def __init__(self, found: pa.Table) -> None:
        self.series = _column(found, "series")
        self.steps = _column(found, "last_step")
        self.times = _column(found, "last_time").copy()
        self.last = _column(found, "last").copy()
        self.ties = _column(found, "ties")
        known = _column(found, "known") > 0
        self.lows, self.highs, self.means = (
            np.where(known, _column(found, name), np.nan) for name in ("low_value", "high_value", "mean")
        )
        self.counts = _column(found, "points")

    def put_last(self, ties: pa.Table | None) -> None:
        """Put time and value of the last points where there were several at the last step."""
        if ties is None:
            return
        columns = [ties.column(name).to_pylist() for name in ("series", "step", "last_time", "last")]
        last = {(series, step): (time, value) for series, step, time, value in zip(*columns, strict=True)}
        for place in np.flatnonzero(self.ties > 1).tolist():
            self.times[place], self.last[place] = last[int(self.series[place]), self.steps[place]]

    def of(self, index: int) -> Buckets:
        """Return the buckets of one series."""
        mine = slice(np.searchsorted(self.series, index, "left"), np.searchsorted(self.series, index, "right"))
        return Buckets(
            steps=self.steps[mine], times=self.times[mine], min=self.lows[mine], max=self.highs[mine],
            mean=self.means[mine], last=self.last[mine], counts=self.counts[mine],
            total=int(self.counts[mine].sum()), raw=False,
        )  # fmt: skip


def _is_plain(spans: _Spans) -> bool:
    first, *more = spans
    return not more and first == Span(object=first.object, path=first.path, generation=first.generation)


def _column(table: pa.Table, name: str) -> Floats:
    column: Floats = table.column(name).to_numpy().astype(np.float64, copy=False)
    return column
