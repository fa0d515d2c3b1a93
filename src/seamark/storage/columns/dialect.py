"""How each kind of engine is opened: all that differs between the embedded one and a server."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import urlsplit

import clickhouse_connect
from clickhouse_connect.driver.client import Client
from clickhouse_connect.driver.exceptions import ClickHouseError

from seamark.model.errors import InvalidValue, StoreInUse, Unavailable

_MARK_CACHE = 64 * 2**20
_INDEX_MARK_CACHE = 16 * 2**20


class Dialect(Protocol):
    """Opens clients of one engine."""

    @property
    def folder(self) -> Path | None:
        """Where the engine keeps its files, if that is on this machine."""

    def open_client(self, settings: Mapping[str, Any]) -> Client:
        """Open a client. Raises StoreInUse and Unavailable."""


@dataclass(frozen=True, slots=True)
class Embedded:
    """The engine in this process; one process opens a folder, and one folder at a time."""

    folder: Path
    memory_limit: int

    def open_client(self, settings: Mapping[str, Any]) -> Client:
        """Open a client; the first one of a process starts the engine with its limits."""
        options = {
            "max_server_memory_usage": self.memory_limit,
            "mark_cache_size": _MARK_CACHE,
            "index_mark_cache_size": _INDEX_MARK_CACHE,
        }
        try:
            return clickhouse_connect.get_client(
                interface="chdb", path=str(self.folder), query_limit=0, chdb_options=options, settings=dict(settings)
            )
        except ClickHouseError as error:
            if "EmbeddedServer" not in str(error):
                raise
            raise StoreInUse(
                f"The columns store {self.folder} cannot be opened: another process has it open, or this one has "
                "another store open.",
                "Stop the other server first.",
            ) from error


@dataclass(frozen=True, slots=True)
class Server:
    """A ClickHouse server. Written for, and not yet run against one."""

    url: str

    @property
    def folder(self) -> None:
        """A server's files are out of reach."""
        return

    def open_client(self, settings: Mapping[str, Any]) -> Client:
        """Open a client over HTTP; writes of one client are read by all others at once."""
        consistent = {"insert_deduplicate": 0, "select_sequential_consistency": 1}
        try:
            return clickhouse_connect.get_client(dsn=self.url, query_limit=0, settings=consistent | dict(settings))
        except ClickHouseError as error:
            raise Unavailable(f"The columns store does not answer: {error}", "Start ClickHouse, try again.") from error


def choose_dialect(url: str, memory_limit: int) -> Dialect:
    """Return what opens the store at ``url``. Raises InvalidValue."""
    parts = urlsplit(url)
    if parts.scheme == "chdb" and parts.path:
        return Embedded(Path(parts.path), memory_limit)
    if parts.scheme in {"clickhouse", "clickhouses"} and parts.hostname:
        return Server(url)
    raise InvalidValue(
        f"{parts.scheme or url}:// is no columns store.", "Use chdb:///absolute/path or clickhouse://host:8123."
    )
