"""Keeping a server: back-up."""

from pathlib import Path

from fastapi import APIRouter

from seamark.core.upkeep import Stores, backup
from seamark.model.errors import InvalidValue
from seamark.server.needs import CoreNeed, WriterNeed
from seamark.server.routing import Route
from seamark.wire.api import Backup, BackupRequest

router = APIRouter(route_class=Route, tags=["server"])


@router.post("/backup", summary="Copy the stores into a folder")
def make_backup(core: CoreNeed, caller: WriterNeed, request: BackupRequest) -> Backup:
    """Into a new folder on the server's machine, while the server runs; for admins."""
    core.access.check(caller, "admin", None)
    folder = Path(request.folder)
    if not folder.is_absolute():
        raise InvalidValue(
            f"The folder {request.folder!r} is not absolute.", "Name it from the root on.", path="folder"
        )
    made = backup(Stores(core.catalog, core.columns, core.blobs), folder)
    return Backup(folder=str(folder), bytes=made.blob_bytes + sum(file.size for file in made.files))
