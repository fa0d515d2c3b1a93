"""Statistics of a series, kept up to date while points are only appended.

Mean and variance are merged as in Chan, Golub and LeVeque (1979), "Updating formulae and a pairwise
algorithm for computing sample variances"; the variance is that of the population.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import msgspec
import numpy as np
from msgspec.structs import replace

from seamark.storage.columns.rows import Floats, Ints, Seqs, StatsRow

_NAN = float("nan")


class Moments(msgspec.Struct, frozen=True):
    """What values alone say: without NaN, infinities included."""

    count: int
    nans: int
    minimum: float
    maximum: float
    mean: float
    variance: float


NO_MOMENTS = Moments(0, 0, _NAN, _NAN, _NAN, _NAN)


def measure(values: Floats) -> Moments:
    """Return the moments of some values."""
    if len(values) == 1:
        value = float(values[0])
        return (
            Moments(1, 1, _NAN, _NAN, _NAN, _NAN)
            if value != value
            else Moments(1, 0, value, value, value, _zero(value))
        )
    holes = np.isnan(values)
    nans = int(np.count_nonzero(holes))
    known = values[~holes] if nans else values
    if not len(known):
        return Moments(len(values), nans, _NAN, _NAN, _NAN, _NAN)
    with np.errstate(invalid="ignore", over="ignore"):
        mean = float(known.mean())
        variance = float(known.var()) if math.isfinite(mean) else _NAN
    return Moments(len(values), nans, float(known.min()), float(known.max()), mean, variance)


def _zero(value: float) -> float:
    return 0.0 if math.isfinite(value) else _NAN


def merge(one: Moments, other: Moments) -> Moments:
    """Return the moments of two lots of values together."""
    left, right = one.count - one.nans, other.count - other.nans
    count, nans = one.count + other.count, one.nans + other.nans
    if not left or not right:
        known = other if right else one
        return Moments(count, nans, known.minimum, known.maximum, known.mean, known.variance)
    total = left + right
    apart = other.mean - one.mean
    mean = one.mean + apart * right / total
    if not math.isfinite(mean):
        mean = one.mean + other.mean
    spread = (one.variance * left + other.variance * right + apart * apart * left * right / total) / total
    minimum, maximum = min(one.minimum, other.minimum), max(one.maximum, other.maximum)
    return Moments(count, nans, minimum, maximum, mean, spread if math.isfinite(mean) else _NAN)


@dataclass(frozen=True, slots=True)
class Place:
    """A point's place in the order of its series, with what stands there."""

    step: float
    time: int
    origin: int
    seq: int
    value: float
    text: str = ""

    @property
    def order(self) -> tuple[float, int, int, int]:
        """What points are ordered by."""
        return (self.step, self.time, self.origin, self.seq)


def find_ends(
    steps: Floats, times: Ints, seqs: Seqs, origin: int, values: Floats | None, texts: Sequence[str] | None
) -> tuple[Place, Place]:
    """Return the first and the last of some points of one origin."""
    if len(steps) > 1:
        order = np.lexsort((seqs, times, steps))
        first, last = int(order[0]), int(order[-1])
    else:
        first = last = 0

    def place(index: int) -> Place:
        value = _NAN if values is None else float(values[index])
        text = "" if texts is None else texts[index][:256]
        return Place(float(steps[index]), int(times[index]), origin, int(seqs[index]), value, text)

    return place(first), place(last)


def extend_stats(present: StatsRow | None, moments: Moments, first: Place, last: Place, empty: StatsRow) -> StatsRow:
    """Return the statistics of a series after points were added; ``empty`` carries its keys."""
    if present is not None:
        moments = merge(
            Moments(present.count, present.nans, present.min, present.max, present.mean, present.variance), moments
        )
        before = Place(present.first_step, present.first_time, present.first_origin, present.first_seq, present.first)
        after = Place(
            present.last_step, present.last_time, present.last_origin, present.last_seq, present.last, present.last_text
        )
        first = min(before, first, key=lambda place: place.order)
        last = max(after, last, key=lambda place: place.order)
    return replace(
        empty,
        count=moments.count,
        nans=moments.nans,
        min=moments.minimum,
        max=moments.maximum,
        mean=moments.mean,
        variance=moments.variance,
        first_step=first.step,
        first_time=first.time,
        first_origin=first.origin,
        first_seq=first.seq,
        first=first.value,
        last_step=last.step,
        last_time=last.time,
        last_origin=last.origin,
        last_seq=last.seq,
        last=last.value,
        last_text=last.text,
    )


def empty_stats(project: int, object: int, path: str, generation: int) -> StatsRow:
    """Return statistics of no points."""
    return StatsRow(
        project=project,
        object=object,
        path=path,
        generation=generation,
        count=0,
        nans=0,
        first_step=_NAN,
        first_time=0,
        first_origin=0,
        first_seq=0,
        first=_NAN,
        last_step=_NAN,
        last_time=0,
        last_origin=0,
        last_seq=0,
        last=_NAN,
        min=_NAN,
        max=_NAN,
        mean=_NAN,
        variance=_NAN,
    )
