"""A server, and an environment that names it as Neptune's code does."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import seamark
from seamark.neptune import legacy
from seamark.sdk.notices import PRINTER
from seamark.testing.server import TestServer

PROJECT = "ada/dropin"

Script = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestServer]:
    options = ["--mode", "team", "--password", "a long password"]
    with TestServer(tmp_path_factory.mktemp("dropin") / "data", *options) as running:
        running.request("POST", "/api/v1/projects", {"name": PROJECT, "key": "SUN"})
        running.request("POST", "/api/v1/workspaces/ada/service-accounts", {"name": "bot"})
        yield running
        assert running.log == ""


@pytest.fixture
def connected(server: TestServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> TestServer:
    """Name the server as Neptune's users do; nothing is captured."""
    for name in [name for name in os.environ if name.startswith(("SEAMARK_", "NEPTUNE_"))]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("SEAMARK_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("SEAMARK_CAPTURE", "false")
    monkeypatch.setenv("NEPTUNE_API_TOKEN", server.token)
    monkeypatch.setenv("NEPTUNE_PROJECT", PROJECT)
    monkeypatch.setattr(legacy, "project", None)
    monkeypatch.setattr(legacy, "session", None)
    monkeypatch.chdir(tmp_path)
    PRINTER.forget()
    return server


@pytest.fixture
def script(connected: TestServer, tmp_path: Path) -> Script:
    """Run a script as a process of its own."""

    def run(text: str, python: Path | str = sys.executable, **more: str) -> "subprocess.CompletedProcess[str]":
        (tmp_path / "train.py").write_text(text)
        done = subprocess.run(
            [python, "train.py"], cwd=tmp_path, env={**os.environ, **more}, capture_output=True, text=True, timeout=110
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done

    return run


@pytest.fixture
def count_runs(connected: TestServer) -> Callable[[], int]:
    """Return how many runs the project has."""
    return lambda: len(list(seamark.open_project(PROJECT, token=connected.token).runs(columns=["sys/id"])))
