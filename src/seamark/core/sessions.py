"""Sessions of runs: how they begin, beat and end, and what that makes of the run's state."""

import asyncio
import time
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from seamark.core.caller import Caller
from seamark.core.runs import make_run
from seamark.core.summaries import summarise_new
from seamark.model.errors import NotFound, Unavailable
from seamark.model.objects import KILLED, ObjectKind, RunState
from seamark.model.operations import Assign, Operation
from seamark.model.values import FieldType
from seamark.storage.catalog.rows import ObjectRow, ProjectRow, SessionRow
from seamark.wire.api.runs import Run
from seamark.wire.api.sessions import Beat, Session, SessionEnd, SessionRequest
from seamark.wire.batches import Batch, Receipt, Refusal

if TYPE_CHECKING:
    from seamark.core.assembly import Core

SILENT_SECONDS: Final = 30.0
"""A session that was silent for so long does not hold up the attempt of the next one."""
ASK_AGAIN_SECONDS: Final = 3.0
_WORST_FIRST: Final = (RunState.FAILED, RunState.STOPPED, RunState.NOT_RESPONDING, RunState.FINISHED)


def now() -> int:
    """The time in microseconds since 1970 UTC."""
    return time.time_ns() // 1_000


def main_origin(origin: str) -> str:
    """Return the origin of the session itself: what follows a dot is a second stream of it.

    The shipper samples the system while the training logs; its points carry the origin
    ``<session's origin>.system``, with seqs of their own and no life of their own.
    """
    return origin.partition(".")[0]


async def start(core: "Core", caller: Caller, request: SessionRequest) -> Session:
    """Attach a process to a run, making project and run where they are missing.

    Asked again for the same origin it answers what it knows, and takes a session that was thought
    lost as alive again.

    Raises:
        Unavailable: the server has just started, and cannot tell yet whether this session resumes or
            joins the run.
    """
    known = await asyncio.to_thread(core.catalog.sessions.find, request.origin)
    if known is not None:
        row = await asyncio.to_thread(core.catalog.objects.get, known.object)
        project = await asyncio.to_thread(core.catalog.projects.get, row.project)
        core.access.check(caller, "write", project)
        if core.hearts.beat(known):
            known = await _revive(core, known, row, project, [])
        return await asyncio.to_thread(describe, core, known, row)
    row, project, new = await make_run(core, caller, request.run)
    await _conclude(core, row, request)
    session, registered = await asyncio.to_thread(_register, core, row, request)
    if registered:
        core.ingest.expect(session.origin)
    core.hearts.beat(session)
    if not new:
        await set_state(core, row, project, RunState.RUNNING, [])
        return await asyncio.to_thread(describe, core, session, row)
    return describe_of(session, summarise_new(project, row, request.run, core.url))


async def _conclude(core: "Core", row: ObjectRow, request: SessionRequest) -> None:
    """Take those sessions of the run as killed whose process is known to be gone."""
    ended_at = min(request.started_at or now(), now())
    for origin in request.ended_origins:
        gone = await asyncio.to_thread(core.catalog.sessions.find, origin)
        if gone is not None and gone.object == row.number:
            conclude = core.catalog.sessions.conclude
            await asyncio.to_thread(conclude, origin, state=RunState.FAILED, reason=KILLED, ended_at=ended_at)
            await let_go(core, gone)


def _register(core: "Core", row: ObjectRow, request: SessionRequest) -> tuple[SessionRow, bool]:
    started = request.started_at or now()
    return core.catalog.sessions.start(
        row.number,
        request.origin,
        attempt=_attempt(core, row, started),
        host=request.host,
        pid=request.pid,
        command=request.command,
        started_at=started,
        listens=request.listens,
    )


def _attempt(core: "Core", row: ObjectRow, started: int) -> int:
    """Sessions that overlap in time share an attempt; one that starts when all earlier ones have
    ended begins the next.
    """
    earlier = [session for session in core.catalog.sessions.of(row.number) if session.origin != row.uid]
    newest = max((session.attempt for session in earlier), default=-1)
    alive = [session for session in earlier if not _had_ended(core, session, started)]
    return max((session.attempt for session in alive), default=newest + 1)


def _had_ended(core: "Core", session: SessionRow, moment: int) -> bool:
    """Say whether an earlier session of the run had ended when one starts.

    One without an end lives while its silence is short. A server that has just started knows only the
    last commit of each: where that is old, the session died meanwhile or has just not found the server
    again, which it does well within ``SILENT_SECONDS``. Until then nobody can say, and who asks is
    told to ask again: an attempt, once given, is for good.

    Raises:
        Unavailable: nobody can say yet.
    """
    if session.ended_at is not None:
        return session.ended_at <= moment
    silence = core.hearts.silence(session.origin)
    if silence > SILENT_SECONDS:
        return True
    if core.hearts.is_unheard(session.origin) and now() - session.commit > SILENT_SECONDS * 1e6:
        error = Unavailable(
            "The server has just started and does not know yet which sessions of this run live.",
            f"Register again; within {SILENT_SECONDS:.0f} s it knows.",
        )
        error.retry_after = min(ASK_AGAIN_SECONDS, SILENT_SECONDS - silence)
        raise error
    return False


async def session_of(core: "Core", row: ObjectRow, origin: str) -> SessionRow:
    """Return the session that a batch comes from.

    Without an origin that is the object's own, for those who post with curl; a run's has a heart. Raises NotFound.
    """
    return await asyncio.to_thread(_session_of, core, row, origin)


def _session_of(core: "Core", row: ObjectRow, origin: str) -> SessionRow:
    session = core.catalog.sessions.find(origin or row.uid)
    if session is not None and session.object == row.number:
        return session
    if origin and session is None and "." in origin:
        of = core.catalog.sessions.find(main_origin(origin))
        if of is not None and of.object == row.number:
            return _start_stream(core, row, origin, of.attempt, of.started_at, ended_at=of.started_at)
    if not origin:
        started = now()
        lives = row.kind is ObjectKind.RUN and not _main_sessions(core, row)
        return _start_stream(core, row, row.uid, 0, started, ended_at=None if lives else started)
    raise NotFound(f"Origin {origin!r} is no session of {row.id}.", "Register it first: POST /api/v1/sessions.")


def _start_stream(
    core: "Core", row: ObjectRow, origin: str, attempt: int, started: int, *, ended_at: int | None
) -> SessionRow:
    """Register an origin that no process stands for; with ``ended_at`` nobody watches it."""
    session, new = core.catalog.sessions.start(
        row.number, origin, attempt=attempt, host="", pid=0, command="", started_at=started, ended_at=ended_at
    )
    if new:
        core.ingest.expect(origin)
    return session


async def beat(core: "Core", caller: Caller, origin: str, request: Beat) -> None:
    """Take a heartbeat. Raises NotFound."""
    session, row, project = await asyncio.to_thread(_look_up, core, caller, origin)
    revived = core.hearts.beat(session)
    operations: list[Operation] = []
    for name, value in (("progress", request.progress), ("progress_total", request.progress_total)):
        if value is not None:
            operations.append(Assign(path=f"sys/{name}", value=float(value), type=FieldType.FLOAT))
    if revived:
        await _revive(core, session, row, project, operations)
    elif operations:
        await core.ingest.write(None, row, project, Batch(operations=operations))


async def _revive(
    core: "Core", session: SessionRow, row: ObjectRow, project: ProjectRow, operations: list[Operation]
) -> SessionRow:
    """Take a session that was thought lost as running again."""
    await asyncio.to_thread(core.catalog.sessions.end, session.origin, state=RunState.RUNNING, reason="", ended_at=0)
    await set_state(core, row, project, RunState.RUNNING, operations)
    return replace(session, state=RunState.RUNNING, ended_at=None, reason="")


async def receive(
    core: "Core", caller: Caller, row: ObjectRow, batch: Batch, refused: Sequence[Refusal] = ()
) -> Receipt:
    """Write a batch that came from outside; it counts as a heartbeat.

    Raises:
        NotFound: its origin is no session of this run.
        Forbidden: the caller may not write here.
    """
    project = await asyncio.to_thread(core.catalog.projects.get, row.project)
    core.access.check(caller, "write", project)
    session = await session_of(core, row, batch.origin)
    if core.hearts.beat(session):
        session = await _revive(core, session, row, project, [])
    if batch.end is None or "." in session.origin:
        receipt = await core.ingest.write(caller, row, project, batch, session=session, refused=refused)
        if not core.hearts.knows(main_origin(session.origin)):
            core.ingest.release(session.origin)
        return receipt
    await _set_end(core, session, batch.end)
    state = Batch(operations=await _find_state(core, row))
    receipt, _ = await asyncio.gather(
        core.ingest.write(caller, row, project, batch, session=session, refused=refused),
        core.ingest.write(None, row, project, state),
    )
    await let_go(core, session)
    return receipt


async def end(core: "Core", caller: Caller, origin: str, request: SessionEnd) -> None:
    """End a session; asked again, nothing changes. Raises NotFound."""
    session, row, project = await asyncio.to_thread(_look_up, core, caller, origin)
    await end_session(core, session, request)
    await settle_state(core, row, project)


async def stop_run(core: "Core", row: ObjectRow, project: ProjectRow, request: SessionEnd) -> None:
    """End all sessions of a run, its own (of those who post with curl) among them."""
    await session_of(core, row, "")
    for session in await asyncio.to_thread(core.catalog.sessions.of, row.number):
        if session.ended_at is None and "." not in session.origin:
            await end_session(core, session, request)
    await settle_state(core, row, project)


async def end_session(core: "Core", session: SessionRow, request: SessionEnd) -> None:
    """Note how a session ended, and keep nothing more of it in memory."""
    await _set_end(core, session, request)
    await let_go(core, session)


async def _set_end(core: "Core", session: SessionRow, request: SessionEnd) -> None:
    if session.ended_at is None or _is_concluded(session):
        await asyncio.to_thread(
            core.catalog.sessions.end,
            session.origin,
            state=request.state,
            reason=request.reason[:2_000],
            ended_at=request.ended_at or now(),
        )


def _is_concluded(session: SessionRow) -> bool:
    """Say whether nobody heard how a session ended: what it tells itself, however late, replaces that."""
    return session.state is RunState.NOT_RESPONDING or (session.state, session.reason) == (RunState.FAILED, KILLED)


async def let_go(core: "Core", session: SessionRow) -> None:
    """Keep nothing more in memory of a session that has ended, nor of its streams."""
    core.hearts.forget(session.origin)
    core.stops.forget(session.origin)
    for other in await asyncio.to_thread(core.catalog.sessions.of, session.object):
        if main_origin(other.origin) == session.origin or (session.quiet and "." in other.origin):
            core.ingest.release(other.origin)


def _look_up(core: "Core", caller: Caller, origin: str) -> tuple[SessionRow, ObjectRow, ProjectRow]:
    session = core.catalog.sessions.find(origin)
    missing = NotFound(f"There is no session {origin!r}.", "Register it first: POST /api/v1/sessions.")
    if session is None:
        raise missing
    row = core.catalog.objects.get(session.object)
    project = core.catalog.projects.get(row.project)
    if not core.access.may_read(caller, project):
        raise missing
    core.access.check(caller, "write", project)
    return session, row, project


def own_sessions(core: "Core", row: ObjectRow) -> list[SessionRow]:
    """Return the sessions that a run's life consists of: its processes, or where there is none its own."""
    return _main_sessions(core, row) or [
        session for session in core.catalog.sessions.of(row.number) if session.origin == row.uid
    ]


def _main_sessions(core: "Core", row: ObjectRow) -> list[SessionRow]:
    sessions = core.catalog.sessions.of(row.number)
    return [session for session in sessions if "." not in session.origin and session.origin != row.uid]


async def settle_state(core: "Core", row: ObjectRow, project: ProjectRow) -> None:
    """Bring the run's state in line with its sessions."""
    await core.ingest.write(None, row, project, Batch(operations=await _find_state(core, row)))


async def _find_state(core: "Core", row: ObjectRow) -> list[Operation]:
    """Return what writes the state of a run: running while one of its sessions beats, else the worst
    end among those of the last attempt.
    """
    sessions = await asyncio.to_thread(own_sessions, core, row)
    running = [session for session in sessions if session.ended_at is None]
    seconds: Operation = Assign(path="sys/running_seconds", value=running_seconds(sessions), type=FieldType.FLOAT)
    if running:
        return [_assign_state(RunState.RUNNING), seconds]
    last = [session for session in sessions if session.attempt == sessions[-1].attempt]
    if last and last[-1].quiet:
        last = last[-1:]  # each stretch of presence is one: the last says how it stands
    ended = min(last, key=lambda session: _WORST_FIRST.index(session.state)) if last else None
    if ended is None or ended.state is RunState.NOT_RESPONDING:
        return [_assign_state(RunState.FINISHED if ended is None else ended.state), seconds]
    end_time = max(session.ended_at or 0 for session in last)
    return [
        _assign_state(ended.state),
        seconds,
        Assign(path="sys/reason", value=ended.reason),
        Assign(path="sys/ended_at", value=end_time, type=FieldType.DATETIME),
    ]


def _assign_state(state: RunState) -> Operation:
    return Assign(path="sys/state", value=state.value)


def running_seconds(sessions: list[SessionRow]) -> float:
    """Return how long a run has run: the stretches of its sessions, overlaps counted once."""
    stretches = sorted((session.started_at, session.ended_at or now()) for session in sessions)
    total, reached = 0, 0
    for begin, finish in stretches:
        begin = max(begin, reached)
        total += max(0, finish - begin)
        reached = max(reached, finish)
    return total / 1e6


async def set_state(
    core: "Core", row: ObjectRow, project: ProjectRow, state: RunState, operations: list[Operation]
) -> None:
    """Write the run's state, and what goes with it, in one commit."""
    await core.ingest.write(None, row, project, Batch(operations=[_assign_state(state), *operations]))


def list_sessions(core: "Core", row: ObjectRow) -> list[Session]:
    """Return the sessions of a run, in the order of their registration."""
    run = core.reader.run(row)
    return [describe_of(session, run) for session in own_sessions(core, row)]


def describe(core: "Core", session: SessionRow, row: ObjectRow) -> Session:
    """Return a session as it is shown."""
    return describe_of(session, core.reader.run(row))


def describe_of(session: SessionRow, run: Run) -> Session:
    """Return a session of a run that was read already as it is shown."""
    return Session(
        origin=session.origin,
        attempt=session.attempt,
        state=session.state,
        seq=session.seq,
        run=run,
        host=session.host,
        pid=session.pid,
        command=session.command,
        started_at=session.started_at,
        ended_at=session.ended_at,
        reason=session.reason,
        stop_by=session.stop_by,
    )
