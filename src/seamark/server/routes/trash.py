"""The trash of a project, and deleting for good."""

import asyncio
from typing import Annotated

from fastapi import APIRouter, Query

from seamark.core import trash
from seamark.core.assembly import Core
from seamark.core.caller import Action, Caller
from seamark.core.objects import find_object
from seamark.core.runs import HOLDERS
from seamark.core.trashed import list_trashed, weigh
from seamark.model.errors import TooLarge
from seamark.server.needs import CallerNeed, CoreNeed, ProjectNeed, QuestionNeed, WriterNeed
from seamark.server.routing import Route
from seamark.storage.catalog.rows import ObjectRow, ProjectRow
from seamark.wire.api.trash import TrashPage, TrashRequest, TrashResult, TrashWeight

router = APIRouter(route_class=Route, tags=["trash"])

_AT_ONCE = 1_000
_ADDRESS = "/projects/{workspace}/{name}"


@router.post(f"{_ADDRESS}/trash", summary="Put objects into the trash")
async def put_into_trash(
    core: CoreNeed, caller: WriterNeed, project: ProjectNeed, request: TrashRequest
) -> TrashResult:
    """They leave the tables, and stay readable by their ids."""
    return TrashResult(
        objects=await trash.set_trashed(core, caller, project, await _find(core, caller, project, request))
    )


@router.get(f"{_ADDRESS}/trash", summary="List what is in the trash")
def read_trash(
    core: QuestionNeed,
    project: ProjectNeed,
    offset: Annotated[int, Query(description="So many are left out.", examples=[0], ge=0)] = 0,
    limit: Annotated[int, Query(description="Most to give.", examples=[100], ge=1, le=_AT_ONCE)] = 100,
) -> TrashPage:
    """Runs, models and versions, put there last first, and how many bytes deleting all of it would free."""
    return list_trashed(core, project, offset=offset, limit=limit)


@router.post(f"{_ADDRESS}/trash/weigh", summary="Measure what deleting objects would free")
async def weigh_trash(core: CoreNeed, caller: CallerNeed, project: ProjectNeed, request: TrashRequest) -> TrashWeight:
    """Files that nothing else refers to; a file that another run has too stays."""
    rows = await _find(core, caller, project, request, "read")
    return await asyncio.to_thread(weigh, core, project, rows)


@router.post(f"{_ADDRESS}/trash/restore", summary="Take objects out of the trash")
async def restore(core: CoreNeed, caller: WriterNeed, project: ProjectNeed, request: TrashRequest) -> TrashResult:
    """They are in the tables again."""
    rows = await _find(core, caller, project, request)
    return TrashResult(objects=await trash.set_trashed(core, caller, project, rows, trashed=False))


@router.post(f"{_ADDRESS}/trash/delete", summary="Delete objects of the trash for good")
async def delete_from_trash(
    core: CoreNeed, caller: WriterNeed, project: ProjectNeed, request: TrashRequest
) -> TrashResult:
    """Owners of the project may. Files that nothing else refers to go with clean-ups, a day later or a week after
    they were uploaded.
    """
    rows = await _find(core, caller, project, request)
    await asyncio.to_thread(core.access.check, caller, "admin", project)
    weight = await asyncio.to_thread(weigh, core, project, rows)
    return TrashResult(objects=await trash.delete_objects(core, caller, project, rows), bytes=weight.bytes)


@router.delete(f"{_ADDRESS}/trash", summary="Empty the trash")
async def empty(core: CoreNeed, caller: WriterNeed, project: ProjectNeed) -> TrashResult:
    """Deletes all that is in it for good. Owners of the project may."""
    await asyncio.to_thread(core.access.check, caller, "admin", project)
    page = await asyncio.to_thread(list_trashed, core, project, offset=0, limit=1)
    return TrashResult(objects=await trash.empty_trash(core, caller, project), bytes=page.weight.bytes)


@router.delete(_ADDRESS, summary="Delete a project for good", status_code=204)
async def delete_project(core: CoreNeed, caller: WriterNeed, project: ProjectNeed) -> None:
    """With all its runs and models. Owners of the project may; there is no way back but a back-up."""
    await trash.delete_project(core, caller, project)


async def _find(
    core: Core, caller: Caller, project: ProjectRow, request: TrashRequest, action: Action = "write"
) -> list[ObjectRow]:
    if len(request.ids) > _AT_ONCE:
        raise TooLarge(f"{len(request.ids):,} ids are named.", f"Name {_AT_ONCE:,} at a time.", path="ids")
    await asyncio.to_thread(core.access.check, caller, action, project)
    return [await find_object(core, caller, id, project=project, kinds=HOLDERS) for id in dict.fromkeys(request.ids)]
