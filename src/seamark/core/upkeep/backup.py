"""Back-up: a copy of all stores into a new folder, while the server goes on.

Columns, then catalog, then blobs: what is copied later may know more, so every reference in the copy
is met. Clean-up pauses meanwhile.
"""

import contextlib
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import msgspec

from seamark.core.ingest.commit import CLEAN_MARK
from seamark.core.upkeep.cleaning import find_referred
from seamark.core.upkeep.manifest import NAME, Manifest, describe
from seamark.core.upkeep.stores import Stores
from seamark.model.errors import Conflict, FileMissing, InvalidValue
from seamark.storage.catalog import open_catalog


def backup(stores: Stores, folder: Path) -> Manifest:
    """Copy the stores into ``folder``, which is new or empty.

    Raises:
        Conflict: the folder has something in it, or the catalog is not ours to copy.
        InvalidValue: the folder cannot be made.
    """
    with stores.pause, _filling(folder):
        mark = stores.catalog.server.facts().get(CLEAN_MARK, "0")
        (folder / "columns").mkdir()
        stores.columns.freeze(folder / "columns")
        stores.catalog.backup(folder / "catalog.db")
        _settle(folder / "catalog.db", mark)
        count, size, missing = _copy_blobs(stores, folder / "blobs")
        manifest = describe(folder, clean_mark=mark, blobs=count, blob_bytes=size, missing=missing)
        os.sync()
        (folder / NAME).write_bytes(msgspec.json.format(msgspec.json.encode(manifest)))
        os.sync()
        return manifest


@contextlib.contextmanager
def _filling(folder: Path) -> Iterator[None]:
    """Make the folder, and leave nothing in it that is not whole."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        has_something = any(folder.iterdir())
    except OSError as error:
        raise InvalidValue(f"{folder} cannot be written: {error.strerror}.", "Choose another folder.") from error
    if has_something:
        raise Conflict(f"{folder} has something in it.", "Name a new folder.")
    with contextlib.ExitStack() as undo:
        undo.callback(shutil.rmtree, folder, ignore_errors=True)
        yield
        undo.pop_all()


def _settle(catalog: Path, mark: str) -> None:
    """Have a server that starts on the copy mend what was written while it was taken, and find no
    other server in its way.
    """
    copy = open_catalog(f"sqlite:///{catalog}")
    try:
        copy.server.set_facts({CLEAN_MARK: mark})
        lease = copy.server.lease()
        if lease is not None:
            copy.server.drop_lease(lease.holder)
    finally:
        copy.close()


def _copy_blobs(stores: Stores, folder: Path) -> tuple[int, int, list[str]]:
    count, size, missing = 0, 0, []
    folder.mkdir()
    for digest in sorted(find_referred(stores)):
        target = folder / "sha256" / digest[:2] / digest[2:]
        target.parent.mkdir(parents=True, exist_ok=True)
        try:
            stores.blobs.copy(digest, target)
        except FileMissing:
            missing.append(digest)
        else:
            count += 1
            size += target.stat().st_size
    return count, size, missing
