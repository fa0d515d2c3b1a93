"""One journal reaches one server whole and once, in order, whatever the server does."""

import errno
import importlib
import os
import random
import time
from array import array
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import seamark.sdk.uploads as uploads_module
from seamark.model import errors
from seamark.model.objects import RunState, make_uid
from seamark.model.operations import Add, Append, Assign, Attach, Extend, Log
from seamark.sdk.cursors import read_cursor
from seamark.sdk.dispatch import Destination, Dispatch
from seamark.sdk.home import Home
from seamark.sdk.journal import Journal
from seamark.sdk.machine import Life
from seamark.sdk.refusals import read_refusals
from seamark.sdk.transport import Transport
from seamark.sdk.uploads import UploadPool
from seamark.wire.journal import Header, Progress


def make_journal(home: Home, **changes) -> Journal:
    return Journal.create(home, Header(**{"origin": make_uid(), "run": make_uid(), "project": "digits", **changes}))


@pytest.fixture
def uploads():
    pool = UploadPool()
    yield pool
    pool.close()


def make_dispatch(journal: Journal, server, uploads, life: Life = Life.ALIVE) -> Dispatch:
    transport = Transport(server.url, patience=0, read_seconds=0.5)
    return Dispatch(
        journal.folder, journal.header, Destination(server.server_id, transport, uploads), judge=lambda _: life
    )


def deliver(dispatch: Dispatch, until=None, seconds: float = 10.0) -> None:
    """Step as a lane does, over all trouble, until done or ``until`` holds or nothing more moves."""
    deadline, still = time.monotonic() + seconds, 0
    while not dispatch.done and not (until and until()) and time.monotonic() < deadline:
        try:
            still = 0 if dispatch.step() else still + 1
        except errors.SeamarkError:
            still = 0
        if until is None and still > 3 and not dispatch.files_left[0]:
            return
        time.sleep(0.001 if not still else 0.01)


def step_on(dispatch: Dispatch) -> None:
    """Step for a second, or until something is raised."""
    for _ in range(100):
        dispatch.step()
        time.sleep(0.01)


def write_points(journal: Journal, count: int, path: str = "loss") -> None:
    for index in range(count):
        journal.write(Append(path=path, value=float(index), step=float(index), relative=True, time=index + 1))


def test_what_was_logged_arrives(home, pretended, uploads):
    journal = make_journal(home, id="mine", tags=["a"])
    write_points(journal, 100)
    journal.write(Log(values={"a": 1.0, "b": 2.0}, step=1.0, time=5))
    journal.write(Extend(path="x", values=array("d", [1, 2, 3]).tobytes(), times=array("q", [1, 2, 3]).tobytes()))
    journal.write(Assign(path="config/lr", value=0.1))
    journal.write(Add(path="sys/tags", values=["best"]))
    journal.write(Progress(done=3.0, total=9.0))
    journal.end(RunState.FINISHED)
    dispatch = make_dispatch(journal, pretended, uploads)
    deliver(dispatch)
    assert dispatch.done
    origin = journal.header.origin
    assert pretended.values("loss") == [float(index) for index in range(100)]
    assert pretended.points[origin, "x"] == {101: 1.0, 102: 2.0, 103: 3.0}
    assert pretended.points[origin, "a"] == {100: 1.0}
    assert [(seq, type(operation).__name__) for _, seq, operation in pretended.applied] == [
        (104, "Assign"),
        (105, "Add"),
    ]
    assert pretended.sessions[origin]["run"]["id"] == "mine"
    assert pretended.ends[origin]["state"] == "finished"
    assert pretended.progress == {"progress": 3.0, "progress_total": 9.0}
    assert dispatch.cursor.sent == journal.next_seq - 1
    assert dispatch.cursor.id == "SUN-1"


def test_a_batch_whose_answer_was_lost_is_stored_once(home, pretended, uploads):
    journal = make_journal(home)
    write_points(journal, 10)
    dispatch = make_dispatch(journal, pretended, uploads)
    dispatch.step()
    for index in range(5):
        write_points(journal, 10)
        journal.write(Assign(path="config/n", value=index))
        pretended.faults.append("lose")
        deliver(dispatch)
    assert pretended.values("loss") == [float(index) for _ in range(6) for index in range(10)]
    assert [operation.value for _, _, operation in pretended.applied] == [0, 1, 2, 3, 4]


@settings(max_examples=15, deadline=None)
@given(st.lists(st.sampled_from(["500", "drop", "lose", "half", "503", "", "", "restart"]), max_size=12), st.randoms())
def test_nothing_is_lost_or_doubled_whatever_happens(
    tmp_path_factory, make_pretended, faults: list[str], random: random.Random
):
    server, uploads = make_pretended(), UploadPool()
    home = Home(tmp_path_factory.mktemp("home"))
    journal = make_journal(home)
    dispatch = make_dispatch(journal, server, uploads)
    expected, assigned = [], []
    for number, fault in enumerate(faults):
        for _ in range(random.randint(1, 30)):
            value = random.random()
            expected.append(value)
            journal.write(Append(path=random.choice("ab"), value=value, step=value))
        journal.write(Assign(path="n", value=number))
        assigned.append(number)
        if fault == "restart":
            dispatch.free()
            dispatch = make_dispatch(journal, server, uploads)
        elif fault:
            server.faults.append(fault)
        deliver(dispatch, seconds=5)
    journal.end(RunState.FINISHED)
    server.faults.clear()
    deliver(dispatch, seconds=5)
    assert dispatch.done
    assert sorted(server.values("a") + server.values("b")) == sorted(expected)
    assert [operation.value for _, _, operation in server.applied] == assigned
    server.close()
    uploads.close()


def test_points_pass_by_a_file_on_its_way(home, pretended, uploads, tmp_path: Path):
    journal = make_journal(home)
    big = tmp_path / "model.bin"
    big.write_bytes(b"x" * 100_000)
    pretended.upload_pause = 0.3
    write_points(journal, 5)
    journal.write(Attach(path="model", source=str(big), size=100_000, name="model.bin"))
    write_points(journal, 5, "after")
    dispatch = make_dispatch(journal, pretended, uploads)
    deliver(dispatch, until=lambda: pretended.values("after"))
    assert pretended.values("after") == [0.0, 1.0, 2.0, 3.0, 4.0]
    assert pretended.applied == []
    assert pretended.receipts[journal.header.origin] == 4  # never past what is not stored
    assert dispatch.delivered == 4
    assert dispatch.files_left == (1, 100_000)
    journal.end(RunState.FINISHED)
    deliver(dispatch)
    ((_, seq, attach),) = pretended.applied
    assert (seq, attach.path, attach.source, attach.size) == (5, "model", "", 100_000)
    assert pretended.receipts[journal.header.origin] >= 10
    assert dispatch.done
    assert dispatch.cursor.files == 1


def test_points_pass_by_uploads_that_fail(home, pretended, uploads, tmp_path: Path):
    pretended.uploads_fail = True
    journal = make_journal(home)
    (tmp_path / "model").write_bytes(b"weights")
    journal.write(Attach(path="model", source=str(tmp_path / "model"), size=7))
    write_points(journal, 5)
    journal.end(RunState.FINISHED)
    dispatch = make_dispatch(journal, pretended, uploads)
    deliver(dispatch, until=lambda: pretended.points)
    assert [len(points) for points in pretended.points.values()] == [5]
    assert not pretended.ends
    pretended.uploads_fail = False
    deliver(dispatch)
    assert [operation.path for _, _, operation in pretended.applied] == ["model"]
    assert list(pretended.ends) == [journal.header.origin]


def test_a_restart_takes_up_the_files_that_waited(home, pretended, uploads, tmp_path: Path):
    journal = make_journal(home)
    big = tmp_path / "model.bin"
    big.write_bytes(b"y" * 1000)
    pretended.upload_pause = 0.5
    journal.write(Attach(path="model", source=str(big), size=1000))
    journal.write(Assign(path="model", value=1))  # the same field: it has to wait
    write_points(journal, 5)
    journal.write(Assign(path="other", value=2))
    dispatch = make_dispatch(journal, pretended, uploads)
    deliver(dispatch, until=lambda: pretended.applied)
    assert [operation.path for _, _, operation in pretended.applied] == ["other"]
    dispatch.free()
    assert len(read_cursor(journal.folder, "one", "").held) == 2
    pretended.upload_pause = 0.0
    again = make_dispatch(journal, pretended, uploads)
    journal.end(RunState.FINISHED)
    deliver(again)
    assert again.done
    assert [(operation.path, seq) for _, seq, operation in pretended.applied] == [
        ("other", 7),
        ("model", 0),
        ("model", 1),
    ]
    assert pretended.values("loss") == [0.0, 1.0, 2.0, 3.0, 4.0]


def test_a_file_that_the_server_has_is_not_sent(home, pretended, uploads, tmp_path: Path):
    file = tmp_path / "data.txt"
    file.write_text("the same")
    for _ in range(2):
        journal = make_journal(home)
        journal.write(Attach(path="data", source=str(file), size=8))
        journal.end(RunState.FINISHED)
        deliver(make_dispatch(journal, pretended, uploads))
    assert len(pretended.applied) == 2
    assert [command for command, _ in pretended.requests].count("PUT") == 1


def test_a_file_that_is_gone_is_refused_and_holds_up_nothing(home, pretended, uploads, tmp_path: Path):
    journal = make_journal(home)
    journal.write(Attach(path="model", source=str(tmp_path / "gone"), size=3))
    write_points(journal, 3)
    journal.end(RunState.FINISHED)
    dispatch = make_dispatch(journal, pretended, uploads)
    deliver(dispatch)
    assert dispatch.done
    assert "gone" in dispatch.missing
    assert [refusal.code for refusal in read_refusals(journal.folder)] == ["file_missing"]
    assert pretended.values("loss") == [0.0, 1.0, 2.0]


@pytest.fixture
def large(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A file of many parts."""
    monkeypatch.setattr("seamark.sdk.uploads.PART_BYTES", 2**18)
    path = tmp_path / "large"
    path.write_bytes(random.Random(7).randbytes(5 * 2**20 + 17))
    return path


@pytest.mark.parametrize("restarted", [False, True], ids=["same process", "another process"])
def test_an_upload_goes_on_where_it_broke_off(home, pretended, uploads, large: Path, restarted: bool):
    pretended.cut_every = 4
    journal = make_journal(home)
    journal.write(Attach(path="model", source=str(large), size=large.stat().st_size))
    journal.end(RunState.FINISHED)
    dispatch = make_dispatch(journal, pretended, uploads)
    for _ in range(20):
        cuts = pretended.uploaded
        deliver(dispatch, until=lambda cuts=cuts: restarted and pretended.uploaded > cuts, seconds=20)
        if dispatch.done:
            break
        dispatch.free()
        dispatch = make_dispatch(journal, pretended, uploads)
    assert dispatch.done
    assert list(pretended.blobs.values()) == [large.read_bytes()]
    assert len(pretended.uploads) == 1
    parts = sum(command == "PUT" for command, _ in pretended.requests)
    assert pretended.uploaded <= large.stat().st_size + parts // 4 * 2**18
    assert not list(journal.folder.glob("upload.*"))


def fail_once(monkeypatch: pytest.MonkeyPatch, name: str, number: int) -> None:
    """Have a function fail with an error of the system when it is called for the first time."""
    errors_left = [OSError(number, os.strerror(number))]
    module, _, attribute = name.rpartition(".")
    works = getattr(importlib.import_module(module), attribute)

    def call(*arguments):
        if errors_left:
            raise errors_left.pop()
        return works(*arguments)

    monkeypatch.setattr(name, call)


@pytest.mark.parametrize("number", [errno.EMFILE, errno.EIO, errno.ESTALE])
def test_a_file_that_cannot_be_read_for_a_moment_is_tried_again(
    home, pretended, uploads, monkeypatch, tmp_path: Path, number: int
):
    fail_once(monkeypatch, "seamark.sdk.uploads._hash_file", number)
    (tmp_path / "model").write_bytes(b"weights")
    journal = make_journal(home)
    journal.write(Attach(path="model", source=str(tmp_path / "model"), size=7))
    write_points(journal, 5)
    journal.end(RunState.FINISHED)
    dispatch = make_dispatch(journal, pretended, uploads)
    deliver(dispatch)
    assert dispatch.done
    assert list(pretended.blobs.values()) == [b"weights"]
    assert dispatch.cursor.refused == 0


def test_a_copy_that_does_not_fit_on_the_disk_is_made_later(home, pretended, uploads, monkeypatch, tmp_path: Path):
    fail_once(monkeypatch, "shutil.copyfile", errno.ENOSPC)
    file = tmp_path / "model"
    file.write_bytes(b"weights")
    begun = []

    def change(sender, content):
        begun.append(content)
        if len(begun) <= 4:
            raise uploads_module._Changed
        return begin(sender, content)

    begin = uploads_module.FileSender._begin
    monkeypatch.setattr(uploads_module.FileSender, "_begin", change)
    journal = make_journal(home)
    journal.write(Attach(path="model", source=str(file), size=7))
    write_points(journal, 5)
    journal.end(RunState.FINISHED)
    dispatch = make_dispatch(journal, pretended, uploads)
    deliver(dispatch)
    assert dispatch.done
    assert list(pretended.blobs.values()) == [b"weights"]
    assert pretended.values("loss") == [0.0, 1.0, 2.0, 3.0, 4.0]
    assert dispatch.cursor.refused == 0


def test_a_pool_that_closes_sends_only_its_present_part(home, pretended, large: Path):
    pretended.upload_pause = 0.05
    pool = UploadPool()
    journal = make_journal(home)
    journal.write(Attach(path="model", source=str(large), size=large.stat().st_size))
    dispatch = make_dispatch(journal, pretended, pool)
    deliver(dispatch, until=lambda: pretended.uploaded > 2**20)
    pool.close()
    before = pretended.uploaded
    time.sleep(0.3)
    assert pretended.uploaded <= before + 2**18


def test_an_upload_that_is_lost_on_its_way_begins_anew(home, pretended, uploads, large: Path):
    pretended.upload_pause = 0.02
    journal = make_journal(home)
    journal.write(Attach(path="model", source=str(large), size=large.stat().st_size))
    journal.end(RunState.FINISHED)
    dispatch = make_dispatch(journal, pretended, uploads)
    deliver(dispatch, until=lambda: pretended.uploaded > 2**20)
    with pretended.lock:
        pretended.uploads.clear()
    deliver(dispatch)
    assert dispatch.done
    assert list(pretended.blobs.values()) == [large.read_bytes()]
    assert dispatch.cursor.refused == 0


def test_a_token_that_is_refused_in_an_upload_costs_no_file(home, pretended, uploads, tmp_path: Path):
    (tmp_path / "model").write_bytes(b"weights")
    journal = make_journal(home)
    dispatch = make_dispatch(journal, pretended, uploads)
    dispatch.step()
    journal.write(Attach(path="model", source=str(tmp_path / "model"), size=7))
    journal.end(RunState.FINISHED)
    pretended.tokens = {"another"}
    with pytest.raises(errors.NotSignedIn):
        step_on(dispatch)
    pretended.tokens = set()
    deliver(dispatch)
    assert dispatch.done
    assert list(pretended.blobs.values()) == [b"weights"]


def test_an_upload_that_the_server_lost_begins_anew(home, pretended, uploads, large: Path):
    pretended.cut_every = 4
    journal = make_journal(home)
    journal.write(Attach(path="model", source=str(large), size=large.stat().st_size))
    journal.end(RunState.FINISHED)
    dispatch = make_dispatch(journal, pretended, uploads)
    deliver(dispatch, until=lambda: pretended.uploaded > 2**20)
    dispatch.free()
    with pretended.lock:
        pretended.cut_every = 0
        pretended.uploads.clear()
    deliver(dispatch)
    assert dispatch.done
    assert list(pretended.blobs.values()) == [large.read_bytes()]


def test_a_file_that_changed_after_the_call_says_so(home, pretended, uploads, tmp_path: Path):
    file = tmp_path / "model.bin"
    file.write_bytes(b"123")
    journal = make_journal(home)
    journal.write(Attach(path="model", source=str(file), size=3, time=time.time_ns() // 1000 - 5_000_000))
    journal.write(Attach(path="same", source=str(file), size=3, time=time.time_ns() // 1000 + 5_000_000))
    journal.end(RunState.FINISHED)
    deliver(make_dispatch(journal, pretended, uploads))
    assert {operation.path: operation.changed for _, _, operation in pretended.applied} == {
        "model": True,
        "same": False,
    }


def test_refusals_are_counted_and_kept(home, pretended, uploads):
    pretended.refuse_paths = {"bad"}
    journal = make_journal(home)
    journal.write(Assign(path="bad", value=1))
    journal.write(Assign(path="good", value=1))
    dispatch = make_dispatch(journal, pretended, uploads)
    deliver(dispatch)
    assert dispatch.cursor.refused == 1
    assert dispatch.refusal == "No."
    assert [(refusal.seq, refusal.path) for refusal in read_refusals(journal.folder)] == [(0, "bad")]
    assert [operation.path for _, _, operation in pretended.applied] == ["good"]


def test_one_operation_for_which_a_batch_is_refused_costs_itself_alone(home, pretended, uploads):
    journal = make_journal(home)
    for index in range(20):
        journal.write(Assign(path="poison" if index in {3, 11} else f"p{index}", value=index))
    journal.end(RunState.FINISHED)
    dispatch = make_dispatch(journal, pretended, uploads)
    deliver(dispatch)
    assert dispatch.done
    assert dispatch.cursor.refused == 2
    assert [seq for _, seq, _ in pretended.applied] == [seq for seq in range(20) if seq not in {3, 11}]


def test_a_batch_that_a_proxy_finds_too_large_goes_in_parts(home, pretended, uploads):
    pretended.proxy_limit = 2**16
    journal = make_journal(home)
    write_points(journal, 20_000)
    journal.write(Assign(path="text", value="x" * 2**15))
    journal.write(Extend(path="x", values=array("d", range(9_000)).tobytes()))
    journal.end(RunState.FINISHED)
    dispatch = make_dispatch(journal, pretended, uploads)
    deliver(dispatch)
    assert dispatch.done
    assert dispatch.cursor.refused == 0
    ((_, points),) = [(key, points) for key, points in pretended.points.items() if key[1] == "loss"]
    assert sorted(points.items()) == [(number, float(number)) for number in range(20_000)]
    assert pretended.values("x") == [float(number) for number in range(9_000)]


def test_what_no_proxy_lets_pass_is_kept_until_one_does(home, pretended, uploads):
    pretended.proxy_limit = 2**16
    journal = make_journal(home)
    write_points(journal, 5)
    journal.write(Assign(path="text", value="x" * 2**17))
    journal.end(RunState.FINISHED)
    dispatch = make_dispatch(journal, pretended, uploads)
    dispatch.step()
    for _ in range(2):
        with pytest.raises(errors.ProxyLimit, match=r"takes no request of 131,\d+ bytes\. Raise its limit; in nginx"):
            dispatch.step()
    assert not dispatch.done
    pretended.proxy_limit = 0
    deliver(dispatch)
    assert dispatch.done
    assert pretended.values("loss") == [0.0, 1.0, 2.0, 3.0, 4.0]
    assert [operation.path for _, _, operation in pretended.applied] == ["text"]
    assert dispatch.cursor.refused == 0


def test_a_proxys_refusal_is_not_the_servers(home, pretended, uploads):
    journal = make_journal(home)
    write_points(journal, 5)
    dispatch = make_dispatch(journal, pretended, uploads)
    dispatch.step()
    journal.write(Assign(path="x", value=1))
    journal.end(RunState.FINISHED)
    pretended.faults.extend(["400", "404"])
    deliver(dispatch)
    assert dispatch.done
    assert dispatch.cursor.refused == 0
    assert [operation.path for _, _, operation in pretended.applied] == ["x"]


def test_a_file_that_a_proxy_finds_too_large_goes_in_smaller_parts(home, pretended, uploads, tmp_path: Path):
    pretended.proxy_limit = 2**17
    content = random.Random(1).randbytes(900_000)
    (tmp_path / "model").write_bytes(content)
    journal = make_journal(home)
    journal.write(Attach(path="model", source=str(tmp_path / "model"), size=len(content)))
    journal.end(RunState.FINISHED)
    dispatch = make_dispatch(journal, pretended, uploads)
    deliver(dispatch)
    assert dispatch.done
    assert list(pretended.blobs.values()) == [content]


def test_a_writer_that_is_gone_without_a_word_is_said_to_be_killed(home, pretended, uploads):
    journal = make_journal(home)
    write_points(journal, 7)
    with (journal.folder / "journal.smj").open("ab") as file:
        file.write(b"\xc1\x5e\x20")
    dispatch = make_dispatch(journal, pretended, uploads, Life.GONE)
    deliver(dispatch)
    assert dispatch.done
    assert pretended.ends[journal.header.origin]["state"] == "failed"
    assert pretended.ends[journal.header.origin]["reason"] == "killed"
    assert len(pretended.values("loss")) == 7


def test_a_server_that_lost_records_gets_them_again(home, pretended, uploads):
    journal = make_journal(home)
    write_points(journal, 10)
    dispatch = make_dispatch(journal, pretended, uploads)
    deliver(dispatch)
    dispatch.free()
    pretended.receipts.clear()
    pretended.points.clear()
    pretended.sessions.clear()
    write_points(journal, 5)
    again = make_dispatch(journal, pretended, uploads)
    deliver(again)
    assert len(pretended.values("loss")) == 15


def test_a_lost_cursor_sends_nothing_twice(home, pretended, uploads):
    journal = make_journal(home)
    write_points(journal, 10)
    journal.write(Assign(path="x", value=1))
    dispatch = make_dispatch(journal, pretended, uploads)
    deliver(dispatch)
    dispatch.free()
    for path in journal.folder.glob("cursor.*"):
        path.unlink()
    journal.end(RunState.FINISHED)
    again = make_dispatch(journal, pretended, uploads)
    deliver(again)
    assert again.done
    assert len(pretended.applied) == 1


def test_a_held_lock_keeps_others_away(home, pretended, second_pretended, uploads):
    journal = make_journal(home)
    write_points(journal, 3)
    first = make_dispatch(journal, pretended, uploads)
    deliver(first)
    assert not make_dispatch(journal, pretended, uploads).take()
    other = make_dispatch(journal, second_pretended, uploads)
    deliver(other)
    assert second_pretended.values("loss") == pretended.values("loss") == [0.0, 1.0, 2.0]
    first.free()
    assert make_dispatch(journal, pretended, uploads).take()


# ---- batches ------------------------------------------------------------------------------------
