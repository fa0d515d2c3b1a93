"""A server that is killed while it takes writes, and back-ups taken in the middle of them."""

import math
import random
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import pytest

from seamark.model.objects import make_uid
from seamark.testing.server import TestServer

POINTS = 200


class Writer(threading.Thread):
    """Sends batches of one session, each again until it is acknowledged."""

    def __init__(self, server: TestServer, run: str) -> None:
        super().__init__()
        self.server = server
        self.run_uid = run
        self.origin = make_uid()
        self.acknowledged = -1
        self.sent = 0
        self.ending = threading.Event()

    def run(self) -> None:
        self._send("/api/v1/sessions", {"run": {"project": "faults", "uid": self.run_uid}, "origin": self.origin})
        number = 0
        while not self.ending.is_set():
            steps = np.arange(number * POINTS, (number + 1) * POINTS, dtype=np.float64)
            seq = number * (POINTS + 2)
            operations = [
                {"op": "extend", "path": "loss", "values": (-steps).tolist(), "steps": steps.tolist()},
                {"op": "append", "path": "line", "value": f"line {number}"},
                {"op": "assign", "path": "config/number", "value": number},
            ]
            self.sent = number + 1
            receipt = self._send(
                f"/api/v1/runs/{self.run_uid}/operations", {"origin": self.origin, "seq": seq, "operations": operations}
            )
            assert receipt["refused"] == [], receipt
            assert receipt["seq"] == seq + POINTS + 1
            number += 1
            self.acknowledged = number

    def _send(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        while True:
            try:
                answer = self.server.request("POST", path, body)
            except OSError:
                time.sleep(0.02)
                continue
            if answer.status < 300:
                return answer.json()
            assert answer.status in {503, 507}, answer
            time.sleep(0.02)


def read_all(server: TestServer, run: str) -> tuple[list[float], list[float], list[str], dict[str, Any]]:
    where = f"/api/v1/runs/{run}"
    points = server.request("GET", f"{where}/points?path=loss&limit=1000000", b"", {"Accept": "application/json"})
    columns = points.json()["series"][0]["columns"]
    lines: list[str] = []
    after = ""
    while True:
        page = server.request("GET", f"{where}/lines?path=line&limit=1000&after={after}").json()
        lines += [line["text"] for line in page["lines"]]
        after = page["next"]
        if not page["more"]:
            break
    fields = server.request("GET", f"{where}/fields?limit=1000").json()["fields"]
    return columns["step"], columns["value"], lines, {field["path"]: field for field in fields}


def expect_exactly(server: TestServer, writer: Writer, batches: set[int]) -> None:
    steps, values, lines, fields = read_all(server, writer.run_uid)
    found = len(lines)
    assert found in batches
    assert steps == [float(step) for step in range(found * POINTS)]
    assert values == [-step for step in steps]
    assert lines == [f"line {number}" for number in range(found)]
    stats = fields["loss"]["stats"]
    assert (stats["count"], stats["last_step"]) == (found * POINTS, found * POINTS - 1)
    assert math.isclose(stats["mean"], float(np.mean(values)), rel_tol=1e-9)
    assert fields["config/number"]["value"] == found - 1


def check_stores(data: Path) -> None:
    command = [sys.executable, "-m", "seamark.cli", "repair", "--check", "--data", str(data)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.timeout(400)
def test_twenty_kills_lose_nothing_acknowledged(tmp_path: Path) -> None:
    chance = random.Random(5)
    with TestServer(tmp_path / "data") as server:
        writer = Writer(server, make_uid())
        writer.start()
        for _ in range(20):
            before = writer.acknowledged
            time.sleep(0.1 + chance.random() * 0.4)
            while writer.acknowledged <= before:
                assert writer.is_alive()
                time.sleep(0.005)
            server.kill()
            server.restart()
        writer.ending.set()
        writer.join()
        expect_exactly(server, writer, {writer.acknowledged})
        server.stop()
    check_stores(tmp_path / "data")


@pytest.mark.timeout(240)
def test_a_backup_under_load_is_a_whole_server(tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    with TestServer(tmp_path / "data") as server:
        file = server.make_run("faults")
        server.attach(file, "model", b"weights" * 10_000)
        writer = Writer(server, make_uid())
        writer.start()
        while writer.acknowledged < 5:
            assert writer.is_alive()
            time.sleep(0.01)
        before = writer.acknowledged
        answer = server.request("POST", "/api/v1/backup", {"folder": str(copy)})
        assert answer.status < 300, answer
        after = writer.sent
        writer.ending.set()
        writer.join()
    command = [sys.executable, "-m", "seamark.cli", "restore", str(copy), "--data", str(tmp_path / "restored")]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    with TestServer(tmp_path / "restored") as restored:
        restored.token = server.token
        expect_exactly(restored, writer, set(range(before, after + 1)))
        content = restored.request("GET", f"/api/v1/runs/{file}/file?path=model")
        assert content.body == b"weights" * 10_000
        restored.stop()
    check_stores(tmp_path / "restored")
    assert msgspec.json.decode((copy / "manifest.json").read_bytes())
