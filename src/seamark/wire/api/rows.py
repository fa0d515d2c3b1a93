"""Rows of tables that were logged as files."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class RowColumn:
    """One column of a table: its name, and its type as Arrow spells it."""

    name: str
    type: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RowPage:
    """Some rows of a table, each a list with one value per column.

    Hard numbers are strings (``wire.codecs``), times ISO 8601, nested values JSON as text; long texts are
    cut and end in an ellipsis.
    """

    columns: list[RowColumn]
    rows: list[list[Any]]
    offset: int
    """Rows of the table before the first one here."""
    total: int
    """Rows of the whole table."""
    hidden: int = 0
    """Columns that the table has besides these."""
