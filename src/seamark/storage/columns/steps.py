"""The values of many series at a step: of each its last visible point up to there."""

import math
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final, TypeAlias

from msgspec.structs import replace

from seamark.storage.columns.engine import Engine
from seamark.storage.columns.rows import Span, Sql
from seamark.storage.columns.schema import POINTS, SERIES_STATS_BY_OBJECT
from seamark.storage.columns.series import where_spans

_Wanted: TypeAlias = Sequence[tuple[Sequence[Span], float]]
_Place: TypeAlias = tuple[tuple[Any, ...], float]
"""Where a point stands among others, and its value."""
_AT_ONCE: Final = 200
"""So many stretches are asked for in one statement."""
_NEAR: Final = 64
"""So many mean distances between points are looked back at first."""


def read_values(engine: Engine, project: int, wanted: _Wanted) -> list[float | None]:
    """Return for each (spans of one series, step) the value that it had there; None before its first point.

    The statistics answer for series that end before the step. Of the others the points shortly before it are read,
    and only of those that have none there all up to it: by its key the table finds a stretch of steps at once.
    """
    answers: dict[int, float | None] = {}
    near: dict[int, float] = {}
    for index, stats in _find_stats(engine, project, wanted).items():
        at = wanted[index][1]
        if stats["last_step"] <= at:
            answers[index] = stats["last"]
        elif stats["first_step"] > at:
            answers[index] = None
        else:
            near[index] = at - _NEAR * (stats["last_step"] - stats["first_step"]) / stats["count"]
    answers |= _read(engine, project, {index: _cut(*wanted[index], low) for index, low in near.items()})
    rest = [index for index, (spans, _) in enumerate(wanted) if spans and index not in answers]
    answers |= _read(engine, project, {index: _cut(*wanted[index], -math.inf) for index in rest})
    return [answers.get(index) for index in range(len(wanted))]


def _cut(spans: Iterable[Span], at: float, low: float) -> list[Span]:
    """Return what of some stretches lies from one step up to another, both included."""
    end = math.nextafter(at, math.inf)
    cut = (replace(span, start=max(span.start, low), end=min(span.end, end)) for span in spans)
    return [span for span in cut if span.start < span.end]


def _find_stats(engine: Engine, project: int, wanted: _Wanted) -> dict[int, dict[str, Any]]:
    """Return the statistics of those series that lie in one stretch: never resumed, and no fork's."""
    places: dict[tuple[int, str, int], list[int]] = {}
    for index, (spans, _) in enumerate(wanted):
        if len(spans) == 1 and spans[0].attempt is None and spans[0].end == math.inf:
            places.setdefault(_key_of(spans[0]), []).append(index)
    if not places:
        return {}
    text = f"""SELECT object, path, generation, count, first_step, last_step, last FROM {SERIES_STATS_BY_OBJECT} FINAL
        WHERE project = {{project:UInt32}} AND object IN {{objects:Array(UInt64)}}
        AND path IN {{paths:Array(String)}} AND count > 0"""
    objects, paths = sorted({key[0] for key in places}), sorted({key[1] for key in places})
    found = engine.select(Sql(text=text, parameters={"project": project, "objects": objects, "paths": paths}))
    return {
        index: row
        for row in found.to_pylist()
        for index in places.get((row["object"], row["path"], row["generation"]), ())
    }


def _key_of(span: Span) -> tuple[int, str, int]:
    return span.object, span.path, span.generation


def _read(engine: Engine, project: int, wanted: dict[int, list[Span]]) -> dict[int, float]:
    """Return the value of the last point in the stretches of each series that has one there."""
    own = {index: _group(spans) for index, spans in wanted.items()}
    places: dict[tuple[Span, ...], _Place] = {}
    for some in _rounds({spans for groups in own.values() for spans in groups}):
        places |= _read_last(engine, project, some)
    found = {}
    for index, groups in own.items():
        known = [places[spans] for spans in groups if spans in places]
        if known:
            found[index] = max(known, key=lambda place: place[0])[1]
    return found


def _group(spans: Iterable[Span]) -> list[tuple[Span, ...]]:
    """Return the stretches of a series by the object they are of."""
    groups: dict[tuple[int, str, int], list[Span]] = {}
    for span in spans:
        groups.setdefault(_key_of(span), []).append(span)
    return [tuple(group) for group in groups.values()]


def _rounds(groups: set[tuple[Span, ...]]) -> Iterator[list[tuple[Span, ...]]]:
    """Give the groups in portions, in each of which a point can be of one group only."""
    of_key: dict[tuple[int, str, int], list[tuple[Span, ...]]] = {}
    for group in groups:
        of_key.setdefault(_key_of(group[0]), []).append(group)
    for depth in range(max(map(len, of_key.values()), default=0)):
        some = [same[depth] for same in of_key.values() if len(same) > depth]
        for start in range(0, len(some), _AT_ONCE):
            yield some[start : start + _AT_ONCE]


def _read_last(engine: Engine, project: int, groups: Sequence[tuple[Span, ...]]) -> dict[tuple[Span, ...], _Place]:
    parameters: dict[str, Any] = {"project": project}
    where = where_spans([span for group in groups for span in group], parameters, "span")
    text = f"""SELECT object, path, generation, max((step, time, origin, seq)) AS place,
            argMax(value, (step, time, origin, seq)) AS value
        FROM {POINTS} WHERE project = {{project:UInt32}} AND {where} GROUP BY object, path, generation"""
    of_key = {_key_of(group[0]): group for group in groups}
    return {
        of_key[row["object"], row["path"], row["generation"]]: (tuple(row["place"].values()), row["value"])
        for row in engine.select(Sql(text=text, parameters=parameters)).to_pylist()
    }
