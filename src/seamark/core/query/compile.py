"""From the tree of a query to SQL that yields the objects wanted.

Each condition is a set of objects. NOT is kept as "all but this set" until the end, so that no
condition ever has to list the whole project.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from seamark.core.query.conditions import Parameters, select_objects
from seamark.model.query import And, Compare, Exists, FieldRef, Not, Or, Query
from seamark.storage.columns.rows import Sql

_FALSE_WHERE_ABSENT: Final = frozenset({"sys/trashed", "sys/failed"})
"""Booleans of a run that stand for false until they are written."""


@dataclass(frozen=True, slots=True)
class _Set:
    """A subquery of objects; ``inverted`` means all others."""

    sql: str
    inverted: bool = False


def compile_query(query: Query, project: int, now: int) -> Sql:
    """Return a subquery that yields the objects of a project that a query wants, some perhaps twice.

    ``now``, in microseconds, is what relative times count back from.
    """
    parameters = Parameters(project, now)
    found = _compile(query, parameters)
    sql = found.sql
    if found.inverted:
        everything = select_objects(Exists(FieldRef("sys/id")), parameters)
        sql = f"SELECT object FROM ({everything}) WHERE object NOT IN ({found.sql})"
    return Sql(text=sql, parameters=parameters.values)


def _compile(query: Query, parameters: Parameters) -> _Set:
    match query:
        case Not(term):
            found = _compile(term, parameters)
            return _Set(found.sql, not found.inverted)
        case And(terms):
            return _intersect([_compile(term, parameters) for term in terms])
        case Or(terms):
            found = _intersect([_invert(_compile(term, parameters)) for term in terms])
            return _invert(found)
        case Compare(field, "=" | "!=" as operator, bool() as value) if field.path in _FALSE_WHERE_ABSENT:
            true = select_objects(Compare(field, "=", True), parameters)
            return _Set(true, inverted=value is (operator == "!="))
        case _:
            return _Set(select_objects(query, parameters))


def _invert(one: _Set) -> _Set:
    return _Set(one.sql, not one.inverted)


def _intersect(sets: Sequence[_Set]) -> _Set:
    wanted = [one.sql for one in sets if not one.inverted]
    unwanted = [one.sql for one in sets if one.inverted]
    if not wanted:
        return _Set(_unite(unwanted), inverted=True)
    first, *others = wanted
    tests = [f"object IN ({sql})" for sql in others] + [f"object NOT IN ({sql})" for sql in unwanted]
    return _Set(f"SELECT object FROM ({first}) WHERE {' AND '.join(tests)}" if tests else first)


def _unite(queries: Sequence[str]) -> str:
    return queries[0] if len(queries) == 1 else f"SELECT object FROM ({' UNION ALL '.join(queries)})"
