"""Tables of a project's runs, models and model versions."""

from dataclasses import dataclass, field
from typing import Any

from seamark.model.values import FieldType
from seamark.wire.api.runs import Run
from seamark.wire.api.values import Aggregate


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column of a table: a field and, for a series, which statistic of it; or with ``at``, of a float series, the
    value of the last point up to that step.
    """

    path: str
    aggregate: Aggregate | None = None
    at: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sort:
    """A key to sort by; runs without the field come last either way."""

    path: str
    aggregate: Aggregate | None = None
    descending: bool = False
    at: float | None = None
    """Nothing is sorted by a value at a step: it is refused."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Grouping:
    """Which runs belong together: those that agree in the fields ``by`` and, where ``apart_from`` is given, in all
    configuration but the fields that it names. Reasons (``sys/reason``) that differ in numbers only agree.
    """

    by: list[str] = field(default_factory=list)
    apart_from: list[str] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupRef:
    """One group of a grouping, by the key that it has in a page of groups."""

    grouping: Grouping
    key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TableRequest:
    """A page of a project's runs, or of models or versions. Of those in the trash none (``trashed`` false), no
    others (true), or all as well (null); with ``group`` only the runs of that group.
    """

    columns: list[Column] = field(default_factory=list)
    sort: list[Sort] = field(default_factory=lambda: [Sort(path="sys/created_at", descending=True)])
    query: str = ""
    offset: int = 0
    limit: int = 100
    trashed: bool | None = False
    group: GroupRef | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TableRow:
    """One run; ``cells`` in the order of the columns asked for, None where the field is absent."""

    run: Run
    cells: list[Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class TablePage:
    """Rows ``offset`` to ``offset + len(rows)`` of ``matched``, of ``total`` runs that are not in the trash."""

    rows: list[TableRow]
    matched: int
    total: int
    commit: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnFacts:
    """A field that runs of a project have, or objects of another kind. ``values`` says how many different values the
    newest 1,000 runs have there; it is None for series, files and objects of other kinds.
    """

    path: str
    type: FieldType
    runs: int
    values: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnList:
    """Fields to choose columns from, in the order asked for."""

    columns: list[ColumnFacts]
    total: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ValueCount:
    """A value of a field, or an item of a set, and how many runs have it."""

    value: Any
    runs: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldValues:
    """Values of a field, those of most runs first; none of a field that no run has (``type`` is None), of series,
    files and json. Among more than 100,000 different ones the counts are of some.
    """

    path: str
    type: FieldType | None
    values: list[ValueCount]
