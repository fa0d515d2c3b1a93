"""The engine: how it is opened, how SQL reaches it, how its errors are told."""

import contextlib
import os
import queue
import shutil
from collections.abc import Iterator, Mapping, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final

import clickhouse_connect
import pyarrow as pa
from clickhouse_connect.driver.client import Client
from clickhouse_connect.driver.exceptions import ClickHouseError

from seamark.model.errors import Conflict, StorageFull, Unavailable
from seamark.storage.columns.rows import Sql
from seamark.storage.columns.schema import DATABASE, MIGRATIONS, VERSIONS, VERSIONS_TABLE

FROZEN: Final = "frozen"
READERS: Final = 3
READ_SECONDS: Final = 30
"""Longest read; what takes longer is given up."""
_READ_MEMORY_SHARE: Final = 0.6

_FULL: Final = ("NOT_ENOUGH_SPACE", "No space left on device", "Cannot reserve")
_TOO_MUCH: Final = ("TIMEOUT_EXCEEDED", "MEMORY_LIMIT_EXCEEDED", "Timeout exceeded", "memory limit")


class Engine:
    """One client that writes and a few that read, over one chdb path."""

    def __init__(self, path: Path, memory_limit: int) -> None:
        path.mkdir(parents=True, exist_ok=True)
        temporary = path / "tmp"
        temporary.mkdir(exist_ok=True)
        os.environ["TMPDIR"] = str(temporary)
        self.path = path
        self._open: dict[str, Any] = {"interface": "chdb", "path": str(path), "query_limit": 0}
        self._options = {
            "max_server_memory_usage": str(memory_limit),
            "mark_cache_size": str(64 * 2**20),
        }
        self._writer = self._client({"async_insert": 0, "max_insert_threads": 2})
        self._migrate()
        limits = {
            "max_execution_time": READ_SECONDS,
            "max_memory_usage": int(memory_limit * _READ_MEMORY_SHARE),
            "optimize_move_to_prewhere_if_final": 1,
        }
        self._readers: queue.SimpleQueue[Client] = queue.SimpleQueue()
        self._all_readers = [self._client(limits) for _ in range(READERS)]
        for client in self._all_readers:
            self._readers.put(client)

    def _migrate(self) -> None:
        """Bring the schema up to date. Raises Conflict when a newer program wrote it."""
        self.command(f"CREATE DATABASE IF NOT EXISTS {DATABASE}")
        self.command(VERSIONS_TABLE)
        present = int(self.command(f"SELECT max(version) FROM {VERSIONS}") or 0)
        if present > len(MIGRATIONS):
            raise Conflict(
                f"The columns store is of version {present}; this program knows versions up to {len(MIGRATIONS)}.",
                "Start the newer Seamark that wrote it.",
            )
        for number, statements in enumerate(MIGRATIONS[present:], present + 1):
            for statement in statements:
                self.command(statement)
            values = {"version": number, "program": version("seamark"), "engine": str(self._writer.server_version)}
            self.command(
                f"INSERT INTO {VERSIONS} (version, program, engine) "
                "VALUES ({version:UInt32}, {program:String}, {engine:String})",
                values,
            )

    def _client(self, settings: Mapping[str, Any]) -> Client:
        return clickhouse_connect.get_client(**self._open, settings=dict(settings))

    def command(self, text: str, parameters: Mapping[str, Any] | None = None) -> Any:
        """Run a statement that answers with one value or none, by the writing client."""
        with translated():
            return self._writer.command(text, parameters=dict(parameters or {}))

    def insert(self, table: str, rows: pa.Table) -> None:
        """Insert rows; when it returns they are on disk."""
        with translated():
            self._writer.insert_arrow(table, rows)

    def select(self, sql: Sql) -> pa.Table:
        """Run a query by one of the reading clients."""
        client = self._readers.get()
        try:
            with translated():
                return client.query_arrow(sql.text, parameters=sql.parameters)
        finally:
            self._readers.put(client)

    def freeze(self, name: str, tables: Sequence[str], target: Path) -> None:
        """Copy the parts of some tables into ``target/frozen/<table>/<part>``, hard-linked where the
        folders lie on one disk.
        """
        shadow = self.path / "shadow" / name
        try:
            for table in tables:
                self.command(f"ALTER TABLE {table} FREEZE WITH NAME '{name}'")
                places = self.select(
                    Sql(
                        text="SELECT data_paths[1] AS place FROM system.tables WHERE concat(database, '.', name) = {name:String}",
                        parameters={"name": table},
                    )
                )
                place = Path(places.column("place")[0].as_py())
                frozen = shadow / place.relative_to(self.path)
                folder = target / FROZEN / table
                folder.mkdir(parents=True)
                if frozen.exists():
                    for part in frozen.iterdir():
                        shutil.copytree(part, folder / part.name)
        finally:
            shutil.rmtree(shadow, ignore_errors=True)

    def thaw(self, tables: Sequence[str]) -> None:
        """Attach what ``freeze`` wrote below this store's own folder."""
        frozen = self.path / FROZEN
        for table in tables:
            places = self.select(
                Sql(
                    text="SELECT data_paths[1] AS place FROM system.tables WHERE concat(database, '.', name) = {name:String}",
                    parameters={"name": table},
                )
            )
            detached = Path(places.column("place")[0].as_py()) / "detached"
            detached.mkdir(exist_ok=True)
            for part in sorted((frozen / table).iterdir()) if (frozen / table).exists() else ():
                shutil.move(part, detached / part.name)
                self.command(f"ALTER TABLE {table} ATTACH PART '{part.name}'")
        shutil.rmtree(frozen)

    def close(self) -> None:
        """Close all clients; with the last of them the engine lets the path go."""
        for client in (*self._all_readers, self._writer):
            client.close()


@contextlib.contextmanager
def translated() -> Iterator[None]:
    """Tell the engine's errors in our words."""
    try:
        yield
    except (ClickHouseError, RuntimeError) as error:
        text = str(error)
        if any(sign in text for sign in _FULL):
            raise StorageFull(
                "The disk of the server is full.", "Free space; clients send again by themselves."
            ) from error
        if any(sign in text for sign in _TOO_MUCH):
            raise Unavailable("The question took too long or too much memory.", "Ask for less at once.") from error
        raise
