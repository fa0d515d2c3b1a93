"""Heartbeats: kept in memory, judged every few seconds, written once a minute."""

import asyncio
import time
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from seamark.core.rounds import repeat
from seamark.core.sessions import let_go, now, own_sessions, running_seconds, settle_state
from seamark.model.objects import RunState
from seamark.model.operations import Assign, Operation
from seamark.model.values import FieldType
from seamark.storage.catalog.rows import ObjectRow, SessionRow
from seamark.wire.batches import Batch

if TYPE_CHECKING:
    from seamark.core.assembly import Core

LOST_SECONDS: Final = 110.0
"""A heart that was silent for so long is lost; with the look every few seconds that shows within
two minutes."""
QUIET_SECONDS: Final = 30.0
"""So long a quiet session was silent when it has ended; its clients ping every ten seconds."""
LEFT_SECONDS: Final = 12.0
"""The same where it took its leave: what it still has to send comes within that, and so does the ping of
another process.
"""
LOOK_SECONDS: Final = 5.0
WRITE_SECONDS: Final = 60.0


@dataclass(slots=True)
class _Heart:
    session: SessionRow
    last: float
    """When it beat last, on the monotonic clock: a wall clock that jumps judges nobody."""
    is_heard: bool = True
    """False while the server only knows that it beat before the server's start; ``last`` is that start."""
    listens: bool = False
    """Whether a process of a quiet session listens, or did until it went without a word."""
    left: bool = False
    """Whether the last process of a quiet session that listened took its leave."""

    @property
    def patience(self) -> float:
        """How long its silence is borne."""
        if not self.session.quiet:
            return LOST_SECONDS
        return LEFT_SECONDS if self.left else QUIET_SECONDS


class Hearts:
    """The hearts of all running sessions."""

    def __init__(self, sessions: Iterable[SessionRow] = ()) -> None:
        started = time.monotonic()
        mains = [session for session in sessions if "." not in session.origin]
        self._hearts = {session.origin: _Heart(session, started, is_heard=False) for session in mains}
        self._quiet = {session.object: session.origin for session in mains if session.quiet}
        """The quiet session of each object that has one which lives."""

    def beat(self, session: SessionRow) -> bool:
        """Note a beat; says whether the session was thought lost."""
        lost = session.state is RunState.NOT_RESPONDING
        if "." not in session.origin and (session.ended_at is None or lost):
            self._hearts[session.origin] = _Heart(session, time.monotonic())
            if session.quiet:
                self._quiet[session.object] = session.origin
        return lost

    def touch(self, object: int) -> bool:
        """Note a beat of an object's quiet session; False where none lives."""
        heart = self._hearts.get(self._quiet.get(object, ""))
        if heart is None:
            return False
        heart.last, heart.is_heard = time.monotonic(), True
        return True

    def note_listener(self, object: int) -> None:
        """Note that a process of an object's quiet session listens: when it goes, it will say so."""
        heart = self._hearts.get(self._quiet.get(object, ""))
        if heart is not None:
            heart.listens, heart.left = True, False

    def note_leave(self, object: int) -> None:
        """Note that the last process that listened took its leave."""
        heart = self._hearts.get(self._quiet.get(object, ""))
        if heart is not None:
            heart.left = True

    def forget(self, origin: str) -> None:
        """Drop a session that has ended."""
        heart = self._hearts.pop(origin, None)
        if heart is not None and self._quiet.get(heart.session.object) == origin:
            del self._quiet[heart.session.object]

    def drop(self, objects: Collection[int]) -> None:
        """Drop all sessions of objects that are no more."""
        for heart in list(self._hearts.values()):
            if heart.session.object in objects:
                self.forget(heart.session.origin)

    def silence(self, origin: str) -> float:
        """Return for how many seconds a session has been silent; without end for one unknown."""
        heart = self._hearts.get(origin)
        return float("inf") if heart is None else time.monotonic() - heart.last

    def knows(self, origin: str) -> bool:
        """Say whether a session is watched: it runs, as far as is known."""
        return origin in self._hearts

    def is_unheard(self, origin: str) -> bool:
        """Say whether a session that ran before the server's start has not beaten since."""
        heart = self._hearts.get(origin)
        return heart is not None and not heart.is_heard

    def beating(self) -> list[SessionRow]:
        """Return the sessions whose heart beats."""
        return [heart.session for heart in self._hearts.values()]

    async def watch(self, core: "Core") -> None:
        """Judge the silent, until cancelled."""
        await repeat("Judging the heartbeats", LOOK_SECONDS, lambda: self.judge(core))

    async def record(self, core: "Core") -> None:
        """Write the beats, until cancelled."""
        await repeat("Writing the heartbeats", WRITE_SECONDS, lambda: self._write(core))

    async def judge(self, core: "Core", patience: float | None = None) -> None:
        """Mark the sessions whose heart has been silent for too long (by default for as long as is borne of
        each); of quiet ones that is the end.

        What was seen is looked at again after each wait: meanwhile a heart may have beaten, and a
        session may have ended by itself.
        """
        moment = time.monotonic()
        for heart in list(self._hearts.values()):
            session = heart.session
            if moment - heart.last < (heart.patience if patience is None else patience):
                continue
            row = await _find_object(core, session.object)
            if row is None:
                self.drop({session.object})
                continue
            if session.origin == row.uid or self._hearts.get(session.origin) is not heart:
                continue
            self.forget(session.origin)
            state, reason = await asyncio.to_thread(_find_end, core, heart, row)
            is_lost = await asyncio.to_thread(
                core.catalog.sessions.conclude,
                session.origin,
                state=state,
                reason=reason,
                ended_at=now() - int((time.monotonic() - heart.last) * 1e6),
            )
            await let_go(core, session)
            if is_lost:
                project = await asyncio.to_thread(core.catalog.projects.get, row.project)
                await settle_state(core, row, project)

    async def _write(self, core: "Core") -> None:
        beats: dict[int, float] = {}
        for heart in self._hearts.values():
            beats[heart.session.object] = max(beats.get(heart.session.object, 0.0), heart.last)
        for number, last in beats.items():
            row = await _find_object(core, number)
            if row is None:
                self.drop({number})
                continue
            project = await asyncio.to_thread(core.catalog.projects.get, row.project)
            sessions = await asyncio.to_thread(own_sessions, core, row)
            if all(session.ended_at is not None for session in sessions):
                continue
            beat_at = now() - int((time.monotonic() - last) * 1e6)
            operations: list[Operation] = [
                Assign(path="sys/beat_at", value=beat_at, type=FieldType.DATETIME),
                Assign(path="sys/running_seconds", value=running_seconds(sessions), type=FieldType.FLOAT),
            ]
            await core.ingest.write(None, row, project, Batch(operations=operations))


async def _find_object(core: "Core", number: int) -> ObjectRow | None:
    """Return an object; None for one that was deleted while its session beat."""
    return (await asyncio.to_thread(core.catalog.objects.many, [number])).get(number)


def _find_end(core: "Core", heart: _Heart, row: ObjectRow) -> tuple[RunState, str]:
    """Return what silence makes of a session, and why."""
    session = core.catalog.sessions.find(heart.session.origin)
    if session is not None and session.stop_by:
        return RunState.STOPPED, f"by {session.stop_by}"
    if not heart.session.quiet or (heart.listens and not heart.left):
        return RunState.NOT_RESPONDING, "no heartbeat"
    found, _ = core.columns.fields(row.project, row.number, paths=["sys/failed"])
    return (RunState.FAILED, "") if found and found[0].integer else (RunState.FINISHED, "")
