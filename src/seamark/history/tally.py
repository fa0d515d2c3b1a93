"""What was read of one run and is to be there afterwards, field by field; and whether it is."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from seamark.model.values import FieldType, Shape
from seamark.wire.api.fields import Field


@dataclass(slots=True)
class Expected:
    """One field: how many rows it was read from, and what tells its content."""

    type: FieldType
    rows: int = 0
    value: Any = None
    """Of a single its value as it travels, None where it is too long to be kept; of a set its items."""
    files: list[tuple[str, float | None, str]] = field(default_factory=list)
    """Of files the name in a set, the step in a series, and the digest."""


class Tally:
    """What is to be there of a run."""

    def __init__(self) -> None:
        self.read: Counter[str] = Counter()
        """Rows by the type that the export gives them."""
        self.fields: dict[str, Expected] = {}

    def expect(self, path: str, type: FieldType) -> Expected:
        """Return what is expected of a field, to be added to."""
        known = self.fields.get(path)
        if known is None or known.type is not type:
            known = self.fields[path] = Expected(type)
        return known

    def count(self) -> Counter[str]:
        """Return how many rows are to be there, by type."""
        rows: Counter[str] = Counter()
        for expected in self.fields.values():
            rows[expected.type.value] += expected.rows
        return rows


@dataclass(slots=True)
class Difference:
    """A field that is not as it was read."""

    path: str
    detail: str


@dataclass(slots=True)
class Checked:
    """What the server has of a run, compared with what was read."""

    stored: Counter[str] = field(default_factory=Counter)
    differences: list[Difference] = field(default_factory=list)


def compare(tally: Tally, fields: Iterable[Field], list_files: Any) -> Checked:
    """Compare what was read with the fields that the server shows.

    Args:
        tally: What was read.
        fields: All fields of the run, as the server gives them.
        list_files: Gives the files of a path, as the server lists them.
    """
    checked = Checked()
    found = {one.path: one for one in fields if one.path in tally.fields}
    for path, expected in tally.fields.items():
        one = found.get(path)
        if one is None:
            checked.differences.append(Difference(path, f"{expected.type.value} is not there"))
            continue
        stored, detail = _compare_one(expected, one, list_files)
        checked.stored[expected.type.value] += stored
        if detail:
            checked.differences.append(Difference(path, detail))
    return checked


def _compare_one(expected: Expected, found: Field, list_files: Any) -> tuple[int, str]:
    """Return how many rows are there, and what is wrong."""
    if found.type is not expected.type:
        return 0, f"{expected.type.value} is {found.type.value}"
    match expected.type.shape:
        case Shape.SERIES:
            count = 0 if found.stats is None else found.stats.count
            return count, "" if count == expected.rows else f"{count:,} points of {expected.rows:,}"
        case Shape.FILE:
            return _compare_files(expected, found, list_files)
        case _:
            if expected.value is None or found.cut or _is_same(expected.value, found.value):
                return expected.rows, ""
            return 0, f"{str(found.value)[:80]!r} is not {str(expected.value)[:80]!r}"


def _compare_files(expected: Expected, found: Field, list_files: Any) -> tuple[int, str]:
    if expected.type in {FieldType.FILE_SET, FieldType.FILE_SERIES}:
        there = Counter((file.subpath, file.step, file.digest) for file in list_files(found.path))
    elif found.file is not None:
        there = Counter([("", None, found.file.digest)])
    else:
        there = Counter()
    wanted = Counter(expected.files)
    missing = wanted - there
    stored = expected.rows if expected.type is FieldType.FILE_SET else (wanted & there).total()
    if missing:
        return min(stored, expected.rows - 1), f"{missing.total():,} of {wanted.total():,} files differ"
    return stored, ""


def _is_same(expected: Any, found: Any) -> bool:
    if isinstance(expected, frozenset):
        return expected == frozenset(found or ())
    return bool(expected == found)
