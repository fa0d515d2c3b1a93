"""What a connected run says, and how long it waits."""

import socket
import time

import pytest

import seamark


def lines_of(capsys) -> list[str]:
    return capsys.readouterr().err.splitlines()


@pytest.fixture
def connect(own_home, pretended):
    """Make runs that are delivered to a server."""
    runs: list[seamark.Run] = []

    def make(**arguments) -> seamark.Run:
        given = {"project": "vision/digits", "capture": False, "url": pretended.url, "token": "t", **arguments}
        runs.append(seamark.init_run(**given))
        return runs[-1]

    yield make
    for run in runs:
        run.stop(0.1)


def test_a_healthy_run_prints_two_lines(connect, pretended, capsys):
    begun = time.monotonic()
    run = connect()
    for value in range(10):
        run["x"].append(float(value))
    run["f"].upload(b"content")
    short = run.url.rsplit("/", 1)[-1]
    run.stop()
    assert time.monotonic() - begun < 10
    assert lines_of(capsys) == [
        f"seamark  run {short} · project vision/digits · {pretended.url}/r/{short}",
        f"seamark  SUN-1 finished · 10 records and 1 file sent · {run.url}",
    ]
    assert pretended.values("x") == [float(value) for value in range(10)]
    assert list(pretended.blobs.values()) == [b"content"]
    assert run.id == "SUN-1"


def test_waiting_says_what_was_sent(connect):
    run = connect()
    run["x"].append(1.0)
    run["x"].append(2.0)
    assert run.wait() == seamark.Delivery(sent=2, left=0)
    run.stop()


def test_sync_mode_waits_for_each_receipt(connect, pretended):
    run = connect(mode="sync")
    run["x"].append(1.0)
    assert pretended.values("x") == [1.0]
    run.stop()


def test_a_refused_token_is_said_once(connect, pretended, capsys):
    pretended.tokens.add("other")
    run = connect()
    deadline = time.monotonic() + 20
    while "refused the token" not in (printed := capsys.readouterr().err) and time.monotonic() < deadline:
        run["x"].append(1.0)
        time.sleep(0.05)
    text = " ".join(printed.split())
    assert (
        f"seamark {pretended.url} refused the token (expired 3 Nov). Training goes on, every record is kept. "
        f"In another terminal: seamark login {pretended.url} (this run picks it up by itself)."
    ) in text
    begun = time.monotonic()
    run.stop()
    assert time.monotonic() - begun < 12
    printed = capsys.readouterr().err
    assert "refused the token" not in printed
    assert "are only on this machine. Send them: seamark sync" in printed


def test_a_server_that_never_answered_is_not_waited_for(own_home, capsys):
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{closed.getsockname()[1]}"
    run = seamark.init_run("digits", url=url, token="t", capture=False)
    run["x"].append(1.0)
    begun = time.monotonic()
    run.stop()
    assert time.monotonic() - begun < 12
    assert "finished, but 1 record is only on this machine." in capsys.readouterr().err


def test_what_the_server_refuses_is_said(connect, pretended, capsys):
    pretended.refuse_paths.add("bad")
    run = connect()
    run["bad"] = 1
    run["good"] = 1
    run.wait()
    run.stop()
    assert "the server refused 1 record: " in capsys.readouterr().err
