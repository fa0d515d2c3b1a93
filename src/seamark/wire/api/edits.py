"""Edits of fields by hand."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """What somebody made of a field by hand: its value from then on, of a long one the head as a text (``cut``),
    nothing where it was ``deleted``. ``by`` is empty for what it was before its first edit.
    """

    path: str
    by: str
    at: int
    value: Any = None
    cut: bool = False
    deleted: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class EditPage:
    """Edits, newest first; ``next`` is the ``before`` of the next page."""

    edits: list[Edit]
    next: int | None = None
