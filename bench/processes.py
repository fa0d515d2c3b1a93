"""Fresh processes to measure in: of Seamark's Python, and of one that has the peers."""

import contextlib
import json
import os
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
PEERS = Path(os.environ.get("BENCH_PEERS", ROOT / ".venv-bench" / "bin" / "python"))
"""A Python that has the dependency group `bench`."""


def ask(code: str, *, python: Path = Path(sys.executable), timeout: float = 600, **environment: str) -> Any:
    """Run a script in a fresh process and folder, and return what it prints behind `ANSWER`, read as JSON."""
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        clean = {key: value for key, value in os.environ.items() if not key.startswith("SEAMARK_")}
        clean |= {
            "SEAMARK_HOME": f"{folder}/home",
            "HOME": folder,
            "WANDB_SILENT": "true",
            "MLFLOW_ALLOW_FILE_STORE": "true",
            "SEAMARK_QUIET": "1",
        }
        done = subprocess.run(
            [str(python), "-c", code],
            cwd=folder,
            env=clean | environment,
            capture_output=True,
            text=True,
            timeout=timeout,
        )
        if done.returncode:
            raise RuntimeError(done.stderr[-2000:])
        answers = [line for line in done.stdout.splitlines() if line.startswith("ANSWER ")]
        return json.loads(answers[-1].removeprefix("ANSWER "))


def ask_peer(module: str, code: str) -> Any | None:
    """Return what a peer's script answers, or None where the peer is not installed or does not work."""
    if not PEERS.exists():
        return None
    with contextlib.suppress(RuntimeError, subprocess.TimeoutExpired, ValueError, IndexError):
        ask(f"import {module}; print('ANSWER 1')", python=PEERS, timeout=120)
        return ask(code, python=PEERS, timeout=300)
    return None


@dataclass(frozen=True)
class RunningServer:
    """A local server on fresh stores, in a process of its own."""

    url: str
    token: str
    key: str
    home: Path
    pid: int
    seconds_to_start: float

    @property
    def environment(self) -> dict[str, str]:
        """What a client needs to find it."""
        return {"SEAMARK_URL": self.url, "SEAMARK_TOKEN": self.token}


@contextlib.contextmanager
def start_server(data: Path | None = None, person: str = "bench") -> Iterator[RunningServer]:
    """Start `seamark up` for a person of that name, and stop it at the end."""
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        home = Path(folder)
        command = [sys.executable, "-m", "seamark.cli", "up", "--port", "0", "--data", str(data or home / "server")]
        started = time.perf_counter()
        process = subprocess.Popen(
            command,
            env=os.environ | {"SEAMARK_HOME": str(home), "LOGNAME": person},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
        )
        try:
            entry = _wait_for_entry(home, process)
            seconds = time.perf_counter() - started
            yield RunningServer(entry["url"], entry["token"], entry["key"], home, process.pid, seconds)
        finally:
            process.terminate()
            process.wait(30)
            assert process.stderr is not None
            process.stderr.close()


def _wait_for_entry(home: Path, process: "subprocess.Popen[bytes]") -> dict[str, str]:
    while process.poll() is None:
        for path in (home / "servers").glob("*.json"):
            entry: dict[str, str] = json.loads(path.read_text())
            with contextlib.suppress(OSError), urllib.request.urlopen(f"{entry['url']}/api/v1/info") as answer:
                answer.read()
                return entry
        time.sleep(0.01)
    assert process.stderr is not None
    raise RuntimeError(process.stderr.read().decode()[-2000:])
