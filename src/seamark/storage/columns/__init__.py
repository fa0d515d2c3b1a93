"""Field values, points, lines, statistics and file rows, in the ClickHouse engine."""

from seamark.storage.columns.copies import thaw
from seamark.storage.columns.dialect import choose_dialect
from seamark.storage.columns.engine import Engine
from seamark.storage.columns.protocol import Columns
from seamark.storage.columns.store import EngineColumns

__all__ = ["open_columns"]


def open_columns(url: str, *, memory_limit: int = 600 * 2**20) -> Columns:
    """Open the columns store, making or migrating it where needed; a frozen copy becomes a store.

    Args:
        url: ``chdb:///absolute/path``; ``clickhouse://host:8123`` is meant to work and untried.
        memory_limit: Bytes that the engine may take.

    Raises:
        InvalidValue: the URL is of no known engine.
        Conflict: a newer program wrote the store.
        StoreInUse: another process has it open, or this one has another store open.
    """
    engine = Engine(choose_dialect(url, memory_limit), memory_limit)
    try:
        thaw(engine)
        engine.migrate()
        return EngineColumns(engine)
    except BaseException:
        engine.close()
        raise
