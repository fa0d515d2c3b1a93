"""The engine: how SQL reaches it, how its errors are told, how its schema is brought up to date."""

import contextlib
import os
import queue
import re
import threading
import uuid
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from functools import partial
from importlib.metadata import version
from typing import Any, Final

import pyarrow as pa
from clickhouse_connect.driver.client import Client
from clickhouse_connect.driver.exceptions import ClickHouseError

from seamark.model.errors import Conflict, InvalidQuery, SeamarkError, StorageFull, Unavailable
from seamark.storage.asker import ASKER, gave_up
from seamark.storage.columns.dialect import Dialect
from seamark.storage.columns.rows import Sql
from seamark.storage.columns.schema import DATABASE, MIGRATIONS, VERSIONS, VERSIONS_TABLE

READERS: Final = 3
INSERTERS: Final = 2
"""Tables of a commit that are written at once: a small insert is mostly work of one processor."""
READ_SECONDS: Final = 30
"""Longest read; what takes longer is given up."""
_READ_MEMORY_SHARE: Final = 0.6

_FULL: Final = ("NOT_ENOUGH_SPACE", "No space left on device", "Cannot reserve")
_PATTERN: Final = re.compile(r"cannot compile re2: (.*?)\. Look at", re.DOTALL)
_STOPPED: Final = "QUERY_WAS_CANCELLED"
_TOO_MUCH: Final = ("TIMEOUT_EXCEEDED", "MEMORY_LIMIT_EXCEEDED", "Timeout exceeded", "memory limit")


class Engine:
    """One client that writes, a few that read, one that stops them and one for upkeep, over one store."""

    def __init__(self, dialect: Dialect, memory_limit: int) -> None:
        self.dialect = dialect
        self.writing = threading.RLock()
        """Held for a whole commit, and by whoever must not see half of one."""
        self._outer_temporary = os.environ.get("TMPDIR")
        if dialect.folder is not None:
            temporary = dialect.folder / "tmp"
            temporary.mkdir(parents=True, exist_ok=True)
            os.environ["TMPDIR"] = str(temporary)
        self._clients: list[Client] = []
        self._beside = ThreadPoolExecutor(INSERTERS - 1, "seamark-insert")
        try:
            self._open(int(memory_limit * _READ_MEMORY_SHARE))
        except BaseException:
            self.close()
            raise

    def _open(self, memory: int) -> None:
        limits = {
            "async_insert": 0,
            "max_memory_usage": memory,
            "optimize_move_to_prewhere_if_final": 1,
            # By its default of 1 GiB the engine uses one thread only within limits as small as ours.
            "max_threads_min_free_memory_per_thread": 0,
        }
        self._writer = self._open_client({"async_insert": 0})
        self._inserters: queue.SimpleQueue[Client] = queue.SimpleQueue()
        for _ in range(INSERTERS):
            self._inserters.put(self._open_client({"async_insert": 0}))
        self._surveyor = self._open_client(limits | {"max_execution_time": 0})
        self._stopper = self._open_client({})
        self._readers: queue.SimpleQueue[Client] = queue.SimpleQueue()
        for _ in range(READERS):
            self._readers.put(self._open_client(limits | {"max_execution_time": READ_SECONDS}))
        self.command(f"CREATE DATABASE IF NOT EXISTS {DATABASE}")
        self.command(VERSIONS_TABLE)

    def _open_client(self, settings: Mapping[str, Any]) -> Client:
        client = self.dialect.open_client(settings)
        self._clients.append(client)
        return client

    def read_version(self) -> int:
        """Return the version of the schema that is there. Raises Conflict when a newer program made it."""
        present = int(self.command(f"SELECT max(version) FROM {VERSIONS}") or 0)
        if present > len(MIGRATIONS):
            raise Conflict(
                f"The columns store is of version {present}; this program knows versions up to {len(MIGRATIONS)}.",
                "Start the newer Seamark that wrote it.",
            )
        return present

    def migrate(self, target: int = len(MIGRATIONS)) -> None:
        """Bring the schema up to a version."""
        present = self.read_version()
        for number, statements in enumerate(MIGRATIONS[present:target], present + 1):
            for statement in statements:
                self.command(statement)
            values = {"version": number, "program": version("seamark"), "engine": str(self._writer.server_version)}
            self.command(
                f"INSERT INTO {VERSIONS} (version, program, engine) "
                "VALUES ({version:UInt32}, {program:String}, {engine:String})",
                values,
            )

    def command(self, text: str, parameters: Mapping[str, Any] | None = None) -> Any:
        """Run a statement that answers with one value or none, by the writing client."""
        with asking(self._writer):
            return self._writer.command(text, parameters=dict(parameters or {}))

    def insert(self, table: str, rows: pa.Table) -> None:
        """Insert rows; when it returns they are on disk."""
        client = self._inserters.get()
        try:
            with asking(client):
                client.insert_arrow(table, rows)
        finally:
            self._inserters.put(client)

    def insert_all(self, tables: Sequence[tuple[str, pa.Table]]) -> None:
        """Insert rows into several tables, two at once; it returns or raises when none is under way."""
        rest = [self._beside.submit(self.insert, *one) for one in tables[1:]]
        try:
            if tables:
                self.insert(*tables[0])
        finally:
            wait(rest)
        for one in rest:
            one.result()

    def select(self, sql: Sql) -> pa.Table:
        """Run a query by one of the reading clients."""
        client = self._readers.get()
        try:
            with self.asked(client, sql.text) as text:
                return client.query_arrow(text, parameters=sql.parameters)
        finally:
            self._readers.put(client)

    @contextlib.contextmanager
    def asked(self, client: Client, text: str) -> Iterator[str]:
        """Ask one client one thing, on behalf of who waits for it: yields the text to send. It is stopped when they
        leave; by a mark in the text it is found among all that runs.
        """
        asker = ASKER.get()
        if asker is None:
            with asking(client):
                yield text
            return
        mark = uuid.uuid4().hex
        with asker.waiting(partial(self._stop, mark)), asking(client):
            yield f"{text}\n-- {mark}"

    def _stop(self, mark: str) -> None:
        with asking(self._stopper):
            self._stopper.command(
                "KILL QUERY WHERE position(query, {mark:String}) > 0 ASYNC", parameters={"mark": mark}
            )

    @contextlib.contextmanager
    def hold(self) -> "Iterator[Holder]":
        """Hold one of the reading clients for several statements, which may make temporary tables."""
        client = self._readers.get()
        holder = Holder(self, client)
        try:
            yield holder
        finally:
            try:
                holder.drop()
            finally:
                self._readers.put(client)

    def survey(self, sql: Sql) -> pa.Table:
        """Run a query of upkeep, which may take as long as it needs."""
        with asking(self._surveyor):
            return self._surveyor.query_arrow(sql.text, parameters=sql.parameters)

    def close(self) -> None:
        """Close all clients; with the last of them the engine lets the folder go."""
        self._beside.shutdown()
        while self._clients:
            self._clients.pop().close()
        if self._outer_temporary is None:
            os.environ.pop("TMPDIR", None)
        else:
            os.environ["TMPDIR"] = self._outer_temporary


class Holder:
    """A reading client and the temporary tables that were made with it; they are gone when it is given back."""

    def __init__(self, engine: Engine, client: Client) -> None:
        self._engine = engine
        self._client = client
        self._tables: list[str] = []

    def make(self, table: str, sql: Sql) -> None:
        """Make a temporary table, in memory, of what a query yields."""
        self._tables.append(table)
        with self._engine.asked(self._client, f"CREATE TEMPORARY TABLE {table} ENGINE = Memory AS {sql.text}") as text:
            self._client.command(text, sql.parameters)

    def select(self, sql: Sql) -> pa.Table:
        """Run a query."""
        with self._engine.asked(self._client, sql.text) as text:
            return self._client.query_arrow(text, parameters=sql.parameters)

    def drop(self) -> None:
        """Remove the tables."""
        while self._tables:
            with asking(self._client):
                self._client.command(f"DROP TEMPORARY TABLE IF EXISTS {self._tables.pop()}")


@contextlib.contextmanager
def asking(client: Client) -> Iterator[None]:
    """Ask one client one thing, and tell the engine's errors in our words.

    The embedded engine (26.9) keeps what it had written of an answer when it failed, and puts it in front of the
    client's next one. So a failure is followed by a question of which the answer is thrown away.
    """
    try:
        yield
    except (ClickHouseError, RuntimeError, OSError) as error:
        with contextlib.suppress(ClickHouseError, RuntimeError, OSError):
            client.raw_query("SELECT 1", fmt="TabSeparated")
        told = reword(str(error))
        if told is None:
            raise
        raise told from error


def reword(text: str) -> SeamarkError | None:
    """Return our own error for what the engine says; None for what nobody can do anything about."""
    if any(sign in text for sign in _FULL):
        return StorageFull("The disk of the server is full.", "Free space; clients send again by themselves.")
    if _STOPPED in text:
        return gave_up()
    if any(sign in text for sign in _TOO_MUCH):
        return Unavailable("The question took too long or too much memory.", "Ask for less at once.")
    found = _PATTERN.search(text)
    if found is not None:
        return InvalidQuery(
            f"A pattern does not compile: {found[1]}.", "Patterns are RE2: no look-around, no back-references."
        )
    return None
