"""Runs seen, sent, backed up and restored from the command line."""

import contextlib
import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

SCRIPT = """
import seamark
with seamark.init_run("kept", id="one", config={"lr": 0.1}, tags=["first"]) as run:
    run["loss"].extend([0.9, 0.5, 0.3])
    run["note"] = "a note"
"""


@contextlib.contextmanager
def server(home: Path, *options: str) -> Iterator[None]:
    """Run `seamark up` in the home until the block ends."""
    command = [sys.executable, "-m", "seamark.cli", "up", "--port", "0", *options]
    process = subprocess.Popen(command, env=settings(home), stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    try:
        assert re.search(r"/open\?key=", process.stdout.readline())
        yield
    finally:
        process.terminate()
        process.wait(30)
        process.stdout.close()


def settings(home: Path) -> dict[str, str]:
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("SEAMARK_", "SSH_"))}
    return clean | {"SEAMARK_HOME": str(home), "SEAMARK_QUIET": "1", "HOME": str(home.parent)}


def log(home: Path) -> None:
    subprocess.run([sys.executable, "-c", SCRIPT], env=settings(home), check=True, cwd=home.parent, timeout=60)


@pytest.mark.timeout(240)
def test_a_run_logged_without_a_server_is_sent_shown_backed_up_and_restored(seamark, tmp_path: Path) -> None:
    home = tmp_path / "home"
    log(home)
    before = seamark("status").stdout
    assert "are only here. Send them: seamark sync" in before
    with server(home):
        sent = seamark("sync")
        assert sent.returncode == 0, sent.stderr
        assert "Nothing is left" in sent.stdout
        assert "the server has 1 of them whole" in seamark("status").stdout
        listed = seamark("runs", "list", "--project", "kept", "--columns", "config/lr,loss").stdout
        assert "KEP-1" in listed or "-1 " in listed
        assert "0.1" in listed
        shown = seamark("runs", "show", "one", "--project", "kept").stdout
        assert re.search(r"loss +float_series +3 points, last 0\.3", shown)
        assert "a note" in shown
        made = seamark("backup", str(tmp_path / "backup"))
        assert made.returncode == 0, made.stderr
        again = seamark("backup", str(tmp_path / "backup"))
        assert again.returncode == 1
    restored = seamark("restore", str(tmp_path / "backup"), "--data", str(tmp_path / "restored"))
    assert restored.returncode == 0, restored.stderr
    with server(home, "--data", str(tmp_path / "restored")):
        assert seamark("runs", "show", "one", "--project", "kept").stdout.splitlines()[3:] == shown.splitlines()[3:]
    for folder in (home / "server", tmp_path / "restored"):
        proved = seamark("repair", "--check", "--data", str(folder))
        assert proved.returncode == 0, proved.stdout + proved.stderr
        assert "agree" in proved.stdout


def test_repair_names_the_folder_that_is_not_there(seamark) -> None:
    done = seamark("repair", "--check")
    assert done.returncode == 2
    assert "--data FOLDER" in done.stderr


@pytest.mark.timeout(240)
def test_the_demo_trains_fails_for_three_reasons_and_goes_on_where_it_was(seamark, tmp_path: Path) -> None:
    with server(tmp_path / "home"):
        done = seamark("demo", "--fast", "--configurations", "4", timeout=180)
        assert done.returncode == 0, done.stderr
        runs = _wait_until_ended(seamark, 12)
        assert 7 <= [run["state"] for run in runs].count("failed") <= 9
        reasons = " ".join(run["reason"] for run in runs)
        for kind in ("FloatingPointError: the loss became inf", "MemoryError: Unable to allocate", "test_size"):
            assert kind in reasons
        assert "has all of these" in seamark("demo", "--fast", "--configurations", "4").stdout


def _wait_until_ended(seamark, count: int) -> list[dict[str, Any]]:
    runs: list[dict[str, Any]] = []
    for _ in range(60):
        listed = seamark("runs", "list", "--project", "digits", "--limit", "1000", "--json").stdout
        runs = [json.loads(line)["run"] for line in listed.splitlines()]
        if len(runs) == count and all(run["state"] != "running" for run in runs):
            break
        time.sleep(0.5)
    return runs
