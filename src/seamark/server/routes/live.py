"""What changes, as it changes: server-sent events."""

import asyncio
import time
from collections.abc import AsyncIterator
from functools import partial
from typing import Annotated, Final

import msgspec
from fastapi import APIRouter, Header, Query, Request, Response
from fastapi.responses import StreamingResponse

from seamark.core.assembly import Core
from seamark.core.live import Watch
from seamark.core.runs import find_project, find_run, split_name
from seamark.model.errors import NotSignedIn
from seamark.server.callers import find_caller
from seamark.server.needs import CallerNeed, CoreNeed
from seamark.server.routing import Route
from seamark.storage.catalog.rows import ProjectRow
from seamark.wire.api.live import Change

router = APIRouter(route_class=Route, tags=["live"])

BEAT_SECONDS: Final = 15.0


@router.get(
    "/live",
    summary="Watch what changes",
    response_class=StreamingResponse,
    responses={
        200: {
            "description": "Each event's `data` is a Change, its `id` the commit; a comment line every 15 s.",
            "content": {"text/event-stream": {"schema": {"type": "string"}}},
        }
    },
)
async def watch(
    core: CoreNeed,
    caller: CallerNeed,
    request: Request,
    project: Annotated[str | None, Query(description="Only this project.", examples=["ada/digits"])] = None,
    run: Annotated[str | None, Query(description="Only this run.", examples=["DIG-12"])] = None,
    since: Annotated[int | None, Query(ge=0, lt=2**63, description="Tell what changed behind this commit.")] = None,
    last_event_id: Annotated[str | None, Header(description="What browsers send when they connect again.")] = None,
) -> Response:
    """The first event tells the present commit, and which runs changed since `since`. Ends with the sign-in."""
    if last_event_id is not None and last_event_id.isascii() and last_event_id.isdecimal():
        since = int(last_event_id[:18])
    row, name, uid = await asyncio.to_thread(_find, core, caller, project, run)
    watched = core.live.subscribe(name, uid, caller.person, partial(core.access.may_know, caller))
    first = await asyncio.to_thread(_catch_up, core, row, uid, since)
    told = _tell(core, request, watched, first)
    return StreamingResponse(told, media_type="text/event-stream", headers={"X-Accel-Buffering": "no"})


def _find(
    core: Core, caller: CallerNeed, project: str | None, run: str | None
) -> tuple[ProjectRow | None, str | None, str | None]:
    """Return the project that is watched, its whole name, and the run's uid."""
    if run is not None:
        found = find_run(core, caller, run, project)
        row = core.catalog.projects.get(found.project)
        return row, f"{row.workspace}/{row.name}", found.uid
    if project is None:
        return None, None, None
    row = find_project(core, caller, *split_name(caller, project))
    return row, f"{row.workspace}/{row.name}", None


def _catch_up(core: Core, row: ProjectRow | None, uid: str | None, since: int | None) -> Change:
    """Return the first event. A watcher of all projects is told the commit alone."""
    if row is None or since is None:
        return Change(commit=core.columns.last_commit(), project="", runs=[])
    changed, commit = core.columns.changed(row.number, since)
    objects = core.catalog.objects.many(changed)
    paths = {objects[number].uid: paths for number, paths in changed.items() if number in objects}
    if uid is not None:
        paths = {name: found for name, found in paths.items() if name == uid}
    return Change(commit=commit, project=f"{row.workspace}/{row.name}", runs=list(paths), paths=paths)


async def _tell(core: Core, request: Request, watched: Watch, first: Change) -> AsyncIterator[bytes]:
    """Give the events for as long as the caller is known here, which is asked at each beat."""
    asked = time.monotonic()
    with watched:
        yield b"retry: 1000\n\n" + _spell(first)
        while watched.is_open:
            change = await watched.wait(BEAT_SECONDS)
            if time.monotonic() - asked >= BEAT_SECONDS:
                asked = time.monotonic()
                if not await asyncio.to_thread(_is_known, core, request):
                    return
            if change is not None:
                yield _spell(change)
            elif watched.is_open:
                yield b": beat\n\n"


def _is_known(core: Core, request: Request) -> bool:
    try:
        find_caller(core, request)
    except NotSignedIn:
        return False
    return True


def _spell(change: Change) -> bytes:
    return b"id: %d\ndata: %b\n\n" % (change.commit, msgspec.json.encode(change))
