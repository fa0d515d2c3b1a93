"""The import: each part of all runs and models from where it stands, and what the server has then."""

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

from seamark.history import identity
from seamark.history.destination import Destination
from seamark.history.findings import Kind
from seamark.history.neptune_export.attaching import AT_ONCE, Attacher
from seamark.history.neptune_export.heads import Head, Name
from seamark.history.neptune_export.layout import Export
from seamark.history.neptune_export.ledger import Ledger
from seamark.history.neptune_export.parts import PartReader, TornPart
from seamark.history.neptune_export.surveying import Found, Survey, index
from seamark.history.neptune_export.translate import translate
from seamark.history.report import Report, RunReport
from seamark.history.tally import compare
from seamark.model import limits
from seamark.model.errors import Conflict, InvalidInput, ObjectNotFound, SeamarkError
from seamark.model.objects import ObjectKind
from seamark.model.operations import Attach
from seamark.wire.api.runs import Fork, RunRequest
from seamark.wire.api.sessions import Past, Session, SessionRequest
from seamark.wire.batches import Batch

TRACKER: Final = "neptune"
RUNS_AT_ONCE: Final = 8
"""So many runs are sent at once: what arrives together is written together."""
PORTION_RUNS: Final = 200
"""So many are sent before the server is asked what it has of them."""
OnRows: TypeAlias = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class _Brought:
    """A run or model whose rows were sent, not yet compared with what the server has; without a server no session."""

    ledger: Ledger
    session: Session | None


class Importer:
    """Brings in what a survey found.

    Args:
        export: Where they lie.
        survey: What they are.
        destination: The server; None reads everything and sends nothing.
        projects: Where each of Neptune's projects goes; others keep their names.
        on_rows: Told how many more rows were dealt with.
    """

    def __init__(
        self,
        export: Export,
        survey: Survey,
        destination: Destination | None,
        projects: dict[str, str],
        on_rows: OnRows,
    ) -> None:
        self._export = export
        self._survey = survey
        self._destination = destination
        self._projects = projects
        self._places: dict[str, str] = {}
        """The uid of each of them here."""
        self._on_rows = on_rows
        self._telling = threading.Lock()
        self._files = ThreadPoolExecutor(AT_ONCE, "files")
        self._runs = ThreadPoolExecutor(RUNS_AT_ONCE, "runs")
        self._by_name = index(survey.runs)
        self._depths: dict[Name, int] = {}
        """How many runs lie before a fork."""
        self._begun: set[Name] = set()

    def run(self) -> Report:
        """Bring everything in, and say what the server has of it.

        Raises:
            SeamarkError: the server is not there, or refuses the caller.
        """
        report = self._survey.report
        try:
            if self._destination is not None:
                self._make_projects(self._destination)
            for some in self._portions():
                brought = list(self._runs.map(self._bring, some))
                report.runs += self._runs.map(self._tell, brought)
        finally:
            self._runs.shutdown(cancel_futures=True)
            self._files.shutdown(cancel_futures=True)
        return report

    def _portions(self) -> Iterator[list[Found]]:
        """Yield what can be brought in at once, of one kind; parents stand in earlier portions than their forks."""
        portion: dict[int, Found] = {}
        kind = ObjectKind.RUN
        for found in self._survey.runs:
            parent = self._find_parent(found.head)
            is_full = len(portion) == PORTION_RUNS or found.head.kind is not kind
            if portion and (is_full or (parent is not None and id(parent) in portion)):
                yield list(portion.values())
                portion = {}
            portion[id(found)], kind = found, found.head.kind
        if portion:
            yield list(portion.values())

    def _find_parent(self, head: Head) -> Found | None:
        return self._by_name.get(head.parent) if head.parent else None

    def _make_projects(self, destination: Destination) -> None:
        for project in self._survey.projects():
            keys = {found.head.key for found in self._survey.runs if found.head.project == project} - {""}
            name = self._projects.get(project, project)
            place = destination.make_project(name, keys.pop() if len(keys) == 1 else "")
            self._projects[project], self._places[project] = f"{place.workspace}/{place.name}", place.uid

    def _bring(self, found: Found) -> _Brought:
        ledger = Ledger(found.head)
        try:
            session = self._begin(found, ledger)
        except (Conflict, InvalidInput, ObjectNotFound) as error:
            self._leave_out(found, ledger, error)
            return _Brought(ledger, None)
        send = None if self._destination is None else self._send_file
        attacher = Attacher(self._export.files_of(found.folder.project), send, self._files)
        self._read(found, session, ledger, attacher)
        return _Brought(ledger, session)

    def _leave_out(self, found: Found, ledger: Ledger, error: SeamarkError) -> None:
        """Note why nothing of a run or model comes in."""
        if isinstance(error, ObjectNotFound) and found.head.kind is ObjectKind.MODEL_VERSION:
            detail = f"{found.head.model_id!r} is neither among what comes in, nor was it brought in before"
            ledger.findings.add(Kind.MISSING_MODEL, "sys/model_id", detail)
        else:
            ledger.findings.add(Kind.REFUSED, "", error.detail)
        ledger.left_out += found.rows
        self._count(found.rows)

    # ---- the run itself ----

    def _begin(self, found: Found, ledger: Ledger) -> Session | None:
        head = found.head
        fork = self._find_fork(head, ledger)
        self._begun.add(head.name)
        is_alone = head.kind is ObjectKind.MODEL_VERSION and self._find_parent(head) is None
        if self._destination is None:
            if is_alone:
                detail = f"{head.model_id!r}: it comes in only where that was brought in before"
                ledger.findings.add(Kind.MISSING_MODEL, "sys/model_id", detail)
            return None
        run = RunRequest(
            project=self._projects[head.project],
            uid=self._make_uid(head.project, head.run, head.kind),
            id=head.run,
            created_at=head.created_at,
            fork=fork,
        )
        past = Past(
            id=head.neptune_id or head.run,
            owner=head.text("sys/owner"),
            state=head.state,
            ended_at=head.ended_at,
            running_seconds=head.running_seconds,
            kind=head.kind,
            model=self._find_model(head),
        )
        origin = identity.make_origin(self._places[head.project], TRACKER, head.project, head.run, head.kind)
        request = SessionRequest(
            run=run, origin=origin, host=head.text("sys/hostname"), started_at=head.created_at, past=past
        )
        session = self._destination.begin(request)
        if is_alone:
            ledger.findings.add(Kind.ABSENT_MODEL, "sys/model_id", f"{head.model_id!r} was brought in before")
        return session

    def _make_uid(self, project: str, name: str, kind: ObjectKind) -> str:
        return identity.make_uid(self._places.get(project, ""), TRACKER, project, name, kind)

    def _find_model(self, head: Head) -> str:
        """Return the uid that the model of a version was given here."""
        if head.kind is not ObjectKind.MODEL_VERSION:
            return ""
        parent = self._find_parent(head)
        model = head.model_id if parent is None else parent.head.run
        return self._make_uid(head.project, model, ObjectKind.MODEL)

    def _find_fork(self, head: Head, ledger: Ledger) -> Fork | None:
        """Return what the run goes on from, by the uid that its parent was given here."""
        if head.fork is None:
            return None
        parent = self._find_parent(head)
        if parent is None or parent.head.name not in self._begun:
            detail = f"{head.fork[0]!r}, from step {head.fork[1]:g}: brought in without its history"
            ledger.findings.add(Kind.MISSING_PARENT, "sys/forking/parent", detail)
            return None
        self._depths[head.name] = self._depths.get(parent.head.name, 0) + 1
        if self._depths[head.name] > limits.FORK_DEPTH:
            del self._depths[head.name]
            detail = f"{head.fork[0]!r} has {limits.FORK_DEPTH} before it: brought in without its history"
            ledger.findings.add(Kind.DEEP_FORK, "sys/forking/parent", detail)
            return None
        return Fork(run=self._make_uid(head.project, parent.head.run, ObjectKind.RUN), step=head.fork[1])

    # ---- its rows ----

    def _read(self, found: Found, session: Session | None, ledger: Ledger, attacher: Attacher) -> None:
        for number in found.folder.missing:
            ledger.findings.add(Kind.MISSING_PART, f"part {number}", f"{found.folder.name}_part_{number}.parquet")
        for part in found.folder.parts:
            try:
                reader = PartReader(part)
                stream = f"{part.number}-{reader.fingerprint}"
                stored = self._find_receipt(session, part.number, stream)
                if stored is None:
                    ledger.findings.add(
                        Kind.CHANGED_PART, f"part {part.number}", f"{part.file.name}: nothing was changed"
                    )
                    self._count(reader.rows)
                    continue
                for first, batch in reader.read():
                    portion = translate(batch, first, ledger)
                    attached = attacher.attach(portion.files, ledger, stored=stored)
                    upto = first + batch.num_rows - 1
                    if session is not None and upto > stored:
                        self._write(session, stream, [*portion.operations, *attached], (stored, upto), ledger)
                        stored = upto
                    self._count(batch.num_rows)
                reader.close()
            except TornPart as error:
                ledger.findings.add(Kind.TORN_PART, f"part {part.number}", f"{part.file.name}: {error}")

    @staticmethod
    def _find_receipt(session: Session | None, number: int, stream: str) -> int | None:
        """Return up to which row a part is stored, -1 where nothing is; None where another part of this number is."""
        streams = {} if session is None else session.streams
        if stream in streams:
            return streams[stream]
        return None if any(name.startswith(f"{number}-") for name in streams) else -1

    def _write(
        self, session: Session, stream: str, placed: list[tuple[int, Any]], seqs: tuple[int, int], ledger: Ledger
    ) -> None:
        """Write operations with their seqs to a stream that is stored up to the one seq and will be up to the other."""
        assert self._destination is not None
        batch = Batch(
            operations=[operation for _, operation in placed],
            seqs=[seq for seq, _ in placed],
            origin=f"{session.origin}.{stream}",
            upto=seqs[1],
        )
        for refusal in self._destination.write(session.run.uid, batch, seqs[0]):
            ledger.findings.add(Kind.REFUSED, refusal.path, refusal.detail)

    def _send_file(self, attach: Attach) -> Attach:
        assert self._destination is not None
        return self._destination.send_file(attach)

    def _count(self, rows: int) -> None:
        with self._telling:
            self._on_rows(rows)

    # ---- and whether it is there ----

    def _tell(self, brought: _Brought) -> RunReport:
        ledger, session, head = brought.ledger, brought.session, brought.ledger.head
        told = RunReport(self._projects.get(head.project, head.project), head.run, kind=head.kind)
        told.read, told.left_out, told.expected = ledger.tally.read, ledger.left_out, ledger.tally.count()
        if self._destination is not None and session is not None:
            self._check(self._destination, session, ledger, told)
        told.findings = list(ledger.findings)
        return told

    @staticmethod
    def _check(destination: Destination, session: Session, ledger: Ledger, told: RunReport) -> None:
        uid = session.run.uid
        checked = compare(ledger.tally, destination.list_fields(uid), lambda path: destination.list_files(uid, path))
        for difference in checked.differences:
            ledger.findings.add(Kind.UNEQUAL, difference.path, difference.detail)
        told.id, told.url, told.stored = session.run.id, session.run.url, checked.stored
