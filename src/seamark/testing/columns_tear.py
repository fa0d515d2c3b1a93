"""A commit that is cut off: what a kill between two of its tables leaves behind."""

import contextlib
import threading
from collections.abc import Iterator

import pyarrow as pa

from seamark.storage.columns.derived import Derived
from seamark.storage.columns.protocol import Columns
from seamark.storage.columns.store import EngineColumns


class Torn(BaseException):
    """Stands for the kill; nothing catches it on the way."""


@contextlib.contextmanager
def tearing(store: Columns, after: int) -> Iterator[None]:
    """Let the store write ``after`` tables, those that may wait among them, and then be killed; to be
    reopened afterwards.
    """
    assert isinstance(store, EngineColumns)
    store.settle()
    engine = store._engine  # noqa: SLF001 - no protocol has a door for this
    insert = engine.insert
    left = after
    lock = threading.Lock()

    def insert_some(table: str, rows: pa.Table) -> None:
        nonlocal left
        with lock:
            if left == 0:
                raise Torn
            left -= 1
        insert(table, rows)

    engine.insert = insert_some  # type: ignore[method-assign]
    try:
        with contextlib.suppress(Torn):
            yield
            store.settle()
    finally:
        engine.insert = insert  # type: ignore[method-assign]
        kill(store)


def kill(store: Columns) -> None:
    """Lose what a kill loses: the rows that wait in memory. To be reopened afterwards."""
    assert isinstance(store, EngineColumns)
    store._derived = Derived(store._engine)  # noqa: SLF001 - no protocol has a door for this
