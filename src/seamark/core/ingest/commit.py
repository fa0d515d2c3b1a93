"""One commit: batches in, rows into the columns, receipts into the catalog, answers out.

Everything here runs in the one writing thread. Columns are written first, then the receipts.
"""

import asyncio
import os
import time
from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, TypeAlias

from msgspec.structs import replace

from seamark.core.access import Caller
from seamark.core.files import Files
from seamark.core.ingest.apply import Application, Draft
from seamark.core.ingest.memory import Memories
from seamark.core.ingest.points import Source
from seamark.model.errors import SeamarkError, Unavailable
from seamark.model.operations import Operation
from seamark.storage.blobs import Blobs
from seamark.storage.catalog.protocol import Catalog
from seamark.storage.catalog.rows import ObjectRow, ProjectRow, SessionRow
from seamark.storage.columns.protocol import Columns
from seamark.storage.columns.rows import Commit, FieldRow, Seqs
from seamark.wire.api.live import Change
from seamark.wire.batches import Batch, Receipt, Refusal

CLEAN_MARK: Final = "clean_mark"
"""The server fact: all tables agree up to this commit."""
CHANGED_PATHS: Final = 200
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


@dataclass(slots=True)
class Written:
    """What one commit did."""

    answers: list[tuple[Waiting, Result]]
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
        self._receipts: dict[str, int] = {}
        self._before_start: dict[str, Mapping[str, Seqs]] = {}
        self.newborn: set[str] = set()
        self.last_commit = 0

    def release(self, origin: str) -> None:
        """Drop what is kept of an origin."""
        self.newborn.discard(origin)
        self._receipts.pop(origin, None)
        self._before_start.pop(origin, None)

    def mend(self) -> None:
        """Make the tables agree after a stop, before anything is served."""
        mark = int(self._catalog.server.facts().get(CLEAN_MARK, "0"))
        self.last_commit = self._columns.last_commit()
        if self.last_commit > mark:
            self._columns.mend(mark)
        self.last_commit = max(self.last_commit, self._columns.last_commit())
        self._mark = self.last_commit

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
        """Write some batches together."""
        written = Written([])
        touched = {waiting.object.number for waiting in taken}
        try:
            self._untear()
            draft = Draft()
            seqs: dict[str, int] = {}
            for waiting in taken:
                written.answers.append((waiting, self._apply(waiting, draft, seqs)))
            number = self._store(draft)
            self._receive(written, seqs, number)
            self._memories.trim(touched)
        except SeamarkError as error:
            self._fail(written, taken, error)
        except (OSError, MemoryError) as error:
            self._fail(written, taken, Unavailable(f"The server could not write: {error}.", "Try again later."))
        else:
            written.changes = self._changes(draft, number, taken)
        return written

    def _untear(self) -> None:
        if self._torn_above is not None:
            self._columns.mend(self._torn_above)
            self._torn_above = None

    def _apply(self, waiting: Waiting, draft: Draft, seqs: dict[str, int]) -> Result:
        prefixes = waiting.project.config_prefixes
        memory = self._memories.get(waiting.project.number, waiting.object.number, prefixes, fresh=waiting.fresh)
        session = waiting.session
        receipt = -1 if session is None else seqs.get(session.origin, self._receipt(session))
        application = Application(
            memory=memory,
            draft=draft,
            source=Source(0, 0) if session is None else Source(session.number, session.attempt),
            prefixes=prefixes,
            columns=self._columns,
            blobs=self._blobs,
            now=time.time_ns() // 1_000,
            receipt=receipt if waiting.batch.origin else -1,
            stored={} if session is None else self._stored(session, waiting),
            may_attach=lambda digest: self._files.may_attach(waiting.caller, waiting.object, digest),
            system=session is None,
        )
        application.refused.extend(waiting.refused)
        end = self._apply_all(application, waiting.batch, receipt)
        if session is None:
            return Receipt(origin="", seq=end, commit=0, refused=application.refused)
        end = max(receipt, end if waiting.batch.upto is None else waiting.batch.upto)
        seqs[session.origin] = end
        return Receipt(origin=session.origin, seq=end, commit=0, refused=application.refused)

    def _apply_all(self, application: Application, batch: Batch, receipt: int) -> int:
        seq = batch.seq if batch.origin else receipt + 1
        end = receipt
        for index, operation in enumerate(batch.operations):
            if batch.seqs is not None and index < len(batch.seqs):
                seq = batch.seqs[index]
            weight = operation.weight
            if not batch.origin or seq + weight - 1 > receipt or _has_own_seqs(operation):
                application.apply(seq, operation)
            seq += weight
            end = max(end, seq - 1)
        application.finish()
        return end

    def _receipt(self, session: SessionRow) -> int:
        known = self._receipts.get(session.origin)
        if known is None:
            found = self._catalog.sessions.find(session.origin)
            known = self._receipts[session.origin] = -1 if found is None else found.seq
        return known

    def _stored(self, session: SessionRow, waiting: Waiting) -> Mapping[str, Seqs]:
        if session.origin in self.newborn:
            return {}
        if session.origin not in self._before_start:
            self._before_start[session.origin] = self._columns.stored_seqs(
                waiting.project.number, waiting.object.number, session.number, self._receipt(session)
            )
        return self._before_start[session.origin]

    def _store(self, draft: Draft) -> int:
        number = self._number()
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
        self._mark = number
        return number

    def _recount(self, rows: Iterable[FieldRow]) -> int:
        stats = []
        for row in rows:
            found = self._columns.compute_stats(row.project, row.object, row.path, row.generation)
            if found is not None:
                self._memories.get(row.project, row.object, ()).stats[row.path] = found
                stats.append(found)
        number = self._number()
        self._columns.write(Commit(number=number, stats=stats))
        return number

    def _receive(self, written: Written, seqs: Mapping[str, int], number: int) -> None:
        if seqs:
            self._catalog.sessions.receive([(origin, seq, number) for origin, seq in seqs.items()])
        for origin, seq in seqs.items():
            self._receipts[origin] = seq
            if self._before_start.get(origin):
                self._before_start[origin] = {}
        written.answers = [(waiting, _with_commit(result, number)) for waiting, result in written.answers]

    def _fail(self, written: Written, taken: Sequence[Waiting], error: SeamarkError) -> None:
        self.forget(taken)
        written.answers = [(waiting, type(error)(error.detail, error.remedy)) for waiting in taken]

    def forget(self, taken: Sequence[Waiting]) -> None:
        """Trust the store alone again for all that a failed commit touched."""
        if self._torn_above is None:
            self._torn_above = self._mark
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


def _has_own_seqs(operation: Operation) -> bool:
    return getattr(operation, "seqs", None) is not None


def _with_commit(result: Result, commit: int) -> Result:
    """Return a receipt with the number of the commit that stored it."""
    return replace(result, commit=commit) if isinstance(result, Receipt) else result
