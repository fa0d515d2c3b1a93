"""Trainings that are killed, resumed, forked and shared between processes."""

import os
import random
import signal
import time
from pathlib import Path
from typing import Any

import pytest

from seamark.sdk.transport import Transport
from seamark.testing.server import TestServer

COUNTING = """
import os, seamark
run = seamark.init_run(id=os.environ["RUN"])
said = os.open(os.environ["SAID"], os.O_WRONLY | os.O_CREAT | os.O_APPEND)
for number in range(1_000_000):
    run["loss"].append(number / 3)
    run.log({"a": number, "b": -number}, step=number)
    os.write(said, b".")
"""


def test_twenty_kills_lose_no_call_that_returned(bench, server: TestServer, tmp_path: Path) -> None:
    chance = random.Random(8)
    returned = {}
    for number in range(20):
        said = tmp_path / f"said{number}"
        process = bench.start(COUNTING, RUN=f"run{number}", SAID=str(said))
        while not said.exists() or not said.stat().st_size:
            assert process.poll() is None, process.communicate()
            time.sleep(0.01)
        time.sleep(chance.random() * 0.2)
        process.send_signal(signal.SIGKILL)
        process.communicate()
        returned[f"run{number}"] = said.stat().st_size
    bench.sync(server)
    for run, count in returned.items():
        for path in ("loss", "a", "b"):
            steps, values = bench.points(server, run, path)
            assert steps == [float(step) for step in range(len(steps))]
            assert len(steps) in {count, count + 1}
        assert values == [-float(step) for step in range(len(steps))]
        assert bench.field(server, run, "sys/state")["value"] == "failed"


RESUMING = """
import os, time, seamark
run = seamark.init_run(id="resumed")
first, last, sign = (int(os.environ[name]) for name in ("FIRST", "LAST", "SIGN"))
for step in range(first, last):
    run["explicit"].append(sign * step, step=step)
    run["counted"].append(sign * step)
if os.environ.get("WAIT"):
    print("all logged", flush=True)
    time.sleep(60)
if os.environ.get("DIE"):
    os.kill(os.getpid(), 9)
run.stop()
"""


def test_a_training_that_is_restarted_as_soon_as_it_is_killed_goes_on_as_one_clean_curve(
    bench, server: TestServer
) -> None:
    bench.environment |= {"SEAMARK_URL": server.url, "SEAMARK_TOKEN": server.token}
    firsts = (0, 80, 150, 200, 240)
    for sign, first in enumerate(firsts):
        training = bench.start(RESUMING, FIRST=str(first), LAST=str(first + 100), SIGN=str(sign), WAIT="1")
        while "all logged" not in (line := training.stdout.readline()):
            assert line
        time.sleep(1.2 + 0.17 * sign)  # by now it is known to live
        training.kill()
        training.communicate()
    bench.train(RESUMING, FIRST="300", LAST="400", SIGN="5")
    bench.sync(server)
    steps, values = bench.points(server, "resumed", "explicit")
    assert steps == [float(step) for step in range(400)]
    begun = [*firsts, 300]
    assert values == [float(step * max(n for n, first in enumerate(begun) if first <= step)) for step in range(400)]
    steps, _ = bench.points(server, "resumed", "counted")
    assert steps == [float(step) for step in range(600)]
    assert bench.field(server, "resumed", "sys/state")["value"] == "finished"


@pytest.mark.parametrize("live", [True, False], ids=["connected", "at home"])
def test_resuming_from_a_checkpoint_gives_one_clean_curve(bench, server: TestServer, live: bool) -> None:
    if live:
        bench.environment |= {"SEAMARK_URL": server.url, "SEAMARK_TOKEN": server.token}
    killed = bench.start(RESUMING, FIRST="0", LAST="1000", SIGN="1", DIE="1")
    killed.communicate(timeout=60)
    assert killed.returncode == -signal.SIGKILL
    bench.train(RESUMING, FIRST="800", LAST="1200", SIGN="-1")
    bench.sync(server)
    steps, values = bench.points(server, "resumed", "explicit")
    assert steps == [float(step) for step in range(1200)]
    assert values == [float(step if step < 800 else -step) for step in range(1200)]
    steps, values = bench.points(server, "resumed", "counted")
    assert steps == [float(step) for step in range(1400)]
    stats = bench.field(server, "resumed", "explicit")["stats"]
    assert (stats["count"], stats["last"], stats["max"]) == (1200, -1199.0, 799.0)
    assert bench.field(server, "resumed", "sys/state")["value"] == "finished"


UPLOADING = """
import os, seamark
run = seamark.init_run(id="uploading", mode="offline")
run["model"].upload(os.environ["FILE"])
run.stop()
"""
SENDING = """
import os, pathlib
from seamark.sdk import sync, uploads
uploads.PART_BYTES = 2**18
sync.sync(pathlib.Path(os.environ["SEAMARK_HOME"]), to=os.environ["TO"])
"""


def test_an_upload_goes_on_where_its_sender_was_killed(
    bench, server: TestServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "model.bin"
    file.write_bytes(random.Random(3).randbytes(30 * 2**20))
    bench.train(UPLOADING, FILE=str(file))
    sender = bench.start(SENDING, TO=server.url, SEAMARK_TOKEN=server.token)
    deadline = time.monotonic() + 30
    while sum(part.stat().st_size for part in server.data.glob("blobs/parts/*")) < 2 * 2**20:
        assert sender.poll() is None, sender.communicate()
        assert time.monotonic() < deadline
        time.sleep(0.002)
    sender.kill()
    sender.communicate()
    sent: list[int] = []
    request = Transport.request

    def count(transport: Transport, method: str, path: str, **more: Any) -> Any:
        sent.append(len(more["body"]) if method == "PUT" else 0)
        return request(transport, method, path, **more)

    monkeypatch.setattr(Transport, "request", count)
    bench.sync(server)
    assert 0 < sum(sent) <= 28 * 2**20 + 2**18
    answer = server.request("GET", "/api/v1/runs/uploading/file?project=ada/faults&path=model")
    assert answer.body == file.read_bytes()


RANKS = """
import os, pathlib, time, seamark
run = seamark.init_run(id="shared")
rank = int(os.environ["RANK"])
meeting = pathlib.Path(os.environ["MEETING"])
(meeting / str(rank)).touch()
while len(list(meeting.iterdir())) < 4:
    time.sleep(0.01)
for step in range(500):
    run[f"rank{rank}/loss"].append(step)
    run["together"].append(rank, step=step)
run[f"rank{rank}/done"] = True
"""


def test_four_ranks_share_a_run(bench, server: TestServer, tmp_path: Path) -> None:
    (tmp_path / "meeting").mkdir()
    bench.environment["MEETING"] = str(tmp_path / "meeting")
    bench.environment |= {"SEAMARK_URL": server.url, "SEAMARK_TOKEN": server.token}
    ranks = [bench.start(RANKS, RANK=str(rank)) for rank in range(4)]
    for rank in ranks:
        said, _ = rank.communicate(timeout=60)
        assert rank.returncode == 0, said
    bench.sync(server)
    for rank in range(4):
        assert bench.points(server, "shared", f"rank{rank}/loss")[0] == [float(step) for step in range(500)]
    steps, values = bench.points(server, "shared", "together")
    assert len(steps) == 2000
    assert sorted(set(values)) == [0.0, 1.0, 2.0, 3.0]
    answer = server.request("GET", "/api/v1/runs/shared/sessions?project=ada/faults").json()
    assert [session["state"] for session in answer] == ["finished"] * 4


FORKED = """
import os, seamark
run = seamark.init_run(id="forked")
run["parent"].append(1)
children = []
for worker in range(3):
    child = os.fork()
    if not child:
        for batch in range(200):
            run[f"worker{worker}/batch"].append(batch)
        os._exit(0)
    children.append(child)
for child in children:
    os.waitpid(child, 0)
run["parent"].append(2)
run.stop()
"""


def test_a_forked_data_loader_logs(bench, server: TestServer) -> None:
    bench.environment |= {"SEAMARK_URL": server.url, "SEAMARK_TOKEN": server.token}
    bench.train(FORKED)
    bench.sync(server)
    for worker in range(3):
        assert bench.points(server, "forked", f"worker{worker}/batch")[0] == [float(step) for step in range(200)]
    assert bench.points(server, "forked", "parent")[1] == [1.0, 2.0]


SHORT = """
import os, seamark
run = seamark.init_run(id=os.environ["RUN"])
for step in range(500):
    run["loss"].append(step, step=7)
run["config/lr"] = 0.1
"""


def test_a_server_that_comes_later_and_a_second_one_get_all(bench, server: TestServer, tmp_path: Path) -> None:
    bench.train(SHORT, RUN="first")
    bench.train(SHORT, RUN="second")
    bench.sync(server)
    with TestServer(tmp_path / "other") as other:
        bench.sync(other)
        for place in (server, other):
            for run in ("first", "second"):
                assert len(bench.points(place, run, "loss")[0]) == 500
                assert bench.field(place, run, "config/lr")["value"] == 0.1
        bench.sync(other)
        assert len(bench.points(other, "first", "loss")[0]) == 500


CLOCK = """
import time, seamark
real = time.time_ns
shift = [0]
time.time_ns = lambda: real() + shift[0]
run = seamark.init_run(id="clock")
for step in range(100):
    shift[0] = (-1) ** step * 3600 * 10**9 * step
    run["loss"].append(step)
run.stop()
"""


def test_a_clock_that_jumps_moves_no_point(bench, server: TestServer) -> None:
    bench.environment |= {"SEAMARK_URL": server.url, "SEAMARK_TOKEN": server.token}
    bench.train(CLOCK)
    bench.sync(server)
    assert bench.points(server, "clock", "loss") == ([float(n) for n in range(100)], [float(n) for n in range(100)])


STOPPING = """
import time, seamark
run = seamark.init_run(id="stopping")
run["loss"].append(1)
started = time.monotonic()
run.stop()
print("stopped after", time.monotonic() - started)
"""


def test_stopping_against_a_dead_server_does_not_wait(bench) -> None:
    said = bench.train(STOPPING, SEAMARK_URL="http://127.0.0.1:9", SEAMARK_TOKEN="any")
    assert float(said.partition("stopped after")[2].split()[0]) < 16
    assert "only on this machine" in said


FULL = """
import os, resource, signal, seamark
run = seamark.init_run(id="full")
for step in range(100):
    run["loss"].append(step)
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (8192, 8192))
for step in range(100, 5000):
    run["loss"].append(step)
resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
print("trained on")
run.stop()
"""


def test_a_full_disk_stops_no_training_and_is_said_once(bench, server: TestServer) -> None:
    bench.environment |= {"SEAMARK_URL": server.url, "SEAMARK_TOKEN": server.token, "SEAMARK_STRICT": ""}
    said = bench.train(FULL.replace("(8192, 8192)", "(8192, resource.RLIM_INFINITY)"))
    assert "trained on" in said
    assert said.count("disk") == 1, said
    bench.sync(server)
    steps, _ = bench.points(server, "full", "loss")
    assert steps[:100] == [float(step) for step in range(100)]
    assert os.environ.get("SEAMARK_TOKEN") is None


PROGRESS = """
import time, seamark
run = seamark.init_run(id="progress")
for step in range(200):
    run["loss"].append(step)
    run.progress(step, 200)
    time.sleep(0.02)
print("half way", flush=True)
time.sleep(600)
"""


def test_progress_shows_while_a_run_logs_all_the_time(bench, server: TestServer) -> None:
    bench.environment |= {"SEAMARK_URL": server.url, "SEAMARK_TOKEN": server.token}
    process = bench.start(PROGRESS)
    seen = None
    for _ in range(300):
        answer = server.request("GET", "/api/v1/runs/progress?project=ada/faults")
        seen = answer.json().get("progress") if answer.status == 200 else None
        if seen:
            break
        time.sleep(0.05)
    process.kill()
    process.communicate()
    assert seen is not None
    assert 0 < seen < 200


def test_the_link_printed_by_a_resumed_run_works(bench, server: TestServer) -> None:
    bench.environment |= {"SEAMARK_URL": server.url, "SEAMARK_TOKEN": server.token}
    links = []
    for _ in range(2):
        said = bench.train(SHORT, RUN="again")
        links.append(said.split(f"{server.url}/r/")[1].split()[0])
    assert links[0] != links[1]
    found = [server.request("GET", f"/api/v1/runs/{link}").json()["uid"] for link in links]
    assert found[0] == found[1]
