"""Runs: made, found, ended."""

import asyncio
from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Query, Response

from seamark.core import runs, search, sessions, stops
from seamark.model.objects import RunState
from seamark.server.needs import CallerNeed, CoreNeed, RunNeed, WriterNeed
from seamark.server.routing import Route, answer
from seamark.wire.api.runs import Run, RunRequest
from seamark.wire.api.search import Found
from seamark.wire.api.sessions import SessionEnd

router = APIRouter(route_class=Route, tags=["runs"])


@router.get("/running", summary="List the runs that are running")
def list_running(core: CoreNeed, caller: CallerNeed) -> list[Run]:
    """Those of all projects that the caller may read, newest first."""
    return core.reader.running({project.number for project in runs.list_projects(core, caller)})


@router.get("/search", summary="Find projects and runs by what they are called")
def find(
    core: CoreNeed,
    caller: CallerNeed,
    text: Annotated[str, Query(description="An id, or letters of a name, in any case.", examples=["DIG-1"])] = "",
    limit: Annotated[int, Query(description="Most projects, and most runs, to give.", examples=[20])] = 20,
) -> Found:
    """Those that fit best first: the whole id or name, its beginning, a part. What lies in the trash is left out."""
    return search.search(core, caller, text, limit)


@router.post(
    "/runs",
    summary="Make a run, or find it",
    response_model=Run,
    status_code=201,
    responses={200: {"model": Run, "description": "The run was there already."}},
)
async def make_run(core: CoreNeed, caller: WriterNeed, request: RunRequest) -> Response:
    """Makes the project too where it is missing. Programs that log through `/sessions` do not need it."""
    row, _, new = await runs.make_run(core, caller, request)
    shown = await asyncio.to_thread(core.reader.run, row)
    return answer(replace(shown, new=new), 201 if new else 200)


@router.get("/runs/{run}", summary="Show a run")
def get_run(core: CoreNeed, row: RunNeed) -> Run:
    """By its uid, short uid, id or own id."""
    return core.reader.run(row)


@router.post("/runs/{run}/stop", summary="End a run")
async def stop_run(core: CoreNeed, caller: WriterNeed, row: RunNeed, request: SessionEnd) -> Run:
    """Ends all its sessions; the way for those who log with nothing but HTTP.

    With the state "stopped" and no reason it is a wish: processes that listen are told, and stop within seconds.
    """
    project = await asyncio.to_thread(core.catalog.projects.get, row.project)
    core.access.check(caller, "write", project)
    if request.state is RunState.STOPPED and not request.reason:
        await stops.stop_by_hand(core, caller, row, project)
    else:
        await sessions.stop_run(core, row, project, request)
    return await asyncio.to_thread(core.reader.run, row)
