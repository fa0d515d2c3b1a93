"""Neptune's questions about tables, in the words of ours: fields below ``sys/``, states, what to sort by."""

from dataclasses import replace
from typing import Final

from seamark.core.query.parse import parse
from seamark.model.objects import RunState
from seamark.model.query import And, Compare, Contains, Exists, FieldRef, Matches, Not, Or, Query
from seamark.wire.neptune_names import to_ours

_STATES: Final = {"running": True, "active": True, "idle": False, "inactive": False}
"""Whether a state of Neptune's is the one of a run that runs."""
_ALSO: Final = {"sys/monitoring_time": "sys/running_seconds"}


def read_query(text: str) -> Query | None:
    """Return what a query of Neptune's asks; None for an empty one.

    Raises:
        InvalidQuery: it cannot be read.
    """
    return _translate(parse(text)) if text.strip() else None


def find_path(name: str) -> str:
    """Return our path of a field by which tables are sorted or filtered."""
    return _ALSO.get(name) or to_ours(name)


def _translate(query: Query) -> Query:
    match query:
        case Not(term):
            return Not(_translate(term))
        case And(terms):
            return And(tuple(map(_translate, terms)))
        case Or(terms):
            return Or(tuple(map(_translate, terms)))
        case Compare(FieldRef("sys/state"), "=" | "!=" as operator, str() as state) if state.lower() in _STATES:
            running = Compare(FieldRef("sys/state"), "=", RunState.RUNNING.value)
            return running if _STATES[state.lower()] is (operator == "=") else Not(running)
        case Compare() | Contains() | Matches() | Exists():
            return replace(query, field=replace(query.field, path=find_path(query.field.path)))
