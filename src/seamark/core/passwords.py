"""Passwords: Argon2, and patience with whoever guesses."""

import threading
import time
from collections import OrderedDict
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
        self._lock = threading.Lock()
        self._failures: OrderedDict[str, _Failures] = OrderedDict()

    def hash(self, password: str) -> str:
        """Return what is kept of a password. Raises InvalidValue when it is too short or too long."""
        if not _SHORTEST <= len(password) <= _LONGEST:
            raise InvalidValue(
                f"The password has {len(password)} characters.", f"Choose {_SHORTEST} to {_LONGEST}.", path="password"
            )
        with self._turns:
            return self._hasher.hash(_as_bytes(password))

    def check(self, name: str, password: str, hashed: str) -> bool:
        """Say whether a password is right; an empty hash is nobody's, and takes as long to find out.

        Raises:
            Unavailable: too many wrong ones lately.
        """
        key = name.casefold()[:_LONGEST]
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

    def _verify(self, password: str, hashed: str) -> bool:
        if len(password) > _LONGEST:
            return False
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
        while len(self._failures) > _REMEMBERED:
            self._failures.popitem(last=False)


def wait_after(failures: int) -> float:
    """Return how many seconds to wait after so many wrong passwords in a row."""
    over = failures - FREE_TRIES
    return 0.0 if over < 0 else min(LONGEST_WAIT, 2.0 ** min(over, 16))


def _as_bytes(password: str) -> bytes:
    return password.encode(errors="surrogatepass")
