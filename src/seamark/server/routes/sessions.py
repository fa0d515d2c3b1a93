"""Sessions: processes that attach to runs, beat, and end."""

from typing import Annotated, TypeAlias

from fastapi import APIRouter, Path, Response

from seamark.core import past, sessions
from seamark.server.headers import tell_stop
from seamark.server.needs import CoreNeed, RunNeed, WriterNeed
from seamark.server.routing import Route
from seamark.wire.api.sessions import Beat, Session, SessionEnd, SessionRequest

router = APIRouter(route_class=Route, tags=["sessions"])

Origin: TypeAlias = Annotated[
    str, Path(description="The origin that the session was begun with.", examples=["01981c6e1f0a7cc4a4b1d3f0c2a9e577"])
]


@router.post("/sessions", summary="Attach a process to a run")
async def start_session(core: CoreNeed, caller: WriterNeed, request: SessionRequest) -> Session:
    """Makes project and run where they are missing. Asked again for one origin, it answers what it knows."""
    if request.past is not None:
        return await past.start(core, caller, request, request.past)
    return await sessions.start(core, caller, request)


@router.get("/runs/{run}/sessions", summary="List a run's sessions")
def list_sessions(core: CoreNeed, row: RunNeed) -> list[Session]:
    """In the order of their registration."""
    return sessions.list_sessions(core, row)


@router.post("/sessions/{origin}/beat", summary="Send a heartbeat", status_code=204)
async def beat(core: CoreNeed, caller: WriterNeed, origin: Origin, request: Beat) -> Response:
    """A session that is silent for two minutes makes its run "not responding"; batches count as beats.

    The header `Seamark-Stop` names, percent-encoded, who wishes that the process stops.
    """
    await sessions.beat(core, caller, origin, request)
    return Response(status_code=204, headers=tell_stop(core, origin))


@router.post("/sessions/{origin}/end", summary="End a session", status_code=204)
async def end_session(core: CoreNeed, caller: WriterNeed, origin: Origin, request: SessionEnd) -> None:
    """Once its last operations are confirmed."""
    await sessions.end(core, caller, origin, request)
