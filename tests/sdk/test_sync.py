"""What is only on this machine is sent, also while training goes on, and the counts are equal."""

import threading
import time
from pathlib import Path

import pytest

from seamark.model.errors import RunNotFound, ServerUnreachable, Unavailable
from seamark.model.objects import RunState, make_uid, shorten_uid
from seamark.model.operations import Append, Attach
from seamark.sdk.home import Home
from seamark.sdk.journal import Journal
from seamark.sdk.lane import Lane
from seamark.sdk.machine import find_boot, find_host, find_process_start
from seamark.sdk.sync import status, sync
from seamark.wire.journal import Header

pytestmark = pytest.mark.usefixtures("no_settings_of_the_user")


def make_journal(home: Home, url: str = "", **changes) -> Journal:
    import os

    facts = {
        "origin": make_uid(),
        "run": make_uid(),
        "project": "digits",
        "host": find_host(),
        "boot": find_boot(),
        "pid": os.getpid(),
        "process_start": find_process_start(os.getpid()),
        "started_at": time.time_ns() // 1000,
        "url": url,
        **changes,
    }
    return Journal.create(home, Header(**facts))


def write_points(journal: Journal, count: int) -> None:
    for index in range(count):
        journal.write(Append(path="loss", value=float(index), step=float(index), time=index + 1))


def test_offline_runs_are_sent_and_counted_on_both_sides(home, pretended, tmp_path: Path):
    file = tmp_path / "model.bin"
    file.write_bytes(b"x" * 1000)
    journals = [make_journal(home, pretended.url, mode="offline") for _ in range(3)]
    for journal in journals:
        write_points(journal, 100)
        journal.write(Attach(path="model", source=str(file), size=1000))
        journal.end(RunState.FINISHED)
    assert [(one.records, one.left, one.is_equal) for one in status(home.path)] == [(101, 101, False)] * 3
    parts: list[float] = []
    delivery = sync(home.path, progress=parts.append)
    assert (delivery.sent, delivery.left) == (3 * 102, 0)
    assert parts[-1] == 1.0
    assert [(one.records, one.server, one.left, one.is_equal) for one in status(home.path)] == [(101, 101, 0, True)] * 3
    assert len(pretended.ends) == 3
    assert home.list_open() == []
    assert sync(home.path).sent == 0


def test_runs_are_named_in_every_way(home, pretended):
    one, two = (make_journal(home, pretended.url, mode="offline", id=name) for name in ("first", None))
    for journal in (one, two):
        journal.end(RunState.FINISHED)
    sync(home.path, ["first"])
    assert list(pretended.ends) == [one.header.origin]
    sync(home.path, [shorten_uid(two.header.run)])
    assert len(pretended.ends) == 2
    with pytest.raises(RunNotFound, match="nothing-such"):
        sync(home.path, ["nothing-such"])


def test_a_run_that_goes_on_can_be_sent_again_and_again(home, pretended):
    journal = make_journal(home, pretended.url, mode="offline")
    for round in range(3):
        write_points(journal, 10)
        assert sync(home.path).sent == 10
        assert len(pretended.values("loss")) == 10 * (round + 1)
    assert pretended.ends == {}
    assert [one.is_live for one in status(home.path)] == [True]
    journal.end(RunState.FINISHED)
    sync(home.path)
    assert len(pretended.ends) == 1
    assert len(pretended.values("loss")) == 30


def test_one_home_goes_to_two_servers(home, pretended, second_pretended):
    journal = make_journal(home, pretended.url, mode="offline")
    write_points(journal, 10)
    journal.end(RunState.FINISHED)
    sync(home.path)
    sync(home.path, to=second_pretended.url)
    assert pretended.values("loss") == second_pretended.values("loss")
    assert len(list(journal.folder.glob("cursor.*"))) == 2


def test_a_relay_follows_until_the_end(home, pretended):
    journal = make_journal(home, pretended.url, mode="offline")

    def train() -> None:
        for _ in range(5):
            write_points(journal, 10)
            time.sleep(0.1)
        journal.end(RunState.FINISHED)

    training = threading.Thread(target=train)
    training.start()
    delivery = sync(home.path, follow=True)
    training.join()
    assert delivery.left == 0
    assert len(pretended.values("loss")) == 50
    assert len(pretended.ends) == 1


def test_where_the_shipper_is_at_it_one_waits_for_it(home, pretended):
    journal = make_journal(home, pretended.url)
    write_points(journal, 10)
    lane = Lane(home, pretended.url)
    lane.add(journal.folder, journal.header)
    lane.start()
    try:
        deadline = time.monotonic() + 5
        while not pretended.points and time.monotonic() < deadline:
            time.sleep(0.01)
        write_points(journal, 10)
        delivery = sync(home.path)
        assert delivery.left == 0
        assert len(pretended.values("loss")) == 20
    finally:
        lane.leave()
        lane.join(5)


def test_a_home_without_a_server_says_what_to_do(home):
    make_journal(home)
    with pytest.raises(ServerUnreachable, match="seamark up"):
        sync(home.path)


def test_an_absent_server_leaves_counts_of_this_side(home, pretended):
    journal = make_journal(home, pretended.url, mode="offline")
    write_points(journal, 10)
    sync(home.path)
    pretended.close()
    (one,) = status(home.path)
    assert (one.records, one.confirmed, one.server, one.is_equal) == (10, 10, None, False)
    assert "does not answer" in one.problem


def test_a_file_that_the_server_does_not_take_is_told_of(home, pretended, monkeypatch, tmp_path: Path):
    monkeypatch.setattr("seamark.sdk.sync._PATIENCE", 0.5)
    pretended.uploads_fail = True
    (tmp_path / "model").write_bytes(b"weights")
    journal = make_journal(home, pretended.url, mode="offline")
    journal.write(Attach(path="model", source=str(tmp_path / "model"), size=7))
    write_points(journal, 3)
    journal.end(RunState.FINISHED)
    with pytest.raises(Unavailable, match="503"):
        sync(home.path)
    assert len(pretended.values("loss")) == 3
    pretended.uploads_fail = False
    assert sync(home.path).left == 0
    assert list(pretended.blobs.values()) == [b"weights"]


def test_status_sees_what_the_server_lost(home, pretended):
    journal = make_journal(home, pretended.url, mode="offline")
    write_points(journal, 10)
    sync(home.path)
    pretended.receipts[journal.header.origin] = 4
    (one,) = status(home.path)
    assert (one.server, one.left, one.is_equal) == (5, 5, False)
