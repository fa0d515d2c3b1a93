"""Words to the processes of a run: stop, or abort. Told to those that listen just now, and kept nowhere."""

import asyncio
import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal

from seamark.model.errors import Unavailable

LISTENERS: Final = 1_000
"""Most that listen for one object at a time."""

Word = Literal["stop", "abort"]


@dataclass(frozen=True, slots=True)
class Signal:
    """What a process is told; ``seconds`` is how long it may take to send what it has, None for as it sees fit."""

    word: Word
    seconds: float | None = None


class Signals:
    """Who listens for which object; used from the event loop alone."""

    def __init__(self) -> None:
        self._listeners: dict[int, set[asyncio.Queue[Signal]]] = {}

    @contextlib.contextmanager
    def listen(self, object: int) -> Iterator[asyncio.Queue[Signal]]:
        """Give a queue that gets what is said to an object, for as long as the block lasts.

        Raises:
            Unavailable: too many listen for it already.
        """
        queues = self._listeners.setdefault(object, set())
        if len(queues) >= LISTENERS:
            raise Unavailable(f"More than {LISTENERS:,} processes listen already.", "Connect again later.")
        queue: asyncio.Queue[Signal] = asyncio.Queue()
        queues.add(queue)
        try:
            yield queue
        finally:
            queues.discard(queue)
            if not queues:
                self._listeners.pop(object, None)

    def is_heard(self, object: int) -> bool:
        """Say whether anybody listens for an object."""
        return object in self._listeners

    def tell(self, object: int, signal: Signal) -> int:
        """Tell all that listen for an object; returns how many those are."""
        queues = self._listeners.get(object, ())
        for queue in queues:
            queue.put_nowait(signal)
        return len(queues)
