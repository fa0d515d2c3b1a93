"""The shipper as a process: started, shared, woken, gone; and the lanes inside it."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

import seamark
from seamark.model.objects import RunState, make_uid
from seamark.model.operations import Append, Attach, Log
from seamark.sdk.home import Home
from seamark.sdk.journal import Journal
from seamark.sdk.lane import Lane
from seamark.sdk.launch import ensure_shipper, nudge, shipper_lock
from seamark.sdk.locks import FileLock
from seamark.sdk.login import write_login
from seamark.sdk.machine import find_boot, find_host, find_process_start
from seamark.sdk.status import Status, StatusPage
from seamark.sdk.tidying import remove_old_journals
from seamark.wire.journal import Header

pytestmark = pytest.mark.usefixtures("no_settings_of_the_user")


def make_journal(home: Home, url: str = "", *, token: str = "", **changes) -> Journal:
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
    return Journal.create(home, Header(**facts), token=token)


def write_points(journal: Journal, count: int) -> None:
    for index in range(count):
        journal.write(Append(path="loss", value=float(index), step=float(index), time=index + 1))


def wait_for(condition: Callable[[], object], seconds: float = 10.0) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not happen"
        time.sleep(0.005)


def read_status(journal: Journal) -> Status:
    page = StatusPage(journal.folder)
    try:
        return page.read()
    finally:
        page.close()


def list_shippers(home: Home) -> list[psutil.Process]:
    found = []
    for process in psutil.process_iter(["cmdline"]):
        words = process.info["cmdline"] or []
        if str(home.path) in words and "--home" in words:
            found.append(process)
    return found


@pytest.fixture
def ended_shipper(home: Home) -> Iterator[None]:
    yield
    for process in list_shippers(home):
        process.kill()


@pytest.fixture
def lane(home: Home) -> Iterator[Callable[[str], Lane]]:
    lanes: list[Lane] = []

    def start(url: str) -> Lane:
        lane = Lane(home, url)
        lanes.append(lane)
        lane.start()
        return lane

    yield start
    for one in lanes:
        one.leave()
        one.join(5)


@pytest.mark.usefixtures("ended_shipper")
def test_a_shipper_of_its_own_delivers_and_is_shared(home, pretended):
    journal = make_journal(home, pretended.url)
    write_points(journal, 10)
    assert ensure_shipper(home)
    assert not ensure_shipper(home)  # though it has only just begun
    wait_for(lambda: read_status(journal).delivered == 9)
    assert not ensure_shipper(home)
    assert len(list_shippers(home)) == 1
    second = make_journal(home, pretended.url)
    write_points(second, 10)
    second.end(RunState.FINISHED)
    began = time.monotonic()
    nudge(home)
    wait_for(lambda: read_status(second).done)
    assert time.monotonic() - began < 0.5
    journal.end(RunState.FAILED, "ValueError: no")
    nudge(home)
    wait_for(lambda: read_status(journal).done)
    status = read_status(journal)
    assert (status.id, status.records, status.code) == ("SUN-1", 11, "")
    assert status.url.startswith(pretended.url)
    assert pretended.ends[journal.header.origin]["reason"] == "ValueError: no"
    wait_for(lambda: home.list_open() == [])


@pytest.mark.usefixtures("ended_shipper")
def test_a_shipper_is_no_child_in_our_group_and_holds_nothing_of_ours(home, tmp_path: Path):
    make_journal(home)
    with (tmp_path / "open").open("w") as ours:
        os.set_inheritable(ours.fileno(), True)
        ensure_shipper(home)
        wait_for(lambda: list(home.shipper.glob("*.wake")))
        (process,) = list_shippers(home)
        assert process not in psutil.Process().children(recursive=True)
        with pytest.raises(ChildProcessError):
            os.waitpid(process.pid, os.WNOHANG)
        assert os.getsid(process.pid) != os.getsid(0)
        assert process.cwd() == "/"
        files = [entry.readlink() for entry in Path(f"/proc/{process.pid}/fd").iterdir()]
        assert tmp_path / "open" not in files
        assert not any(key.startswith("SEAMARK_") for key in process.environ())
        process.send_signal(signal.SIGKILL)


@pytest.mark.usefixtures("ended_shipper")
def test_a_training_that_is_killed_is_told_of(home, pretended):
    code = (
        "import os, sys, time, pathlib\n"
        "from seamark.sdk.home import Home\n"
        "from seamark.sdk.journal import Journal\n"
        "from seamark.sdk.launch import ensure_shipper\n"
        "from seamark.sdk.machine import *\n"
        "from seamark.model.objects import make_uid\n"
        "from seamark.model.operations import Append\n"
        "from seamark.wire.journal import Header\n"
        "home = Home(pathlib.Path(sys.argv[1]))\n"
        "header = Header(origin=make_uid(), run=make_uid(), project='p', url=sys.argv[2], host=find_host(),\n"
        "    boot=find_boot(), pid=os.getpid(), process_start=find_process_start(os.getpid()))\n"
        "journal = Journal.create(home, header)\n"
        "for index in range(1000): journal.write(Append(path='loss', value=float(index)))\n"
        "ensure_shipper(home)\n"
        "os.kill(os.getpid(), 9)\n"
    )
    subprocess.run([sys.executable, "-c", code, str(home.path), pretended.url], check=False)
    wait_for(lambda: pretended.ends)
    (end,) = pretended.ends.values()
    assert (end["state"], end["reason"]) == ("failed", "killed")
    assert len(pretended.values("loss")) == 1000


@pytest.mark.usefixtures("ended_shipper")
def test_a_shipper_with_nothing_to_do_leaves(home, pretended):
    code = "import sys, seamark.sdk.shipper as shipper\nshipper.IDLE_SECONDS = 0.5\nshipper.main()\n"
    journal = make_journal(home, pretended.url)
    process = subprocess.Popen([sys.executable, "-c", code, "--home", str(home.path)])
    write_points(journal, 10)
    time.sleep(1.0)
    assert process.poll() is None
    journal.end(RunState.FINISHED)
    assert process.wait(10) == 0
    assert read_status(journal).done
    assert shipper_lock(home).take()


@pytest.mark.usefixtures("ended_shipper")
def test_a_shipper_leaves_after_the_last_training_delivered_or_not(home):
    code = "import sys, seamark.sdk.shipper as shipper\nshipper.AFTERWARDS_SECONDS = 1.5\nshipper.main()\n"
    journal = make_journal(home, "http://127.0.0.1:9")
    process = subprocess.Popen([sys.executable, "-c", code, "--home", str(home.path)])
    journal.end(RunState.FINISHED)
    assert process.wait(10) == 0
    assert home.list_open() == [f"{journal.header.run}.{journal.header.origin}"]


@pytest.mark.usefixtures("ended_shipper")
def test_a_batch_systems_signal_leaves_time_to_deliver(home, pretended):
    journal = make_journal(home, pretended.url)
    process = subprocess.Popen([sys.executable, "-m", "seamark.sdk.shipper", "--home", str(home.path)])
    wait_for(lambda: pretended.sessions)
    process.terminate()
    write_points(journal, 10)
    journal.end(RunState.STOPPED, "SIGTERM")
    wait_for(lambda: read_status(journal).done)
    process.kill()
    process.wait()


def test_a_refused_token_is_said_and_a_login_is_picked_up(home, pretended, lane):
    pretended.tokens = {"good"}
    journal = make_journal(home, pretended.url, token="bad")
    write_points(journal, 3)
    lane(pretended.url).add(journal.folder, journal.header)
    wait_for(lambda: read_status(journal).code == "token_refused")
    assert read_status(journal).text == "expired 3 Nov"
    assert read_status(journal).server == pretended.url
    write_login(pretended.url, "good")
    wait_for(lambda: read_status(journal).delivered == 2)
    assert read_status(journal).code == ""


def test_a_token_reaches_no_other_server(home, pretended, second_pretended, lane):
    second_pretended.tokens = {"secret"}
    journal = make_journal(home, pretended.url, token="secret")
    write_points(journal, 3)
    lane(second_pretended.url).add(journal.folder, journal.header)
    wait_for(lambda: read_status(journal).code == "token_refused")
    assert second_pretended.sessions == {}


def test_a_server_that_does_not_answer_is_said(home, lane, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("seamark.sdk.lane.SILENT_SECONDS", 0.3)
    journal = make_journal(home, "http://127.0.0.1:9")
    lane(journal.header.url).add(journal.folder, journal.header)
    wait_for(lambda: read_status(journal).code == "server_unreachable")
    status = read_status(journal)
    assert status.text == "connection refused"
    assert not status.reached
    assert status.failed


def test_the_local_server_gets_what_waited_in_the_home(home, pretended, lane):
    journal = make_journal(home)
    write_points(journal, 3)
    journal.end(RunState.FINISHED)
    lane("").add(journal.folder, journal.header)
    time.sleep(0.2)
    assert not read_status(journal).reached
    home.write_server(pretended.url)
    wait_for(lambda: read_status(journal).done)
    assert pretended.values("loss") == [0.0, 1.0, 2.0]


def test_an_entry_of_another_boot_is_no_server(home, pretended, monkeypatch: pytest.MonkeyPatch):
    home.write_server(pretended.url)
    assert home.read_server() is not None
    monkeypatch.setattr("seamark.sdk.machine.find_boot", lambda: "another")
    assert home.read_server() is None


def test_an_earlier_session_of_the_run_goes_first_and_is_told_of(home, pretended, lane):
    run = make_uid()
    first = make_journal(home, pretended.url, run=run, pid=2**22 + 1, process_start=1.0, started_at=1)
    write_points(first, 3)
    second = make_journal(home, pretended.url, run=run)
    write_points(second, 3)
    one = lane(pretended.url)
    one.add(second.folder, second.header)
    one.add(first.folder, first.header)
    wait_for(lambda: read_status(second).delivered == 2)
    assert read_status(first).done
    assert pretended.ends[first.header.origin]["reason"] == "killed"
    starts = [path for _, path in pretended.requests if path.startswith("/sessions")]
    assert starts[:2] == ["/sessions", f"/sessions/{first.header.origin}/end"] or read_status(first).done


def test_an_upload_that_fails_holds_up_nothing_else_and_is_told_of(
    home, pretended, lane, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
):
    monkeypatch.setattr("seamark.sdk.lane.SILENT_SECONDS", 0.5)
    pretended.uploads_fail = True
    (tmp_path / "model").write_bytes(b"weights")
    first = make_journal(home, pretended.url, started_at=1)
    second = make_journal(home, pretended.url, started_at=2)
    one = lane(pretended.url)
    one.add(first.folder, first.header)
    one.add(second.folder, second.header)
    first.write(Attach(path="model", source=str(tmp_path / "model"), size=7))
    began = time.monotonic()
    for count in range(1, 31):
        for journal in (first, second):
            write_points(journal, 1)
        wait_for(lambda count=count: len(pretended.values("loss")) == 2 * count)
        time.sleep(0.05)
    assert time.monotonic() - began < 6
    wait_for(lambda: read_status(first).code == "upload_failing")
    assert "503" in read_status(first).text
    assert read_status(second).code == ""
    pretended.uploads_fail = False
    wait_for(lambda: list(pretended.blobs.values()) == [b"weights"])
    wait_for(lambda: read_status(first).code == "")


def test_a_node_whose_uploads_reach_no_server_lets_others_try(
    home, pretended, lane, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
):
    monkeypatch.setattr("seamark.sdk.lane.SILENT_SECONDS", 0.2)
    monkeypatch.setattr("seamark.sdk.lane._REFUSED_PAUSE", 60.0)
    (tmp_path / "model").write_bytes(b"weights")
    journal = make_journal(home, pretended.url)
    write_points(journal, 3)
    one = lane(pretended.url)
    cargo = one.add(journal.folder, journal.header)
    wait_for(lambda: read_status(journal).delivered == 2)
    pretended.uploads_fail, pretended.upload_fault = True, "drop"
    journal.write(Attach(path="model", source=str(tmp_path / "model"), size=7))
    journal.end(RunState.FINISHED)
    wait_for(lambda: read_status(journal).code == "server_unreachable")
    assert cargo.dispatch is not None
    lock = FileLock(next(journal.folder.glob("lock.*")))
    wait_for(lock.take)
    lock.free()


def test_heartbeats_go_on_in_silence(home, pretended, lane, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("seamark.sdk.dispatch.BEAT_SECONDS", 0.2)
    journal = make_journal(home, pretended.url)
    lane(pretended.url).add(journal.folder, journal.header)
    wait_for(lambda: pretended.beats[journal.header.origin] >= 3)


def test_system_series_are_a_stream_beside_the_session(home, pretended, lane, monkeypatch: pytest.MonkeyPatch):
    from seamark.sdk.sampler import Sampler

    monkeypatch.setattr("seamark.sdk.system_stream.FIRST_SECONDS", 0.1)
    monkeypatch.setattr("seamark.sdk.system_stream.SAMPLE_SECONDS", 0.2)
    journal = make_journal(home, pretended.url)
    sampler = Sampler(home)
    sampler.start()
    sampler.watch(journal.header)
    folder = home.journals / journal.header.run / f"{journal.header.origin}.system"
    wait_for(folder.exists)
    time.sleep(0.8)
    sampler.leave()
    sampler.join(5)
    one = lane(pretended.url)
    from seamark.sdk.journal_reader import read_header

    header = read_header(folder / "journal.smj")
    assert header is not None
    one.add(folder, header)
    one.add(journal.folder, journal.header)
    origin = f"{journal.header.origin}.system"
    wait_for(lambda: pretended.receipts.get(origin, -1) > 3)
    assert list(pretended.sessions) == [journal.header.origin]
    assert origin not in pretended.ends
    paths = {path.partition("/system/")[2] for of, path in pretended.points if of == origin}
    assert {"cpu", "memory", "disk_read", "disk_write", "net_in", "net_out", "process_cpu", "process_memory"} <= paths
    memory = [
        value
        for (_, path), points in pretended.points.items()
        if path.endswith("process_memory")
        for value in points.values()
    ]
    assert memory
    assert all(0.001 < value < 100 for value in memory)
    again = Sampler(home)
    again.watch(journal.header)
    again.forget(journal.header.origin)


def test_confirmed_journals_stay_for_a_week(home, pretended, lane):
    from seamark.sdk.cursors import list_cursors, write_cursor

    journal = make_journal(home, pretended.url)
    waiting = make_journal(home, "http://127.0.0.1:9")
    journal.end(RunState.FINISHED)
    waiting.end(RunState.FINISHED)
    lane(pretended.url).add(journal.folder, journal.header)
    wait_for(lambda: home.list_open() == [f"{waiting.header.run}.{waiting.header.origin}"])
    assert remove_old_journals(home) == 0
    (cursor,) = list_cursors(journal.folder)
    cursor.confirmed_at -= 8 * 86_400_000_000
    write_cursor(journal.folder, cursor)
    assert remove_old_journals(home) == 1
    assert not journal.folder.exists()
    assert waiting.folder.exists()


def test_many_journals_at_once(home, pretended, lane):
    one = lane(pretended.url)
    journals = [make_journal(home, pretended.url) for _ in range(50)]
    for journal in journals:
        one.add(journal.folder, journal.header)
        journal.write(Log(values={"a": 1.0, "b": 2.0}))
        journal.end(RunState.FINISHED)
    wait_for(lambda: len(pretended.ends) == 50)


@pytest.mark.usefixtures("ended_shipper")
@pytest.mark.parametrize("ahead", [1e9, -1e9], ids=["to come", "gone by"])
def test_news_are_told_whatever_the_clock_does(home, pretended, monkeypatch: pytest.MonkeyPatch, ahead: float):
    run = seamark.init_run("digits", url=pretended.url, home=home.path, capture=False)
    run["loss"].append(0.5)
    run["loss"].append(0.5, timestamp=time.time() + ahead)
    told: list[Status] = []
    monkeypatch.setattr(run._recorder, "_report", told.append)
    shift = [0]
    now = time.time_ns
    monkeypatch.setattr("seamark.sdk.fields._now", lambda: now() + shift[0] * 10**9)
    for seconds in (0, -3600, 3600):
        shift[0] = seconds
        count = len(told)
        nudge(home)
        deadline = time.monotonic() + 5
        while len(told) == count:
            assert time.monotonic() < deadline, seconds
            run["loss"].append(0.5)
            time.sleep(0.01)
    run.stop()


@pytest.mark.usefixtures("ended_shipper")
def test_a_shipper_that_is_killed_comes_back_while_training_goes_on(home, pretended, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("seamark.sdk.session._CHECK_EVERY", 0.3)
    monkeypatch.setattr("seamark.sdk.session._LOOK_EVERY", 50_000)
    run = seamark.init_run("digits", url=pretended.url, home=home.path, capture=False)

    def log_until(condition: Callable[[], object]) -> None:
        deadline = time.monotonic() + 10
        while not condition():
            assert time.monotonic() < deadline
            run["loss"].append(0.5)
            time.sleep(0.01)

    def find_shipper() -> int:
        (folder,) = home.list_journals()
        return StatusPage(folder).read().shipper

    log_until(find_shipper)
    first = find_shipper()
    assert first not in (0, os.getpid())
    psutil.Process(first).kill()
    log_until(lambda: find_shipper() != first)
    before = len(pretended.values("loss"))
    log_until(lambda: len(pretended.values("loss")) > before)
    run.stop()
    assert set(pretended.values("loss")) == {0.5}
    assert list(pretended.ends)
