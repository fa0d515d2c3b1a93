"""Views: the whole screen under a name, for oneself or for the project; and addresses that are sent."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from seamark.testing.server import KEY, TestServer

pytestmark = pytest.mark.browser


@pytest.fixture
def table(written_page: Page) -> Page:
    written_page.goto("/ada/best?panes=table")
    expect(written_page.get_by_text("7 of 7 runs")).to_be_visible()
    return written_page


def open_views(page: Page) -> None:
    page.get_by_role("button", name=re.compile("^View ")).click()


def save_view(page: Page, name: str, is_shared: bool = False) -> None:
    open_views(page)
    page.get_by_role("textbox", name="Name of the new view").fill(name)
    if is_shared:
        page.get_by_role("checkbox", name="Shared").check()
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("button", name=f"View {name}")).to_be_visible()
    page.keyboard.press("Escape")


def test_a_view_brings_back_query_columns_sort_and_groups(table: Page):
    table.goto("/ada/best?query=val/acc > 0.6&columns=val/acc:max~heat&sort=val/acc:max&panes=table")
    expect(table.get_by_text("4 of 7 runs")).to_be_visible()
    save_view(table, "the good ones")
    table.goto("/ada/best?panes=table")
    expect(table.get_by_text("7 of 7 runs")).to_be_visible()
    open_views(table)
    table.get_by_role("button", name="the good ones private").click()
    expect(table.get_by_text("4 of 7 runs")).to_be_visible()
    expect(table.get_by_role("columnheader", name="val/acc")).to_have_attribute("aria-sort", "ascending")
    table.reload()
    expect(table.get_by_role("button", name="View the good ones")).to_be_visible()
    expect(table.get_by_text("4 of 7 runs")).to_be_visible()


def test_a_change_of_a_view_is_told_and_kept_when_asked(table: Page):
    save_view(table, "mine")
    table.get_by_role("combobox", name="Query").fill("val/acc < 0.6")
    expect(table.get_by_role("button", name="View mine *")).to_be_visible()
    open_views(table)
    table.get_by_role("button", name="Keep the changes in mine").click()
    expect(table.get_by_role("button", name="View mine", exact=True)).to_be_visible()
    open_views(table)
    table.get_by_role("button", name="Delete mine").click()
    table.get_by_role("button", name="Keep", exact=True).click()
    table.get_by_role("button", name="Delete mine").click()
    expect(table.get_by_text("It cannot be brought back.")).to_be_visible()
    table.get_by_role("button", name="Delete", exact=True).click()
    expect(table.get_by_role("button", name="View none")).to_be_visible()


def test_a_shared_view_opens_the_project(table: Page):
    table.goto("/ada/best?query=val/acc > 0.7&panes=table")
    save_view(table, "best of all", is_shared=True)
    open_views(table)
    table.get_by_role("button", name="Open the project with best of all").click()
    table.keyboard.press("Escape")
    table.goto("/ada/best")
    expect(table.get_by_role("button", name="View best of all")).to_be_visible()
    expect(table.get_by_text("2 of 7 runs")).to_be_visible()
    open_views(table)
    table.get_by_role("button", name="Do not open with best of all").click()
    table.get_by_role("button", name="Delete best of all").click()
    expect(table.get_by_text("Everybody loses it.")).to_be_visible()
    table.get_by_role("button", name="Delete", exact=True).click()
    expect(table.get_by_role("button", name="View none")).to_be_visible()
    table.goto("/ada/best")
    expect(table.get_by_text("7 of 7 runs")).to_be_visible()


def test_a_long_address_is_sent_as_a_short_one(browser: Browser, written_server: TestServer):
    context = browser.new_context(
        base_url=written_server.url,
        viewport={"width": 1280, "height": 800},
        permissions=["clipboard-read", "clipboard-write"],
    )
    page = context.new_page()
    page.goto(f"/open?key={KEY}")
    query = " OR ".join(f'sys/name = "no such run {number:04}"' for number in range(60))
    page.goto(f'/ada/best?panes=table&query={query} OR sys/name = "try 6"')
    expect(page.get_by_text("1 of 7 runs")).to_be_visible()
    page.get_by_role("button", name="Share this view").click()
    expect(page.get_by_role("dialog", name="Share")).to_contain_text("can open it")
    page.get_by_role("button", name="Copy link").click()
    expect(page.get_by_text("Address copied")).to_be_visible()
    link = page.evaluate("navigator.clipboard.readText()")
    assert len(link) < 100
    page.goto(link)
    expect(page.get_by_text("1 of 7 runs")).to_be_visible()
    expect(page.get_by_role("rowheader")).to_contain_text("try 6")
    context.close()
