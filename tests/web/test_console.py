"""The console: more lines than are held at once, searched where they lie."""

import pytest
from playwright.sync_api import Locator, Page, expect

from seamark.testing.server import TestServer

pytestmark = pytest.mark.browser


@pytest.fixture
def web_server(kept_server: TestServer) -> TestServer:
    return kept_server


@pytest.fixture
def log(page: Page) -> Locator:
    """The console of a run of 12,000 lines, at its end."""
    page.goto("/ada/kept/runs/talk/console")
    log = page.get_by_role("log", name="Console")
    expect(log.get_by_text("100% done", exact=True)).to_be_visible()
    return log


def test_the_start_and_the_end_are_one_click_away(page: Page, log: Locator):
    expect(page.get_by_role("status").filter(has_text="the last 1,000 of 12,00")).to_be_visible()
    page.get_by_role("button", name="Start").click()
    expect(log.get_by_text("step 0 of many")).to_be_visible()
    page.get_by_role("button", name="End").click()
    expect(log.get_by_text("step 11999 of many")).to_be_visible()


def test_older_lines_come_while_one_scrolls(page: Page, log: Locator):
    log.hover()
    for _ in range(12):
        page.mouse.wheel(0, -3_000)
        page.wait_for_timeout(150)
    expect(page.get_by_role("status").filter(has_text="the last 6,000 of")).to_be_visible()
    assert log.evaluate("element => element.scrollTop") > 0


def test_a_search_finds_what_is_not_held(page: Page, log: Locator):
    page.get_by_role("searchbox", name="Search lines").fill("NEEDLE")
    expect(page.get_by_role("status").filter(has_text="1 of 1 match")).to_be_visible()
    expect(log.get_by_text("step 6000 of many")).to_be_visible()
    expect(log.locator("mark")).to_have_text(["Nee", "dle"])
    expect(log.locator("[aria-current=location]")).to_contain_text("Needle here")


def test_matches_are_gone_through(page: Page, log: Locator):
    search = page.get_by_role("searchbox", name="Search lines")
    search.fill("/step 77\\d* /")
    expect(page.get_by_role("status").filter(has_text="111 of 111 matches")).to_be_visible()
    search.press("Enter")
    expect(log.locator("[aria-current=location]")).to_contain_text("step 7798 of")
    expect(page.get_by_role("status").filter(has_text="110 of 111 matches")).to_be_visible()
    page.get_by_role("button", name="Match after (Shift+Enter)").click()
    expect(log.locator("[aria-current=location]")).to_contain_text("step 7799 of")
    page.get_by_role("button", name="Only matches").click()
    expect(log.get_by_text("step 7800 of")).to_have_count(0)
    expect(log.get_by_text("step 7799 of")).to_be_visible()
    log.get_by_role("button").last.click()
    expect(log.get_by_text("step 7800 of")).to_be_visible()


def test_a_traceback_is_marked(page: Page, log: Locator):
    page.get_by_role("searchbox", name="Search lines").fill("boom")
    line = log.locator("[data-index]").filter(has_text='File "x.py"')
    plain = log.locator("[data-index]").filter(has_text="step 6001 of many")
    shadow = "element => getComputedStyle(element).boxShadow"
    expect(line).to_be_visible()
    assert line.evaluate(shadow) != plain.evaluate(shadow)
