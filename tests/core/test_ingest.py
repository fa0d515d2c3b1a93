"""Ingest on the real stores: what is written, what is refused, what a second time changes."""

import asyncio
import json
import math
import random
import threading
from collections.abc import Coroutine, Sequence
from typing import Any

import numpy as np
import pytest
from fastapi import Request

from seamark.core.ingest import queue
from seamark.model import limits
from seamark.model.errors import StorageFull, Unavailable
from seamark.model.objects import make_uid
from seamark.model.operations import (
    Add,
    Append,
    Assign,
    Attach,
    Clear,
    Configure,
    Define,
    Delete,
    Extend,
    Log,
    Operation,
    Remove,
)
from seamark.model.values import FieldType
from seamark.server.routes.live import _catch_up
from seamark.server.routes.operations import write_operations
from seamark.storage.columns.rows import Commit, ObjectState
from seamark.testing.desk import Desk
from seamark.wire.batches import Batch, Receipt


def test_values_keep_their_exact_form(desk: Desk, uid: str) -> None:
    receipt = desk.write(
        uid,
        Assign(path="i", value=2**53 + 1),
        Assign(path="f", value=0.1 + 0.2),
        Assign(path="tiny", value=1e-308),
        Assign(path="nan", value=math.nan),
        Assign(path="s", value="naïve \N{SNOWMAN}"),
        Assign(path="b", value=True),
        Assign(path="when", value=1_700_000_000_000_000, type=FieldType.DATETIME),
        Assign(path="j", value=[1, None, {"a": "b"}]),
    )
    assert receipt.refused == []
    values = desk.values(uid)
    assert values["i"].integer == 2**53 + 1
    assert values["f"].number == 0.1 + 0.2
    assert values["tiny"].number == 1e-308
    assert math.isnan(values["nan"].number)
    assert values["s"].text == "naïve \N{SNOWMAN}"
    assert (values["b"].type, values["b"].integer) == (FieldType.BOOL, 1)
    assert values["when"].integer == 1_700_000_000_000_000
    assert values["j"].text == '[1,null,{"a":"b"}]'


def test_one_wrong_operation_loses_nothing_else(desk: Desk, uid: str) -> None:
    receipt = desk.write(
        uid,
        Append(path="loss", value=1.0, step=0),
        Assign(path="loss", value=0.9),
        Append(path="loss", value=2.0, step=math.nan),
        Assign(path="a//b", value=1),
        Assign(path="sys/state", value="finished"),
        Assign(path="big", value="x" * (17 * 2**20)),
        Append(path="loss", value="text", step=1),
        Extend(path="loss", values=[1.0, 2.0], steps=[1.0]),
        Attach(path="file", digest="0" * 64),
        Delete(path="absent"),
        Append(path="loss", value=3.0, step=1),
    )
    assert [(refusal.seq, refusal.code) for refusal in receipt.refused] == [
        (1, "kind_conflict"),
        (2, "invalid_step"),
        (3, "invalid_path"),
        (4, "invalid_path"),
        (5, "too_large"),
        (6, "kind_conflict"),
        (7, "invalid_value"),
        (9, "file_missing"),
        (10, "not_found"),
    ]
    assert all(refusal.detail for refusal in receipt.refused)
    assert desk.points(uid, "loss") == ([0.0, 1.0], [1.0, 3.0])


def test_five_hundred_points_at_one_step_are_five_hundred(desk: Desk, uid: str) -> None:
    desk.write(uid, *[Append(path="loss", value=float(n), step=7, time=1) for n in range(500)])
    assert len(desk.points(uid, "loss")[0]) == 500
    assert desk.stats(uid, "loss").count == 500


def test_a_batch_sent_three_times_is_applied_once_also_after_a_clear(desk: Desk) -> None:
    uid = make_uid()
    origin = desk.session(uid)
    batch = [Append(path="loss", value=float(n), step=n) for n in range(10)]
    for _ in range(3):
        receipt = desk.write(uid, *batch, origin=origin, seq=0)
        assert receipt.seq == 9
    assert desk.stats(uid, "loss").count == 10
    desk.write(uid, Clear(path="loss"), origin=origin, seq=10)
    for _ in range(3):
        desk.write(uid, *batch, origin=origin, seq=0)
    assert desk.stats(uid, "loss") is None
    desk.write(uid, Append(path="loss", value=5.0), origin=origin, seq=11)
    assert desk.points(uid, "loss") == ([0.0], [5.0])


def test_a_clear_with_a_type_leaves_what_is_of_another_kind(desk: Desk, uid: str) -> None:
    desk.write(uid, Append(path="labels", value=1.0), Append(path="labels", value=2.0), Assign(path="one", value=1))
    labels = [Clear(path="labels", type=FieldType.STRING_SET), Add(path="labels", values=["a"])]
    one = Clear(path="one", type=FieldType.FLOAT_SERIES)
    receipt = desk.write(uid, *labels, one, Clear(path="file", type=FieldType.FILE))
    assert [(one.code, one.path) for one in receipt.refused] == [
        *[("kind_conflict", "labels")] * 2,
        ("kind_conflict", "one"),
        ("invalid_value", "file"),
    ]
    assert desk.points(uid, "labels")[1] == [1.0, 2.0]
    assert desk.values(uid)["one"].integer == 1


@pytest.mark.parametrize(
    "empty",
    [
        [Clear(path="labels", type=FieldType.STRING_SET)],
        [Define(path="labels", type=FieldType.STRING_SET), Clear(path="labels")],  # as journals of before have it
    ],
)
def test_a_set_is_assigned_anew(desk: Desk, empty: list[Operation]) -> None:
    uid = make_uid()
    origin = desk.session(uid)
    for seq, items in ((0, ["a", "b"]), (10, ["c"]), (10, ["c"])):
        receipt = desk.write(uid, *empty, Add(path="labels", values=items), origin=origin, seq=seq)
        assert receipt.refused == []
        assert list(desk.values(uid)["labels"].items) == items
    desk.write(uid, Delete(path="labels"), *empty, origin=origin, seq=20)
    assert not desk.values(uid)["labels"].items


def test_a_series_is_emptied_or_made(desk: Desk, uid: str) -> None:
    for values in ([1.0, 2.0], [3.0]):
        points = [Append(path="loss", value=value) for value in values]
        assert desk.write(uid, Clear(path="loss", type=FieldType.FLOAT_SERIES), *points).refused == []
        assert desk.points(uid, "loss") == ([float(step) for step in range(len(values))], values)
    desk.write(uid, Clear(path="loss", type=FieldType.FLOAT_SERIES))
    assert desk.stats(uid, "loss") is None
    assert desk.values(uid)["loss"].type is FieldType.FLOAT_SERIES


def test_statistics_agree_with_the_points(desk: Desk, uid: str) -> None:
    chance = random.Random(3)
    every: list[float] = []
    for _ in range(20):
        lot = [chance.gauss(5, 100) for _ in range(chance.randrange(1, 50))]
        every += lot
        desk.write(uid, Extend(path="x", values=np.array(lot).tobytes()))
    desk.write(uid, Append(path="x", value=math.nan))
    stats = desk.stats(uid, "x")
    assert (stats.count, stats.nans) == (len(every) + 1, 1)
    assert math.isclose(stats.mean, float(np.mean(every)), rel_tol=1e-12)
    assert math.isclose(stats.variance, float(np.var(every)), rel_tol=1e-9)
    assert (stats.min, stats.max, stats.first) == (min(every), max(every), every[0])
    assert (stats.last_step, math.isnan(stats.last)) == (len(every), True)


def test_log_writes_one_point_to_each(desk: Desk, uid: str) -> None:
    receipt = desk.write(
        uid,
        Log(values={"a": 1.0, "b": "text"}, step=3),
        Log(values={"a": 2.0, "b": 5.0, "c": 1}, steps=[4, 4, 9]),
    )
    assert [refusal.path for refusal in receipt.refused] == ["b"]
    assert desk.points(uid, "a") == ([3.0, 4.0], [1.0, 2.0])
    assert desk.points(uid, "c") == ([9.0], [1.0])


def test_sets_widening_and_settings(desk: Desk, uid: str) -> None:
    desk.write(
        uid,
        Add(path="sys/tags", values=["a", "b", "a"]),
        Remove(path="sys/tags", values=["b", "c"]),
        Assign(path="n", value=1),
        Assign(path="n", value=0.5),
        Append(path="loss", value=1.0),
        Configure(path="loss", unit="nats"),
    )
    values = desk.values(uid)
    assert values["sys/tags"].items == ("a",)
    assert (values["n"].type, values["n"].number) == (FieldType.FLOAT, 0.5)
    assert values["loss"].text == '{"unit":"nats"}'
    assert desk.stats(uid, "loss").count == 1


def test_a_set_has_a_limit_and_keeps_what_it_has(desk: Desk, uid: str) -> None:
    full = [str(number) for number in range(limits.SET_ITEMS)]
    receipt = desk.write(
        uid,
        *(Add(path="s", values=[item]) for item in full),
        Add(path="s", values=["one", "more"]),
        Add(path="s", values=["7"]),
        Remove(path="s", values=["0", "none"]),
        Add(path="s", values=["last"]),
    )
    assert [(refusal.code, refusal.seq) for refusal in receipt.refused] == [("too_large", limits.SET_ITEMS)]
    assert desk.values(uid)["s"].items == (*full[1:], "last")


def test_sets_change_in_the_order_of_their_operations(desk: Desk, uid: str) -> None:
    desk.write(uid, Add(path="s", values=["a"]))
    receipt = desk.write(
        uid,
        Add(path="s", values=["b"]),
        Assign(path="s", value="a text"),
        Delete(path="s"),
        Add(path="s", values=["c"]),
        Delete(path="s"),
        Assign(path="s", value=1),
        Add(path="s", values=["d"]),
        Add(path="t", values=["x"]),
        Clear(path="t"),
        Add(path="t", values=["y"]),
    )
    assert [refusal.code for refusal in receipt.refused] == ["kind_conflict", "kind_conflict"]
    values = desk.values(uid)
    assert (values["s"].type, values["s"].integer, values["s"].items) == (FieldType.INT, 1, ())
    assert values["t"].items == ("y",)


def test_delete_and_make_anew(desk: Desk, uid: str) -> None:
    desk.write(uid, Append(path="x", value=1.0), Delete(path="x"), Assign(path="x", value="now a text"))
    assert desk.values(uid)["x"].text == "now a text"
    desk.write(uid, Delete(path="x"), Append(path="x", value=2.0))
    assert desk.points(uid, "x") == ([0.0], [2.0])
    assert desk.stats(uid, "x").count == 1


def test_equal_configurations_have_equal_hashes(desk: Desk) -> None:
    hashes = []
    for values in ({"lr": 1, "depth": 3}, {"depth": 3.0, "lr": 1.0}, {"lr": 1, "depth": 4}):
        uid = make_uid()
        desk.session(uid)
        desk.write(uid, *[Assign(path=f"config/{name}", value=value) for name, value in values.items()])
        desk.write(uid, Assign(path="other", value=1))
        hashes.append(desk.values(uid)["sys/config_hash"].text)
    assert hashes[0] == hashes[1] != hashes[2]
    desk.write(uid, Assign(path="config/depth", value=3))
    assert desk.values(uid)["sys/config_hash"].text == hashes[0]
    desk.write(uid, Delete(path="config/depth"))
    assert desk.values(uid)["sys/config_hash"].text != hashes[0]


def test_many_runs_are_loaded_by_one_question(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    runs = [make_uid() for _ in range(5)]
    for uid in runs:
        desk.session(uid)
        desk.write(uid, Assign(path="config/lr", value=0.5), Append(path="loss", value=1.0))
    desk.reopen()
    load, asked = desk.core.columns.load, list[list[int]]()

    def count(project: int, objects: Sequence[int]) -> dict[int, ObjectState]:
        asked.append(list(objects))
        return load(project, objects)

    monkeypatch.setattr(desk.core.columns, "load", count)

    project = desk.core.catalog.projects.get(desk.run(runs[0]).project)
    batch = Batch(operations=[Append(path="loss", value=2.0)])

    async def write_all() -> list[Receipt]:
        rows = [desk.run(uid) for uid in runs]
        return await asyncio.gather(*(desk.core.ingest.write(None, row, project, batch) for row in rows))

    assert [receipt.refused for receipt in desk.do(write_all())] == [[]] * 5
    assert asked == [[desk.run(uid).number for uid in runs]]
    assert [desk.points(uid, "loss") for uid in runs] == [([0.0, 1.0], [1.0, 2.0])] * 5
    asked.clear()
    desk.do(write_all())
    assert not asked, "they are in memory now"


def test_who_watches_in_the_middle_of_a_commit_misses_nothing_of_it(
    desk: Desk, uid: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.write(uid, Append(path="loss", value=1.0, step=0))
    core, row = desk.core, desk.run(uid)
    project = core.catalog.projects.get(row.project)
    since, engine = core.columns.last_commit(), core.columns._engine
    insert, seen = engine.insert_all, []

    def insert_and_look(tables: Any) -> None:
        insert(tables)
        seen.append((_catch_up(core, project, uid, since).paths, _catch_up(core, project, uid, since).commit))
        seen.append(({}, _catch_up(core, None, None, None).commit))

    with monkeypatch.context() as patch:
        patch.setattr(engine, "insert_all", insert_and_look)
        receipt = desk.write(uid, Append(path="loss", value=2.0, step=1), Assign(path="new", value=1))
    assert seen == [({}, since)] * 2
    after = _catch_up(core, project, uid, since)
    assert (after.paths, after.commit) == ({uid: ["loss", "new"]}, receipt.commit)


def test_a_full_disk_acknowledges_nothing_and_loses_nothing(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    uid = make_uid()
    origin = desk.session(uid)
    write = desk.core.columns.write

    def half(commit: Commit) -> None:
        write(Commit(number=commit.number, points=commit.points))
        raise StorageFull("The disk is full.")

    batch = [Append(path="loss", value=float(n), step=n) for n in range(5)]
    with monkeypatch.context() as patch:
        patch.setattr(desk.core.columns, "write", half)
        with pytest.raises(StorageFull):
            desk.write(uid, *batch, origin=origin, seq=0)
    assert desk.core.catalog.sessions.find(origin).seq == -1
    assert desk.write(uid, *batch, origin=origin, seq=0).seq == 4
    assert desk.stats(uid, "loss").count == 5


def post(desk: Desk, uid: str, operations: list[dict[str, Any]]) -> Coroutine[Any, Any, Any]:
    body = json.dumps({"operations": operations}).encode()
    headers = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode())]

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": body}

    request = Request({"type": "http", "headers": headers}, receive)
    return write_operations(core=desk.core, caller=desk.caller, row=desk.run(uid), request=request)


def test_while_a_commit_stalls_no_more_waits_than_memory_has_room_for(
    desk: Desk, uid: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queue, "WAITING_BYTES", 1_000_000)
    goes_on, write = threading.Event(), desk.core.columns.write

    def stall(commit: Commit) -> None:
        assert goes_on.wait(20)
        write(commit)

    monkeypatch.setattr(desk.core.columns, "write", stall)

    async def send_many() -> list[Any]:
        bodies = [[{"op": "assign", "path": f"text/{n}", "value": "x" * 300_000}] for n in range(5)]
        answers = [asyncio.create_task(post(desk, uid, body)) for body in bodies]
        await asyncio.wait(answers, timeout=1)
        goes_on.set()
        return await asyncio.gather(*answers, return_exceptions=True)

    refused = [answer for answer in desk.do(send_many()) if isinstance(answer, BaseException)]
    assert [(type(error), error.retry_after > 0) for error in refused] == [(Unavailable, True)] * 2
    assert desk.do(post(desk, uid, [{"op": "assign", "path": "later", "value": 1}])).status_code == 200
    assert len([path for path in desk.values(uid) if path.startswith("text/")]) == 3


def test_batches_regrouped_after_a_restart_are_stored_once(desk: Desk) -> None:
    uid = make_uid()
    origin = desk.session(uid)

    def packed(first: int, last: int) -> Extend:
        seqs = np.arange(first, last, dtype=np.uint64)
        floats = np.arange(first, last, dtype=np.float64).tobytes()
        return Extend(path="loss", values=floats, steps=floats, seqs=seqs.tobytes(), relative=True)

    desk.write(uid, packed(0, 10), origin=origin, seqs=[0], upto=9)
    receipt = desk.write(uid, packed(5, 30), origin=origin, seqs=[5], upto=29)
    assert receipt.seq == 29
    assert desk.points(uid, "loss")[0] == [float(n) for n in range(30)]
    assert desk.stats(uid, "loss").count == 30
