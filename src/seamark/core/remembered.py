"""Answers that took long, kept for a while."""

import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from threading import Lock
from typing import Final, Generic, TypeVar

Question = TypeVar("Question", bound=Hashable)
Answer = TypeVar("Answer")

MOST: Final = 32
"""Answers that are kept; the one that nobody asked for the longest goes first."""
WORTH: Final = 20
"""An answer that may be old is given again for so many times as long as it took to find."""


@dataclass(slots=True)
class _Entry(Generic[Answer]):
    lock: Lock = field(default_factory=Lock)
    """Who asks the same meanwhile waits for the answer."""
    found: Answer | None = None
    version: int = -1
    made_at: float = 0.0
    took: float = 0.0


class Remembered(Generic[Question, Answer]):
    """Answers by question, from any thread."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._entries: OrderedDict[Question, _Entry[Answer]] = OrderedDict()

    def get(self, question: Question, version: int, find: Callable[[], Answer], may_be_old: bool) -> Answer:
        """Return the answer of this version of the data, or where it may be old one that is not very old."""
        with self._lock:
            entry = self._entries.setdefault(question, _Entry())
            self._entries.move_to_end(question)
            while len(self._entries) > MOST:
                self._entries.popitem(last=False)
        with entry.lock:
            began = time.monotonic()
            is_fresh = may_be_old and began - entry.made_at < WORTH * entry.took
            if entry.found is None or (entry.version != version and not is_fresh):
                entry.found = find()
                entry.version, entry.made_at, entry.took = version, began, time.monotonic() - began
            return entry.found
