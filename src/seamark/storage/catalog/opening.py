"""Opening the catalog by its URL."""

import contextlib
import os
import sqlite3
import time
from pathlib import Path
from typing import Any, Final

from sqlalchemy import URL, Engine, create_engine, event, inspect, make_url, text
from sqlalchemy.exc import ArgumentError, SQLAlchemyError
from sqlalchemy.pool import StaticPool

from seamark.model.errors import Conflict, InvalidValue
from seamark.storage.catalog.artifacts import SqlArtifacts
from seamark.storage.catalog.database import Database, translate
from seamark.storage.catalog.edits import SqlEdits
from seamark.storage.catalog.members import SqlMembers
from seamark.storage.catalog.notebooks import SqlNotebooks
from seamark.storage.catalog.objects import SqlObjects
from seamark.storage.catalog.people import SqlPeople
from seamark.storage.catalog.projects import SqlProjects
from seamark.storage.catalog.protocol import (
    Artifacts,
    Catalog,
    Edits,
    Members,
    Notebooks,
    Objects,
    People,
    Projects,
    Removals,
    Server,
    Sessions,
    Uploads,
    Views,
)
from seamark.storage.catalog.removals import SqlRemovals
from seamark.storage.catalog.schema import VERSION_TABLE
from seamark.storage.catalog.server import SqlServer
from seamark.storage.catalog.sessions import SqlSessions
from seamark.storage.catalog.uploads import SqlUploads
from seamark.storage.catalog.views import SqlViews
from seamark.storage.migrations import HEAD

_BUSY_SECONDS: Final = 10.0
_RETRY_SECONDS: Final = 0.005
_READERS: Final = 16
_CONNECT_SECONDS: Final = 10


def open_catalog(url: str) -> Catalog:
    """Open the catalog at ``sqlite:///path`` or ``postgresql+psycopg://…`` and migrate it.

    Raises:
        InvalidValue: the URL is none of these.
        Conflict: a newer program has written it.
        Unavailable: it cannot be reached.
    """
    place = _read_url(url)
    writer, reader = _sqlite_engines(place) if place.drivername == "sqlite" else _postgres_engines(place)
    database = Database(writer, reader)
    with contextlib.ExitStack() as undo:
        undo.callback(database.close)
        try:
            if not is_current(writer):
                from seamark.storage.catalog.migrate import migrate  # a quarter of the start's time

                migrate(writer)
        except SQLAlchemyError as error:
            raise translate(error) from error
        undo.pop_all()
    return SqlCatalog(database, place)


def is_current(engine: Engine) -> bool:
    """Say whether the newest migration has run."""
    with engine.connect() as connection:
        if not inspect(connection).has_table(VERSION_TABLE):
            return False
        return connection.execute(text(f"SELECT version_num FROM {VERSION_TABLE}")).scalar() == HEAD  # noqa: S608 - a constant


class SqlCatalog:
    """The catalog over one SQL database."""

    def __init__(self, database: Database, place: URL) -> None:
        self._database = database
        self._place = place
        self.projects: Projects = SqlProjects(database)
        self.objects: Objects = SqlObjects(database)
        self.sessions: Sessions = SqlSessions(database)
        self.people: People = SqlPeople(database)
        self.members: Members = SqlMembers(database)
        self.uploads: Uploads = SqlUploads(database)
        self.artifacts: Artifacts = SqlArtifacts(database)
        self.notebooks: Notebooks = SqlNotebooks(database)
        self.views: Views = SqlViews(database)
        self.edits: Edits = SqlEdits(database)
        self.removals: Removals = SqlRemovals(database)
        self.server: Server = SqlServer(database)

    def backup(self, target: Path) -> None:
        """Write a consistent copy to a file that does not exist yet, while writing goes on.

        Raises:
            Conflict: the file exists, or PostgreSQL holds the catalog.
        """
        if self._place.drivername != "sqlite":
            raise Conflict("The catalog lies in PostgreSQL.", "Back it up with pg_dump.")
        try:
            os.close(os.open(target, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
        except FileExistsError:
            raise Conflict(f"{target} exists.", "Choose a file that does not.") from None
        with contextlib.closing(sqlite3.connect(target)) as copy, self._database.raw_sqlite() as source:
            source.backup(copy)
            copy.execute("PRAGMA journal_mode = DELETE")

    def size(self) -> int:
        """Bytes on disk."""
        if self._place.drivername == "sqlite":
            path = self._place.database or ""
            files = [Path(path + end) for end in ("", "-wal", "-shm")]
            return sum(file.stat().st_size for file in files if file.exists())
        return int(
            self._database.read(lambda c: c.exec_driver_sql("SELECT pg_database_size(current_database())").scalar_one())
        )

    def close(self) -> None:
        """Close all connections."""
        self._database.close()


def _read_url(text: str) -> URL:
    with contextlib.suppress(ArgumentError):
        url = make_url(text)
        if url.drivername == "sqlite" and url.database:
            return url
        if url.drivername in {"postgresql", "postgresql+psycopg"}:
            return url.set(drivername="postgresql+psycopg")
    raise InvalidValue(
        "The catalog's URL is not understood.",
        "Use sqlite:////absolute/path/catalog.db or postgresql+psycopg://user@host/name.",
    )


def _sqlite_engines(url: URL) -> tuple[Engine, Engine]:
    path = Path(url.database or "")
    path.parent.mkdir(parents=True, exist_ok=True)
    os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))  # it has password hashes in it
    arguments = {"check_same_thread": False, "timeout": _BUSY_SECONDS}
    writer = create_engine(url, poolclass=StaticPool, connect_args=arguments)
    reader = create_engine(
        url, connect_args=arguments, isolation_level="AUTOCOMMIT", pool_size=_READERS, max_overflow=_READERS
    )
    for engine in (writer, reader):
        event.listen(engine, "connect", _set_pragmas)

    @event.listens_for(writer, "begin")
    def begin(connection: Any) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    return writer, reader


def _set_pragmas(connection: Any, record: object) -> None:
    del record
    connection.isolation_level = None  # transactions are begun by us, also around DDL
    _set_wal(connection)
    for pragma in ("synchronous = FULL", "foreign_keys = ON", "temp_store = MEMORY"):
        connection.execute(f"PRAGMA {pragma}")


def _set_wal(connection: Any) -> None:
    """Switch the file to its write-ahead log, once for its whole life.

    Two connections that switch a fresh file at once fail at once: SQLite does not wait its timeout where
    a wait could be a deadlock. So the wait is here.
    """
    until = time.monotonic() + _BUSY_SECONDS
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() > until:
                raise
            time.sleep(_RETRY_SECONDS)
        else:
            return


def _postgres_engines(url: URL) -> tuple[Engine, Engine]:
    arguments = {"connect_timeout": _CONNECT_SECONDS, "application_name": "seamark"}
    writer = create_engine(url, connect_args=arguments, pool_size=1, max_overflow=0)
    reader = create_engine(
        url, connect_args=arguments, isolation_level="AUTOCOMMIT", pool_size=_READERS, max_overflow=_READERS
    )
    return writer, reader
