"""The palette and the keys: anything is a few of them away, and none acts while somebody types."""

import pytest
from playwright.sync_api import Page, expect

from tests.web.conftest import Watched

pytestmark = pytest.mark.browser


def open_palette(page: Page, text: str = "") -> None:
    expect(page.get_by_role("button", name="Find anything")).to_be_visible()
    page.keyboard.press("Control+k")
    expect(page.get_by_role("combobox", name="Find anything")).to_be_focused()
    page.keyboard.type(text)


def test_a_run_is_found_by_name_and_opened(page: Page):
    page.goto("/ada/digits/notes")
    open_palette(page, "TRY 13")
    expect(page.get_by_role("option", name="try 13")).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="try 13")).to_be_visible()


def test_a_run_is_found_by_its_id_from_home(page: Page):
    page.goto("/")
    expect(page.get_by_role("heading", name="Projects")).to_be_visible()
    open_palette(page, "dig-3")
    first = page.get_by_role("option", name="ada/digits · DIG-3", exact=False).first
    expect(first).to_contain_text("try 2")
    expect(first).to_have_attribute("aria-selected", "true")


def test_projects_and_pages_are_found_and_what_is_not_is_told(page: Page):
    page.goto("/ada/digits/notes")
    open_palette(page, "extre")
    page.get_by_role("option", name="ada/extremes", exact=True).click()
    expect(page).to_have_url(f"{page.url.split('/ada')[0]}/ada/extremes")
    open_palette(page, "noteb")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="no notebooks yet")).to_be_visible()
    open_palette(page, "no such thing")
    expect(page.get_by_text("Nothing is called “no such thing” here.")).to_be_visible()


def test_arrows_go_round_and_escape_gives_the_focus_back(page: Page):
    page.goto("/ada/digits/notes")
    field = page.get_by_role("button", name="Find anything")
    field.click()
    options = page.get_by_role("option")
    expect(options.first).to_have_attribute("aria-selected", "true")
    page.keyboard.press("ArrowUp")
    expect(options.last).to_have_attribute("aria-selected", "true")
    page.keyboard.press("ArrowDown")
    expect(options.first).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(field).to_be_focused()


def test_the_theme_is_changed_from_the_palette(page: Page):
    page.goto("/")
    open_palette(page, "theme")
    page.keyboard.press("Enter")
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")


def test_keys_lead_through_a_project(page: Page):
    page.goto("/ada/digits/notes")
    expect(page.get_by_role("heading", name="Recent runs")).to_be_visible()
    for key, sign in (("m", "no models yet"), ("t", "The trash is empty"), ("n", "Recent runs"), ("s", "Members")):
        page.keyboard.press("g")
        page.keyboard.press(key)
        expect(page.get_by_role("heading", name=sign)).to_be_visible()
    page.keyboard.press("?")
    keys = page.get_by_role("dialog", name="Keyboard")
    expect(keys.get_by_text("Find anything")).to_be_visible()
    page.keyboard.press("g")
    page.keyboard.press("h")
    expect(keys, "keys of the page rest while a dialog is open").to_be_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("g")
    page.keyboard.press("h")
    expect(page.get_by_role("heading", name="Projects")).to_be_visible()


def test_keys_are_letters_where_somebody_types(page: Page):
    page.goto("/ada/digits")
    page.get_by_role("combobox", name="Query").click()
    page.keyboard.type("g m ? / g t")
    expect(page.get_by_role("combobox", name="Query")).to_have_value("g m ? / g t")
    expect(page.get_by_role("dialog")).to_have_count(0)
    page.get_by_role("combobox", name="Query").fill("")
    expect(page.get_by_role("grid", name="Runs")).to_be_visible()


def test_the_rail_tells_its_names_and_keeps_them(page: Page):
    page.goto("/ada/digits/notes")
    rail = page.get_by_role("navigation", name="Pages")
    expect(rail.get_by_role("link", name="Notes")).to_have_attribute("aria-current", "page")
    names = rail.get_by_role("button", name="Names of the pages")
    expect(names).to_have_attribute("aria-expanded", "false")
    names.click()
    page.reload()
    expect(names).to_have_attribute("aria-expanded", "true")
    page.set_viewport_size({"width": 390, "height": 780})
    expect(names).to_be_hidden()
    rail.get_by_role("link", name="Trash").click()
    expect(page.get_by_role("heading", name="The trash is empty")).to_be_visible()


def test_a_part_that_was_not_fetched_waits_for_the_server(page: Page, watched: Watched):
    watched.expected.append("ERR_INTERNET_DISCONNECTED")
    page.goto("/ada/digits")
    expect(page.get_by_role("rowheader").first).to_be_visible()
    page.context.set_offline(True)
    page.keyboard.press("?")
    page.wait_for_timeout(500)
    expect(page.get_by_role("rowheader").first).to_be_visible()
    page.context.set_offline(False)
    expect(page.get_by_role("dialog", name="Keyboard")).to_be_visible()
