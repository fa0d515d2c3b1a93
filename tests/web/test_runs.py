"""The runs table beside its charts."""

import re

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser


@pytest.fixture
def runs(page: Page) -> Page:
    page.goto("/ada/digits")
    expect(page.get_by_role("row").nth(1)).to_be_visible()
    expect(page.get_by_text("26 of 26 runs")).to_be_visible()
    return page


def first_names(page: Page, count: int) -> list[str]:
    headers = page.get_by_role("rowheader")
    return [headers.nth(index).get_by_role("link").inner_text() for index in range(count)]


def test_the_newest_twenty_are_drawn(runs: Page):
    expect(runs.get_by_text("20 of 26 drawn")).to_be_visible()
    expect(runs.get_by_role("region", name="train/loss", exact=True)).to_contain_text("points")


def test_a_click_on_a_head_sorts_and_the_address_keeps_it(runs: Page):
    head = runs.get_by_role("columnheader", name="val/acc")
    head.get_by_role("button", name="val/acc", exact=True).click()
    expect(head).to_have_attribute("aria-sort", "descending")
    expect(runs).to_have_url(re.compile(r"sort=-val/acc"))
    runs.reload()
    expect(runs.get_by_role("rowheader").nth(1)).to_contain_text("try 24")
    head.get_by_role("button", name="val/acc", exact=True).click()
    expect(runs.get_by_role("rowheader").first).to_contain_text("try 0")


def test_a_column_shows_another_statistic(runs: Page):
    runs.get_by_role("columnheader", name="val/acc").hover()
    runs.get_by_role("button", name="More for val/acc").click()
    runs.get_by_role("menuitemradio", name="Least").click()
    expect(runs.get_by_role("columnheader", name="val/acc (min)")).to_be_visible()
    expect(runs).to_have_url(re.compile(r"val/acc:min"))


def test_columns_are_searched_and_chosen(runs: Page):
    runs.get_by_role("button", name="Columns").click()
    runs.get_by_role("searchbox", name="Search fields").fill("owner")
    runs.get_by_role("checkbox", name="Owner").click()
    runs.keyboard.press("Escape")
    expect(runs).to_have_url(re.compile(r"sys/owner"))


def test_a_query_narrows_the_table_and_lies_in_the_address(runs: Page):
    runs.get_by_role("textbox", name="Query").fill("config/seed < 3")
    expect(runs.get_by_text("3 of 26 runs")).to_be_visible()
    runs.reload()
    expect(runs.get_by_text("3 of 26 runs")).to_be_visible()


def test_a_mistake_in_a_query_is_told_at_its_place(runs: Page, watched):
    watched.expected.append("400")
    runs.get_by_role("textbox", name="Query").fill("config/seed <> 3")
    runs.keyboard.press("Enter")
    expect(runs.get_by_role("alert")).to_contain_text("expected")
    expect(runs.get_by_text("26 of 26 runs")).to_be_visible()


def test_an_eye_hides_a_run_and_the_address_keeps_it(runs: Page):
    runs.get_by_role("button", name="Hide try 24").click()
    expect(runs.get_by_text("19 of 26 drawn")).to_be_visible()
    runs.reload()
    expect(runs.get_by_text("19 of 26 drawn")).to_be_visible()
    runs.get_by_role("button", name="Draw try 24").click()
    expect(runs.get_by_text("20 of 26 drawn")).to_be_visible()


def test_the_keyboard_moves_and_opens(runs: Page):
    runs.get_by_role("grid", name="Runs").focus()
    runs.keyboard.press("ArrowDown")
    runs.keyboard.press("ArrowDown")
    expect(runs.get_by_role("row", selected=True)).to_contain_text("try 24")
    runs.keyboard.press("Enter")
    expect(runs.get_by_role("heading", name="try 24")).to_be_visible()


def test_failed_runs_say_why(runs: Page):
    row = runs.get_by_role("row").filter(has_text="try 24")
    expect(row).to_contain_text("Failed")
    expect(row).to_contain_text("CUDA out of memory")


def test_long_names_are_cut_in_the_middle(runs: Page):
    link = runs.get_by_role("rowheader").first.get_by_role("link")
    expect(link).to_contain_text("…")
    assert "until its end" in (link.get_attribute("title") or "")


def test_either_side_can_be_closed(runs: Page):
    runs.get_by_role("button", name="Show the charts").click()
    expect(runs.get_by_role("separator", name="Table and charts")).to_have_count(0)
    runs.get_by_role("button", name="Show the charts").click()
    divider = runs.get_by_role("separator", name="Table and charts")
    before = int(divider.get_attribute("aria-valuenow") or 0)
    divider.focus()
    runs.keyboard.press("ArrowLeft")
    assert int(divider.get_attribute("aria-valuenow") or 0) < before


@pytest.mark.parametrize("width", [390, 1280])
def test_the_list_fits_narrow_screens(page: Page, width: int):
    page.set_viewport_size({"width": width, "height": 800})
    page.goto("/ada/digits")
    expect(page.get_by_role("rowheader").nth(3)).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
