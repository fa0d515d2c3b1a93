"""Stopping runs by hand: who listens is told to stop and ends by itself, what does not listen is ended here."""

import asyncio
from collections.abc import Iterable
from typing import TYPE_CHECKING, Final, Literal

from seamark.core.caller import Caller
from seamark.core.sessions import end_session, own_sessions, session_of, settle_state
from seamark.core.signals import Signal
from seamark.model.objects import RunState
from seamark.storage.catalog.rows import ObjectRow, ProjectRow, SessionRow
from seamark.wire.api.sessions import SessionEnd

if TYPE_CHECKING:
    from seamark.core.assembly import Core

Stopped = Literal["stopping", "stopped", "over"]
"""What became of a wish to stop a run: its processes are told and will end, it has ended, or it had already."""
_OVER: Final[Stopped] = "over"


class Stops:
    """Which sessions are to stop, and by whose wish; used from the event loop alone."""

    def __init__(self, sessions: Iterable[SessionRow]) -> None:
        self._asked = {session.origin: session.stop_by for session in sessions if session.stop_by}

    def ask(self, origin: str, by: str) -> None:
        """Remember a wish until the session has ended."""
        self._asked[origin] = by

    def find(self, origin: str) -> str:
        """Return who wishes that a session stops; nothing where nobody does."""
        return self._asked.get(origin, "")

    def forget(self, origin: str) -> None:
        """Drop the wish: the session has ended."""
        self._asked.pop(origin, None)


async def stop_by_hand(core: "Core", caller: Caller, row: ObjectRow, project: ProjectRow) -> Stopped:
    """Stop a run as a person does: its state becomes stopped, its reason "by" and their name.

    Sessions whose client listens are told with the answer to their next batch or heartbeat, within ten seconds, and
    end as SIGTERM ends them. A process that was lost, and a client that does not listen, counts as ended now.

    Raises:
        Forbidden: the caller may not write there.
    """
    core.access.check(caller, "write", project)
    sessions = await asyncio.to_thread(own_sessions, core, row)
    if not sessions:
        sessions = [await session_of(core, row, "")]
    meant = [session for session in sessions if session.ended_at is None or _is_lost(session, sessions)]
    if not meant:
        return _OVER
    await asyncio.to_thread(core.catalog.sessions.ask_stop, [session.origin for session in meant], caller.name)
    told = [session for session in meant if _tell(core, session, caller.name)]
    ended = [session for session in meant if session not in told]
    for session in ended:
        await end_session(core, session, SessionEnd(state=RunState.STOPPED, reason=f"by {caller.name}"))
        if session.listens:  # it was lost; where it comes back it is to hear of it
            core.stops.ask(session.origin, caller.name)
    if ended:
        await settle_state(core, row, project)
    return "stopping" if told else "stopped"


def _is_lost(session: SessionRow, sessions: list[SessionRow]) -> bool:
    """Say whether nobody knows what became of a session of the last attempt."""
    return session.state is RunState.NOT_RESPONDING and session.attempt == sessions[-1].attempt


def _tell(core: "Core", session: SessionRow, by: str) -> bool:
    """Tell the processes of a session; says whether any will hear it."""
    if session.listens:
        core.stops.ask(session.origin, by)
    if session.quiet and session.ended_at is None:
        return core.signals.tell(session.object, Signal("stop")) > 0
    return session.listens and session.ended_at is None
