"""A real server, and trainings that are real processes."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from seamark.sdk.sync import sync
from seamark.testing.server import TestServer


@pytest.fixture
def server(tmp_path: Path) -> Iterator[TestServer]:
    with TestServer(tmp_path / "data") as server:
        yield server


@dataclass
class Bench:
    """A home, and short ways to train in it."""

    folder: Path
    environment: dict[str, str]

    @property
    def home(self) -> Path:
        return Path(self.environment["SEAMARK_HOME"])

    def start(self, text: str, **environment: str) -> "subprocess.Popen[str]":
        script = self.folder / f"train_{time.monotonic_ns()}.py"
        script.write_text(text)
        return subprocess.Popen(
            [sys.executable, str(script)],
            env=self.environment | environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def train(self, text: str, seconds: float = 60, **environment: str) -> str:
        process = self.start(text, **environment)
        said, _ = process.communicate(timeout=seconds)
        assert process.returncode == 0, said
        return said

    def sync(self, server: TestServer, **more: Any) -> None:
        os.environ["SEAMARK_TOKEN"] = server.token
        try:
            delivery = sync(self.home, to=server.url, **more)
        finally:
            del os.environ["SEAMARK_TOKEN"]
        assert delivery.left == 0, delivery

    def points(self, server: TestServer, run: str, path: str) -> tuple[list[float], list[float]]:
        """Return the steps and values of a series, as the server has them."""
        where = f"/api/v1/runs/{run}/points?project=ada/faults&path={path}&limit=1000000"
        answer = server.request("GET", where, b"", {"Accept": "application/json"})
        assert answer.status == 200, answer
        columns = answer.json()["series"][0]["columns"]
        return columns["step"], columns["value"]

    def field(self, server: TestServer, run: str, path: str) -> dict[str, Any]:
        """Return one field of a run."""
        answer = server.request("GET", f"/api/v1/runs/{run}/fields?project=ada/faults&path={path}")
        assert answer.status == 200, answer
        return answer.json()["fields"][0]


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    environment = dict(os.environ) | {
        "SEAMARK_HOME": str(tmp_path / "home"),
        "SEAMARK_PROJECT": "faults",
        "SEAMARK_STRICT": "1",
        "SEAMARK_CAPTURE": "",
    }
    return Bench(tmp_path, environment)
