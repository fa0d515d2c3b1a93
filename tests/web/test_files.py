"""Files of a run: previews that show everything and let nothing out."""

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser

FILES = "/ada/digits/runs/long/files"


def test_json_and_tables_are_shown(page: Page):
    page.goto(f"{FILES}?file=files/report")
    expect(page.get_by_text('"accuracy": 0.5')).to_be_visible()
    page.get_by_role("button", name="files/table").click()
    expect(page.get_by_role("cell", name="a, b")).to_be_visible()
    expect(page.get_by_role("cell", name="<b>c</b>")).to_be_visible()


def test_a_page_runs_in_an_origin_of_its_own(page: Page):
    page.goto(f"{FILES}?file=files/page")
    frame = page.locator("iframe")
    assert "allow-same-origin" not in (frame.get_attribute("sandbox") or "")
    expect(page.frame_locator("iframe").get_by_role("heading", name="a report")).to_be_visible()
    expect(page.frame_locator("iframe").get_by_text("origin null")).to_be_visible()


def test_a_drawing_runs_nothing(page: Page):
    page.goto(f"{FILES}?file=files/square")
    expect(page.locator("iframe")).to_have_attribute("sandbox", "")


def test_a_file_is_downloaded(page: Page):
    page.goto(f"{FILES}?file=files/report")
    with page.expect_download() as download:
        page.get_by_role("link", name="Download").click()
    assert download.value.suggested_filename == "report.json"


def test_a_picture_is_shown_with_what_was_said_of_it(page: Page):
    page.goto(f"{FILES}?file=pictures")
    expect(page.get_by_text("wrong: <b>7</b> was taken for 1")).to_be_visible()
