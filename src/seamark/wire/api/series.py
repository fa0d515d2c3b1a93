"""Points and lines of series."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class SeriesRef:
    """One series of one run."""

    run: str
    path: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SeriesRequest:
    """Series to draw: each in ``buckets`` equal buckets of the steps ``start`` to ``end`` (by
    default of the series' own range). A series with no more points than buckets comes raw.
    """

    series: list[SeriesRef]
    buckets: int = 640
    start: float | None = None
    end: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One point of a string series; ``cursor`` continues behind it."""

    text: str
    step: float
    time: int
    cursor: str
    path: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LinePage:
    """Lines in order; ``next`` is the ``after`` of what follows, also when nothing follows yet.

    ``more`` says that the limit cut: newer lines, or older ones where the last were asked for.
    """

    lines: list[Line]
    total: int
    next: str
    more: bool = False
