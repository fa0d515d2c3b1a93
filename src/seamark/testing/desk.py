"""A core in this process with a run in it, and short ways to write and look."""

import asyncio
from collections.abc import Coroutine
from pathlib import Path
from typing import Any

from seamark.core import sessions
from seamark.core.assembly import Core, CoreSettings, open_core
from seamark.core.caller import Caller
from seamark.model.objects import RunState, make_uid
from seamark.storage.catalog.rows import ObjectRow
from seamark.storage.columns.rows import Span
from seamark.storage.columns.spans import visible_spans
from seamark.testing.columns_tear import kill
from seamark.wire.api.runs import Fork, RunRequest
from seamark.wire.api.sessions import SessionEnd, SessionRequest
from seamark.wire.batches import Batch, Receipt


class Desk:
    """A core with a run in it, and short ways to write and look."""

    def __init__(self, folder: Path) -> None:
        self.loop = asyncio.new_event_loop()
        self.settings = CoreSettings(data=folder, url="http://127.0.0.1:1")
        self.core: Core = self.do(open_core(self.settings))
        self.caller: Caller = self.core.access.local()

    def do(self, work: Coroutine[Any, Any, Any]) -> Any:
        """Run something to its end."""
        return self.loop.run_until_complete(work)

    def reopen(self) -> None:
        """Stop well, and start again."""
        self.do(self.core.close())
        self.core = self.do(open_core(self.settings))

    def kill(self) -> None:
        """End as a kill does: what waits is lost, no mark is set."""
        kill(self.core.columns)
        for task in asyncio.all_tasks(self.loop):
            task.cancel()
        self.do(asyncio.sleep(0))
        self.core._close_stores()  # noqa: SLF001 - a kill closes nothing else
        self.core = self.do(open_core(self.settings))

    def close(self) -> None:
        """Stop well."""
        self.do(self.core.close())
        self.loop.close()

    def session(
        self, run_uid: str, origin: str | None = None, *, fork: tuple[str, float] | None = None, **more: Any
    ) -> str:
        """Attach a session to a run, making it, perhaps as a fork, where it is missing; return its origin."""
        origin = origin or make_uid()
        of = None if fork is None else Fork(run=fork[0], step=fork[1])
        run = RunRequest(project="digits", uid=run_uid, id=run_uid, fork=of)
        request = SessionRequest(run=run, origin=origin, **more)
        self.do(sessions.start(self.core, self.caller, request))
        return origin

    def end(self, origin: str, state: RunState = RunState.FINISHED) -> None:
        """End a session."""
        self.do(sessions.end(self.core, self.caller, origin, SessionEnd(state=state)))

    def run(self, uid: str) -> ObjectRow:
        """Return the row of a run."""
        return self.core.catalog.objects.find(uid)[0]

    def write(self, uid: str, *operations: Any, **batch: Any) -> Receipt:
        """Write one batch."""
        body = Batch(operations=list(operations), **batch)
        receipt: Receipt = self.do(sessions.receive(self.core, self.caller, self.run(uid), body))
        return receipt

    def values(self, uid: str) -> dict[str, Any]:
        """Return the fields of a run by path."""
        row = self.run(uid)
        fields, _ = self.core.columns.fields(row.project, row.number)
        return {field.path: field for field in fields}

    def points(self, uid: str, path: str) -> tuple[list[float], list[float]]:
        """Return the steps and values that are visible of a series."""
        row = self.run(uid)
        state = self.core.columns.load(row.project, [row.number])[row.number]
        generation = next(field.generation for field in state.fields if field.path == path)
        bases = [base for base in state.bases if base.path == path and base.generation == generation]
        spans: list[Span] = visible_spans(row.number, path, generation, bases)
        page = self.core.columns.points(row.project, spans)
        return page.steps.tolist(), page.values.tolist()

    def stats(self, uid: str, path: str) -> Any:
        """Return the statistics of a series, or None."""
        row = self.run(uid)
        return self.core.columns.stats(row.project, row.number, [path]).get(path)
