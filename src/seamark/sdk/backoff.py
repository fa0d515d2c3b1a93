"""Trying again: later and later, and everywhere at moments of its own."""

import random
import time
from dataclasses import dataclass
from typing import Final

from seamark.model.errors import SeamarkError, Unavailable

_FIRST_PAUSE: Final = 0.4


@dataclass(slots=True)
class Backoff:
    """What is known of something that fails, on the monotonic clock."""

    longest: float
    """So many seconds pass between two tries at most, unless the server asks for more."""
    is_costly: bool = False
    """A try costs much: it comes later and later also where the server asks for one soon."""
    failed: int = 0
    """How often in a row."""
    since: float = 0.0
    error: SeamarkError | None = None
    next_try: float = 0.0

    def fail(self, error: SeamarkError) -> None:
        """Note a failure and choose the moment of the next try."""
        now = time.monotonic()
        self.since = self.since or now
        growing = min(self.longest, _FIRST_PAUSE * 2.0 ** min(self.failed, 8))
        asked = error.retry_after if isinstance(error, Unavailable) else 0.0
        pause = max(asked, growing) if self.is_costly else asked or growing
        self.failed += 1
        self.error = error
        self.next_try = now + pause * random.uniform(0.7, 1.3)  # noqa: S311  spreads callers, guards nothing

    def succeed(self) -> None:
        """Forget the failures."""
        self.failed, self.since, self.error = 0, 0.0, None

    def find_trouble(self, seconds: float) -> SeamarkError | None:
        """Return the last error when it has failed for longer than so many seconds."""
        return self.error if self.error is not None and time.monotonic() - self.since > seconds else None
