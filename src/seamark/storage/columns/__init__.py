"""Field values, points, lines, statistics and file rows, in the ClickHouse engine."""

from pathlib import Path
from urllib.parse import urlsplit

from seamark.model.errors import InvalidValue
from seamark.storage.columns.engine import FROZEN, Engine
from seamark.storage.columns.protocol import Columns
from seamark.storage.columns.schema import ALL
from seamark.storage.columns.store import EngineColumns

__all__ = ["open_columns"]


def open_columns(url: str, *, memory_limit: int = 600 * 2**20) -> Columns:
    """Open the columns store, making or migrating it where needed.

    Args:
        url: ``chdb:///absolute/path``.
        memory_limit: Bytes that the engine may take.

    Raises:
        InvalidValue: the URL is of no known engine.
        Conflict: a newer program wrote the store.
    """
    parts = urlsplit(url)
    if parts.scheme != "chdb" or not parts.path:
        raise InvalidValue(f"{parts.scheme}:// is no columns store.", "Use chdb:///absolute/path.")
    engine = Engine(Path(parts.path), memory_limit)
    if (engine.path / FROZEN).exists():
        engine.thaw(ALL)
    return EngineColumns(engine)
