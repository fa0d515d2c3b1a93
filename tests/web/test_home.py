"""Home: projects, what runs, an empty server; and addresses that lead nowhere."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from seamark.testing.server import KEY, TestServer

pytestmark = pytest.mark.browser


def test_projects_are_listed_and_lead_to_their_runs(page: Page):
    row = page.get_by_role("row").filter(has_text="ada/digits")
    expect(row.get_by_role("cell").nth(1)).to_have_text("26")
    expect(page.get_by_role("region", name="On disk")).to_contain_text("free")
    row.get_by_role("link", name="ada/digits").click()
    expect(page.get_by_role("grid", name="Runs")).to_be_visible()


def test_an_empty_server_shows_the_lines_that_fill_it(browser: Browser, web_app: Path, tmp_path: Path):
    with TestServer(tmp_path / "data") as server:
        context = browser.new_context(base_url=server.url)
        page = context.new_page()
        page.goto(f"/open?key={KEY}")
        expect(page.get_by_role("heading", name="No runs yet")).to_be_visible()
        expect(page.get_by_text(f'url="{server.url}"')).to_be_visible()
        page.get_by_role("button", name="Copy the code").click()
        expect(page.get_by_role("button", name="Copied")).to_be_visible()
        context.close()


def test_an_address_that_leads_nowhere_says_so(page: Page, watched):
    watched.expected.append("404")
    for address in ["/ada/nothing", "/ada/digits/runs/DIG-9999", "/a/b/c/d/e/f", "/r/nobody"]:
        page.goto(address)
        expect(page.get_by_role("link", name="All projects").last).to_be_visible()


def test_the_theme_is_chosen_and_kept(page: Page):
    html = page.locator("html")
    expect(html).to_have_attribute("data-theme", "light")
    page.get_by_role("button", name="theme and account").click()
    page.get_by_role("menuitemradio", name="Dark").click()
    expect(html).to_have_attribute("data-theme", "dark")
    page.reload()
    expect(html).to_have_attribute("data-theme", "dark")


def test_a_browser_that_is_not_known_is_told_what_to_run(browser: Browser, web_server: TestServer):
    context = browser.new_context(base_url=web_server.url)
    page = context.new_page()
    page.goto("/ada/digits")
    expect(page.get_by_text("seamark open")).to_be_visible()
    context.close()
