"""Every page, light and dark: axe finds nothing serious, and a keyboard reaches the page and its parts."""

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser

READ = {
    "home": ("/", "heading:Projects"),
    "runs": ("/ada/digits", "grid:Runs"),
    "run": ("/ada/digits/runs/long", "navigation:Parts of this run"),
    "run charts": ("/ada/digits/runs/long/charts", "navigation:Parts of this run"),
    "run fields": ("/ada/digits/runs/long/fields", "tree:Fields"),
    "run console": ("/ada/digits/runs/long/console", "navigation:Parts of this run"),
    "run files": ("/ada/digits/runs/long/files", "navigation:Files"),
    "compare": ("/ada/digits/compare?runs=DIG-1,DIG-2,long", "grid:Fields side by side"),
    "compare consoles": ("/ada/digits/compare/console?runs=long,DIG-1", "navigation:Parts of this comparison"),
    "no models": ("/ada/digits/models", "heading:no models yet"),
    "no notebooks": ("/ada/digits/notebooks", "heading:no notebooks yet"),
    "notes": ("/ada/digits/notes", "heading:Recent runs"),
    "no trash": ("/ada/digits/trash", "heading:The trash is empty"),
    "settings": ("/ada/digits/settings", "heading:Members"),
    "tokens": ("/-/tokens", "heading:Your tokens"),
    "new project": ("/-/new-project", "heading:New project"),
    "workspace": ("/-/workspaces/ada/people", "navigation:Parts of this workspace"),
}
WRITTEN = {
    "models": ("/ada/nets/models", "grid:Models"),
    "model": ("/ada/nets/models/NET-NET", "grid:Versions"),
    "version": ("/ada/nets/versions/NET-NET-2", "tree:Fields"),
}


def look(page: Page, address: str, sign: str, theme: str) -> None:
    """Open a page in a theme and wait for what shows that it is there."""
    page.emulate_media(color_scheme="dark" if theme == "dark" else "light", reduced_motion="reduce")
    page.goto(address)
    role, _, name = sign.partition(":")
    expect(page.get_by_role(role, name=name).first).to_be_visible()
    page.wait_for_timeout(300)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("name", READ)
def test_axe_finds_nothing_serious(page: Page, find_faults, name: str, theme: str):
    look(page, *READ[name], theme)
    assert find_faults(page) == []


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("name", WRITTEN)
def test_axe_finds_nothing_serious_in_the_registry(written_page: Page, find_faults, name: str, theme: str):
    look(written_page, *WRITTEN[name], theme)
    assert find_faults(written_page) == []


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing_serious_in_what_floats(page: Page, find_faults, theme: str):
    look(page, "/ada/digits/notes", "heading:Recent runs", theme)
    page.keyboard.press("Control+k")
    page.get_by_role("combobox", name="Find anything").fill("try")
    expect(page.get_by_role("option", name="try 24").first).to_be_visible()
    assert find_faults(page) == []
    page.keyboard.press("Escape")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keyboard")).to_be_visible()
    assert find_faults(page) == []
    page.keyboard.press("Escape")
    page.get_by_role("button", name="theme and account").click()
    expect(page.get_by_role("menuitem", name="API tokens")).to_be_visible()
    assert find_faults(page) == []


def test_what_floats_in_the_trash(written_page: Page, written_server, find_faults):
    (run, *_) = written_server.request("POST", "/api/v1/projects/ada/nets/table", {"columns": [], "limit": 1}).json()[
        "rows"
    ]
    ids = {"ids": [run["run"]["uid"]]}
    written_server.request("POST", "/api/v1/projects/ada/nets/trash", ids)
    written_page.goto("/ada/nets/trash")
    written_page.get_by_role("checkbox", name="Choose all").check()
    assert find_faults(written_page) == []
    written_page.get_by_role("button", name="Delete 1 object for good").click()
    expect(written_page.get_by_role("dialog", name="Delete for good")).to_be_visible()
    assert find_faults(written_page) == []
    written_server.request("POST", "/api/v1/projects/ada/nets/trash/restore", ids)


@pytest.mark.parametrize("width", [390, 1280])
def test_nothing_is_wider_than_the_window(page: Page, width: int):
    page.set_viewport_size({"width": width, "height": 800})
    for address, sign in READ.values():
        look(page, address, sign, "light")
        over = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        assert over <= 0, address
        assert page.evaluate("document.getElementById('work').scrollWidth") <= width, address


def test_a_keyboard_comes_to_the_page_at_once(page: Page):
    page.goto("/ada/digits")
    expect(page.get_by_role("grid", name="Runs")).to_be_visible()
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the page")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("main")).to_be_focused()
