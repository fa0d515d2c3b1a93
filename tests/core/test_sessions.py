"""Sessions on the real stores: attempts, ends, hearts, and what is left of them."""

import asyncio
import math
import time
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from seamark.core import hearts, runs, sessions
from seamark.core.assembly import open_core
from seamark.model.errors import StorageFull, Unavailable
from seamark.model.objects import ObjectKind, RunState, make_uid
from seamark.model.operations import Append, Assign
from seamark.testing.desk import Desk
from seamark.wire.api.runs import RunRequest
from seamark.wire.api.sessions import Beat, SessionEnd
from seamark.wire.batches import Batch


def relative(path: str, start: int, count: int, offset: float = 0.0) -> list[Append]:
    return [Append(path=path, value=offset + n, step=n, relative=True) for n in range(start, start + count)]


def test_a_resumed_session_goes_on_numbering(desk: Desk) -> None:
    uid = make_uid()
    first = desk.session(uid)
    desk.write(uid, *relative("loss", 0, 10), origin=first, seq=0)
    desk.end(first)
    second = desk.session(uid)
    desk.write(uid, *relative("loss", 0, 3, 100), origin=second, seq=0)
    desk.reopen()
    desk.write(uid, *relative("loss", 3, 2, 100), origin=second, seq=3)
    steps, values = desk.points(uid, "loss")
    assert steps == [float(n) for n in range(15)]
    assert values[10:] == [100.0, 101.0, 102.0, 103.0, 104.0]
    assert desk.stats(uid, "loss").count == 15


def test_a_resumed_session_rewinds_with_explicit_steps(desk: Desk) -> None:
    uid = make_uid()
    first = desk.session(uid)
    desk.write(uid, *[Append(path="loss", value=float(n), step=n) for n in range(1000)], origin=first, seq=0)
    second = desk.session(uid, ended_origins=[first])
    desk.write(uid, *[Append(path="loss", value=-float(n), step=n) for n in range(800, 900)], origin=second, seq=0)
    steps, values = desk.points(uid, "loss")
    assert steps == [float(n) for n in range(900)]
    assert values == [float(n) if n < 800 else -float(n) for n in range(900)]
    stats = desk.stats(uid, "loss")
    assert (stats.count, stats.last_step, stats.last, stats.max) == (900, 899.0, -899.0, 799.0)
    desk.write(uid, Append(path="loss", value=1e9, step=950), origin=first, seq=1000)
    assert desk.stats(uid, "loss").count == 900
    desk.write(uid, Append(path="loss", value=-900.0, step=900), origin=second, seq=100)
    assert desk.stats(uid, "loss").count == 901


def test_sessions_at_once_share_an_attempt(desk: Desk) -> None:
    uid = make_uid()
    ranks = [desk.session(uid) for _ in range(4)]
    for rank, origin in enumerate(ranks):
        desk.write(uid, *relative("loss", 0, 5, 10 * rank), origin=origin, seq=0)
    assert len(desk.points(uid, "loss")[0]) == 20
    assert {row.attempt for row in desk.core.catalog.sessions.of(desk.run(uid).number)} == {0}


def test_after_a_start_a_resuming_session_waits_until_it_is_known_who_lives(desk: Desk) -> None:
    runs = {name: make_uid() for name in ("dead", "alive", "fresh")}
    first = {name: desk.session(uid) for name, uid in runs.items()}
    for name, uid in runs.items():
        desk.write(uid, *relative("loss", 0, 5), origin=first[name], seq=0)
    an_hour_ago = sessions.now() - 3600 * 10**6
    desk.core.catalog.sessions.receive([(first[name], 100, an_hour_ago) for name in ("dead", "alive")])
    desk.reopen()
    for name in ("dead", "alive"):
        with pytest.raises(Unavailable) as raised:
            desk.session(runs[name])
        assert 0 < raised.value.retry_after <= 3
    desk.do(sessions.beat(desk.core, desk.caller, first["alive"], Beat()))
    desk.session(runs["alive"])
    desk.session(runs["fresh"])
    desk.core.hearts._hearts[first["dead"]].last -= sessions.SILENT_SECONDS
    desk.session(runs["dead"])
    attempts = {
        name: [row.attempt for row in desk.core.catalog.sessions.of(desk.run(uid).number)] for name, uid in runs.items()
    }
    assert attempts == {"dead": [0, 1], "alive": [0, 0], "fresh": [0, 0]}


def test_after_a_start_who_is_known_to_be_gone_is_not_waited_for(desk: Desk) -> None:
    uid = make_uid()
    first = desk.session(uid, started_at=1)
    desk.reopen()
    desk.session(uid, ended_origins=[first])
    assert [row.attempt for row in desk.core.catalog.sessions.of(desk.run(uid).number)] == [0, 1]


def test_a_second_stream_belongs_to_its_session(desk: Desk) -> None:
    uid = make_uid()
    origin = desk.session(uid)
    desk.write(uid, *relative("sessions/x/system/cpu", 0, 3), origin=f"{origin}.system", seq=0)
    desk.end(origin)
    assert desk.values(uid)["sys/state"].text == "finished"


def test_state_follows_the_sessions(desk: Desk) -> None:
    uid = make_uid()
    first, second = desk.session(uid), desk.session(uid)
    desk.end(first, RunState.FAILED)
    assert desk.values(uid)["sys/state"].text == "running"
    desk.end(second)
    assert desk.values(uid)["sys/state"].text == "failed"
    third = desk.session(uid)
    assert desk.values(uid)["sys/state"].text == "running"
    desk.end(third)
    assert desk.values(uid)["sys/state"].text == "finished"


def test_the_last_batch_ends_its_session(desk: Desk) -> None:
    uid = make_uid()
    origin = desk.session(uid)
    before = desk.core.columns.last_commit()
    batch = {"origin": origin, "end": SessionEnd(state=RunState.FAILED, reason="ValueError: no", ended_at=2**53)}
    for _ in range(2):
        receipt = desk.write(uid, Append(path="loss", value=0.5), **batch)
        assert (receipt.seq, desk.core.catalog.sessions.find(origin).state) == (0, RunState.FAILED)
    values = desk.values(uid)
    assert (values["sys/state"].text, values["sys/reason"].text) == ("failed", "ValueError: no")
    assert values["sys/ended_at"].integer == 2**53
    assert desk.points(uid, "loss") == ([0.0], [0.5])
    row = desk.run(uid)
    changed, _ = desk.core.columns.changed(row.project, before)
    assert {"loss", "sys/state"} <= set(changed[row.number])
    assert desk.core.hearts.silence(origin) == math.inf


@pytest.mark.parametrize("with_batch", [True, False])
def test_a_session_that_was_thought_killed_says_how_it_ended(desk: Desk, with_batch: bool) -> None:
    uid = make_uid()
    first = desk.session(uid, started_at=1_000_000)
    second = desk.session(uid, started_at=9_000_000, ended_origins=[first])
    desk.end(second)
    killed = desk.core.catalog.sessions.find(first)
    assert (killed.state, killed.reason, killed.ended_at) == (RunState.FAILED, "killed", 9_000_000)
    end = SessionEnd(state=RunState.STOPPED, reason="SIGTERM", ended_at=5_000_000)
    for _ in range(2):
        if with_batch:
            desk.write(uid, Append(path="loss", value=1.0, step=0), origin=first, seq=0, end=end)
        else:
            desk.do(sessions.end(desk.core, desk.caller, first, end))
    told = desk.core.catalog.sessions.find(first)
    assert (told.state, told.reason, told.ended_at) == (RunState.STOPPED, "SIGTERM", 5_000_000)
    assert [row.attempt for row in desk.core.catalog.sessions.of(desk.run(uid).number)] == [0, 1]
    assert desk.values(uid)["sys/state"].text == "finished"


def test_a_run_ends_as_its_only_attempt_says_late(desk: Desk) -> None:
    uid = make_uid()
    first = desk.session(uid)
    second = desk.session(uid)
    third = desk.session(uid, ended_origins=[first])
    for origin in (second, third):
        desk.end(origin)
    assert desk.values(uid)["sys/state"].text == "failed"
    desk.write(uid, Append(path="loss", value=1.0), origin=first, seq=0, end=SessionEnd())
    assert desk.values(uid)["sys/state"].text == "finished"


@pytest.mark.parametrize("how", ["ended", "lost", "killed"])
def test_nothing_is_kept_in_memory_of_sessions_that_are_over(desk: Desk, how: str) -> None:
    uid = make_uid()
    origin = desk.session(uid)
    for seq in range(2):
        desk.write(uid, Append(path="loss", value=1.0), origin=origin, seq=seq)
        desk.write(uid, Append(path="cpu", value=1.0), origin=f"{origin}.system", seq=seq)
    if how == "ended":
        desk.end(origin)
    elif how == "lost":
        desk.do(desk.core.hearts.judge(desk.core, patience=0.0))
    else:
        desk.end(desk.session(uid, ended_origins=[origin]))
    desk.write(uid, Append(path="cpu", value=1.0), origin=f"{origin}.system", seq=2)
    desk.do(desk.core.ingest.between_commits(lambda: None))
    assert desk.core.ingest._committer._origins == {}
    desk.write(uid, Append(path="cpu", value=1.0), origin=f"{origin}.system", seq=2)
    assert (desk.stats(uid, "cpu").count, desk.stats(uid, "loss").count) == (3, 2)


def test_a_run_that_a_crash_left_without_fields_gets_them(desk: Desk) -> None:
    whole = make_uid()
    desk.session(whole)
    made = {"own_id": None, "parent": None, "created_at": 5, "created_by": "ada"}
    uid = make_uid()
    desk.core.catalog.objects.create(desk.run(whole).project, ObjectKind.RUN, uid=uid, **made)
    desk.session(uid)
    values = desk.values(uid)
    assert (values["sys/uid"].text, values["sys/state"].text) == (uid, "running")
    assert values["sys/created_at"].integer == 5


def test_a_lost_heart_shows_and_comes_back(desk: Desk) -> None:
    uid = make_uid()
    origin = desk.session(uid)
    desk.do(desk.core.hearts.judge(desk.core, patience=0.0))
    assert desk.values(uid)["sys/state"].text == "not_responding"
    desk.write(uid, Append(path="loss", value=1.0), origin=origin, seq=0)
    assert desk.values(uid)["sys/state"].text == "running"


def test_sessions_that_end_while_hearts_are_judged_are_not_lost(desk: Desk) -> None:
    runs = [(uid := make_uid(), desk.session(uid)) for _ in range(12)]
    ended = Batch(operations=[Append(path="loss", value=1.0)], end=SessionEnd(state=RunState.FINISHED))

    async def finish(uid: str, origin: str) -> None:
        await sessions.receive(desk.core, desk.caller, desk.run(uid), replace(ended, origin=origin))

    async def judge_and_finish() -> None:
        judging = asyncio.create_task(desk.core.hearts.judge(desk.core, patience=0.0))
        await asyncio.sleep(0.001)
        await asyncio.gather(*(finish(uid, origin) for uid, origin in runs))
        await judging

    desk.do(judge_and_finish())
    states = {desk.core.catalog.sessions.find(origin).state for _, origin in runs}
    assert (states, {desk.values(uid)["sys/state"].text for uid, _ in runs}) == ({RunState.FINISHED}, {"finished"})


def test_a_session_that_has_just_ended_is_not_lost(desk: Desk) -> None:
    uid = make_uid()
    origin = desk.session(uid)
    desk.core.catalog.sessions.end(origin, state=RunState.STOPPED, reason="", ended_at=5)
    desk.do(desk.core.hearts.judge(desk.core, patience=0.0))
    assert desk.core.catalog.sessions.find(origin).state is RunState.STOPPED
    assert desk.values(uid)["sys/state"].text == "running"


async def fail(*_: Any, **__: Any) -> None:
    raise StorageFull("The disk is full.")


def test_a_round_that_fails_ends_neither_the_watch_nor_the_server(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(hearts, "LOOK_SECONDS", 0.01)
    desk = Desk(tmp_path / "data")
    uid = make_uid()
    origin = desk.session(uid)
    with monkeypatch.context() as patch:
        patch.setattr(desk.core.hearts, "judge", fail)
        desk.do(asyncio.sleep(0.2))
    assert [record.exc_info is not None for record in caplog.records] == [True]
    desk.core.hearts._hearts[origin].last -= 1000
    desk.do(asyncio.sleep(0.5))
    assert desk.values(uid)["sys/state"].text == "not_responding"
    desk.close()


def test_what_fails_while_a_server_closes_stops_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    desk = Desk(tmp_path / "data")
    core = desk.core
    core._tasks.append(desk.loop.create_task(fail()))
    close, closed = core.columns.close, []
    monkeypatch.setattr(core.columns, "close", lambda: (closed.append(close()), 1 / 0))
    desk.do(core.close())
    assert [record.exc_info is not None for record in caplog.records] == [True, True]
    assert closed
    desk.core = desk.do(open_core(desk.settings))
    desk.close()


def test_annotating_a_run_that_is_over_brings_it_no_life(desk):
    """Its time does not go on, nobody watches it, and a start of the server does not look at it."""
    uid = make_uid()
    origin = desk.session(uid)
    desk.write(uid, Assign(path="x", value=1), origin=origin, seq=0)
    desk.end(origin)
    ran = desk.values(uid)["sys/running_seconds"].number
    desk.write(uid, Assign(path="score", value=0.5))
    assert desk.core.hearts.beating() == []
    time.sleep(0.05)
    desk.do(desk.core.hearts._write(desk.core))
    assert desk.values(uid)["sys/running_seconds"].number == ran
    assert desk.core.catalog.sessions.running() == []
    desk.write(uid, Assign(path="score", value=0.6))
    assert desk.values(uid)["score"].number == 0.6


def test_a_second_stream_is_never_among_those_that_run(desk):
    uid = make_uid()
    origin = desk.session(uid)
    desk.write(uid, Assign(path="cpu", value=1), origin=f"{origin}.system", seq=0)
    assert [session.origin for session in desk.core.catalog.sessions.running()] == [origin]


def test_a_run_of_curl_lives_until_it_is_stopped(desk):
    row, project, _ = desk.do(runs.make_run(desk.core, desk.caller, RunRequest(project="digits")))
    desk.write(row.uid, Assign(path="x", value=1))
    assert [session.origin for session in desk.core.hearts.beating()] == [row.uid]
    desk.do(sessions.stop_run(desk.core, row, project, SessionEnd(state=RunState.FINISHED)))
    assert desk.core.hearts.beating() == []
    assert desk.values(row.uid)["sys/state"].text == "finished"
