"""Clean-up: rows of fields that were cleared or deleted, uploads that nobody goes on with, blobs that
nothing refers to.
"""

import asyncio
import logging
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from seamark.core.rounds import repeat
from seamark.core.upkeep.stores import Stores

if TYPE_CHECKING:
    from seamark.core.assembly import Core

SPARED_SECONDS: Final = 24 * 3600
"""What was touched so lately stays: it may be on its way into a field."""
UPLOAD_SECONDS: Final = 7 * 24 * 3600
"""An upload that was left alone for so long is dropped."""
EVERY_SECONDS: Final = 6 * 3600
"""So often a running server cleans up."""

_log: Final = logging.getLogger("seamark.upkeep")


@dataclass(frozen=True, slots=True)
class Cleaned:
    """What a clean-up did."""

    freed: int
    """Bytes of blobs that are gone."""
    uploads: int
    """Uploads that were dropped."""
    rows: int
    """Rows of generations before the present one that are gone."""


def clean_up(stores: Stores, *, spared_seconds: float = SPARED_SECONDS) -> Cleaned:
    """Remove what nobody can see any more, and then the blobs that no row and no upload refers to;
    waits while a back-up is taken.
    """
    with stores.pause:
        moment = time.time()
        rows = stores.columns.purge()
        dropped = _drop_uploads(stores, moment - UPLOAD_SECONDS)
        freed = stores.blobs.sweep(find_referred(stores), moment - spared_seconds)
        return Cleaned(freed, dropped, rows)


def find_referred(stores: Stores) -> set[str]:
    """Return the digests of all blobs that something refers to."""
    catalog = stores.catalog
    referred = {*stores.columns.digests(), *catalog.artifacts.digests(), *catalog.notebooks.digests()}
    end_of_time = 2**63 - 1
    referred.update(upload.digest for upload in stores.catalog.uploads.stale(end_of_time) if upload.complete)
    return referred


def _drop_uploads(stores: Stores, before: float) -> int:
    stale = stores.catalog.uploads.stale(int(before * 1e6))
    for upload in stale:
        stores.blobs.drop(upload.id)
    stores.catalog.uploads.drop([upload.id for upload in stale])
    return len(stale)


async def keep_clean(core: "Core") -> None:
    """Clean up every few hours, until cancelled."""
    stores = Stores(core.catalog, core.columns, core.blobs, core.pause)

    async def clean() -> None:
        cleaned = await asyncio.to_thread(clean_up, stores)
        _log.info("clean-up freed %d bytes, %d uploads, %d rows", cleaned.freed, cleaned.uploads, cleaned.rows)

    await repeat("Clean-up", EVERY_SECONDS, clean)
