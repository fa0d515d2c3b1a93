"""Journals reach a real server whole: through its death, in files, as system series, from another home."""

import os
import random
import time
from array import array
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from seamark.model.objects import RunState, make_uid, session_prefix
from seamark.model.operations import Add, Append, Assign, Attach, Clear, Extend, Log
from seamark.sdk.home import Home
from seamark.sdk.journal import Journal
from seamark.sdk.lane import Lane
from seamark.sdk.login import write_login
from seamark.sdk.machine import find_boot, find_host, find_process_start
from seamark.sdk.sampler import Sampler
from seamark.sdk.status import StatusPage
from seamark.sdk.sync import status, sync
from seamark.testing.server import TestServer
from seamark.wire.journal import Header

pytestmark = pytest.mark.usefixtures("no_settings_of_the_user")


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestServer]:
    with TestServer(tmp_path_factory.mktemp("data")) as server:
        yield server


@pytest.fixture
def own_lane(home: Home, server: TestServer) -> Iterator[Lane]:
    write_login(server.url, server.token)
    lane = Lane(home, server.url)
    lane.start()
    yield lane
    lane.leave()
    lane.join(10)


def make_journal(home: Home, url: str, **changes) -> Journal:
    now = time.time_ns() // 1000
    facts = {
        "origin": make_uid(),
        "run": make_uid(),
        "project": "digits",
        "host": find_host(),
        "boot": find_boot(),
        "pid": os.getpid(),
        "process_start": find_process_start(os.getpid()),
        "created_at": now,
        "started_at": now,
        "url": url,
        **changes,
    }
    return Journal.create(home, Header(**facts))


def wait_until_done(journal: Journal, seconds: float = 60.0) -> None:
    page = StatusPage(journal.folder)
    deadline = time.monotonic() + seconds
    while not page.read().done:
        assert time.monotonic() < deadline, page.read()
        time.sleep(0.01)
    page.close()


def read_values(server: TestServer, journal: Journal, path: str) -> list[float]:
    answer = server.request(
        "GET",
        f"/api/v1/runs/{journal.header.run}/points?path={path}&limit=1000000",
        headers={"Accept": "application/json"},
    )
    assert answer.status == 200, answer
    (block,) = answer.json()["series"]
    return [float(value) for value in block["columns"]["value"]]


def test_every_kind_of_record_arrives(home, server, own_lane, tmp_path: Path):
    file = tmp_path / "model.bin"
    file.write_bytes(os.urandom(3_000_000))
    journal = make_journal(home, server.url, name="first", tags=["a"])
    now = time.time_ns() // 1000
    journal.write(Assign(path="config/lr", value=0.1))
    journal.write(Add(path="sys/tags", values=["b"]))
    for index in range(100):
        journal.write(Append(path="loss", value=index / 8, step=float(index), relative=True, time=now + index))
    journal.write(Log(values={"x/a": 1.0, "x/b": float("nan")}, step=3.0, time=now))
    journal.write(Append(path="gone", value=1.0, step=0.0, time=now))
    journal.write(Clear(path="gone"))
    journal.write(Append(path="gone", value=2.0, step=0.0, time=now))
    values = array("d", [0.5] * 250_000).tobytes()
    steps = array("d", range(250_000)).tobytes()
    journal.write(Extend(path="long", values=values, steps=steps, times=array("q", [now] * 250_000).tobytes()))
    journal.write(Append(path="text", value="line", step=0.0, time=now))
    journal.write(Attach(path="model", source=str(file), size=3_000_000, name="model.bin", time=now))
    journal.end(RunState.FINISHED)
    own_lane.add(journal.folder, journal.header)
    wait_until_done(journal)
    assert read_values(server, journal, "loss") == [index / 8 for index in range(100)]
    assert read_values(server, journal, "gone") == [2.0]
    assert len(read_values(server, journal, "long")) == 250_000
    answer = server.request("GET", f"/api/v1/runs/{journal.header.run}/file?path=model")
    assert answer.body == file.read_bytes()
    (one,) = status(home.path)
    assert one.is_equal
    assert one.refused == 0
    assert (one.id, one.left) == ("DIG-1", 0)


def test_a_server_that_is_killed_again_and_again_has_every_point_once(home, server, own_lane):
    journal = make_journal(home, server.url)
    own_lane.add(journal.folder, journal.header)
    rng = random.Random(7)
    count = 0
    for _ in range(2):
        for _ in range(rng.randint(5, 15)):
            for _ in range(200):
                journal.write(Append(path="loss", value=float(count), step=float(count), relative=True, time=count + 1))
                count += 1
            own_lane.wake()
            time.sleep(rng.random() * 0.05)
        server.kill()
        server.restart()
    journal.end(RunState.FINISHED)
    wait_until_done(journal)
    assert read_values(server, journal, "loss") == [float(index) for index in range(count)]
    (one,) = status(home.path)
    assert one.is_equal


def test_system_series_lie_in_the_session(home, server, own_lane, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("seamark.sdk.system_stream.FIRST_SECONDS", 0.0)
    monkeypatch.setattr("seamark.sdk.system_stream.SAMPLE_SECONDS", 0.2)
    journal = make_journal(home, server.url)
    own_lane.add(journal.folder, journal.header)
    sampler = Sampler(home)
    sampler.watch(journal.header)
    sampler.start()
    time.sleep(1.0)
    sampler.leave()
    sampler.join(5)
    (stream,) = [folder for folder in home.list_journals() if folder.name.endswith(".system")]
    from seamark.sdk.journal_reader import read_header

    header = read_header(stream / "journal.smj")
    assert header is not None
    own_lane.add(stream, header)
    journal.end(RunState.FINISHED)
    wait_until_done(journal)
    deadline = time.monotonic() + 20
    while home.list_open() and time.monotonic() < deadline:
        time.sleep(0.05)
    prefix = session_prefix(journal.header.origin)
    memory = read_values(server, journal, f"{prefix}/system/memory")
    assert memory
    assert all(0 < value < psutil.virtual_memory().total / 1e9 for value in memory)
    run = server.request("GET", f"/api/v1/runs/{journal.header.run}").json()
    assert run["state"] == "finished"
    assert all(one.is_equal for one in status(home.path))


def test_a_home_without_a_server_is_sent_weeks_later(home, server):
    write_login(server.url, server.token)
    run = make_uid()
    journals = [make_journal(home, "", run=run, mode="offline", started_at=(1 + index) * 10**12) for index in range(2)]
    for journal in journals:
        for index in range(50):
            journal.write(Append(path="loss", value=float(index), step=float(index), relative=True, time=index + 1))
        journal.end(RunState.FINISHED)
    delivery = sync(home.path)
    assert delivery.left == 0
    assert len(read_values(server, journals[0], "loss")) == 100
    assert all(one.is_equal for one in status(home.path))
    assert home.list_open() == []
