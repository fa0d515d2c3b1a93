"""Batches that come again: after a lost answer, a full disk, a kill; nothing is lost and nothing is there twice."""

import asyncio
from collections.abc import Callable
from typing import Any

import pytest

from seamark.core import sessions
from seamark.model import limits
from seamark.model.errors import StorageFull, TooLarge
from seamark.model.objects import make_uid
from seamark.model.operations import Append, Assign, Attach, Clear, Delete, Extend, Log
from seamark.model.values import FieldType
from seamark.testing.columns_tear import tearing
from seamark.testing.desk import Desk
from seamark.wire.batches import Batch, Receipt


def fail_with_full_disk(_: Any) -> None:
    raise StorageFull("The disk is full.")


def crash_before_the_receipt(desk: Desk, monkeypatch: pytest.MonkeyPatch, write: Callable[[], Receipt]) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(desk.core.catalog.sessions, "receive", fail_with_full_disk)
        with pytest.raises(StorageFull):
            write()


def test_what_was_stored_without_a_receipt_is_not_stored_twice(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    uid = make_uid()
    origin = desk.session(uid)
    desk.write(uid, Append(path="loss", value=0.0), origin=origin, seq=0)

    def write() -> Receipt:
        numbered = [Append(path="loss", value=float(n)) for n in range(1, 5)]
        return desk.write(uid, *numbered, Append(path="text", value="line"), origin=origin, seq=1)

    crash_before_the_receipt(desk, monkeypatch, write)
    desk.reopen()
    assert write().seq == 5
    assert desk.points(uid, "loss") == ([0.0, 1.0, 2.0, 3.0, 4.0], [0.0, 1.0, 2.0, 3.0, 4.0])
    assert (desk.stats(uid, "loss").count, desk.stats(uid, "text").count) == (5, 1)


@pytest.mark.parametrize("tables", range(5))
def test_a_commit_that_a_kill_cut_off_is_whole_when_sent_again(desk: Desk, tables: int) -> None:
    uid = make_uid()
    origin = desk.session(uid)
    desk.write(uid, Append(path="loss", value=0.0), origin=origin, seq=0)

    def write() -> Receipt:
        renewed = [Append(path="loss", value=1.0), Clear(path="loss"), Append(path="loss", value=2.0)]
        more = [Append(path="new", value=3.0), Append(path="text", value="line"), Assign(path="config/lr", value=0.5)]
        return desk.write(uid, *renewed, *more, origin=origin, seq=1)

    with tearing(desk.core.columns, tables):
        write()
    desk.kill()
    assert (write().seq, write().seq) == (6, 6)
    assert (desk.points(uid, "loss")[1], desk.points(uid, "new")[1]) == ([2.0], [3.0])
    assert [desk.stats(uid, path).count for path in ("loss", "new", "text")] == [1, 1, 1]
    assert desk.values(uid)["config/lr"].number == 0.5


def test_a_clear_that_was_stored_without_a_receipt_hides_nothing_twice(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    uid = make_uid()
    origin = desk.session(uid)
    desk.write(uid, Append(path="loss", value=0.0), origin=origin, seq=0)

    def write() -> Receipt:
        renewed = [Append(path="loss", value=1.0), Clear(path="loss"), Append(path="loss", value=2.0)]
        return desk.write(uid, *renewed, origin=origin, seq=1)

    crash_before_the_receipt(desk, monkeypatch, write)
    desk.reopen()
    assert write().seq == 3
    assert desk.points(uid, "loss")[1] == [2.0]
    assert desk.stats(uid, "loss").count == 1


def test_what_was_sent_past_a_waiting_file_is_not_stored_twice(desk: Desk) -> None:
    """The receipt stays below the file's seq, so it does not say what is stored above it."""
    uid = make_uid()
    origin = desk.session(uid)
    points = [Append(path="loss", value=float(n), step=float(n), relative=True, time=1_000 + n) for n in range(10)]
    more = [Append(path="text", value="line"), Extend(path="acc", values=[1.0, 2.0], seqs=[12, 13])]
    for _ in range(2):
        assert desk.write(uid, *points, origin=origin, seq=1, upto=-1).seq == -1
    for _ in range(2):
        assert desk.write(uid, *more, origin=origin, seqs=[11, 12], upto=-1).seq == -1
    desk.reopen()
    desk.write(uid, *points, *more, Append(path="loss", value=10.0), origin=origin, seqs=[*range(1, 13), 14], upto=-1)
    assert [desk.stats(uid, path).count for path in ("loss", "text", "acc")] == [11, 1, 2]
    assert desk.points(uid, "loss")[1] == [float(n) for n in range(11)]


def test_both_copies_of_a_batch_may_wait_for_one_commit(desk: Desk) -> None:
    """As after an answer that took too long: the first copy is in the same commit as the second."""
    uid = make_uid()
    origin = desk.session(uid)
    row = desk.run(uid)
    text = Append(path="text", value="line")
    batch = Batch(operations=[text, Log(values={"a": 1.0, "b": 2.0})], origin=origin, seq=1, upto=-1)

    async def both() -> None:
        await asyncio.gather(*(sessions.receive(desk.core, desk.caller, row, batch) for _ in range(3)))

    desk.do(both())
    assert [desk.stats(uid, path).count for path in ("text", "a", "b")] == [1, 1, 1]


def test_the_halves_of_a_log_call_may_come_in_two_batches(desk: Desk) -> None:
    uid = make_uid()
    origin = desk.session(uid)
    halves = [Extend(path=path, values=[1.0, 2.0], seqs=[4, 5]) for path in ("a", "b")]
    for half in (halves[0], halves[0], halves[1], halves[0], halves[1]):
        desk.write(uid, half, origin=origin, seqs=[4], upto=3)
    assert [desk.stats(uid, path).count for path in ("a", "b")] == [2, 2]
    assert desk.write(uid, Append(path="a", value=3.0), origin=origin, seq=6).seq == 6
    assert desk.points(uid, "a")[1] == [1.0, 2.0, 3.0]


def test_a_clear_that_comes_again_leaves_what_others_wrote_since(desk: Desk) -> None:
    uid = make_uid()
    ours, theirs = desk.session(uid), desk.session(uid)
    operations = [
        Append(path="x", value=1.0),
        Clear(path="x"),
        Append(path="x", value=2.0),
        Append(path="y", value=1.0),
    ]

    def write() -> None:
        desk.write(uid, *operations, Delete(path="y"), origin=ours, seq=1, upto=-1)

    write()
    desk.write(uid, Append(path="x", value=3.0), origin=theirs, seq=0)
    write()
    assert desk.points(uid, "x")[1] == [2.0, 3.0]
    assert desk.values(uid)["y"].deleted if "y" in desk.values(uid) else True
    desk.write(uid, Append(path="y", value=5.0), origin=ours, seq=6, upto=-1)
    assert desk.points(uid, "y")[1] == [5.0]


def test_a_point_behind_the_clear_of_another_session_outlives_a_commit_that_comes_again(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    uid = make_uid()
    ours, theirs = desk.session(uid), desk.session(uid)
    desk.write(uid, Append(path="x", value=0.0), origin=ours, seq=0)
    row = desk.run(uid)
    clear = Batch(operations=[Clear(path="x")], origin=ours, seq=1)
    point = Batch(operations=[Append(path="x", value=7.0)], origin=theirs, seq=0)

    async def both() -> list[Any]:
        work = (sessions.receive(desk.core, desk.caller, row, batch) for batch in (clear, point))
        return await asyncio.gather(*work, return_exceptions=True)

    with monkeypatch.context() as patch:
        patch.setattr(desk.core.catalog.sessions, "receive", fail_with_full_disk)
        assert all(isinstance(answer, StorageFull) for answer in desk.do(both()))
    for batch in (point, clear):  # in the other order, as it may happen
        assert desk.do(sessions.receive(desk.core, desk.caller, row, batch)).refused == []
    assert desk.points(uid, "x")[1] == [7.0]


@pytest.mark.parametrize("relative", [True, False])
def test_a_resumed_session_keeps_its_base_when_a_commit_comes_again(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, relative: bool
) -> None:
    uid = make_uid()
    first = desk.session(uid)
    desk.write(uid, *[Append(path="loss", value=1.0, step=float(n)) for n in range(10)], origin=first, seq=0)
    desk.end(first)
    second = desk.session(uid)
    start = 0.0 if relative else 5.0
    points = [Append(path="loss", value=2.0, step=start + n, relative=relative) for n in range(5)]
    engine = desk.core.columns._engine
    insert = engine.insert

    for table in ("bases", "points"):

        def fail_at(name: str, rows: Any, table: str = table) -> None:
            if name.endswith(table):
                raise StorageFull("The disk is full.")
            insert(name, rows)

        with monkeypatch.context() as patch:
            patch.setattr(engine, "insert", fail_at)
            with pytest.raises(StorageFull):
                desk.write(uid, *points[:3], origin=second, seq=0)
    desk.write(uid, *points[:3], origin=second, seq=0)
    desk.write(uid, *points[3:], origin=second, seq=3)
    steps, values = desk.points(uid, "loss")
    assert steps == [float(n) for n in range(15 if relative else 10)]
    assert values == [1.0] * (10 if relative else 5) + [2.0] * 5


def test_what_is_wrong_with_one_batch_is_answered_to_it_alone(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    good, bad = make_uid(), make_uid()
    for uid in (good, bad):
        desk.session(uid)
    rows = desk.run(bad), desk.run(good)

    async def both(operation: Any) -> list[Any]:
        batches = Batch(operations=[operation]), Batch(operations=[Append(path="loss", value=1.0)])
        work = (sessions.receive(desk.core, desk.caller, *one) for one in zip(rows, batches, strict=True))
        return await asyncio.gather(*work, return_exceptions=True)

    get = desk.core.ingest._committer._memories.get

    def fail_for_one(number: int) -> Any:
        if number == rows[0].number:
            raise fault
        return get(number)

    for fault in (TooLarge("The object has too many fields.", ""), ValueError("what nobody thought of")):
        with monkeypatch.context() as patch:
            patch.setattr(desk.core.ingest._committer._memories, "get", fail_for_one)
            answers = desk.do(both(Append(path="x", value=1.0)))
        assert type(answers[0]) is type(fault)
        assert isinstance(answers[1], Receipt)
    assert desk.stats(good, "loss").count == 2


@pytest.mark.parametrize(
    "wrong",
    [
        Append(path="x", value={"edges": [0.0, 1.0], "counts": [1.0]}, type=FieldType.FLOAT_SERIES),
        Append(path="x", value=1.0, type=FieldType.FLOAT),
        Append(path="x", value="text", type=FieldType.FILE),
        Extend(path="x", values=[1.0], seqs=[2**64]),
        Extend(path="x", values=[1.0], seqs=[limits.SEQ + 1]),
        Extend(path="x", values=[1.0], times=[2**63]),
        Attach(path="x", digest="0" * 64, type=FieldType.FLOAT_SERIES),
    ],
)
def test_a_wrong_operation_is_refused_by_itself(desk: Desk, uid: str, wrong: Any) -> None:
    receipt = desk.write(uid, wrong, Append(path="loss", value=1.0))
    assert [refusal.path for refusal in receipt.refused] == ["x"]
    assert "x" not in desk.values(uid)
    assert desk.stats(uid, "loss").count == 1


def test_a_series_counts_on_from_the_highest_step(desk: Desk, uid: str) -> None:
    desk.write(uid, Append(path="x", value=1.0, step=1.79e18), Extend(path="x", values=[2.0, 3.0, 4.0]))
    assert desk.stats(uid, "x").count == 4
    assert desk.points(uid, "x")[0][0] == 1.79e18


def test_the_hash_of_the_configuration_fits_into_a_full_run(
    desk: Desk, uid: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "OBJECT_FIELDS", len(desk.values(uid)) + 1)
    assert desk.write(uid, Assign(path="config/lr", value=0.1)).refused == []
    assert desk.write(uid, Assign(path="config/seed", value=1)).refused[0].code == "too_large"
    assert desk.values(uid)["sys/config_hash"].text
