"""Runs side by side: fields, source, packages, consoles and images, as trainings in a repository left them."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from seamark.testing.server import TestServer

pytestmark = pytest.mark.browser

COMPARE = "/ada/compared/compare"
TWO = "runs=one,two"
SCRIPT = """import numpy as np
import seamark

LR = 0.1
capture = True
with seamark.init_run("compared", id="one", name="first try", capture=capture, config={"lr": LR, "width": 8}) as run:
    run["source"].upload_files("parts/*.py")
    for step in (0, 10, 20):
        run["val/loss"].append(LR + step / 100, step=step)
        run["val/samples"].append(seamark.Image(np.full((16, 16), step / 30), caption=f"{LR} at {step}"), step=step)
        print(f"epoch {step} with {LR}")
    run["val/confusion"] = seamark.Image(np.full((16, 16), LR))
"""
SECOND = (
    SCRIPT.replace("LR = 0.1", "LR = 0.01")
    .replace('id="one", name="first try"', 'id="two", name="second try"')
    .replace("capture = True", 'capture = {"source", "git", "console", "system"}')
    .replace("(0, 10, 20)", "(0, 10)")
)
BARE = """import seamark
for name in ("bare", "empty"):
    with seamark.init_run("compared", id=name, name=f"{name} one", capture=False, config={"lr": 1.0, "width": 8}) as run:
        run["val/loss"].append(2.5, step=0)
with seamark.init_run("compared", id="fork", name="third try", fork=("one", 10), capture=False) as run:
    run["note"] = "goes on from the first"
"""


@pytest.fixture(scope="module")
def compared(web_app: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestServer]:
    """A server with two runs of a script that changed between them, and two that kept nothing."""
    folder = tmp_path_factory.mktemp("repository")
    (folder / "parts").mkdir()
    for name in ("data", "model", "old"):
        (folder / "parts" / f"{name}.py").write_text(f"NAME = {name!r}\n")
    (folder / "train.py").write_text(SCRIPT)
    git = ["git", "-C", str(folder), "-c", "user.name=Ada", "-c", "user.email=ada@example.org"]
    for command in (["init", "-q", "-b", "main"], ["add", "."], ["commit", "-q", "-m", "First words"]):
        subprocess.run([*git, *command], check=True)
    with TestServer(tmp_path_factory.mktemp("compared") / "data") as server:
        train(server, folder, "train.py")
        (folder / "train.py").write_text(SECOND)
        (folder / "parts" / "model.py").write_text("NAME = 'net'\n")
        (folder / "parts" / "old.py").unlink()
        (folder / "parts" / "new.py").write_text("NAME = 'new'\n")
        train(server, folder, "train.py")
        (folder / "bare.py").write_text(BARE)
        train(server, folder, "bare.py")
        server.attach("two", "sessions/listed/packages", b"chdb==1.0\nold==1\n", name="requirements.txt")
        yield server


def train(server: TestServer, folder: Path, script: str) -> None:
    """Run a script of the repository until everything is delivered."""
    own = {"SEAMARK_URL": server.url, "SEAMARK_TOKEN": server.token, "SEAMARK_STRICT": "1"}
    command = [sys.executable, script]
    log = subprocess.run(command, cwd=folder, env=os.environ | own, capture_output=True, text=True, timeout=100)
    assert log.returncode == 0, log.stderr[-2_000:]


@pytest.fixture
def web_server(compared: TestServer) -> TestServer:
    return compared


def test_the_parts_have_addresses_that_keep_what_is_compared(page: Page):
    page.goto(f"{COMPARE}?{TWO}&reference=1")
    parts = page.get_by_role("navigation", name="Parts of this comparison")
    for name in ("Source", "Packages", "Console", "Images"):
        parts.get_by_role("link", name=name).click()
        expect(page).to_have_url(re.compile(rf"/compare/{name.lower()}\?{TWO}&reference=1"))
        expect(parts.get_by_role("link", name=name)).to_have_attribute("aria-current", "page")
        expect(page.get_by_role("heading", name="2 runs")).to_be_visible()
    page.goto(f"{COMPARE}/nonsense?{TWO}")
    expect(page.get_by_role("navigation", name="Parts of this comparison")).to_have_count(0)


def test_a_click_on_a_head_makes_it_the_reference(page: Page):
    page.goto(f"{COMPARE}?{TWO},bare")
    grid = page.get_by_role("grid", name="Fields side by side")
    row = grid.get_by_role("row").filter(has_text="val/loss")
    expect(row).to_contain_text("−0.1")
    heads = grid.get_by_role("columnheader")
    expect(heads.nth(1)).to_contain_text(re.compile("first try.*ref"))
    heads.filter(has_text="second try").get_by_role("button").first.click()
    expect(page).to_have_url(re.compile("reference=1"))
    expect(heads.nth(1)).to_contain_text(re.compile("second try.*ref"))
    expect(row).to_contain_text("+0.1")
    expect(row).to_contain_text("2.5+2.4")


def test_a_place_is_taken_out_and_the_reference_stays(page: Page):
    page.goto(f"{COMPARE}?{TWO},bare&reference=2")
    grid = page.get_by_role("grid", name="Fields side by side")
    page.get_by_role("button", name="More for first try").click()
    page.get_by_role("menuitem", name="Take it out").click()
    expect(page).to_have_url(re.compile(r"runs=two,bare&reference=1"))
    expect(grid.get_by_role("columnheader").nth(1)).to_contain_text(re.compile("bare one.*ref"))
    expect(page.get_by_role("heading", name="2 runs")).to_be_visible()


def test_the_comparison_is_copied_for_a_sheet(page: Page):
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(f"{COMPARE}?{TWO}")
    page.get_by_role("button", name="Copy as").click()
    page.get_by_role("menuitem", name="For a sheet").click()
    text = page.evaluate("navigator.clipboard.readText()")
    assert "config/lr\t" in text.replace("\n", "\t")
    page.get_by_role("button", name="Copy as").click()
    page.get_by_role("menuitem", name="As Markdown").click()
    assert "| first try |" in page.evaluate("navigator.clipboard.readText()")


def test_source_says_what_differs(page: Page):
    page.goto(f"{COMPARE}/source?{TWO}")
    parts = page.get_by_role("navigation", name="Parts of the code")
    expect(parts.get_by_role("status")).to_contain_text("5 parts differ, 1 is the same")
    expect(parts.get_by_role("button", name="Uncommitted changes")).to_contain_text("added")
    expect(parts.get_by_role("button", name="new.py")).to_contain_text("added")
    expect(parts.get_by_role("button", name="old.py")).to_contain_text("removed")
    expect(parts.get_by_role("button", name="data.py")).to_have_count(0)
    expect(page.get_by_role("region", name="Code of second try")).to_contain_text("with uncommitted changes")
    expect(page.get_by_text("Both ran on the same commit.")).to_be_visible()
    parts.get_by_role("button", name="train.py").click()
    lines = page.get_by_role("region", name="Lines of train.py")
    expect(lines.get_by_text("LR = 0.1", exact=True)).to_be_visible()
    expect(lines.get_by_text("LR = 0.01", exact=True)).to_be_visible()
    page.get_by_role("button", name="Side by side").click()
    expect(lines.locator("mark").first).to_be_attached()
    page.reload()
    expect(lines.get_by_text("LR = 0.01", exact=True)).to_be_visible()


def test_source_is_swapped_and_shown_whole(page: Page):
    page.goto(f"{COMPARE}/source?{TWO},bare")
    parts = page.get_by_role("navigation", name="Parts of the code")
    expect(parts.get_by_role("button", name="new.py")).to_contain_text("added")
    page.get_by_role("button", name="Swap both").click()
    expect(parts.get_by_role("button", name="new.py")).to_contain_text("removed")
    page.get_by_role("checkbox", name="Only differences").uncheck()
    parts.get_by_role("button", name="data.py").click()
    expect(page.get_by_text("data.py is the same on both sides")).to_be_visible()
    page.get_by_role("combobox", name="To").select_option(label=page_option(page, "bare one"))
    expect(parts.get_by_role("button", name="data.py")).to_contain_text("removed")
    expect(page.get_by_text("It kept no commit.")).to_be_visible()


def page_option(page: Page, name: str) -> str:
    """Return the words of the choice of this name."""
    return page.get_by_role("combobox", name="To").get_by_role("option", name=name).inner_text()


def test_packages_are_marked_against_the_reference(page: Page):
    page.goto(f"{COMPARE}/packages?{TWO},bare")
    grid = page.get_by_role("grid", name="Packages side by side")
    expect(page.get_by_role("status").filter(has_text="1 place kept no list")).to_be_visible()
    search = page.get_by_role("searchbox", name="Search packages")
    search.fill("chdb")
    expect(grid.get_by_role("row").filter(has_text="chdb").first).to_contain_text("1.0changed")
    search.fill("old")
    expect(grid.get_by_role("row").filter(has_text="old").first).to_contain_text("1+ added")
    search.fill("msgspec")
    row = grid.get_by_role("row").filter(has_text="msgspec")
    expect(row).to_contain_text("− removed")
    expect(row).to_contain_text("no list")
    grid.get_by_role("columnheader").filter(has_text="second try").get_by_role("button").first.click()
    expect(row).to_contain_text("+ added")


def test_consoles_stand_side_by_side_under_one_search(page: Page):
    page.goto(f"{COMPARE}/console?{TWO},bare")
    first = page.get_by_role("log", name="Lines of first try")
    second = page.get_by_role("log", name="Lines of second try")
    expect(first.get_by_text("epoch 20 with 0.1", exact=True)).to_be_visible()
    expect(second.get_by_text("epoch 10 with 0.01", exact=True)).to_be_visible()
    page.get_by_role("searchbox", name="Search lines").fill("epoch 10")
    expect(first.locator("mark")).to_have_count(1)
    expect(second.locator("mark")).to_have_count(1)
    page.get_by_role("button", name="Only matches").click()
    expect(first.get_by_text("epoch 20 with 0.1", exact=True)).to_have_count(0)
    page.get_by_role("group", name="Consoles, at most 4").get_by_role("button", name="bare one").click()
    bare = page.get_by_role("region", name="Console of bare one")
    expect(bare.get_by_role("heading", name="Nothing was printed")).to_be_visible()
    expect(page).to_have_url(re.compile("consoles=0,1,2"))


def test_images_of_all_have_one_slider(page: Page):
    page.goto(f"{COMPARE}/images?{TWO},bare")
    card = page.get_by_role("region", name="val/samples")
    expect(card.get_by_text("0.1 at 20")).to_be_visible()
    expect(card.get_by_text("0.01 at 10")).to_be_visible()
    expect(card.get_by_text("step 10", exact=True)).to_be_visible()
    expect(card.get_by_text("Not logged by COM-3.")).to_be_visible()
    slider = card.get_by_role("slider")
    expect(slider).to_have_count(1)
    slider.focus()
    page.keyboard.press("Home")
    expect(card.get_by_text("0.1 at 0", exact=True)).to_be_visible()
    expect(card.get_by_text("0.01 at 0", exact=True)).to_be_visible()
    expect(page).to_have_url(re.compile("at:val/samples=0"))
    page.get_by_role("searchbox", name="Search images").fill("nothing")
    expect(page.get_by_text("No images have this in their path.")).to_be_visible()


def test_single_images_stand_side_by_side(page: Page):
    page.goto(f"{COMPARE}/images?{TWO},bare")
    expect(page.get_by_role("status").first).to_contain_text("1 series and 1 single image of 3 runs")
    card = page.get_by_role("region", name="val/confusion")
    expect(card.get_by_role("img", name="val/confusion")).to_have_count(2)
    expect(card.get_by_role("slider")).to_have_count(0)
    for image in card.get_by_role("img", name="val/confusion").all():
        image.scroll_into_view_if_needed()
        expect(image).to_have_js_property("naturalWidth", 16)
    card.get_by_role("link", name="Open val/confusion").last.click()
    expect(page).to_have_url(re.compile("/files\\?file=val/confusion$"))


def test_a_fork_has_the_series_that_it_goes_on_with(page: Page):
    page.goto(f"{COMPARE}?runs=one,fork")
    row = page.get_by_role("row", name="val/loss")
    expect(row).to_contain_text("inherited")
    page.goto(f"{COMPARE}/images?runs=one,fork")
    card = page.get_by_role("region", name="val/samples")
    expect(card.get_by_text("0.1 at 20")).to_be_visible()
    expect(card.get_by_text("0.1 at 10", exact=True)).to_be_visible()
    expect(card.get_by_text("step 10", exact=True)).to_be_visible()


def test_groups_stand_for_their_first_run(page: Page):
    page.goto(f"{COMPARE}/images?runs=one~bare,two~empty")
    expect(page.get_by_role("heading", name="2 groups of 4 runs")).to_be_visible()
    expect(page.get_by_text("Each group stands for its first run here.")).to_be_visible()
    expect(page.get_by_role("region", name="val/samples").get_by_text("0.1 at 20")).to_be_visible()
    page.goto(f"{COMPARE}/packages?runs=one~bare,two")
    expect(page.get_by_text("Of 1 group each stands for its first run here.")).to_be_visible()


def test_runs_that_kept_nothing_say_how_to_keep_it(page: Page):
    page.goto(f"{COMPARE}/source?runs=bare,empty")
    expect(page.get_by_role("heading", name="Neither kept its source")).to_be_visible()
    page.goto(f"{COMPARE}/source?runs=one")
    expect(page.get_by_role("heading", name="One run has nothing beside it")).to_be_visible()
    page.goto(f"{COMPARE}/packages?runs=bare,empty")
    expect(page.get_by_role("heading", name="None of them kept a list of packages")).to_be_visible()
    page.goto(f"{COMPARE}/console?runs=bare,empty")
    expect(page.get_by_role("heading", name="Nothing was printed")).to_have_count(2)
    page.goto(f"{COMPARE}/images?runs=bare,empty")
    expect(page.get_by_text('run["val/samples"].append(seamark.Image')).to_be_visible()


@pytest.mark.parametrize("part", ["source", "packages", "console", "images"])
def test_a_run_that_is_not_there_is_told(page: Page, watched, part: str):
    watched.expected.append("404")
    page.goto(f"{COMPARE}/{part}?runs=one,NONE-7")
    expect(page.get_by_role("heading", name="has no NONE-7")).to_be_visible()


def test_too_many_are_told(page: Page):
    page.goto(f"{COMPARE}/packages?runs={','.join(['one'] * 51)}")
    expect(page.get_by_role("heading", name="51 runs are too many")).to_be_visible()


@pytest.mark.parametrize("call", ["fields", "console"])
def test_what_cannot_be_read_is_told(page: Page, watched, call: str):
    watched.expected.append("500")
    problem = {"type": "about:blank", "title": "Not read", "status": 500, "detail": "The disk is full."}
    page.route(f"**/api/v1/runs/*/{call}?*", lambda route: route.fulfill(status=500, json=problem))
    for part in ["source", "packages"] if call == "fields" else ["console"]:
        page.goto(f"{COMPARE}/{part}?{TWO}")
        expect(page.get_by_role("alert").first).to_contain_text("disk is full")


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("part", ["", "/source", "/packages", "/console", "/images"])
def test_axe_finds_nothing_serious(page: Page, find_faults, part: str, theme: str):
    page.emulate_media(color_scheme="dark" if theme == "dark" else "light", reduced_motion="reduce")
    page.goto(f"{COMPARE}{part}?{TWO}")
    expect(page.get_by_text("second try").first).to_be_attached()
    expect(page.get_by_text("Loading…")).to_have_count(0)
    page.wait_for_timeout(300)
    assert find_faults(page) == []


@pytest.mark.parametrize("width", [390, 1280])
def test_nothing_is_wider_than_the_window(page: Page, width: int):
    page.set_viewport_size({"width": width, "height": 800})
    for part in ("", "/source", "/packages", "/console", "/images"):
        page.goto(f"{COMPARE}{part}?{TWO},bare")
        expect(page.get_by_role("heading", name="3 runs")).to_be_visible()
        page.wait_for_timeout(500)
        assert page.evaluate("document.documentElement.scrollWidth - window.innerWidth") <= 0, part
        assert page.evaluate("document.getElementById('work').scrollWidth") <= width, part
