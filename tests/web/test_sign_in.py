"""Sign-in on a team's server."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from seamark.testing.server import TestServer

pytestmark = pytest.mark.browser

PASSWORD = "a long enough password"


def test_name_and_password_open_the_page_that_was_asked_for(browser: Browser, web_app: Path, tmp_path: Path):
    with TestServer(tmp_path / "data", "--mode", "team", "--password", PASSWORD) as server:
        name = server.request("GET", "/api/v1/me").json()["name"]
        context = browser.new_context(base_url=server.url)
        page = context.new_page()
        page.goto("/")
        page.get_by_label("Name").fill(name)
        page.get_by_label("Password").fill("wrong, but long")
        page.get_by_role("button", name="Sign in").click()
        expect(page.get_by_role("alert")).to_be_visible()
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Sign in").click()
        expect(page.get_by_role("heading", name="No runs yet")).to_be_visible()
        page.get_by_role("button", name="theme and account").click()
        page.get_by_role("menuitem", name="Sign out").click()
        expect(page.get_by_label("Password")).to_be_visible()
        context.close()
