"""Names with emoji, right-to-left letters, markup and seven hundred characters: every screen bears them."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from seamark.testing.large import KEY, Shape, make_store
from seamark.testing.large_names import ABSURD, RIGHT_TO_LEFT
from seamark.testing.server import TestServer

pytestmark = pytest.mark.browser

SHAPE = Shape(runs=90, fields=20, columns=40, series=50, points=1_000)
PROJECT = "/ada/large"
NAMED = [number for number in range(90, 0, -1) if number % 7 == 0][:11]
"""The newest runs of which each has another of the absurd names."""


@pytest.fixture(scope="module")
def web_server(web_app: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestServer]:
    folder = tmp_path_factory.mktemp("names") / "data"
    make_store(folder, SHAPE, "ada")
    with TestServer(folder) as server:
        yield server


@pytest.fixture(params=[1280, 390])
def names(request: pytest.FixtureRequest, page: Page) -> Iterator[Page]:
    """A page of either width, on which nothing may run and nothing may stand out of it."""
    dialogs: list[str] = []
    page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
    page.set_viewport_size({"width": request.param, "height": 800})
    yield page
    assert not dialogs
    assert page.title() != "taken"
    expect(page.locator("[onerror], [onload], a[href^='javascript' i], main b:text-is('bold')")).to_have_count(0)


def judge_width(page: Page) -> None:
    """The page itself is never wider than the window; what is wide scrolls inside its own place."""
    width: dict[str, Any] = page.evaluate(
        "() => ({ page: document.documentElement.scrollWidth, window: window.innerWidth })"
    )
    assert width["page"] <= width["window"]


def judge_rows(page: Page, label: str) -> None:
    """Every row is one line: nothing in a cell is seen below or above its row."""
    broken = page.get_by_label(label, exact=True).evaluate(
        """grid => [...grid.querySelectorAll('[role="row"][id] [role]')].filter((cell) => {
            const row = cell.closest('[role="row"]').getBoundingClientRect();
            const own = cell.getBoundingClientRect();
            return own.height > row.height + 1 || cell.scrollHeight > row.height + 8;
        }).map((cell) => cell.innerText.slice(0, 80))"""
    )
    assert broken == []


def test_the_table_has_one_line_for_each(names: Page):
    names.goto(f'{PROJECT}?query=sys/name != ""')
    expect(names.get_by_role("rowheader").nth(8)).to_be_visible()
    for text in ("<img src=x onerror", RIGHT_TO_LEFT):
        expect(names.locator(f'[role="rowheader"] a[title*="{text}"]').first).to_be_attached()
    judge_rows(names, "Runs")
    judge_width(names)


def test_heads_of_absurd_columns_are_one_line(names: Page):
    names.goto(f"{PROJECT}?panes=table")
    expect(names.get_by_role("columnheader").nth(2)).to_be_visible()
    expect(names.get_by_role("rowheader").nth(8)).to_be_visible()
    tall = names.get_by_role("columnheader").evaluate_all(
        "heads => heads.filter((head) => head.getBoundingClientRect().height > 40 || head.scrollHeight > 44).length"
    )
    assert tall == 0
    judge_rows(names, "Runs")
    judge_width(names)


@pytest.mark.parametrize("tab", ["", "/charts"])
@pytest.mark.parametrize("run", [42, 28])
def test_a_run_page_holds_its_name(names: Page, run: int, tab: str):
    names.goto(f"{PROJECT}/runs/{KEY}-{run}{tab}")
    expect(names.get_by_role("heading", level=1)).to_be_visible()
    names.wait_for_timeout(300)
    judge_width(names)


def test_a_peek_holds_a_name_and_settings(names: Page):
    names.goto(f"{PROJECT}?peek={KEY}-{NAMED[0]}")
    expect(names.get_by_role("complementary", name=f"A look at {KEY}-{NAMED[0]}")).to_be_visible()
    names.wait_for_timeout(500)
    judge_width(names)


def test_runs_side_by_side(names: Page):
    names.goto(f"{PROJECT}/compare?runs={','.join(f'{KEY}-{number}' for number in NAMED)}")
    expect(names.get_by_role("rowheader").nth(3)).to_be_visible()
    judge_rows(names, names.get_by_role("grid").first.get_attribute("aria-label") or "")
    judge_width(names)


def test_the_palette_finds_them(names: Page):
    names.goto(f"{PROJECT}/notes")
    expect(names.get_by_role("button", name="Find anything")).to_be_visible()
    for text in ("<img src=x", "تجربة", "seven-hundred", "🚀"):
        names.keyboard.press("Control+k")
        names.get_by_role("combobox", name="Find anything").fill(text)
        option = names.get_by_role("option").filter(has_text=f"{KEY}-").first
        expect(option).to_be_visible()
        box = option.bounding_box()
        assert box is not None
        assert box["height"] < 60
        judge_width(names)
        names.keyboard.press("Escape")


def test_legends_and_titles_of_charts_hold_them(names: Page):
    names.goto(f'{PROJECT}?panes=charts&query=sys/name != ""')
    regions = names.get_by_role("region").filter(has=names.locator("canvas"))
    expect(regions.first).to_be_visible()
    names.wait_for_timeout(500)
    tall = regions.evaluate_all(
        """all => all.filter((one) => !one.querySelector('section, [role="region"]'))
            .map((one) => one.getBoundingClientRect().height).filter((one) => one > 700)"""
    )
    assert tall == []
    judge_width(names)


def test_every_name_is_whole_somewhere(page: Page):
    """What is cut is told whole on hover, and nothing of a name is lost on its run's page."""
    for at, number in enumerate(NAMED):
        page.goto(f"{PROJECT}/runs/{KEY}-{number}")
        head = page.get_by_role("heading", level=1)
        expect(head).to_be_visible()
        name = f"{ABSURD[number // 7 % len(ABSURD)]} {number}"
        told = head.evaluate(
            "head => [head.textContent, ...[...head.querySelectorAll('[title]')].map((one) => one.title), head.title].join('|')"
        )
        assert name in told, at
