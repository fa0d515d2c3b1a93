"""The stores as upkeep sees them."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field

from seamark.storage.blobs import Blobs
from seamark.storage.catalog.protocol import Catalog
from seamark.storage.columns.protocol import Columns


def at_once(work: Callable[[], None]) -> None:
    """Do something now: nobody writes."""
    work()


@dataclass(frozen=True, slots=True)
class Stores:
    """The three stores. Whoever removes anything, or copies, holds ``pause``: while a back-up is
    taken nothing that it refers to goes.
    """

    catalog: Catalog
    columns: Columns
    blobs: Blobs
    pause: threading.Lock = field(default_factory=threading.Lock)
    between_commits: Callable[[Callable[[], None]], None] = at_once
    """Does something while no commit is written."""
