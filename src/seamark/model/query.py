"""The tree of a query: which runs are wanted. Texts are parsed into it, stores get it compiled.

A field that a run does not have makes every condition on it false (and NOT of it true). Without a
``type`` a condition holds for fields of every type that has its operator.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final, Literal, TypeAlias

from seamark.model.values import FieldType

Operator: TypeAlias = Literal["=", "!=", "<", "<=", ">", ">="]
Literals: TypeAlias = bool | int | float | str


class Aggregate(StrEnum):
    """A statistic of a series."""

    LAST = "last"
    FIRST = "first"
    MIN = "min"
    MAX = "max"
    MEAN = "mean"
    VARIANCE = "variance"
    COUNT = "count"


NUMBERS: Final = frozenset({FieldType.INT, FieldType.FLOAT})
"""Int and float are one number in queries."""


@dataclass(frozen=True, slots=True)
class FieldRef:
    """A field by its path, of one type or of any; with ``aggregate`` a statistic of a series."""

    path: str
    type: FieldType | None = None
    aggregate: Aggregate | None = None


@dataclass(frozen=True, slots=True)
class Compare:
    """A comparison with a value.

    Numbers are compared with int, float and float series (by ``last`` where no aggregate is
    named), exactly where both sides are ints; texts with strings, with the newest text of string
    series and, where they name a moment (an ISO time, or back from now as in ``-2d``), with
    datetimes; booleans with booleans. NaN equals NaN and nothing else, and has no order.
    """

    field: FieldRef
    operator: Operator
    value: Literals


@dataclass(frozen=True, slots=True)
class Contains:
    """A string set has the item, or a text has the part."""

    field: FieldRef
    text: str


@dataclass(frozen=True, slots=True)
class Matches:
    """A text has a match of a regular expression (RE2), anywhere."""

    field: FieldRef
    pattern: str


@dataclass(frozen=True, slots=True)
class Exists:
    """The field is there, with whatever value."""

    field: FieldRef


@dataclass(frozen=True, slots=True)
class Not:
    """What ``term`` does not want."""

    term: "Query"


@dataclass(frozen=True, slots=True)
class And:
    """What all terms want."""

    terms: tuple["Query", ...]


@dataclass(frozen=True, slots=True)
class Or:
    """What any term wants."""

    terms: tuple["Query", ...]


Query: TypeAlias = Compare | Contains | Matches | Exists | Not | And | Or
