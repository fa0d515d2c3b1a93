"""The hash of a run's configuration: equal for runs that were given the same choices."""

import hashlib
from collections.abc import Iterable, Sequence
from typing import Any

import msgspec

from seamark.model.values import FieldType, Kind
from seamark.storage.columns.rows import FieldRow


def in_configuration(path: str, prefixes: Sequence[str]) -> bool:
    """Say whether a path lies below one of the project's configuration prefixes."""
    head, slash, _ = path.partition("/")
    if slash and head in prefixes:
        return True
    return any(path.startswith(prefix + "/") for prefix in prefixes)


def hash_configuration(rows: Iterable[FieldRow]) -> str:
    """Return 16 hexadecimal digits over the fields given, or an empty string for none.

    An int and a float of the same value are one number; paths count as they stand; the order of
    writing does not matter.
    """
    items = sorted((row.path, *_canonical(row)) for row in rows if not row.deleted)
    if not items:
        return ""
    return hashlib.sha256(msgspec.json.encode(items)).hexdigest()[:16]


def _canonical(row: FieldRow) -> tuple[str, Any]:
    if row.type.kind is Kind.NUMBER:
        if row.type is FieldType.FLOAT and row.number is not None:
            return "number", str(int(row.number)) if row.number.is_integer() else repr(row.number)
        return "number", str(row.integer)
    if row.type is FieldType.STRING_SET:
        return "set", sorted(row.items)
    if row.type is FieldType.DATETIME:
        return "time", str(row.integer)
    return row.type.kind.value, row.digest or row.text
