"""Neptune's questions about tables, as the text of ours."""

import re
from collections.abc import Iterable
from typing import Final

from seamark.wire.neptune_names import to_ours

_STATES: Final = {"running": True, "active": True, "idle": False, "inactive": False}
_PARTS: Final = re.compile(
    r"""(?P<text>"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*')"""
    r"""|`?(?<![\w/])sys/state`?(?::\w+)?\s*(?P<operator>==|=|!=)\s*["']?(?P<state>running|active|idle|inactive)\b["']?"""
    r"""|(?<![\w/])(?P<name>sys/\w+)""",
    re.IGNORECASE | re.DOTALL,
)


def translate_query(query: str) -> str:
    """Return a query with our names of fields and our states."""
    return _PARTS.sub(_translate, query)


def _translate(part: re.Match[str]) -> str:
    if part["state"]:
        is_running = _STATES[part["state"].lower()] is (part["operator"] != "!=")
        return f'{"" if is_running else "NOT "}sys/state:string = "running"'
    return find_column(part["name"]) if part["name"] else part["text"]


def find_column(name: str) -> str:
    """Return our name of a column."""
    return "sys/running_seconds" if name == "sys/monitoring_time" else to_ours(name)


def choose_columns(columns: Iterable[str] | None, sort_by: str) -> list[str] | None:
    """Return our names of the columns that are asked for, and what comes with them; None for all."""
    if columns is None:
        return None
    wanted = [columns] if isinstance(columns, str) else [*columns]
    return list(dict.fromkeys(find_column(name) for name in ("sys/id", *wanted, sort_by)))


def make_query(
    ids: Iterable[str] = (), states: Iterable[str] = (), owners: Iterable[str] = (), tags: Iterable[str] = ()
) -> str:
    """Return the query for runs that are one of these, in one of these states, of one of these owners, and have
    all of these tags.

    Raises:
        ValueError: there is no such state.
    """
    wanted = {_read_state(state) for state in states}
    parts = [_any("sys/id:string", ids), _any("sys/owner:string", owners)]
    if len(wanted) == 1:
        parts.append(("" if True in wanted else "NOT ") + 'sys/state:string = "running"')
    parts += [f"sys/tags:stringSet CONTAINS {_quote(tag)}" for tag in tags]
    return " AND ".join(part for part in parts if part)


def _read_state(state: str) -> bool:
    if str(state).lower() not in _STATES:
        raise ValueError(f"state is {state!r}; choose active or inactive.")
    return _STATES[str(state).lower()]


def _any(field: str, values: Iterable[str]) -> str:
    terms = [f"{field} = {_quote(value)}" for value in values]
    return f"({' OR '.join(terms)})" if terms else ""


def _quote(text: str) -> str:
    return '"' + str(text).replace("\\", "\\\\").replace('"', '\\"') + '"'
