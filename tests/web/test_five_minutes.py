"""The five-minute job, on the demo's 300 trainings: every answer within so many actions of the home screen."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from seamark.testing.server import KEY, TestServer
from tests.web.conftest import PATIENCE, Watched, settings_of

pytestmark = [pytest.mark.browser, pytest.mark.timeout(900)]


@pytest.fixture(scope="module")
def demo_server(web_app: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestServer]:
    """A server with what `seamark demo` trains."""
    home = tmp_path_factory.mktemp("demo")
    with TestServer(home / "data") as server:
        environment = settings_of(server) | {"SEAMARK_HOME": str(home / "seamark"), "XDG_CONFIG_HOME": str(home)}
        command = [sys.executable, "-m", "seamark.cli", "demo", "--fast"]
        subprocess.run(command, env=os.environ | environment, cwd=home, check=True, timeout=600)
        yield server


class Hand:
    """What a person does, counted: a click, a key."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.actions = 0

    def click(self, target: Locator) -> None:
        self.actions += 1
        target.click()

    def press(self, key: str) -> None:
        self.actions += 1
        self.page.keyboard.press(key)


@pytest.fixture
def home_screen(browser: Browser, demo_server: TestServer) -> Iterator[Callable[[], Hand]]:
    """The home screen of the demo's project, for somebody who has done nothing yet."""
    watched = Watched(own=demo_server.url)
    context = browser.new_context(
        base_url=demo_server.url,
        viewport={"width": 1440, "height": 900},
        permissions=["clipboard-read", "clipboard-write"],
    )
    page = context.new_page()
    page.set_default_timeout(PATIENCE)
    watched.watch(page)
    page.goto(f"/open?key={KEY}")

    def open_home() -> Hand:
        page.goto("/ada/digits")
        expect(page.get_by_text("300 of 300 runs")).to_be_visible()
        return Hand(page)

    yield open_home
    context.close()
    watched.judge()


def group_over_seeds(hand: Hand) -> None:
    """Two actions."""
    hand.click(hand.page.get_by_role("button", name="Group none"))
    hand.click(hand.page.get_by_role("button", name="Same configuration except seed"))
    expect(hand.page.get_by_text("in 100 groups")).to_be_visible()


def test_the_best_configuration_over_seeds_in_two(home_screen):
    hand = home_screen()
    group_over_seeds(hand)
    assert hand.actions <= 2
    best = hand.page.get_by_role("row").nth(1)
    expect(best).to_contain_text("3 runs")
    expect(best).to_contain_text("±")
    expect(hand.page.get_by_role("columnheader", name="val/acc")).to_have_attribute("aria-sort", "descending")
    values = [float(text) for text in means(hand.page)]
    assert values == sorted(values, reverse=True)
    assert values[0] > 0.95


def means(page: Page) -> list[str]:
    """Return what the first groups come to in the objective, as it is shown."""
    cells = page.get_by_role("gridcell").filter(has_text="±")
    column = page.get_by_role("columnheader", name="val/acc").get_attribute("aria-colindex")
    return [
        cell.inner_text().split("±")[0].strip() for cell in cells.all() if cell.get_attribute("aria-colindex") == column
    ]


def test_what_it_changed_against_the_baseline_in_one_more(home_screen):
    hand = home_screen()
    group_over_seeds(hand)
    before = hand.actions
    hand.click(hand.page.get_by_role("row").nth(1).get_by_role("button", name="Runs of"))
    assert hand.actions - before <= 1
    run = hand.page.get_by_role("row").nth(2)
    expect(hand.page.get_by_role("columnheader", name="Changed")).to_be_in_viewport(ratio=0.9)
    expect(run).to_contain_text("→")
    expect(run).to_contain_text("optimiser")


def test_why_the_failed_ones_failed_in_two(home_screen):
    hand = home_screen()
    hand.click(hand.page.get_by_role("button", name="failed"))
    assert hand.actions <= 2
    expect(hand.page.get_by_text("in 3 groups")).to_be_visible()
    groups = hand.page.get_by_role("rowheader")
    text = " ".join(groups.nth(index).inner_text() for index in range(3))
    for reason in ("ArrayMemoryError", "FloatingPointError", "InvalidParameterError"):
        assert reason in text


def test_the_best_three_side_by_side_in_two_and_a_link_and_latex_in_one_each(home_screen):
    hand = home_screen()
    group_over_seeds(hand)
    before = hand.actions
    hand.click(hand.page.get_by_role("button", name="Compare", exact=True))
    hand.click(hand.page.get_by_role("menuitem", name="The first 3 groups"))
    assert hand.actions - before <= 2
    page = hand.page
    expect(page.get_by_role("heading", name="3 groups of 9 runs")).to_be_visible()
    expect(page.get_by_role("grid", name="Fields side by side")).to_contain_text("val/acc")
    expect(page.get_by_role("region", name="val/acc", exact=True)).to_contain_text("points")

    hand.click(page.get_by_role("button", name="Copy link"))
    expect(page.get_by_role("button", name="Copied").first).to_be_visible()
    link = page.evaluate("navigator.clipboard.readText()")
    expect(page.get_by_role("button", name="Copy LaTeX")).to_be_visible()
    hand.click(page.get_by_role("button", name="Copy LaTeX"))
    expect(page.get_by_role("button", name="Copied").first).to_be_visible()
    latex = page.evaluate("navigator.clipboard.readText()")
    assert hand.actions - before <= 4
    assert latex.count(r"\mathbf{") == 1
    assert latex.count(r"\pm") >= 3
    assert latex.count(r"\\") == 4

    other = page.context.new_page()
    other.goto(link)
    expect(other.get_by_role("heading", name="3 groups of 9 runs")).to_be_visible()
    other.close()
