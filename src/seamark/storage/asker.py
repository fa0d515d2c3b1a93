"""Who waits for an answer: when they are gone, what is asked on their behalf is stopped."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Final

from seamark.model.errors import Abandoned


class Asker:
    """One who waits, such as a request of a browser; from any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._is_gone = False
        self._stops: set[Callable[[], None]] = set()

    @contextmanager
    def waiting(self, stop: Callable[[], None]) -> Iterator[None]:
        """Do something that ``stop`` stops, from another thread.

        Raises:
            Abandoned: nobody waits any more.
        """
        with self._lock:
            if self._is_gone:
                raise gave_up()
            self._stops.add(stop)
        try:
            yield
        finally:
            with self._lock:
                self._stops.discard(stop)

    def leave(self) -> None:
        """Stop what is under way, and whatever would be begun."""
        with self._lock:
            self._is_gone = True
            stops = list(self._stops)
        for stop in stops:
            stop()


ASKER: Final[ContextVar[Asker | None]] = ContextVar("asker", default=None)
"""On whose behalf this task or thread asks; None for the server itself, which always waits."""


def gave_up() -> Abandoned:
    """Return the error of what was stopped; hardly anybody sees it."""
    return Abandoned("Nobody waited for the answer any more.", "Ask again.")
