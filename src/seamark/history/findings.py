"""What an import has to say of what it read: what it left out, and what it could not keep quite as it was."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class Kind(StrEnum):
    """What was found; the text stands in reports."""

    INEXACT_STEP = "a step that float64 cannot hold"
    NO_TIME = "a point without a time"
    NO_VALUE = "a row without a value"
    REPEATED = "a value that a later row replaces"
    TORN_PART = "a damaged file of rows"
    MISSING_PART = "a missing file of rows"
    INCOMPLETE_RUN = "a run or model whose export was not finished"
    CHANGED_PART = "a file of rows that is another one than was brought in before"
    WRONG_ROW = "a row that is not of its file's run"
    UNKNOWN_TYPE = "an unknown type"
    WRONG_PATH = "a path that no field can have"
    SAME_PATH = "a path that another field has here"
    TOO_LONG = "a value longer than a field may be"
    WRONG_HISTOGRAM = "a histogram that is none"
    NO_STEP = "a point without a step"
    MISSING_FILE = "a file that is not there"
    UNSAFE_FILE = "a file outside the folder of files"
    MISSING_PARENT = "a fork whose parent is not there"
    ABSENT_MODEL = "a version whose model is not in the export"
    MISSING_MODEL = "a version without its model"
    DEEP_FORK = "a fork with more runs before it than one may have"
    REFUSED = "what the server refused"
    UNEQUAL = "a field that is not as it was read"


NOTES: Final = frozenset({Kind.INEXACT_STEP, Kind.NO_TIME, Kind.NO_VALUE, Kind.REPEATED, Kind.ABSENT_MODEL})
"""What is told and is no loss: nothing was left out."""


@dataclass(slots=True)
class Finding:
    """One thing that was found, how often, and the first words about it."""

    kind: Kind
    path: str
    detail: str
    count: int = 0

    @property
    def is_loss(self) -> bool:
        """Say whether something was left out."""
        return self.kind not in NOTES


class Findings:
    """What was found of one run, by kind and path."""

    def __init__(self) -> None:
        self._found: dict[tuple[Kind, str], Finding] = {}

    def add(self, kind: Kind, path: str = "", detail: str = "", count: int = 1) -> None:
        """Note something; of the same kind at the same path only the first detail is kept."""
        if count:
            self._found.setdefault((kind, path), Finding(kind, path, detail)).count += count

    def __iter__(self) -> Iterator[Finding]:
        return iter(self._found.values())

    def count(self, kind: Kind) -> int:
        """Return how often something was found."""
        return sum(finding.count for finding in self if finding.kind is kind)

    @property
    def losses(self) -> list[Finding]:
        """What was left out."""
        return [finding for finding in self if finding.is_loss]
