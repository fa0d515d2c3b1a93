"""Tables longer than 10,000 rows, as Neptune's clients fetch them.

After 10,000 rows a client begins anew at offset 0 and adds a clause to its query: what it sorts by, greater
than in the last row that it got. In descending order that asks for the rows it has already, and rows that
tie with the last are lost in either. So what each client got last is remembered here, and such a question
is answered with the rows that follow.
"""

import re
import threading
from collections import OrderedDict
from dataclasses import dataclass
from typing import Final

_CLAUSE: Final = re.compile(
    r'(?:\((?P<base>.*) AND )?\(`(?P<name>[^`]+)`:\w+ > "(?P<value>[^"]*)"\)(?P<end>\)?)', re.DOTALL
)
_REMEMBERED: Final = 1_000


@dataclass(frozen=True, slots=True)
class Question:
    """Who asks what of which project: kinds of objects, sort key with direction, query."""

    person: int
    project: int
    kinds: frozenset[str]
    sort: tuple[str, bool]
    query: str


@dataclass(frozen=True, slots=True)
class Place:
    """Where a client has got to: the row after the last one it was given, and that one's sort value."""

    end: int
    value: str


class Windows:
    """Remembers how far each client has got; may be used from any thread."""

    def __init__(self) -> None:
        self._places: OrderedDict[Question, Place] = OrderedDict()
        self._starts: OrderedDict[Question, tuple[str, int]] = OrderedDict()
        self._lock = threading.Lock()

    def find(self, asked: Question, offset: int) -> tuple[str, int]:
        """Return the query that is meant, and how many of its rows come before the first that is.

        At offset 0 a client begins: behind the last row that it got, if that is the one it names. Where that
        row ties with the one that it named before, the same question means the rows after it, not these again.
        """
        found = _CLAUSE.fullmatch(asked.query)
        if found is None or bool(found["base"]) != bool(found["end"]) or found["name"] != asked.sort[0]:
            return asked.query, 0
        base = found["base"] or ""
        with self._lock:
            known = self._starts.get(asked)
            place = self._places.get(_with_query(asked, base))
            if offset == 0 and place is not None and place.value == found["value"]:
                self._starts[asked] = known = (base, place.end)
                _trim(self._starts)
            return known or (asked.query, 0)

    def note(self, asked: Question, query: str, end: int, value: str) -> None:
        """Note the last row that a client was given: it stands before the row ``end`` of the whole query."""
        with self._lock:
            key = _with_query(asked, query)
            self._places.pop(key, None)
            self._places[key] = Place(end, value)
            _trim(self._places)


def _with_query(asked: Question, query: str) -> Question:
    return Question(asked.person, asked.project, asked.kinds, asked.sort, query)


def _trim(kept: "OrderedDict[Question, Place] | OrderedDict[Question, tuple[str, int]]") -> None:
    if len(kept) > _REMEMBERED:
        kept.popitem(last=False)
