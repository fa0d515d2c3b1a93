"""Passwords: Argon2, and patience with whoever guesses."""

import contextlib
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from seamark.model.errors import InvalidValue, Unavailable

FREE_TRIES: Final = 5
"""So many wrong passwords cost nothing; each further one doubles the wait."""
LONGEST_WAIT: Final = 60.0
FORGET_SECONDS: Final = 900.0
"""After so long without a try, wrong ones are forgotten."""
_SHORTEST: Final = 8
_LONGEST: Final = 1_000
_REMEMBERED: Final = 10_000
_AT_ONCE: Final = 2
"""Passwords checked at a time: each takes 19 MiB."""
_IN_LINE: Final = 8
"""Most that are checked or wait for it; more would keep the threads from everybody else."""


@dataclass(slots=True)
class _Failures:
    count: int
    last: float


class Passwords:
    """Hashes and checks passwords; counts failures by name, in memory."""

    def __init__(self) -> None:
        self._hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1_024, parallelism=1)
        self._nobody = self._hasher.hash("nobody has this password")
        self._turns = threading.Semaphore(_AT_ONCE)
        self._line = threading.Semaphore(_IN_LINE)
        self._lock = threading.Lock()
        self._failures: dict[str, _Failures] = {}

    def hash(self, password: str) -> str:
        """Return what is kept of a password.

        Raises:
            InvalidValue: it is too short or too long.
            Unavailable: too many are being checked.
        """
        if not _SHORTEST <= len(password) <= _LONGEST:
            raise InvalidValue(
                f"The password has {len(password)} characters.", f"Choose {_SHORTEST} to {_LONGEST}.", path="password"
            )
        with self._stand_in_line(), self._turns:
            return self._hasher.hash(_as_bytes(password))

    def check(self, name: str, password: str, hashed: str) -> bool:
        """Say whether a password is right; an empty hash is nobody's, and takes as long to find out.

        Raises:
            Unavailable: too many wrong ones lately, or too many are being checked.
        """
        if len(password) > _LONGEST:
            return False
        key = name.casefold()[:_LONGEST]
        with self._stand_in_line():
            with self._lock:
                self._count_try(key)
            matches = self._verify(password, hashed or self._nobody) and bool(hashed)
        if matches:
            with self._lock:
                self._failures.pop(key, None)
        return matches

    def is_outdated(self, hashed: str) -> bool:
        """Say whether a hash was made with other settings than today's."""
        return self._hasher.check_needs_rehash(hashed)

    @contextlib.contextmanager
    def _stand_in_line(self) -> Iterator[None]:
        if not self._line.acquire(blocking=False):
            error = Unavailable("Many people are signing in just now.", "Try again in a second.")
            error.retry_after = 1.0
            raise error
        try:
            yield
        finally:
            self._line.release()

    def _verify(self, password: str, hashed: str) -> bool:
        with self._turns:
            try:
                return self._hasher.verify(hashed, _as_bytes(password))
            except (VerificationError, InvalidHashError):
                return False

    def _count_try(self, key: str) -> None:
        """Count a try as a failure until it is known to be right: tries at once cannot slip through."""
        now = time.monotonic()
        known = self._failures.pop(key, None)
        if known is None or now - known.last > FORGET_SECONDS:
            known = _Failures(0, now)
        self._failures[key] = known
        wait = wait_after(known.count) - (now - known.last)
        if wait > 0:
            error = Unavailable(
                f"Too many wrong passwords for {key!r}.", f"Wait {max(1, round(wait))} s, then try again."
            )
            error.retry_after = wait
            raise error
        known.count += 1
        known.last = now
        if len(self._failures) > _REMEMBERED:
            del self._failures[min((known for known in self._failures if known != key), key=self._weigh)]

    def _weigh(self, key: str) -> tuple[int, float]:
        """What is forgotten first: the fewest failures, of those the oldest."""
        known = self._failures[key]
        return known.count, known.last


def wait_after(failures: int) -> float:
    """Return how many seconds to wait after so many wrong passwords in a row."""
    over = failures - FREE_TRIES
    return 0.0 if over < 0 else min(LONGEST_WAIT, 2.0 ** min(over, 16))


def _as_bytes(password: str) -> bytes:
    return password.encode(errors="surrogatepass")
