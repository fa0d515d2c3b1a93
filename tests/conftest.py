"""What all tests share: a real server, started as a user starts it."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from seamark.sdk.home import ServerEntry

LONGEST = {"test_five_minutes.py"}
"""Files that take minutes come first, so that no worker is left alone with one at the end."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: item.path.name not in LONGEST)
    for item in items:
        # schemathesis gives all operations one node id, and of one id pytest-xdist runs one test
        if label := getattr(item, "operation_label", None):
            item._id = item.parent.id.child(f"{item.originalname}[{label}]")


@pytest.fixture(scope="session", autouse=True)
def own_places(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Keep every test, and every process it starts, away from the user's own settings and home."""
    for name in [name for name in os.environ if name.startswith("SEAMARK_")]:
        del os.environ[name]
    os.environ["XDG_CONFIG_HOME"] = str(tmp_path_factory.mktemp("config"))
    os.environ["SEAMARK_HOME"] = str(tmp_path_factory.mktemp("home"))


@pytest.fixture(scope="session")
def local_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerEntry]:
    """Run `seamark up` on fresh stores for as long as the tests last."""
    home = tmp_path_factory.mktemp("server-home")
    command = [sys.executable, "-m", "seamark.cli", "up", "--port", "0"]
    with (home / "up.log").open("wb") as log:
        process = subprocess.Popen(command, env=os.environ | {"SEAMARK_HOME": str(home)}, stdout=log, stderr=log)
    try:
        yield _wait_for_entry(home, process)
    finally:
        process.terminate()
        process.wait(30)


def _wait_for_entry(home: Path, process: "subprocess.Popen[bytes]") -> ServerEntry:
    for _ in range(600):
        for path in (home / "servers").glob("*.json"):
            return msgspec.json.decode(path.read_bytes(), type=ServerEntry)
        if process.poll() is not None:
            break
        time.sleep(0.1)
    raise AssertionError((home / "up.log").read_text())
