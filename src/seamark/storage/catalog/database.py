"""Connections to the catalog: many readers, one writer, and writes that wait share one commit."""

import errno
import sqlite3
import threading
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final, Generic, TypeVar

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DataError, DBAPIError, IntegrityError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from seamark.model.errors import Conflict, InvalidValue, SeamarkError, StorageFull, Unavailable

T = TypeVar("T")

_ATTEMPTS: Final = 3
_FULL_STATES: Final = frozenset({"53100", "53200"})


@dataclass(slots=True)
class _Job(Generic[T]):
    """A write that waits; ``results`` has its one result once its commit is on disk."""

    work: Callable[[Connection], T]
    results: list[T]
    is_alone: bool = False


class Database:
    """Runs reads at once and writes in turn.

    A write that finds the writer busy waits; whoever gets the writer next runs all that wait in
    one transaction and syncs once for all. When that fails, each runs again by itself under its own
    caller, so work must change nothing but the database.
    """

    def __init__(self, writer: Engine, reader: Engine) -> None:
        self._writer = writer
        self._reader = reader
        self._lock = threading.Lock()
        self._waiting: deque[_Job[object]] = deque()

    @property
    def dialect(self) -> str:
        """``sqlite`` or ``postgresql``."""
        return self._reader.dialect.name

    def read(self, work: Callable[[Connection], T]) -> T:
        """Run a query."""
        for attempt in range(_ATTEMPTS):
            try:
                with self._reader.connect() as connection:
                    return work(connection)
            except DBAPIError as error:
                if error.connection_invalidated and attempt < _ATTEMPTS - 1:
                    continue
                raise translate(error) from error
            except (SQLAlchemyError, UnicodeEncodeError, OverflowError) as error:
                raise translate(error) from error
        raise AssertionError

    def write(self, work: Callable[[Connection], T]) -> T:
        """Run a change; when this returns it is on disk."""
        job: _Job[T] = _Job(work, [])
        self._waiting.append(job)  # type: ignore[arg-type]  # jobs of all results wait in one line
        with self._lock:
            if not job.results:
                self._run_group(job)
        return job.results[0]

    def _run_group(self, own: _Job[T]) -> None:
        if not own.is_alone:  # so it still waits in line, and is in the group
            group = [self._waiting.popleft() for _ in range(len(self._waiting))]
            if len(group) > 1 and self._run_together(group):
                return
        self._run_alone(own)

    def _run_together(self, group: list[_Job[object]]) -> bool:
        for job in group:
            job.is_alone = True
        try:
            with self._writer.begin() as connection:
                results = [job.work(connection) for job in group]
        except (SeamarkError, SQLAlchemyError, UnicodeEncodeError, OverflowError):
            return False
        for job, result in zip(group, results, strict=True):
            job.results.append(result)
        return True

    def _run_alone(self, job: _Job[T]) -> None:
        for attempt in range(_ATTEMPTS):
            committing = False
            try:
                with self._writer.begin() as connection:
                    result = job.work(connection)
                    committing = True
            except IntegrityError as error:
                # Another process made the same row in between: now the work finds it.
                if attempt == _ATTEMPTS - 1:
                    raise translate(error) from error
            except DBAPIError as error:
                if committing or not error.connection_invalidated or attempt == _ATTEMPTS - 1:
                    raise translate(error) from error
            except (SQLAlchemyError, UnicodeEncodeError, OverflowError) as error:
                raise translate(error) from error
            else:
                job.results.append(result)
                return

    @contextmanager
    def raw_sqlite(self) -> Iterator[sqlite3.Connection]:
        """Lend a connection of SQLite's own kind."""
        connection = self._reader.raw_connection()
        try:
            assert isinstance(connection.driver_connection, sqlite3.Connection)
            yield connection.driver_connection
        finally:
            connection.close()

    def close(self) -> None:
        """Close all connections, once the write that runs has ended."""
        with self._lock:
            self._writer.dispose()
            self._reader.dispose()


def translate(error: SQLAlchemyError | UnicodeEncodeError | OverflowError) -> SeamarkError:
    """Return a failure of the engine as one of ours."""
    if isinstance(error, UnicodeEncodeError):
        return InvalidValue("A text has a lone surrogate.", "Send valid Unicode.")
    if isinstance(error, OverflowError | DataError):
        return InvalidValue("A value is beyond what the catalog holds.", "Send integers of 64 bits, texts without NUL.")
    if isinstance(error, IntegrityError):
        return Conflict(f"The catalog refuses this: {error.orig}.", "Look at what is there, then try again.")
    if isinstance(error, DBAPIError):
        if _is_full(error.orig):
            return StorageFull("The disk of the catalog is full.", "Make room on the server, then try again.")
        return Unavailable(f"The catalog does not answer: {error.orig}.", "Try again; the server's log says more.")
    if isinstance(error, PoolTimeout):
        return Unavailable("The catalog is busy.", "Try again.")
    return Unavailable(f"The catalog failed: {error}.", "Try again; the server's log says more.")


def _is_full(error: BaseException | None) -> bool:
    if isinstance(error, sqlite3.Error):
        return getattr(error, "sqlite_errorcode", None) == sqlite3.SQLITE_FULL
    if isinstance(error, OSError):
        return error.errno in {errno.ENOSPC, errno.EDQUOT}
    return getattr(error, "sqlstate", None) in _FULL_STATES
