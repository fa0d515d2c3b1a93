"""Back-up: a copy of all stores into a new folder, while the server goes on.

Columns, then catalog, then blobs: what is copied later may know more, so every reference in the copy
is met. Writes wait for the first two, clean-up for all three.
"""

import asyncio
import contextlib
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from seamark.core.caller import Caller
from seamark.core.ingest.commit import CLEAN_MARK
from seamark.core.upkeep.cleaning import find_referred
from seamark.core.upkeep.manifest import NAME, Manifest, describe
from seamark.core.upkeep.stores import Stores
from seamark.model.errors import Conflict, FileMissing, InvalidValue
from seamark.storage.catalog import open_catalog
from seamark.wire.api.server import Backup, BackupRequest

if TYPE_CHECKING:
    from seamark.core.assembly import Core


async def back_up(core: "Core", caller: Caller, request: BackupRequest) -> Backup:
    """Copy the stores of a running server into a new folder.

    Raises:
        Forbidden: the caller is no admin.
        InvalidValue: the folder's path is not absolute, is inside the server's data, or cannot be written.
        Conflict: the folder has something in it, or the catalog's engine brings tools of its own.
    """
    core.access.check(caller, "admin", None)
    folder = Path(request.folder)
    if not folder.is_absolute():
        raise InvalidValue(
            f"The folder {request.folder!r} is not absolute.", "Name it from the root on.", path="folder"
        )
    await asyncio.to_thread(_check_place, folder, core.settings.data)
    loop = asyncio.get_running_loop()

    def between_commits(work: Callable[[], None]) -> None:
        asyncio.run_coroutine_threadsafe(core.ingest.between_commits(work), loop).result()

    stores = Stores(core.catalog, core.columns, core.blobs, core.pause, between_commits)
    made = await asyncio.to_thread(backup, stores, folder)
    return Backup(folder=str(folder), bytes=made.bytes)


def _check_place(folder: Path, data: Path) -> None:
    if folder.resolve().is_relative_to(data.resolve()):
        raise InvalidValue(f"{folder} is inside the server's own data.", "Choose a folder elsewhere.", path="folder")


def backup(stores: Stores, folder: Path) -> Manifest:
    """Copy the stores into ``folder``, which is new or empty.

    Raises:
        Conflict: the folder has something in it, or the catalog is not ours to copy.
        InvalidValue: the folder cannot be made.
    """
    with stores.pause, _filling(folder):
        mark = stores.catalog.server.facts().get(CLEAN_MARK, "0")
        stores.between_commits(lambda: _copy_tables(stores, folder))
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


def _copy_tables(stores: Stores, folder: Path) -> None:
    (folder / "columns").mkdir()
    stores.columns.freeze(folder / "columns")
    stores.catalog.backup(folder / "catalog.db")


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
