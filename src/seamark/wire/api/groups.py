"""Groups of a project's runs: those that agree in some fields, or in all configuration but some of it."""

from dataclasses import dataclass, field
from typing import Any

from seamark.wire.api.tables import Column, Grouping, Sort
from seamark.wire.api.values import Number


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupRequest:
    """A page of groups, of the runs outside the trash for which ``query`` holds. A sort key stands for its mean over
    a group's runs, NaN left out, or where it is no number for the least of its texts; groups without either come last.
    """

    grouping: Grouping
    columns: list[Column] = field(default_factory=list)
    sort: list[Sort] = field(default_factory=list)
    query: str = ""
    offset: int = 0
    limit: int = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupCell:
    """What the runs of a group have in a column: of ``count`` numbers, NaN left out, the mean, the standard deviation
    (of a sample: n - 1; None for fewer than two), the least and the greatest; where there is no such number, ``count``
    values. With ``same`` all runs share one, which is ``value``.
    """

    count: int
    mean: Number | None = None
    std: Number | None = None
    min: Number | None = None
    max: Number | None = None
    same: bool = False
    value: Any = None


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupRun:
    """A run of a group, as far as charts need to know it."""

    uid: str
    id: str
    created_at: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Runs that agree. ``values`` are those of the fields grouped by, None where they lack one, and in a reason "…" for
    each of its numbers; ``runs`` are the first 50 in the order asked for. ``cells`` stand for the columns asked for;
    None where no run has a value, and in a column at a step, which is told of single runs only. ``key`` asks for its
    runs in a table (``GroupRef``).
    """

    key: str
    runs_count: int
    values: list[Any]
    states: dict[str, int]
    runs: list[GroupRun]
    cells: list[GroupCell | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupPage:
    """Groups ``offset`` to ``offset + len(groups)`` of ``matched_groups``, which have ``matched`` runs of ``total``."""

    groups: list[Group]
    matched_groups: int
    matched: int
    total: int
    commit: int
