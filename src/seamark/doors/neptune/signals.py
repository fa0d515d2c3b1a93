"""The websocket over which a run's processes are told to stop, and who may tell them."""

import asyncio
import contextlib
from typing import Any, Final

import msgspec
from fastapi import APIRouter, Response, WebSocket
from starlette.websockets import WebSocketDisconnect

from seamark.core.assembly import Core
from seamark.core.objects import find_object
from seamark.core.signals import Signal
from seamark.doors.neptune.calls import CallNeed, DoorRoute, answer, identify
from seamark.model.errors import InvalidInput, SeamarkError
from seamark.model.objects import ObjectKind, read_uid

router = APIRouter(route_class=DoorRoute, include_in_schema=False)

HEARTBEAT_SECONDS: Final = 30.0
"""An empty message goes out so often, so that nothing between takes the connection for dead."""
_REFUSED: Final = 1008


class Told(msgspec.Struct, rename="camel"):
    """Which runs are told what."""

    experiment_identifiers: list[str]
    type: str
    body: dict[str, Any] | None = None


@router.post("/api/leaderboard/v1/experiments/signal")
async def signal_runs(call: CallNeed) -> Response:
    """Tell the processes of some runs to stop, or to abort."""
    told: Told = await call.body(Told)
    word = told.type.lower().removeprefix("neptune/")
    if word not in {"stop", "abort"}:
        raise InvalidInput(f"There is no signal {told.type!r}.", "Send neptune/stop or neptune/abort.", path="type")
    rows = [await call.writable_object(name) for name in told.experiment_identifiers]
    seconds = (told.body or {}).get("seconds")
    signal = Signal("stop" if word == "stop" else "abort", seconds if isinstance(seconds, int | float) else None)
    return answer({"told": sum(call.core.signals.tell(row.number, signal) for row in rows)})


@router.websocket("/api/notifications/v1/runs/{project}/{run}/signal")
async def listen(socket: WebSocket, project: str, run: str) -> None:
    """Give one process of a run what is said to it, until it goes away."""
    del project
    core: Core = socket.app.state.core
    try:
        caller = await asyncio.to_thread(identify, core, socket.headers.get("authorization", ""))
        row = await find_object(core, caller, read_uid(run), kinds={ObjectKind.RUN})
        core.access.check(caller, "write", await asyncio.to_thread(core.catalog.projects.get, row.project))
    except SeamarkError as error:
        await socket.close(_REFUSED, error.detail[:120])
        return
    await socket.accept()
    with core.signals.listen(row.number) as queue:
        core.hearts.note_listener(row.number)
        took_leave = await _pass_on(socket, queue)
    if took_leave and not core.signals.is_heard(row.number):
        core.hearts.note_leave(row.number)


async def _pass_on(socket: WebSocket, queue: "asyncio.Queue[Signal]") -> bool:
    """Pass on what is said until the process goes; says whether it took its leave."""
    gone = asyncio.create_task(_wait_for_leave(socket))
    try:
        while not gone.done():
            said = asyncio.create_task(queue.get())
            await asyncio.wait({gone, said}, timeout=HEARTBEAT_SECONDS, return_when=asyncio.FIRST_COMPLETED)
            message = _spell(said.result()) if said.done() else ""
            said.cancel()
            if not gone.done():
                with contextlib.suppress(WebSocketDisconnect, RuntimeError):
                    await socket.send_text(message)
        return await gone
    finally:
        gone.cancel()


async def _wait_for_leave(socket: WebSocket) -> bool:
    try:
        while True:
            await socket.receive_text()
    except WebSocketDisconnect as end:
        return end.code in {1000, 1001, 1005}
    except (RuntimeError, KeyError):
        return False


def _spell(signal: Signal) -> str:
    body = {} if signal.seconds is None else {"seconds": signal.seconds}
    return msgspec.json.encode({"type": f"neptune/{signal.word}", "body": body}).decode()
