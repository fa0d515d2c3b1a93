"""A real server with data of the real client, and pages that fail on what a browser complains of."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, expect, sync_playwright

from seamark.server.routes.pages import APP
from seamark.testing.server import KEY, TestServer

HERE = Path(__file__).parent
PATIENCE = 20_000
"""Milliseconds that a page may take on a busy machine."""
NO_HOSTS = ("data:", "blob:", "about:", "chrome:", "chrome-extension:")
"""What is no request to a host; the browser's own viewer of PDF files is made of the last two."""

expect.set_options(timeout=PATIENCE)


@pytest.fixture(scope="session")
def web_app() -> Path:
    """The folder of the built app."""
    if not (APP / "index.html").exists():
        pytest.skip("the web app is not built: make app")
    return APP


@pytest.fixture(scope="session")
def web_server(web_app: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestServer]:
    """A server that has the runs of `training.py`; tests only read from it."""
    with TestServer(tmp_path_factory.mktemp("web") / "data") as server:
        run_training(server, str(HERE / "training.py"))
        yield server


@pytest.fixture(scope="session")
def kept_server(web_app: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestServer]:
    """A server that has the runs of `keeping.py`; tests only read from it."""
    with TestServer(tmp_path_factory.mktemp("kept") / "data") as server:
        run_training(server, str(HERE / "keeping.py"))
        yield server


def run_training(server: TestServer, *arguments: str) -> None:
    """Run a script that logs, in a process of its own, until everything is delivered."""
    log = subprocess.run(
        [sys.executable, *arguments],
        env=settings_of(server) | {"SEAMARK_STRICT": "1"},
        capture_output=True,
        text=True,
        timeout=100,
    )
    assert log.returncode == 0, log.stdout[-2_000:] + log.stderr[-2_000:] + server.log[-2_000:]


def settings_of(server: TestServer) -> dict[str, str]:
    """Return the environment of a training that logs to this server."""
    return {**os.environ, "SEAMARK_URL": server.url, "SEAMARK_TOKEN": server.token}


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium without a window; closed with its file, for its event loop would stay in the way of others."""
    with pytest.MonkeyPatch.context() as patch:
        # a store opened by an earlier test has moved TMPDIR into its folder, too deep for Chromium's socket
        patch.delenv("TMPDIR", raising=False)
        with sync_playwright() as playwright:
            path = shutil.which("chromium") or shutil.which("chromium-browser")
            browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
            yield browser
            browser.close()


@dataclass
class Watched:
    """What a page did that it should not; a test may expect complaints, as regular expressions."""

    own: str
    expected: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)
    others: list[str] = field(default_factory=list)

    def watch(self, page: Page) -> None:
        """Listen to a page."""
        page.on("console", self._hear)
        page.on("pageerror", lambda error: self.complaints.append(f"error: {error}"))
        page.on("request", self._see)
        page.on("requestfailed", self._forget)

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            self.complaints.append(f"{message.type}: {message.text}")

    def _see(self, request: Request) -> None:
        if not request.url.startswith((self.own, *NO_HOSTS)):
            self.others.append(request.url)

    def _forget(self, request: Request) -> None:
        """What the page's own policy stopped was never sent."""
        if request.failure == "csp" and request.url in self.others:
            self.others.remove(request.url)

    def judge(self) -> None:
        """Fail on complaints that were not expected and on requests to other hosts."""
        left = [text for text in self.complaints if not any(re.search(wanted, text) for wanted in self.expected)]
        assert not left
        assert not self.others


def sign_in(context: BrowserContext) -> None:
    """Do what opening the address that `seamark up` prints does, without the home page behind it."""
    assert context.request.get(f"/open?key={KEY}", max_redirects=0).status == 303


@pytest.fixture
def watched(web_server: TestServer) -> Watched:
    return Watched(own=web_server.url)


@pytest.fixture
def page(browser: Browser, web_server: TestServer, watched: Watched) -> Iterator[Page]:
    """An empty page of a signed-in browser."""
    context = browser.new_context(base_url=web_server.url, viewport={"width": 1440, "height": 900})
    sign_in(context)
    page = context.new_page()
    page.set_default_timeout(PATIENCE)
    watched.watch(page)
    yield page
    context.close()
    watched.judge()


@pytest.fixture(scope="session")
def written_server(web_app: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestServer]:
    """A server that tests write to, each to a project of its own; it has those of `registry.py`."""
    with TestServer(tmp_path_factory.mktemp("written") / "data") as server:
        run_training(server, str(HERE / "registry.py"))
        yield server


@pytest.fixture
def train(written_server: TestServer) -> Callable[..., None]:
    """Run a script that logs to this server, with arguments."""
    return partial(run_training, written_server)


@pytest.fixture
def written_page(browser: Browser, written_server: TestServer) -> Iterator[Page]:
    """An empty page of a signed-in browser, as wide as a laptop's."""
    watched = Watched(own=written_server.url)
    context = browser.new_context(base_url=written_server.url, viewport={"width": 1280, "height": 800})
    sign_in(context)
    page = context.new_page()
    page.set_default_timeout(PATIENCE)
    watched.watch(page)
    yield page
    context.close()
    watched.judge()


AXE = HERE.parents[1] / "web" / "node_modules" / "axe-core" / "axe.min.js"


@pytest.fixture(scope="session")
def find_faults() -> Callable[[Page], list[str]]:
    """What axe finds on a page as it is now that is serious or critical, each with its rule and place."""
    source = AXE.read_text()

    def find(page: Page) -> list[str]:
        page.evaluate(source)
        found: dict[str, Any] = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
        return [
            f"{one['impact']} {one['id']}: {node['target']} {node['html'][:160]} {node['failureSummary'][:300]}"
            for one in found["violations"]
            if one["impact"] in {"serious", "critical"}
            for node in one["nodes"]
        ]

    return find
