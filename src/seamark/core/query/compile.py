"""From the tree of a query to SQL that yields the objects wanted, as a bitmap.

Each condition is one pass over one path; AND, OR and NOT are set operations on bitmaps, which cost
next to nothing. (A million runs filtered and sorted: 57 ms, against 86 ms with ``IN`` and another 25
for the count, which a bitmap knows.) NOT is kept as "all but these" until the end, so that the whole
project is listed only where the query asks for it.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from functools import reduce
from typing import Final

from seamark.core.query.conditions import Condition, Parameters, select_objects
from seamark.model.query import And, Compare, Exists, FieldRef, Not, Or, Query
from seamark.model.values import FieldType
from seamark.storage.columns.rows import Sql

_FALSE_WHERE_ABSENT: Final = frozenset({"sys/trashed", "sys/failed"})
"""Booleans of a run that stand for false until they are written."""


@dataclass(frozen=True, slots=True)
class _Set:
    """A bitmap of objects; ``inverted`` means all others."""

    sql: str
    inverted: bool = False


def compile_query(query: Query, project: int, now: int, types: Callable[[str], Collection[FieldType]]) -> Sql:
    """Return an expression that yields the bitmap of the objects of a project that a query wants.

    ``now``, in microseconds, is what relative times count back from; ``types`` tells which types a path
    has in any run.
    """
    parameters = Parameters(project, now, types)
    found = _compile(query, parameters)
    if found.inverted:
        found = _intersect([_collect(Exists(FieldRef("sys/id")), parameters), found])
    return Sql(text=found.sql, parameters=parameters.values)


def _collect(condition: Condition, parameters: Parameters) -> _Set:
    return _Set(f"(SELECT groupBitmapState(object) FROM ({select_objects(condition, parameters)}))")


def _compile(query: Query, parameters: Parameters) -> _Set:
    match query:
        case Not(term):
            return _invert(_compile(term, parameters))
        case And(terms):
            return _intersect([_compile(term, parameters) for term in terms])
        case Or(terms):
            return _invert(_intersect([_invert(_compile(term, parameters)) for term in terms]))
        case Compare(field, "=" | "!=" as operator, bool() as value) if field.path in _FALSE_WHERE_ABSENT:
            true = _collect(Compare(field, "=", True), parameters)
            return _Set(true.sql, inverted=value is (operator == "!="))
        case _:
            return _collect(query, parameters)


def _invert(one: _Set) -> _Set:
    return _Set(one.sql, not one.inverted)


def _intersect(sets: Sequence[_Set]) -> _Set:
    wanted = [one.sql for one in sets if not one.inverted]
    unwanted = [one.sql for one in sets if one.inverted]
    if not wanted:
        return _Set(_join("bitmapOr", unwanted), inverted=True)
    return _Set(_join("bitmapAndnot", [_join("bitmapAnd", wanted), *unwanted]))


def _join(function: str, bitmaps: Sequence[str]) -> str:
    return reduce(lambda left, right: f"{function}({left}, {right})", bitmaps)
