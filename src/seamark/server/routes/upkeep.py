"""Keeping a server: back-up."""

from fastapi import APIRouter

from seamark.core.upkeep import back_up
from seamark.server.needs import CoreNeed, WriterNeed
from seamark.server.routing import Route
from seamark.wire.api.server import Backup, BackupRequest

router = APIRouter(route_class=Route, tags=["server"])


@router.post("/backup", summary="Copy the stores into a folder")
async def make_backup(core: CoreNeed, caller: WriterNeed, request: BackupRequest) -> Backup:
    """Into a new folder on the server's machine, while the server runs; for admins."""
    return await back_up(core, caller, request)
