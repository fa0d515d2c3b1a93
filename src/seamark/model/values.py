"""Types of fields, over four shapes.

Engines and codecs know shapes; a type is a name, a shape and a kind. A field's kind is fixed at its
first write; within the kind *number* the type widens (bool, int, float).
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class Shape(StrEnum):
    """How a type is stored."""

    SINGLE = "single"
    """The newest value wins."""
    SERIES = "series"
    """Points by step."""
    SET = "set"
    """Strings, each once."""
    FILE = "file"
    """A digest, a size and a media type."""


class Kind(StrEnum):
    """What may be written to a field after its first write."""

    NUMBER = "number"
    TEXT = "text"
    TIME = "time"
    JSON = "json"
    SET = "set"
    SERIES = "series"
    FILE = "file"


class FieldType(StrEnum):
    """What a field holds. The names stand in SDK, wire, SQL and TypeScript alike."""

    BOOL = "bool"
    INT = "int"
    FLOAT = "float"
    STRING = "string"
    DATETIME = "datetime"
    JSON = "json"
    STRING_SET = "string_set"
    FLOAT_SERIES = "float_series"
    STRING_SERIES = "string_series"
    HISTOGRAM_SERIES = "histogram_series"
    FILE = "file"
    FILE_SERIES = "file_series"
    FILE_SET = "file_set"
    TABLE = "table"
    ARTIFACT = "artifact"
    GIT_REF = "git_ref"
    NOTEBOOK_REF = "notebook_ref"

    @property
    def shape(self) -> Shape:
        """How this type is stored."""
        return FACTS[self].shape

    @property
    def kind(self) -> Kind:
        """Which writes this type accepts."""
        return FACTS[self].kind

    @property
    def code(self) -> int:
        """The number of this type in the columns store; never reused."""
        return FACTS[self].code


@dataclass(frozen=True, slots=True)
class TypeFacts:
    """What is known of a type."""

    code: int
    shape: Shape
    kind: Kind


FACTS: Final[dict[FieldType, TypeFacts]] = {
    FieldType.BOOL: TypeFacts(1, Shape.SINGLE, Kind.NUMBER),
    FieldType.INT: TypeFacts(2, Shape.SINGLE, Kind.NUMBER),
    FieldType.FLOAT: TypeFacts(3, Shape.SINGLE, Kind.NUMBER),
    FieldType.STRING: TypeFacts(4, Shape.SINGLE, Kind.TEXT),
    FieldType.DATETIME: TypeFacts(5, Shape.SINGLE, Kind.TIME),
    FieldType.JSON: TypeFacts(6, Shape.SINGLE, Kind.JSON),
    FieldType.STRING_SET: TypeFacts(7, Shape.SET, Kind.SET),
    FieldType.FLOAT_SERIES: TypeFacts(8, Shape.SERIES, Kind.SERIES),
    FieldType.STRING_SERIES: TypeFacts(9, Shape.SERIES, Kind.SERIES),
    FieldType.HISTOGRAM_SERIES: TypeFacts(10, Shape.SERIES, Kind.SERIES),
    FieldType.FILE: TypeFacts(11, Shape.FILE, Kind.FILE),
    FieldType.FILE_SERIES: TypeFacts(12, Shape.FILE, Kind.SERIES),
    FieldType.FILE_SET: TypeFacts(13, Shape.FILE, Kind.FILE),
    FieldType.TABLE: TypeFacts(14, Shape.FILE, Kind.FILE),
    FieldType.ARTIFACT: TypeFacts(15, Shape.FILE, Kind.FILE),
    FieldType.GIT_REF: TypeFacts(16, Shape.SINGLE, Kind.JSON),
    FieldType.NOTEBOOK_REF: TypeFacts(17, Shape.SINGLE, Kind.JSON),
}

TYPE_OF_CODE: Final[dict[int, FieldType]] = {facts.code: name for name, facts in FACTS.items()}

ONE_FILE: Final = frozenset({FieldType.FILE, FieldType.TABLE, FieldType.ARTIFACT})
"""Types that hold one file each."""


def merge_types(present: FieldType, written: FieldType) -> FieldType | None:
    """Return the type of a field of type ``present`` after a write of type ``written``.

    Numbers widen and never narrow; a file and a table replace one another; any other difference is
    a conflict, told by None.
    """
    if present is written:
        return present
    if present.kind is Kind.NUMBER and written.kind is Kind.NUMBER:
        return present if present.code > written.code else written
    if present in ONE_FILE and written in ONE_FILE:
        return written
    return None
