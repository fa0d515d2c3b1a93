"""Images of a run: a slider for each series, by mouse and by keys."""

import re

import pytest
from playwright.sync_api import Page, expect

from seamark.testing.server import TestServer

pytestmark = pytest.mark.browser

IMAGES = "/ada/kept/runs/kept/images"


@pytest.fixture
def web_server(kept_server: TestServer) -> TestServer:
    return kept_server


def test_a_series_begins_with_its_newest_and_goes_back_by_keys(page: Page):
    page.goto(IMAGES)
    card = page.get_by_role("region", name="pictures/samples")
    expect(card.get_by_text("after 40 steps")).to_be_visible()
    slider = card.get_by_role("slider", name="Step of pictures/samples")
    slider.focus()
    page.keyboard.press("ArrowLeft")
    expect(card.get_by_text("after 30 steps")).to_be_visible()
    expect(slider).to_have_attribute("aria-valuetext", "step 30")
    page.keyboard.press("Home")
    expect(card.get_by_text("after 0 steps")).to_be_visible()
    expect(page).to_have_url(re.compile(r"at:pictures/samples=0"))
    page.reload()
    expect(card.get_by_text("after 0 steps")).to_be_visible()
    expect(card.get_by_role("img")).to_have_js_property("naturalWidth", 32)


def test_a_series_plays_to_its_end(page: Page):
    page.goto(f"{IMAGES}?at:pictures/samples=20")
    card = page.get_by_role("region", name="pictures/samples")
    card.get_by_role("button", name="Play").click()
    expect(card.get_by_text("after 40 steps")).to_be_visible()
    expect(card.get_by_role("button", name="Play")).to_be_visible()


def test_single_images_are_found_and_lead_to_their_files(page: Page):
    page.goto(IMAGES)
    page.get_by_role("searchbox", name="Search images").fill("first")
    expect(page.get_by_role("status").filter(has_text="0 series, 1 image")).to_be_visible()
    page.get_by_role("link", name="Open pictures/first").click()
    expect(page).to_have_url(re.compile(r"/files\?file=pictures/first"))
    expect(page.get_by_role("img", name="first.png")).to_be_visible()


def test_a_run_without_images_says_how_to_log_them(page: Page):
    page.goto("/ada/kept/runs/hostile/images?find=nothing")
    page.goto("/ada/kept/runs/second/images")
    expect(page.get_by_role("region", name="pictures/samples")).to_be_visible()
    page.goto("/ada/kept/runs/bare/images")
    expect(page.get_by_text('run["val/samples"].append(seamark.Image')).to_be_visible()
