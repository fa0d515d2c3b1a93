"""One commit: batches in, rows into the columns, receipts into the catalog, answers out.

Everything here runs in the one writing thread. Columns are written first, then the receipts.
"""

import asyncio
import dataclasses
import logging
import os
import time
from collections import defaultdict, deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, TypeAlias

from msgspec.structs import replace

from seamark.core.caller import Caller
from seamark.core.files import Files
from seamark.core.ingest.apply import Application
from seamark.core.ingest.draft import Draft
from seamark.core.ingest.memory import Memories, ObjectMemory
from seamark.core.ingest.origins import BODY_SEQS, UNKNOWN, Origin, Placed, find_first_point, number_body, place
from seamark.core.ingest.points import Source
from seamark.model.errors import ObjectNotFound, SeamarkError, Unavailable
from seamark.storage.blobs import Blobs
from seamark.storage.catalog.protocol import Catalog
from seamark.storage.catalog.rows import ObjectRow, ProjectRow, SessionRow
from seamark.storage.columns.protocol import Columns
from seamark.storage.columns.rows import Commit, FieldRow, Seqs
from seamark.wire.api.live import Change
from seamark.wire.batches import Batch, Receipt, Refusal

_log: Final = logging.getLogger("seamark.ingest")

CLEAN_MARK: Final = "clean_mark"
"""The server fact: all tables agree up to this commit."""
CHANGED_PATHS: Final = 200
BODIES_KEPT: Final = 64
"""So many bodies of an object are known when they come again."""
COMES_AGAIN_SECONDS: Final = 300.0
"""So long after an object was loaded its bodies are compared with what is stored: a stop may have cut
off the answer, and its client sends again until it has one."""
WRITTEN_SECONDS: Final = 90.0
"""After so long Linux has written what was not synced (it begins after 30 s)."""

Result: TypeAlias = Receipt | BaseException


@dataclass(slots=True)
class Waiting:
    """A batch that waits for its commit."""

    caller: Caller | None
    object: ObjectRow
    project: ProjectRow
    session: SessionRow | None
    batch: Batch
    fresh: bool
    answer: asyncio.Future[Receipt]
    refused: Sequence[Refusal] = ()
    strict: bool = False
    body: bytes = b""
    """The digest of a body whose protocol has no seqs: the same one is applied once."""


@dataclass(slots=True)
class Written:
    """What one commit did."""

    answers: Sequence[tuple[Waiting, Result]]
    changes: list[Change] = field(default_factory=list)


class Committer:
    """Writes commits, and keeps what it needs to know of objects and origins."""

    def __init__(self, catalog: Catalog, columns: Columns, blobs: Blobs, files: Files) -> None:
        self._catalog = catalog
        self._columns = columns
        self._blobs = blobs
        self._files = files
        self._memories = Memories(columns)
        self._mark = 0
        self._marks: deque[tuple[float, int]] = deque()
        self._torn_above: int | None = None
        self._origins: dict[str, Origin] = {}
        self._removed: set[tuple[int, int | None]] = set()
        """Objects as (project, object), and projects as (project, None), that were taken out."""
        self.last_commit = 0

    def expect(self, origin: str) -> None:
        """Note that an origin was registered just now: nothing of it can be stored yet."""
        self._origins[origin] = Origin(receipt=-1, top=-1)

    def release(self, origin: str) -> None:
        """Drop what is kept of an origin."""
        self._origins.pop(origin, None)

    def mend(self) -> None:
        """Make the tables agree after a stop, before anything is served."""
        mark = int(self._catalog.server.facts().get(CLEAN_MARK, "0"))
        self.last_commit = self._columns.last_commit()
        if self.last_commit > mark:
            self._columns.mend(mark)
        self.last_commit = max(self.last_commit, self._columns.last_commit())
        self.last_commit = max(self.last_commit, mark)
        self._mark = self.last_commit
        due: dict[int, list[int | None]] = {}
        for removal in self._catalog.removals.due():
            due.setdefault(removal.project, []).append(removal.object)
        for project, objects in due.items():
            self.remove(project, None if None in objects else [number for number in objects if number is not None])

    def remove(self, project: int, objects: Sequence[int] | None) -> None:
        """Remove what the columns have of objects, or with None of a whole project, that the catalog has no
        more; batches for them that wait are refused.
        """
        self._removed.update((project, number) for number in ([None] if objects is None else objects))
        self._memories.forget(objects or ())
        self._untear()
        self._columns.remove(project, objects)
        self._catalog.removals.finish(project, objects)

    def note_clean_mark(self) -> None:
        """Remember up to which commit all tables agree, on disk too.

        Tables that can be made anew from others are not synced by each commit: the mark is that of
        some time ago, when the system has surely written them.
        """
        now = time.monotonic()
        if self._settle():
            self._marks.append((now, self._mark))
        settled = None
        while self._marks and now - self._marks[0][0] >= WRITTEN_SECONDS:
            settled = self._marks.popleft()[1]
        if settled is not None:
            self._catalog.server.set_facts({CLEAN_MARK: str(settled)})

    def finish(self) -> None:
        """Have everything on disk, and say so."""
        settled = self._settle()
        os.sync()
        if settled:
            self._catalog.server.set_facts({CLEAN_MARK: str(self._mark)})

    def _settle(self) -> bool:
        """Have all tables agree; on a full disk, or after a torn commit, they do not."""
        if self._torn_above is not None:
            return False
        try:
            self._columns.settle()
        except SeamarkError:
            return False
        return True

    def _number(self) -> int:
        self.last_commit = max(time.time_ns() // 1_000, self.last_commit + 1)
        return self.last_commit

    def commit(self, taken: Sequence[Waiting]) -> Written:
        """Write some batches together. What is wrong with one batch is answered to that batch alone."""
        try:
            return self._commit(taken)
        except (Unavailable, OSError, MemoryError) as error:
            self.forget(taken)
            return Written([(waiting, _as_unavailable(error)) for waiting in taken])
        except Exception as error:
            self.forget(taken)
            if len(taken) == 1:
                return Written([(taken[0], error)])
            alone = [self.commit([waiting]) for waiting in taken]
            answers = [answer for written in alone for answer in written.answers]
            return Written(answers, [change for written in alone for change in written.changes])

    def _commit(self, taken: Sequence[Waiting]) -> Written:
        self._untear()
        self._load(taken)
        draft = Draft()
        ends: dict[str, Origin] = {}
        answers = [(waiting, self._apply(waiting, draft, ends)) for waiting in taken]
        number = self._store(draft)
        changes = self._changes(draft, number, taken)
        self._memories.trim({waiting.object.number for waiting in taken})
        try:
            self._receive(ends, number)
        except Exception as error:
            _log.warning("The receipts of commit %d could not be written.", number, exc_info=True)
            return Written([(waiting, _as_unavailable(error)) for waiting in taken], changes)
        return Written([(waiting, replace(receipt, commit=number)) for waiting, receipt in answers], changes)

    def _untear(self) -> None:
        if self._torn_above is not None:
            self._columns.mend(self._torn_above)
            self._torn_above = None

    def _load(self, taken: Sequence[Waiting]) -> None:
        projects: defaultdict[int, list[Waiting]] = defaultdict(list)
        for waiting in taken:
            if not self._is_removed(waiting):
                projects[waiting.project.number].append(waiting)
        for own in projects.values():
            fresh = {waiting.object.number for waiting in own if waiting.fresh}
            self._memories.load(own[-1].project, [waiting.object for waiting in own], fresh)

    def _is_removed(self, waiting: Waiting) -> bool:
        project = waiting.project.number
        return not self._removed.isdisjoint({(project, waiting.object.number), (project, None)})

    def _apply(self, waiting: Waiting, draft: Draft, ends: dict[str, Origin]) -> Receipt:
        if self._is_removed(waiting):
            raise ObjectNotFound(f"{waiting.object.id} was deleted.", "Log to another run.")
        memory = self._memories.get(waiting.object.number)
        batch, session = waiting.batch, waiting.session
        if waiting.body and session is not None:
            return self._apply_body(waiting, session, memory, draft)
        origin = Origin() if session is None else ends.get(session.origin) or self._origin(session)
        if session is not None and not batch.origin:
            origin = self._find_top(session, memory, origin)
        placed = place(batch, origin.receipt)
        stored, top = self._find_stored(session, memory, draft, origin, placed)
        application = self._application(waiting, memory, draft, stored)
        if batch.origin:
            application.receipt, application.undone = origin.receipt, dict(origin.undone)
        for one in placed:
            if one.last > origin.receipt or not batch.origin:
                application.apply(one.seq, one.operation)
        application.finish()
        end = max((one.end for one in placed), default=origin.receipt)
        if session is None:
            return Receipt(origin="", seq=end, commit=0, refused=application.refused)
        receipt = max(origin.receipt, end if batch.upto is None else batch.upto)
        ends[session.origin] = Origin(
            receipt=receipt,
            top=max([top, receipt, *(one.last for one in placed)]),
            undone=application.undone,
        )
        return Receipt(origin=session.origin, seq=receipt, commit=0, refused=application.refused)

    def _apply_body(self, waiting: Waiting, session: SessionRow, memory: ObjectMemory, draft: Draft) -> Receipt:
        """Apply a body whose protocol has no seqs, once: what comes again is answered as before."""
        seq = number_body(waiting.body)
        known = memory.bodies.get(seq)
        if known is not None:
            return Receipt(origin="", seq=seq, commit=0, refused=list(known))
        stored: Mapping[str, Seqs] = {}
        if time.monotonic() - memory.recalled_at < COMES_AGAIN_SECONDS:
            found = self._columns.stored_seqs(
                memory.project, memory.object, session.number, seq - 1, seq + BODY_SEQS - 1
            )
            stored = draft.add_stored(found, memory, session.number)
        application = self._application(waiting, memory, draft, stored)
        for one in place(replace(waiting.batch, origin=session.origin, seq=seq), -1):
            application.apply(one.seq, one.operation)
        application.finish()
        memory.bodies[seq] = application.refused
        if len(memory.bodies) > BODIES_KEPT:
            memory.bodies.popitem(last=False)
        return Receipt(origin="", seq=seq, commit=0, refused=application.refused)

    def _application(
        self, waiting: Waiting, memory: ObjectMemory, draft: Draft, stored: Mapping[str, Seqs]
    ) -> Application:
        session = waiting.session
        return Application(
            memory=memory,
            draft=draft,
            source=Source(0, 0) if session is None else Source(session.number, session.attempt),
            prefixes=waiting.project.config_prefixes,
            columns=self._columns,
            blobs=self._blobs,
            now=time.time_ns() // 1_000,
            receipt=-1,
            stored=stored,
            undone={},
            may_attach=lambda digest: self._files.may_attach(waiting.caller, waiting.object, digest),
            system=session is None,
            strict=waiting.strict,
            refused=list(waiting.refused),
        )

    def _find_top(self, session: SessionRow, memory: ObjectMemory, origin: Origin) -> Origin:
        """Return an origin whose receipt is above all that is stored of it: without seqs of their own
        operations follow on that, so that none is taken for one whose receipt was lost.
        """
        if origin.top == UNKNOWN:
            found = self._columns.stored_seqs(memory.project, memory.object, session.number, origin.receipt)
            top = max((int(seqs.max()) for seqs in found.values()), default=origin.receipt)
            origin = dataclasses.replace(origin, top=top)
        return dataclasses.replace(origin, receipt=max(origin.receipt, origin.top))

    def _origin(self, session: SessionRow) -> Origin:
        known = self._origins.get(session.origin)
        if known is None:
            found = self._catalog.sessions.find(session.origin)
            known = self._origins[session.origin] = Origin(receipt=-1 if found is None else found.seq)
        return known

    def _find_stored(
        self, session: SessionRow | None, memory: ObjectMemory, draft: Draft, origin: Origin, placed: Sequence[Placed]
    ) -> tuple[Mapping[str, Seqs], int]:
        """Return what is stored of points that come again, and above which seq nothing is stored."""
        if session is None or find_first_point(placed) > origin.top:
            return {}, origin.top
        found = self._columns.stored_seqs(memory.project, memory.object, session.number, origin.receipt)
        top = max((int(seqs.max()) for seqs in found.values()), default=-1) if origin.top == UNKNOWN else origin.top
        return draft.add_stored(found, memory, session.number), top

    def _store(self, draft: Draft) -> int:
        number = self._number()
        if self._torn_above is None:
            self._torn_above = self._mark
        fields = [replace(row, commit=number) for row in draft.fields.values()]
        self._columns.write(
            Commit(
                number=number,
                bases=list(draft.bases.values()),
                points=draft.points,
                lines=draft.lines,
                files=list(draft.files.values()),
                fields=fields,
                stats=list(draft.stats.values()),
            )
        )
        if draft.recount:
            number = self._recount(draft.recount.values())
        self._mark, self._torn_above = number, None
        return number

    def _recount(self, rows: Iterable[FieldRow]) -> int:
        stats = []
        for row in rows:
            found = self._columns.compute_stats(row.project, row.object, row.path, row.generation)
            if found is not None:
                self._memories.get(row.object).stats[row.path] = found
                stats.append(found)
        number = self._number()
        self._columns.write(Commit(number=number, stats=stats))
        return number

    def _receive(self, ends: Mapping[str, Origin], number: int) -> None:
        """Write the receipts. What is stored is known from now on, also where they cannot be written."""
        for name, end in ends.items():
            self._origins[name] = dataclasses.replace(end, receipt=self._origins[name].receipt)
        if ends:
            self._catalog.sessions.receive([(name, end.receipt, number) for name, end in ends.items()])
        for name, end in ends.items():
            undone = {path: seq for path, seq in end.undone.items() if seq > end.receipt}
            self._origins[name] = dataclasses.replace(end, undone=undone)

    def forget(self, taken: Sequence[Waiting]) -> None:
        """Trust the store alone again for all that a failed commit touched."""
        self._memories.forget({waiting.object.number for waiting in taken})
        for waiting in taken:
            if waiting.session is not None:
                self.release(waiting.session.origin)

    def _changes(self, draft: Draft, commit: int, taken: Sequence[Waiting]) -> list[Change]:
        objects = {waiting.object.number: waiting for waiting in taken}
        changes: dict[int, Change] = {}
        for number, paths in draft.changed.items():
            waiting = objects[number]
            name = f"{waiting.project.workspace}/{waiting.project.name}"
            change = changes.setdefault(waiting.project.number, Change(commit=commit, project=name, runs=[]))
            change.runs.append(waiting.object.uid)
            change.paths[waiting.object.uid] = sorted(paths) if len(paths) <= CHANGED_PATHS else []
        return list(changes.values())


def _as_unavailable(error: Exception) -> Unavailable:
    if isinstance(error, Unavailable):
        return type(error)(error.detail, error.remedy)
    return Unavailable(f"The server could not write: {error}.", "Try again later.")
