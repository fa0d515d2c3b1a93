"""The import: which runs in which order, each of their parts from where it stands, and what the server has then."""

import threading
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

from seamark.history import identity
from seamark.history.destination import Destination
from seamark.history.findings import Findings, Kind
from seamark.history.neptune_export.attaching import AT_ONCE, Attacher
from seamark.history.neptune_export.heads import SYS, Head, read_head
from seamark.history.neptune_export.layout import Export, RunFolder
from seamark.history.neptune_export.ledger import Ledger
from seamark.history.neptune_export.parts import PartReader, TornPart
from seamark.history.neptune_export.translate import translate
from seamark.history.report import Report, RunReport
from seamark.history.tally import compare
from seamark.model.errors import Conflict, InvalidInput, InvalidValue, RunNotFound
from seamark.model.objects import is_run_id
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
class Found:
    """A run of the export, with what has to be known of it beforehand."""

    folder: RunFolder
    head: Head
    rows: int


@dataclass(frozen=True, slots=True)
class Survey:
    """What there is to bring in: runs, parents before their forks."""

    runs: list[Found]
    report: Report

    @property
    def rows(self) -> int:
        """How many rows there are."""
        return sum(found.rows for found in self.runs)

    def projects(self) -> list[str]:
        """Return the projects as Neptune called them."""
        return list(dict.fromkeys(found.head.project for found in self.runs))


def survey(export: Export, folders: Iterable[RunFolder], *, only: frozenset[str], dry: bool) -> Survey:
    """Look at all runs of an export, or at those of some ids. Raises InvalidValue for ids that none has."""
    report = Report(str(export.data), dry)
    findings = Findings()
    found = []
    for folder in folders:
        one = _look(folder, findings)
        if one is not None and (not only or {one.head.run, one.head.neptune_id} & only):
            found.append(one)
    unknown = only - {name for one in found for name in (one.head.run, one.head.neptune_id)}
    if unknown:
        raise InvalidValue(f"The export has no run {', '.join(sorted(unknown))}.", "Give ids as Neptune had them.")
    models = 0 if only else export.count_models()
    findings.add(Kind.MODEL, "", "models are not brought in yet", models)
    report.findings = list(findings)
    return Survey(_order(found), report)


def _look(folder: RunFolder, findings: Findings) -> Found | None:
    if not folder.is_complete:
        findings.add(Kind.INCOMPLETE_RUN, folder.prefix, "part 0 is missing: export it again")
        return None
    rows, names, facts = 0, None, []
    for part in folder.parts:
        try:
            reader = PartReader(part)
            names = names or reader.read_names()
            facts += list(reader.read_facts(SYS))
            rows += reader.rows
            reader.close()
        except TornPart:
            continue  # told when its rows are read, or below
    if names is None:
        findings.add(Kind.TORN_PART, folder.prefix, "none of its files of rows can be read")
        return None
    return Found(folder, read_head(*names, facts), rows)


def _order(found: list[Found]) -> list[Found]:
    """Return runs by the time that they were made, parents before their forks."""
    by_name = _index(found)
    found = sorted(found, key=lambda one: (one.head.created_at or 0, one.head.project, one.folder.prefix))
    ordered: dict[tuple[str, str], Found] = {}
    for one in found:
        line: list[Found] = []
        next: Found | None = one
        while next is not None and (next.head.project, next.head.run) not in ordered and next not in line:
            line.append(next)
            next = by_name.get((next.head.project, next.head.fork[0])) if next.head.fork else None
        ordered |= {(each.head.project, each.head.run): each for each in reversed(line)}
    return list(ordered.values())


def _index(found: list[Found]) -> dict[tuple[str, str], Found]:
    """Return runs by each name that a fork may call its parent."""
    index = {(one.head.project, one.head.neptune_id): one for one in found if one.head.neptune_id}
    return index | {(one.head.project, one.head.run): one for one in found}


@dataclass(frozen=True, slots=True)
class _Brought:
    """A run whose rows were sent, not yet compared with what the server has; without a server no session."""

    ledger: Ledger
    session: Session | None


class Importer:
    """Brings the runs of a survey in.

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
        self._on_rows = on_rows
        self._telling = threading.Lock()
        self._files = ThreadPoolExecutor(AT_ONCE, "files")
        self._runs = ThreadPoolExecutor(RUNS_AT_ONCE, "runs")
        self._by_name = _index(survey.runs)
        self._begun: set[tuple[str, str]] = set()

    def run(self) -> Report:
        """Bring all runs in, and say what the server has of them.

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
        """Yield runs that can be brought in at once; parents stand in earlier portions than their forks."""
        portion: dict[int, Found] = {}
        for found in self._survey.runs:
            parent = self._find_parent(found.head)
            if len(portion) == PORTION_RUNS or (parent is not None and id(parent) in portion):
                yield list(portion.values())
                portion = {}
            portion[id(found)] = found
        if portion:
            yield list(portion.values())

    def _find_parent(self, head: Head) -> Found | None:
        return self._by_name.get((head.project, head.fork[0])) if head.fork else None

    def _make_projects(self, destination: Destination) -> None:
        for project in self._survey.projects():
            ids = [found.head.neptune_id for found in self._survey.runs if found.head.project == project]
            keys = {id.rpartition("-")[0] for id in ids if is_run_id(id)}
            name = self._projects.get(project, project)
            self._projects[project] = destination.make_project(name, keys.pop() if len(keys) == 1 else "")

    def _bring(self, found: Found) -> _Brought:
        ledger = Ledger(found.head)
        try:
            session = self._begin(found, ledger)
        except (Conflict, InvalidInput, RunNotFound) as error:
            ledger.findings.add(Kind.ELSEWHERE if isinstance(error, Conflict) else Kind.REFUSED, "", error.detail)
            return _Brought(ledger, None)
        send = None if self._destination is None else self._send_file
        attacher = Attacher(self._export.files_of(found.folder.project), send, self._files)
        self._read(found, session, ledger, attacher)
        return _Brought(ledger, session)

    # ---- the run itself ----

    def _begin(self, found: Found, ledger: Ledger) -> Session | None:
        head = found.head
        fork = self._find_fork(head, ledger)
        self._begun.add((head.project, head.run))
        if self._destination is None:
            return None
        run = RunRequest(
            project=self._projects[head.project],
            uid=identity.make_uid(TRACKER, head.project, head.run),
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
        )
        origin = identity.make_origin(TRACKER, head.project, head.run)
        request = SessionRequest(
            run=run, origin=origin, host=head.text("sys/hostname"), started_at=head.created_at, past=past
        )
        return self._destination.begin(request)

    def _find_fork(self, head: Head, ledger: Ledger) -> Fork | None:
        """Return what the run goes on from, by the uid that its parent was given here."""
        if head.fork is None:
            return None
        parent = self._find_parent(head)
        if parent is None or (head.project, parent.head.run) not in self._begun:
            detail = f"{head.fork[0]!r}, from step {head.fork[1]:g}: brought in without its history"
            ledger.findings.add(Kind.MISSING_PARENT, "sys/forking/parent", detail)
            return None
        return Fork(run=identity.make_uid(TRACKER, head.project, parent.head.run), step=head.fork[1])

    # ---- its rows ----

    def _read(self, found: Found, session: Session | None, ledger: Ledger, attacher: Attacher) -> None:
        for number in found.folder.missing:
            ledger.findings.add(Kind.MISSING_PART, f"part {number}", f"{found.folder.prefix}_part_{number}.parquet")
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
        told = RunReport(self._projects.get(head.project, head.project), head.run)
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
