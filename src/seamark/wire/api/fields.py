"""Fields of an object, their statistics and files."""

from dataclasses import dataclass
from typing import Any

from seamark.model.values import FieldType
from seamark.wire.api.values import Number


@dataclass(frozen=True, slots=True, kw_only=True)
class SeriesStats:
    """The statistics of a series. A string series has its newest text for ``last`` and no other
    numbers; neither has a series of nothing but NaN.
    """

    count: int
    first_step: float
    last_step: float
    first_time: int
    last_time: int
    first: Number | None = None
    last: Number | None = None
    min: Number | None = None
    max: Number | None = None
    mean: Number | None = None
    variance: Number | None = None
    nans: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class FileFacts:
    """One file of a field. ``subpath`` inside a file set, ``step`` inside a file series."""

    digest: str
    size: int
    name: str
    media_type: str
    time: int
    subpath: str = ""
    step: float | None = None
    caption: str = ""
    changed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One field of an object. ``value`` for singles and sets, ``stats`` for series that have points,
    ``file`` for a file, table or artifact (and the newest of a file set or series), ``files`` how
    many there are. In ``value`` hard numbers are strings (``wire.codecs``).
    """

    path: str
    type: FieldType
    value: Any = None
    stats: SeriesStats | None = None
    file: FileFacts | None = None
    files: int | None = None
    size: int | None = None
    """Bytes of all its files."""
    unit: str = ""
    cut: bool = False
    """The value is a string's head; the whole is at ``GET /runs/{run}/value``."""
    inherited: bool = False
    """A series of a run that this one goes on from, to which it has added nothing itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldPage:
    """Fields in the order of their paths; ``next`` is the ``after`` of the next page."""

    fields: list[Field]
    total: int
    commit: int
    next: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FilePage:
    """Files of one field, by subpath or step; ``next`` is the ``after`` of the next page."""

    files: list[FileFacts]
    total: int
    next: str | None = None
