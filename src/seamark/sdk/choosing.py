"""Which columns a table has where nobody named any."""

from collections.abc import Sequence
from typing import Final

from seamark.model.objects import ObjectKind
from seamark.model.values import FieldType, Kind, Shape
from seamark.sdk.notices import PRINTER
from seamark.sdk.transport import Transport
from seamark.wire.api.tables import Column, ColumnFacts, ColumnList

SHOWN_COLUMNS: Final = 200
_LISTED: Final = 10_000
_SHOWN_SYS: Final = frozenset(
    f"sys/{name}"
    for name in (
        *("name", "state", "owner", "created_at", "ended_at", "running_seconds", "tags", "group", "description"),
        *("model_id", "stage"),
    )
)


def list_columns(transport: Transport, path: str, kind: ObjectKind = ObjectKind.RUN) -> ColumnList:
    """Return the fields that objects of a kind have in the project at an address."""
    return transport.get(f"{path}/columns", ColumnList, query={"limit": _LISTED, "kind": kind.value})


def list_types(transport: Transport, path: str, kind: ObjectKind = ObjectKind.RUN) -> dict[str, FieldType]:
    """Return the types of these fields."""
    return {facts.path: facts.type for facts in list_columns(transport, path, kind).columns}


def choose_columns(listed: ColumnList, prefixes: Sequence[str] = ()) -> list[Column]:
    """Return columns for sys, configuration, results and the last of each series, at most 200; says when it cut."""
    below = tuple(prefixes)
    ranked = sorted(
        (facts for facts in listed.columns if _is_shown(facts)), key=lambda facts: (_rank(facts, below), facts.path)
    )
    if len(ranked) > SHOWN_COLUMNS:
        PRINTER.explain(
            f"the table has the first {SHOWN_COLUMNS} of {len(ranked):,} columns. "
            'Name those you want: runs(columns=["config/lr", …])'
        )
    return [Column(path=path) for path in dict.fromkeys(facts.path for facts in ranked[:SHOWN_COLUMNS])]


def _is_shown(facts: ColumnFacts) -> bool:
    if facts.path.startswith("sys/"):
        return facts.path in _SHOWN_SYS
    if facts.path.startswith("sessions/"):
        return False
    return facts.type.shape in (Shape.SINGLE, Shape.SET) or facts.type is FieldType.FLOAT_SERIES


def _rank(facts: ColumnFacts, prefixes: tuple[str, ...]) -> int:
    if facts.path.startswith("sys/"):
        return 0
    if facts.path.startswith(prefixes):
        return 1
    return 3 if facts.type.kind is Kind.SERIES else 2
