"""The code that ran, the state of git, and the packages, as a training in a repository left them."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from seamark.testing.server import TestServer

pytestmark = pytest.mark.browser

RUN = "/ada/sources/runs/code"
SCRIPT = """import seamark

LR = 0.1
with seamark.init_run("sources", id="code") as run:
    run["lr"] = LR
    run["source"].upload_files("parts/*.py")
"""


@pytest.fixture(scope="module")
def sources(web_app: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestServer]:
    """A server with a run of a script in a repository that has uncommitted changes."""
    folder = tmp_path_factory.mktemp("repository")
    (folder / "parts").mkdir()
    for name in ("data", "model"):
        (folder / "parts" / f"{name}.py").write_text(f"NAME = {name!r}\n")
    (folder / "train.py").write_text(SCRIPT)
    git = ["git", "-C", str(folder), "-c", "user.name=Ada", "-c", "user.email=ada@example.org"]
    for command in (
        ["init", "-q", "-b", "main"],
        ["remote", "add", "origin", "git@github.com:ada/digits.git"],
        ["add", "."],
        ["commit", "-q", "-m", "First words"],
    ):
        subprocess.run([*git, *command], check=True)
    (folder / "train.py").write_text(SCRIPT.replace("LR = 0.1", "LR = 0.01"))
    with TestServer(tmp_path_factory.mktemp("sources") / "data") as server:
        command = [sys.executable, "train.py"]
        subprocess.run(
            command,
            cwd=folder,
            env={**os.environ, "SEAMARK_URL": server.url, "SEAMARK_TOKEN": server.token, "SEAMARK_STRICT": "1"},
            check=True,
            capture_output=True,
            timeout=100,
        )
        server.attach("code", "sessions/earlier/packages", b"chdb==1.0\nold==1\n", name="requirements.txt")
        yield server


@pytest.fixture
def web_server(sources: TestServer) -> TestServer:
    return sources


def test_git_and_the_uncommitted_changes_are_shown(page: Page):
    page.goto(f"{RUN}/source")
    facts = page.get_by_label("State of git")
    link = facts.get_by_role("link")
    commit = link.get_attribute("href").rpartition("/")[2]
    expect(link).to_have_attribute("href", f"https://github.com/ada/digits/commit/{commit}")
    expect(link).to_have_attribute("rel", "noopener noreferrer")
    assert commit.startswith(link.inner_text())
    expect(facts).to_contain_text("with uncommitted changes")
    expect(facts).to_contain_text("main")
    lines = page.get_by_role("region", name="Lines of train.py")
    expect(lines.get_by_text("LR = 0.1", exact=True)).to_be_visible()
    expect(lines.get_by_text("LR = 0.01", exact=True)).to_be_visible()
    expect(lines.get_by_text("+", exact=True)).to_have_count(1)
    expect(lines.get_by_text("−", exact=True)).to_have_count(1)
    page.get_by_role("button", name="Side by side").click()
    expect(lines.locator("mark").first).to_be_attached()
    with page.expect_download() as download:
        page.get_by_role("link", name="Download").click()
    assert download.value.suggested_filename == "diff.patch"


def test_the_script_and_the_files_are_shown(page: Page):
    page.goto(f"{RUN}/source")
    source = page.get_by_role("navigation", name="Source")
    source.get_by_role("button", name="train.py").click()
    expect(page.get_by_role("region", name="train.py")).to_contain_text("LR = 0.01")
    source.get_by_role("button", name="source").click()
    source.get_by_role("button", name="model.py").click()
    expect(page.get_by_role("region", name="model.py")).to_contain_text("NAME = 'model'")


def test_packages_are_searched_and_compared(page: Page):
    page.goto(f"{RUN}/packages")
    page.get_by_role("searchbox", name="Search packages").fill("chdb")
    expect(page.get_by_role("cell", name="chdb", exact=True)).to_be_visible()
    expect(page.get_by_role("cell", name="1.0", exact=True)).to_be_visible()
    page.get_by_role("searchbox", name="Search packages").fill("old")
    page.get_by_role("button", name="Only differences").click()
    expect(page.get_by_role("cell", name="old", exact=True)).to_be_visible()
    expect(page.get_by_role("columnheader", name="Session 1")).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("link", name="requirements.txt").click()
    assert download.value.suggested_filename == "requirements.txt"


def test_a_run_without_source_says_how_to_keep_it(page: Page, web_server: TestServer):
    web_server.request("POST", "/api/v1/runs", {"project": "ada/sources", "id": "bare"})
    page.goto("/ada/sources/runs/bare/source")
    expect(page.get_by_role("heading", name="No source was kept")).to_be_visible()
    page.goto("/ada/sources/runs/bare/packages")
    expect(page.get_by_role("heading", name="No list of packages was kept")).to_be_visible()
