"""The page of a run: each tab at its own address."""

import re

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser

LONG = "/ada/digits/runs/long"


def test_overview_answers_on_the_first_screen(page: Page):
    page.goto(LONG)
    expect(page.get_by_role("region", name="Result")).to_contain_text("train/loss")
    expect(page.get_by_role("region", name="What is different")).to_contain_text("lr")
    expect(page.get_by_role("region", name="What is different")).to_contain_text("→0.5")
    expect(page.get_by_role("region", name="How it was started")).to_contain_text("training.py")
    expect(page.get_by_role("region", name="What came out")).to_contain_text("report")


def test_tabs_have_their_own_addresses(page: Page):
    page.goto(LONG)
    tabs = page.get_by_role("navigation", name="Parts of this run")
    for name in ["Charts", "Fields", "Console", "Files", "System"]:
        tabs.get_by_role("link", name=name).click()
        expect(page).to_have_url(re.compile(f"/{name.lower()}$"))
        expect(tabs.get_by_role("link", name=name)).to_have_attribute("aria-current", "page")


def test_a_short_address_leads_to_the_page(page: Page):
    page.goto("/ada/digits/runs/long")
    expect(page.get_by_role("navigation", name="Where this is")).to_contain_text("DIG-26")
    page.goto("/r/DIG-26")
    expect(page).to_have_url(re.compile("/ada/digits/runs/DIG-26$"))


def test_a_run_is_compared_with_the_one_before(page: Page):
    page.goto(f"{LONG}/charts")
    page.get_by_role("button", name="Compare", exact=True).click()
    page.get_by_role("menuitem", name="With the run before, DIG-25").click()
    expect(page).to_have_url(re.compile(r"/ada/digits/compare\?.*DIG-25.*DIG-26"))
    page.goto("/ada/digits/runs/DIG-1")
    page.get_by_role("button", name="Compare", exact=True).click()
    expect(page.get_by_role("menuitem", name="No run came before")).to_be_disabled()


def test_a_chart_says_what_it_hides_and_zooms_to_the_points(page: Page):
    page.goto(f"{LONG}/charts")
    card = page.get_by_role("region", name="train/loss", exact=True)
    expect(card).to_contain_text(re.compile(r"20,000 points in \d+ buckets"))
    page.goto(f"{LONG}/charts?zoom=12300:12400")
    expect(card).to_contain_text(re.compile(r"^train/loss\d+ points$"))
    page.get_by_role("button", name="Reset zoom").click()
    expect(card).to_contain_text("20,000 points")


def test_dragging_zooms_and_a_double_click_resets(page: Page):
    page.goto(f"{LONG}/charts")
    chart = page.get_by_role("img", name="train/loss of")
    expect(chart.locator("canvas")).to_be_visible()
    box = chart.bounding_box()
    assert box is not None
    middle = box["y"] + box["height"] / 2
    page.mouse.move(box["x"] + box["width"] * 0.4, middle)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.7, middle, steps=4)
    page.mouse.up()
    expect(page).to_have_url(re.compile("zoom="))
    page.mouse.dblclick(box["x"] + box["width"] * 0.5, middle)
    expect(page).not_to_have_url(re.compile("zoom="))


def test_hovering_tells_the_spike_of_a_bucket(page: Page):
    page.goto(f"{LONG}/charts?zoom=12344:12346")
    chart = page.get_by_role("img", name="train/loss of")
    expect(chart.locator("canvas")).to_be_visible()
    box = chart.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 36 + (box["width"] - 56) / 2, box["y"] + 60)
    expect(chart.get_by_text("step 12,345")).to_be_visible()
    expect(chart.get_by_text("99", exact=True)).to_be_visible()


def test_charts_are_smoothed_logged_and_searched_by_the_address(page: Page):
    page.goto(f"{LONG}/charts")
    page.get_by_role("slider", name="Smoothing").fill("0.6")
    page.get_by_role("button", name="log y").click()
    page.get_by_role("searchbox", name="Search charts").fill("/acc$/")
    expect(page.get_by_role("region", name="val/acc")).to_be_visible()
    expect(page.get_by_role("region", name="train/loss", exact=True)).to_have_count(0)
    expect(page).to_have_url(re.compile(r"smooth=0.6.*log=y.*find=/acc"))


def test_what_an_axis_cannot_show_is_said(page: Page):
    page.goto("/ada/extremes/runs/extremes/charts")
    expect(page.get_by_role("region", name="x/nan")).to_contain_text("No finite values here.")
    for name in ("most", "all", "least", "below", "near", "one"):
        card = page.get_by_role("region", name=f"x/{name}", exact=True)
        expect(card.locator("canvas")).to_be_visible()
        expect(card).not_to_contain_text("here.")
    page.get_by_role("button", name="log y").click()
    for name in ("nan", "below"):
        expect(page.get_by_role("region", name=f"x/{name}")).to_contain_text("No values above 0 here.")
    expect(page.get_by_role("region", name="x/least")).not_to_contain_text("here.")


def test_fields_are_a_tree_and_hostile_texts_only_text(page: Page):
    page.goto(f"{LONG}/fields")
    tree = page.get_by_role("tree", name="Fields")
    expect(tree.get_by_role("treeitem").filter(has_text="config")).not_to_have_count(0)
    page.get_by_role("searchbox", name="Search fields").fill("notes")
    tree.get_by_role("button", name="notes", exact=True).click()
    expect(page.get_by_role("complementary", name="notes")).to_contain_text("onerror")
    assert "taken" not in page.title()


def test_the_console_follows_colours_and_searches(page: Page):
    page.goto(f"{LONG}/console")
    log = page.get_by_role("log", name="Console")
    expect(log.get_by_text("all green")).to_be_visible()
    green = log.get_by_text("all green").evaluate("element => getComputedStyle(element).color")
    plain = log.get_by_text("and", exact=True).evaluate("element => getComputedStyle(element).color")
    assert green != plain
    page.get_by_role("searchbox", name="Search lines").fill("epoch 17 ")
    expect(log.get_by_text(re.compile("epoch 17 "))).to_be_visible()
    expect(page.get_by_role("status").filter(has_text="1 of")).to_be_visible()


def test_the_run_page_fits_a_phone(page: Page):
    page.set_viewport_size({"width": 390, "height": 800})
    for tab in ["", "/charts", "/fields", "/console", "/files"]:
        page.goto(f"{LONG}{tab}")
        expect(page.get_by_role("navigation", name="Parts of this run")).to_be_visible()
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
