"""A person stops a run: the training's own process ends, and the run says by whom."""

import os
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from seamark.testing.requests import V1
from seamark.testing.server import TestServer

SECONDS = 40.0


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestServer]:
    with TestServer(tmp_path_factory.mktemp("data")) as server:
        yield server


@pytest.fixture
def train(server: TestServer, tmp_path: Path) -> Iterator[Callable[..., "subprocess.Popen[str]"]]:
    """Start a training of some lines, which has ``run``; it has begun when this returns."""
    started: list[subprocess.Popen[str]] = []

    def start(lines: str, first: str = "") -> "subprocess.Popen[str]":
        script = tmp_path / "train.py"
        begin = "import signal, sys, time, seamark\nrun = seamark.init_run(project='stopped', capture=[])\n"
        script.write_text(
            first + begin + "run['x'] = 1\nprint('begun', run.uid, flush=True)\n" + textwrap.dedent(lines)
        )
        facts = {"SEAMARK_URL": server.url, "SEAMARK_TOKEN": server.token, "SEAMARK_HOME": str(tmp_path / "home")}
        process = subprocess.Popen(
            [sys.executable, script], env=os.environ | facts, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        started.append(process)
        return process

    yield start
    for process in started:
        if process.poll() is None:
            process.kill()
        process.communicate()


def read_to(process: "subprocess.Popen[str]", word: str) -> list[str]:
    """Return the words of the line of a training that begins so."""
    assert process.stdout is not None
    return next(line.split() for line in process.stdout if line.startswith(word))


def begin(server: TestServer, process: "subprocess.Popen[str]") -> str:
    """Return the run of a training once the server knows it."""
    uid = read_to(process, "begun")[1]

    def is_registered() -> bool:
        answer = server.request("GET", f"{V1}/runs/{uid}/sessions")
        return answer.status == 200 and answer.json() != []

    wait_for(is_registered)
    return uid


def wait_for(holds: Callable[[], bool]) -> None:
    deadline = time.monotonic() + SECONDS
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def stop(server: TestServer, run: str) -> dict[str, Any]:
    answer = server.request("POST", f"{V1}/projects/ada/stopped/bulk", {"runs": [run], "stop": True})
    assert answer.status == 200, answer
    return answer.json()


def find(server: TestServer, run: str) -> dict[str, Any]:
    return server.request("GET", f"{V1}/runs/{run}").json()


def check_stopped(server: TestServer, run: str) -> None:
    wait_for(lambda: find(server, run)["state"] != "running")
    shown = find(server, run)
    assert (shown["state"], shown["reason"]) == ("stopped", "by ada")


def test_a_training_that_logs_stops_at_once(server: TestServer, train):
    process = train("while True:\n    run['loss'].append(0.1)\n    time.sleep(0.01)\n")
    run = begin(server, process)
    answer = stop(server, run)
    assert (answer["stopping"], answer["stopped"], answer["over"], answer["refused"]) == (1, 0, 0, [])
    assert process.wait(SECONDS) == -signal.SIGTERM
    check_stopped(server, run)
    assert "stopped" in process.stderr.read()
    assert stop(server, run)["over"] == 1


def test_a_training_that_logs_nothing_hears_of_it_too(server: TestServer, train):
    process = train("time.sleep(600)\n")
    run = begin(server, process)
    assert stop(server, run)["stopping"] == 1
    assert server.request("GET", f"{V1}/runs/{run}/sessions").json()[0]["stop_by"] == "ada"
    assert process.wait(SECONDS) == -signal.SIGTERM
    check_stopped(server, run)


def test_a_training_that_ends_in_its_own_way_was_stopped_all_the_same(server: TestServer, train):
    lines = """
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
        again = seamark.init_run(project='stopped', capture=[])
        again.stop()
        while True:
            run['loss'].append(0.1)
            time.sleep(0.01)
    """
    process = train(lines)
    run = begin(server, process)
    stop(server, run)
    assert process.wait(SECONDS) == 0
    check_stopped(server, run)


def test_a_wish_outlives_the_server(server: TestServer, train):
    process = train("time.sleep(600)\n")
    run = begin(server, process)
    stop(server, run)
    server.kill()
    server.restart()
    process.wait(SECONDS)
    check_stopped(server, run)


def test_a_notebook_is_interrupted_and_lives(server: TestServer, train):
    lines = """
        try:
            time.sleep(600)
        except KeyboardInterrupt:
            print('lives', flush=True)
        while True:
            run['loss'].append(0.1)
            time.sleep(0.1)
    """
    first = "import seamark.sdk.notices\nseamark.sdk.notices.is_notebook = lambda: True\n"
    process = train(lines, first)
    run = begin(server, process)
    stop(server, run)
    assert read_to(process, "lives")
    check_stopped(server, run)
    assert process.poll() is None
