"""A server, and the real client in an environment of its own."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from seamark.testing.server import TestServer

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent))

from environments import find_python  # noqa: E402 - it lies beside the tests

PROJECT = "ada/client"

Run = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestServer]:
    options = ["--mode", "team", "--password", "a long password"]
    with TestServer(tmp_path_factory.mktemp("neptune") / "data", *options) as running:
        running.request("POST", "/api/v1/projects", {"name": PROJECT, "key": "CLI"})
        running.request("POST", "/api/v1/workspaces/ada/service-accounts", {"name": "bot"})
        for name, workspace in (("bob", "ada"), ("eve", "elsewhere")):
            running.request("POST", "/api/v1/projects", {"name": f"{workspace}/other"})
            join(running, workspace, name)
        yield running
        assert running.log == ""


def join(server: TestServer, workspace: str, name: str) -> None:
    """Let somebody take an invitation."""
    link = server.request("POST", f"/api/v1/workspaces/{workspace}/invites", {}).json()["link"]
    body = {"secret": link.partition("#")[2], "name": name, "password": "a long password"}
    assert server.request("POST", "/api/v1/invites/accept", body, {"Authorization": ""}).status == 200


@pytest.fixture
def run_client(server: TestServer, tmp_path: Path) -> Run:
    """Run a client's Python with arguments, connected to the server; ``client`` is its list of packages."""

    def run(*arguments: str, client: str = "client.txt", **more: str) -> "subprocess.CompletedProcess[str]":
        environment = {
            "PATH": os.environ["PATH"],
            "HOME": str(tmp_path),
            "NEPTUNE_API_TOKEN": server.token,
            "NEPTUNE_PROJECT": PROJECT,
            "OAUTHLIB_INSECURE_TRANSPORT": "1",
            "SEAMARK_URL": server.url,
            **more,
        }
        return subprocess.run(
            [find_python(HERE / client), *arguments],
            env=environment,
            cwd=tmp_path,
            capture_output=True,
            text=True,
            timeout=110,
        )

    return run


@pytest.fixture
def run_checks(run_client: Run) -> Callable[..., None]:
    """Run a file of checks (``client/…/check_*.py``) inside a client's environment."""

    def run(checks: Path, client: str = "client.txt") -> None:
        place = ["-c", str(HERE / "client" / "pytest.ini"), str(checks)]
        done = run_client("-m", "pytest", "-q", "-p", "no:cacheprovider", *place, client=client)
        assert done.returncode == 0, done.stdout[-20_000:] + done.stderr[-5_000:]

    return run
