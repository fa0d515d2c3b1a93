"""What happens on the server appears by itself; a server that is away is told and found again."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from seamark.testing.server import KEY, TestServer

pytestmark = pytest.mark.browser

TRAINING = """
import sys, seamark
run = seamark.init_run("live", name=sys.argv[1], capture={"console"})
for line in sys.stdin:
    step, value = line.split()
    run.log({"loss": float(value)}, step=int(step))
    print("printed", step)
run.stop()
"""


@pytest.fixture
def live_server(web_app: Path, tmp_path: Path) -> Iterator[TestServer]:
    with TestServer(tmp_path / "data") as server:
        yield server


@pytest.fixture
def live_page(browser: Browser, live_server: TestServer) -> Iterator[Page]:
    context = browser.new_context(base_url=live_server.url, viewport={"width": 1440, "height": 900})
    page = context.new_page()
    page.set_default_timeout(30_000)
    page.goto(f"/open?key={KEY}")
    yield page
    context.close()


def train(server: TestServer, name: str) -> "subprocess.Popen[str]":
    environment = {**os.environ, "SEAMARK_URL": server.url, "SEAMARK_TOKEN": server.token}
    command = [sys.executable, "-c", TRAINING, name]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True, env=environment)
    log_point(process, 0, 1.0)
    return process


def log_point(process: "subprocess.Popen[str]", step: int, value: float) -> None:
    assert process.stdin is not None
    process.stdin.write(f"{step} {value}\n")
    process.stdin.flush()


def finish(process: "subprocess.Popen[str]") -> None:
    process.communicate(timeout=30)


def test_a_run_appears_grows_and_ends_by_itself(live_server: TestServer, live_page: Page):
    expect(live_page.get_by_role("heading", name="No runs yet")).to_be_visible()
    process = train(live_server, "first")
    live_page.get_by_role("button", name="1 running").click()
    running = live_page.get_by_role("dialog", name="Running now")
    expect(running.get_by_role("link", name="first")).to_be_visible()
    live_page.keyboard.press("Escape")
    live_page.get_by_role("table").get_by_role("link", name="ada/live").click()
    row = live_page.get_by_role("row").filter(has_text="first")
    expect(row).to_contain_text("Running")
    expect(row).to_contain_text("1")
    log_point(process, 1, 0.625)
    expect(row).to_contain_text("0.625")
    row.get_by_role("link", name="first").click()
    live_page.get_by_role("link", name="Console").click()
    log_point(process, 2, 0.5)
    expect(live_page.get_by_text("printed 2")).to_be_visible()
    finish(process)
    expect(live_page.get_by_text("Finished")).to_be_visible()


def test_a_comparison_follows_its_runs(live_server: TestServer, live_page: Page):
    processes = [train(live_server, name) for name in ("first", "second")]
    live_page.get_by_role("button", name="2 running").wait_for()
    live_page.goto("/ada/live/compare?runs=LIV-1,LIV-2")
    row = live_page.get_by_role("row", name="loss")
    expect(live_page.get_by_role("columnheader", name="second")).to_be_visible()
    log_point(processes[1], 1, 0.625)
    expect(row).to_contain_text("0.625")
    for process in processes:
        finish(process)


def test_no_row_moves_while_the_pointer_is_in_the_table(live_server: TestServer, live_page: Page):
    finish(train(live_server, "older"))
    live_page.goto("/ada/live")
    older = live_page.get_by_role("rowheader").first
    expect(older).to_contain_text("older")
    older.hover()
    finish(train(live_server, "newer"))
    waiting = live_page.get_by_role("button", name="1 new")
    expect(waiting).to_be_visible()
    expect(older).to_contain_text("older")
    waiting.click()
    expect(live_page.get_by_role("rowheader").first).to_contain_text("newer")


def test_a_server_that_is_away_is_told_and_found_again(live_server: TestServer, live_page: Page):
    finish(train(live_server, "kept"))
    live_page.goto("/ada/live")
    expect(live_page.get_by_role("rowheader").first).to_contain_text("kept")
    live_server.stop()
    banner = live_page.get_by_role("alert").filter(has_text="The server does not answer")
    expect(banner).to_be_visible()
    expect(live_page.get_by_role("rowheader").first).to_contain_text("kept")
    live_page.get_by_role("button", name="Try again").click()
    expect(banner).to_be_visible()
    live_server.restart()
    expect(banner).to_have_count(0)
