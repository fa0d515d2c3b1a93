"""Rules of sessions and receipts in a catalog."""

from typing import Any

import pytest

from seamark.model.errors import NotFound, RunNotFound
from seamark.model.objects import RunState
from seamark.storage.catalog.protocol import Catalog
from seamark.storage.catalog.rows import ObjectRow, ProjectRow, SessionRow
from seamark.testing.catalog_fixtures import THREADS, CatalogFixtures, at_once, make_object


class SessionsSuite(CatalogFixtures):
    """Rules of sessions and receipts."""

    def start(self, catalog: Catalog, run: ObjectRow, origin: str, **given: Any) -> tuple[SessionRow, bool]:
        """Start a session."""
        facts: dict[str, Any] = {"attempt": 0, "pid": 4, "started_at": 10} | given
        return catalog.sessions.start(run.number, origin, host="node", command="train.py", **facts)

    def test_a_session_is_registered_once(self, catalog: Catalog, run: ObjectRow) -> None:
        """The same origin gives the same row; another one the next number."""
        first, is_new = self.start(catalog, run, "a")
        again, is_new_again = self.start(catalog, run, "a", attempt=3, pid=9)
        other, _ = self.start(catalog, run, "b", attempt=1)
        assert (is_new, is_new_again) == (True, False)
        assert first == again == catalog.sessions.find("a")
        assert (first.seq, first.commit, first.state, first.ended_at) == (-1, 0, RunState.RUNNING, None)
        assert (first.host, first.pid, first.command, first.started_at) == ("node", 4, "train.py", 10)
        assert other.number > first.number
        assert catalog.sessions.of(run.number) == [first, other]
        assert catalog.sessions.find("c") is None

    def test_the_leading_sessions_of_many(self, catalog: Catalog, run: ObjectRow, project: ProjectRow) -> None:
        """The first of each attempt, newest attempt first; further streams of a session do not lead."""
        other, bare = make_object(catalog, project), make_object(catalog, project)
        for origin, attempt in (("a", 0), ("b", 0), ("d.system", 2), ("d", 2), ("e", 2), ("c", 1)):
            self.start(catalog, run, origin, attempt=attempt)
        self.start(catalog, other, "f")
        numbers = [run.number, other.number, bare.number]
        assert catalog.sessions.leading(numbers) == {run.number: ["d", "c", "a"], other.number: ["f"]}
        assert catalog.sessions.leading([*range(10_000, 11_000), other.number]) == {other.number: ["f"]}
        assert catalog.sessions.leading([]) == {}

    def test_an_ended_session_is_not_running(self, catalog: Catalog, run: ObjectRow) -> None:
        """RUNNING makes it alive again."""
        for origin in "ab":
            self.start(catalog, run, origin)
        catalog.sessions.end("a", state=RunState.FAILED, reason="ValueError", ended_at=20)
        ended = catalog.sessions.find("a")
        assert ended is not None
        assert (ended.state, ended.reason, ended.ended_at) == (RunState.FAILED, "ValueError", 20)
        assert [row.origin for row in catalog.sessions.running()] == ["b"]
        catalog.sessions.end("a", state=RunState.RUNNING, reason="", ended_at=0)
        assert [(row.origin, row.ended_at) for row in catalog.sessions.running()] == [("a", None), ("b", None)]

    def test_what_is_concluded_of_a_session_replaces_no_end(self, catalog: Catalog, run: ObjectRow) -> None:
        """Only a session that has not ended takes a conclusion."""
        self.start(catalog, run, "a", attempt=0, pid=1, started_at=10)
        assert catalog.sessions.conclude("a", state=RunState.FAILED, reason="killed", ended_at=20)
        assert not catalog.sessions.conclude("a", state=RunState.NOT_RESPONDING, reason="", ended_at=30)
        assert not catalog.sessions.conclude("nobody", state=RunState.FAILED, reason="", ended_at=30)
        row = catalog.sessions.find("a")
        assert row is not None
        assert (row.state, row.reason, row.ended_at) == (RunState.FAILED, "killed", 20)

    def test_a_receipt_never_falls(self, catalog: Catalog, run: ObjectRow) -> None:
        """What comes late changes neither seq nor commit."""
        for origin in "ab":
            self.start(catalog, run, origin)
        catalog.sessions.receive([("a", 10, 100), ("b", 0, 100)])
        catalog.sessions.receive([("a", 9, 101), ("b", 5, 101)])
        catalog.sessions.receive([("a", 10, 102)])
        catalog.sessions.receive([])
        assert [(row.seq, row.commit) for row in catalog.sessions.of(run.number)] == [(10, 100), (5, 101)]

    def test_receipts_are_written_together_or_not_at_all(self, catalog: Catalog, run: ObjectRow) -> None:
        """One that belongs to no session stops all of them."""
        self.start(catalog, run, "a")
        with pytest.raises(NotFound):
            catalog.sessions.receive([("a", 1, 1), ("nobody", 1, 1)])
        kept = catalog.sessions.find("a")
        assert kept is not None
        assert kept.seq == -1

    def test_large_numbers_stay_exact(self, catalog: Catalog, run: ObjectRow) -> None:
        """Seqs and commits are 64 bits."""
        self.start(catalog, run, "a", started_at=2**62 + 1)
        catalog.sessions.receive([("a", 2**63 - 1, 2**62 + 1)])
        row = catalog.sessions.find("a")
        assert row is not None
        assert (row.seq, row.commit, row.started_at) == (2**63 - 1, 2**62 + 1, 2**62 + 1)

    def test_a_missing_session_raises(self, catalog: Catalog) -> None:
        """Sessions need a run, ends need a session."""
        with pytest.raises(RunNotFound):
            catalog.sessions.start(99, "a", attempt=0, host="", pid=0, command="", started_at=0)
        with pytest.raises(NotFound):
            catalog.sessions.end("a", state=RunState.FINISHED, reason="", ended_at=1)
        assert catalog.sessions.of(99) == []

    def test_threads_register_one_session_of_an_origin(self, catalog: Catalog, run: ObjectRow) -> None:
        """And write receipts at the same time, of which the highest stays."""
        started = at_once(lambda index: self.start(catalog, run, "a", pid=index))
        assert len({row.number for row, _ in started}) == 1
        assert [is_new for _, is_new in started].count(True) == 1

        def receive(index: int) -> None:
            for seq in range(20):
                catalog.sessions.receive([("a", seq * THREADS + index, seq)])

        at_once(receive)
        row = catalog.sessions.find("a")
        assert row is not None
        assert row.seq == 20 * THREADS - 1
