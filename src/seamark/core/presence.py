"""Clients without sessions: their pings and writes make quiet ones, which silence ends.

Each stretch of presence is a session of its own, so that running time counts what was run. What such a
client writes has one origin for the whole life of the object, with seqs made of its bodies.
"""

import asyncio
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from seamark.core.caller import Caller
from seamark.core.sessions import now, set_state
from seamark.model.objects import RunState
from seamark.model.operations import Operation
from seamark.storage.catalog.rows import ObjectRow, ProjectRow, SessionRow
from seamark.wire.batches import Batch, Receipt

if TYPE_CHECKING:
    from seamark.core.assembly import Core

_STREAM: Final = "bodies"


async def attend(core: "Core", caller: Caller, row: ObjectRow) -> ProjectRow:
    """Note that a client is at work on an object; returns its project.

    Raises:
        Forbidden: the caller may not write there.
    """
    project = await asyncio.to_thread(core.catalog.projects.get, row.project)
    core.access.check(caller, "write", project)
    if core.hearts.touch(row.number):
        return project
    session, new = await asyncio.to_thread(_begin, core, row)
    core.hearts.beat(session)
    if new:
        await set_state(core, row, project, RunState.RUNNING, [])
    return project


def _begin(core: "Core", row: ObjectRow) -> tuple[SessionRow, bool]:
    earlier = core.catalog.sessions.of(row.number)
    quiet = [session for session in earlier if session.quiet]
    if quiet and quiet[-1].ended_at is None:
        return quiet[-1], False
    return core.catalog.sessions.start(
        row.number,
        f"{row.uid}-{len(quiet) + 1}",
        attempt=max((session.attempt for session in earlier), default=0),
        host="",
        pid=0,
        command="",
        started_at=now(),
        quiet=True,
    )


async def receive_body(
    core: "Core", caller: Caller, row: ObjectRow, operations: Sequence[Operation], digest: bytes
) -> Receipt:
    """Write operations of a client that knows no seqs; ``digest`` is that of a body which, sent again,
    is to change nothing, and empty where it may be applied again.

    Raises:
        Forbidden: the caller may not write there.
    """
    project = await attend(core, caller, row)
    stream = await asyncio.to_thread(_find_stream, core, row)
    return await core.ingest.write(
        caller, row, project, Batch(operations=list(operations)), session=stream, strict=True, body=digest
    )


def _find_stream(core: "Core", row: ObjectRow) -> SessionRow:
    origin = f"{row.uid}.{_STREAM}"
    known = core.catalog.sessions.find(origin)
    if known is not None:
        return known
    attempt = max((session.attempt for session in core.catalog.sessions.of(row.number)), default=0)
    stream, new = core.catalog.sessions.start(
        row.number, origin, attempt=attempt, host="", pid=0, command="", started_at=now(), ended_at=now()
    )
    if new:
        core.ingest.expect(origin)
    return stream
