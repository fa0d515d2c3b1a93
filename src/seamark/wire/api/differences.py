"""What a run changed against another, and runs side by side."""

from dataclasses import dataclass
from typing import Any, Literal

from seamark.model.values import FieldType
from seamark.wire.api.fields import Field
from seamark.wire.api.runs import Run


@dataclass(frozen=True, slots=True, kw_only=True)
class DifferencesRequest:
    """Runs of a project (by any of their names, 200 at most) and what to compare each with: the run ``against``, or
    where that is None the newest earlier run of the same owner.
    """

    runs: list[str]
    against: str | None = None
    limit: int = 20
    """Most changes to name of each run."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One thing that differs, with what it was ``before`` and is ``after``, None where it is not there.

    Of a field of the configuration its values (long ones cut), of a dataset the first digits of its hash, of a
    package its versions. Of the code ``commit`` and ``uncommitted`` (the diff against the commit) have the first
    digits of theirs, as has each file, with the lines ``added`` and ``removed``; these are None where the file is no
    text or too long to count.
    """

    kind: Literal["configuration", "code", "data", "packages"]
    path: str
    before: Any = None
    after: Any = None
    added: int | None = None
    removed: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Differences:
    """What a run changed: configuration first, then code, data and packages. ``run`` is its id, ``against`` that of
    the run that it is compared with, None where there is none; ``total`` counts the changes beyond the limit too;
    ``same_configuration`` is the id of the first earlier run whose whole configuration is the same, None where there is
    none or the run has no configuration. What lies in the trash is not taken for either.
    """

    run: str
    against: str | None
    changes: list[Change]
    total: int
    same_configuration: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ComparisonRequest:
    """1 to 50 runs of a project side by side: a page of their fields, by default only those that differ: first the
    objective and the configuration, last the server's own, each by path.
    """

    runs: list[str]
    only_different: bool = True
    search: str = ""
    """A part of the path, in any case."""
    prefix: str = ""
    offset: int = 0
    limit: int = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class ComparisonRow:
    """One field of all runs, in their order; None where a run lacks it. Long values are cut."""

    path: str
    type: FieldType
    differs: bool
    fields: list[Field | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """The runs in the order asked for; rows ``offset`` to ``offset + len(rows)`` of ``total``. ``different`` and ``same``
    count the fields that do and do not differ, among those searched for, whether or not they are shown.
    """

    runs: list[Run]
    rows: list[ComparisonRow]
    total: int
    different: int = 0
    same: int = 0
