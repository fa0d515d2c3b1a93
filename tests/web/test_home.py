"""Home: projects, what runs, an empty server; and addresses that lead nowhere."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from seamark.testing.server import KEY, TestServer

pytestmark = pytest.mark.browser


def test_projects_are_listed_and_lead_to_their_runs(page: Page):
    page.goto("/")
    row = page.get_by_role("row").filter(has_text="ada/digits")
    expect(row.get_by_role("cell").nth(2)).to_have_text("26")
    expect(page.get_by_role("region", name="On disk")).to_contain_text("free")
    row.get_by_role("link", name="ada/digits").click()
    expect(page.get_by_role("grid", name="Runs")).to_be_visible()


def test_home_says_what_projects_are_about_and_what_is_new(written_page: Page, written_server: TestServer):
    about = {"description": "\n## What *few*  layers can\nand more"}
    assert written_server.request("PATCH", "/api/v1/projects/ada/nets", about).status == 200
    written_page.goto("/")
    expect(written_page.get_by_role("row").filter(has_text="ada/nets")).to_contain_text("What *few* layers can")
    recent = written_page.get_by_role("region", name="Recent runs")
    expect(recent.get_by_role("listitem")).to_have_count(8)
    recent.get_by_role("link", name="try 6").click()
    expect(written_page.get_by_role("heading", name="try 6")).to_be_visible()


def test_what_is_told_of_the_disk_is_what_lies_there(web_server: TestServer):
    usage = web_server.request("GET", "/api/v1/usage").json()
    lying = sum(path.stat().st_size for path in web_server.data.rglob("sha256/*/*") if path.is_file())
    assert lying > 0
    assert abs(usage["blobs"] - lying) <= 0.01 * lying
    own = {one["project"]: one["files"] for one in usage["projects"]}
    assert abs(own["ada/digits"] - lying) <= 0.01 * lying
    assert own["ada/extremes"] == 0


def test_notes_show_what_is_best_and_are_written_in_place(written_page: Page, written_server: TestServer):
    page = written_page
    best = {"objective": {"path": "val/acc", "aggregate": "max", "goal": "maximise"}}
    assert written_server.request("PATCH", "/api/v1/projects/ada/best", best).status == 200
    page.goto("/ada/best/notes")
    ranked = page.get_by_role("region", name="Best runs").get_by_role("listitem")
    expect(ranked).to_have_count(5)
    assert [line.split()[0:2] for line in ranked.all_inner_texts()] == [["try", str(n)] for n in (6, 5, 4, 3, 2)]
    facts = page.get_by_role("region", name="Facts")
    expect(facts).to_contain_text("1 member")
    expect(facts).to_contain_text("kB")
    page.get_by_role("button", name="Write the description").click()
    page.keyboard.type("which digits are hard")
    expect(page.get_by_role("region", name="Preview")).to_contain_text("which digits are hard")
    page.keyboard.press("Escape")
    expect(page.get_by_text("Nobody has written yet")).to_be_visible()
    page.get_by_role("button", name="Write the description").click()
    page.get_by_label("Description of the project").fill("**Seven** is hard.")
    page.get_by_role("button", name="Save the description").click()
    expect(page.get_by_role("button", name="Edit the description")).to_be_visible()
    said = written_server.request("GET", "/api/v1/projects/ada/best").json()["description"]
    assert said == "**Seven** is hard."
    before = page.get_by_role("region", name="Written before").get_by_role("listitem")
    expect(before).to_have_count(1)
    expect(before).to_contain_text("Nothing")


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
    page.goto("/")
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
