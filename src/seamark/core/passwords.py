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
"""So many wrong passwords from one address cost nothing; each further one doubles the wait."""
LONGEST_WAIT: Final = 60.0
FREE_TRIES_OF_ALL: Final = 100
"""So many from all addresses together cost nothing."""
LONGEST_WAIT_OF_ALL: Final = 5.0
"""Short, so that the right password gets through while others guess."""
FORGET_SECONDS: Final = 60.0
"""For each such time without a try, one wrong password is forgotten."""
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


class _Brake:
    """Wrong passwords, counted by some key; what is counted longest ago and least is dropped first."""

    def __init__(self, free: int, longest: float) -> None:
        self._free = free
        self._longest = longest
        self._known: dict[tuple[str, ...], _Failures] = {}

    def find_wait(self, key: tuple[str, ...], now: float) -> float:
        """Return how many seconds are to pass before the next try."""
        known = self._known.get(key)
        return 0.0 if known is None else wait_after(known.count, self._free, self._longest) - (now - known.last)

    def count(self, key: tuple[str, ...], now: float) -> None:
        known = self._known.setdefault(key, _Failures(0, now))
        known.count = max(0, known.count - int((now - known.last) // FORGET_SECONDS)) + 1
        known.last = now
        if len(self._known) > _REMEMBERED:
            del self._known[min((other for other in self._known if other != key), key=self._weigh)]

    def release(self, key: tuple[str, ...]) -> None:
        self._known.pop(key, None)

    def _weigh(self, key: tuple[str, ...]) -> tuple[int, float]:
        known = self._known[key]
        return known.count, known.last


class Passwords:
    """Hashes and checks passwords; counts failures in memory.

    They are counted by name and address, so that whoever guesses at a name slows down only the
    address that they guess from. Against guesses from many addresses there is one more count by name
    alone, with many free tries and a short wait, which one address cannot exhaust: it forgets as fast
    as an address may try. Behind a proxy all come from the proxy's address; there the two are one.
    """

    def __init__(self) -> None:
        self._hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1_024, parallelism=1)
        self._nobody = self._hasher.hash("nobody has this password")
        self._turns = threading.Semaphore(_AT_ONCE)
        self._line = threading.Semaphore(_IN_LINE)
        self._lock = threading.Lock()
        self._near = _Brake(FREE_TRIES, LONGEST_WAIT)
        self._all = _Brake(FREE_TRIES_OF_ALL, LONGEST_WAIT_OF_ALL)

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

    def check(self, name: str, password: str, hashed: str, address: str = "") -> bool:
        """Say whether a password is right; an empty hash is nobody's, and takes as long to find out.

        Raises:
            Unavailable: too many wrong ones lately, or too many are being checked.
        """
        if len(password) > _LONGEST:
            return False
        key = name.casefold()[:_LONGEST]
        with self._stand_in_line():
            with self._lock:
                self._count_try(key, address)
            matches = self._verify(password, hashed or self._nobody) and bool(hashed)
        if matches:
            with self._lock:
                self._near.release((key, address))
                self._all.release((key,))
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

    def _count_try(self, name: str, address: str) -> None:
        """Count a try as a failure until it is known to be right: tries at once cannot slip through."""
        now = time.monotonic()
        wait = max(self._near.find_wait((name, address), now), self._all.find_wait((name,), now))
        if wait > 0:
            error = Unavailable(
                f"Too many wrong passwords for {name!r}.", f"Wait {max(1, round(wait))} s, then try again."
            )
            error.retry_after = wait
            raise error
        self._near.count((name, address), now)
        self._all.count((name,), now)


def wait_after(failures: int, free: int = FREE_TRIES, longest: float = LONGEST_WAIT) -> float:
    """Return how many seconds to wait after so many wrong passwords in a row."""
    over = failures - free
    return 0.0 if over < 0 else min(longest, 2.0 ** min(over, 16))


def _as_bytes(password: str) -> bytes:
    return password.encode(errors="surrogatepass")
