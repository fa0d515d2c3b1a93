"""A second person comes in without a shell: invited, signed in elsewhere, logging from another home."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from seamark.testing.requests import V1
from seamark.testing.server import TestServer

pytestmark = pytest.mark.browser

PASSWORD = "a long enough password"


@pytest.fixture(scope="module")
def team(web_app: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestServer]:
    folder = tmp_path_factory.mktemp("team") / "data"
    with TestServer(folder, "--mode", "team", "--password", PASSWORD) as server:
        yield server
        assert server.log == ""


def open_page(browser: Browser, team: TestServer, path: str = "/") -> Page:
    page = browser.new_context(base_url=team.url, viewport={"width": 1280, "height": 900}).new_page()
    page.goto(path)
    return page


def sign_in(page: Page, name: str) -> None:
    page.get_by_label("Name").fill(name)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("button", name="theme and account")).to_be_visible()


def choose(page: Page, item: str) -> None:
    """Choose from the user menu."""
    page.get_by_role("button", name="theme and account").click()
    page.get_by_role("menuitem", name=item).click()


def test_the_second_person(browser: Browser, team: TestServer, tmp_path: Path):
    ada = open_page(browser, team)
    sign_in(ada, "ada")
    choose(ada, "New project")
    ada.get_by_label("Name", exact=True).fill("shared")
    ada.get_by_role("combobox", name="Open to").select_option("workspace")
    ada.get_by_role("button", name="Make project").click()
    expect(ada).to_have_url(f"{team.url}/ada/shared")
    choose(ada, "Workspace ada")
    ada.get_by_role("link", name="People").click()
    ada.get_by_label("For whom").fill("Bob")
    ada.get_by_role("button", name="Make link").click()
    link = ada.locator("pre").inner_text()
    assert link.startswith(f"{team.url}/invite#smi_")

    bob = open_page(browser, team, link.removeprefix(team.url))
    expect(bob.get_by_text("ada invites you to the workspace ada as member.")).to_be_visible()
    bob.get_by_label("Name").fill("bob")
    bob.get_by_label("New password").fill(PASSWORD)
    bob.get_by_role("button", name="Join").click()
    expect(bob.get_by_role("link", name="ada/shared")).to_be_visible()
    assert "smi_" not in bob.url
    choose(bob, "API tokens")
    bob.get_by_label("Name of the new token").fill("laptop")
    bob.get_by_role("button", name="Make token").click()
    lines = bob.locator("pre").first.inner_text().splitlines()
    token = lines[1].removeprefix("export SEAMARK_TOKEN=")

    home = {"SEAMARK_HOME": str(tmp_path / "home"), "XDG_CONFIG_HOME": str(tmp_path), "SEAMARK_TOKEN": token}
    code = 'import seamark\nwith seamark.init_run("ada/shared", name="by bob") as run:\n    run["loss"].append(0.5)\n'
    plain = {name: value for name, value in os.environ.items() if not name.startswith("SEAMARK_")}
    done = subprocess.run([sys.executable, "-c", code], env=plain | home, capture_output=True, text=True, timeout=100)
    assert done.returncode == 0, done.stderr
    for page in (ada, bob):
        page.goto("/ada/shared")
        expect(page.get_by_role("link", name="by bob")).to_be_visible()

    choose(bob, "API tokens")
    expect(bob.get_by_text("laptop")).to_be_visible()
    bob.get_by_role("button", name="Revoke laptop").click()
    expect(bob.get_by_text("You have none.")).to_be_visible()
    again = open_page(browser, team, link.removeprefix(team.url))
    expect(again.get_by_role("alert")).to_contain_text("not good any more")
    for page in (ada, bob, again):
        page.context.close()


def test_a_viewer_only_looks(browser: Browser, team: TestServer):
    for name in ("ada/viewed",):
        team.request("POST", f"{V1}/projects", {"name": name})
    invited = {"project": "viewed", "project_role": "viewer"}
    link = team.request("POST", f"{V1}/workspaces/ada/invites", invited).json()["link"]
    page = open_page(browser, team, link.removeprefix(team.url))
    page.get_by_label("Name").fill("vera")
    page.get_by_label("New password").fill(PASSWORD)
    page.get_by_role("button", name="Join").click()
    expect(page.get_by_role("button", name="theme and account")).to_be_visible()
    page.goto("/ada/viewed/settings")
    expect(page.get_by_role("cell", name="vera")).to_be_visible()
    expect(page.get_by_role("combobox", name="Open to")).to_be_disabled()
    expect(page.get_by_role("button", name="Remove")).to_have_count(0)
    status = page.evaluate(
        """async () => (await fetch('/api/v1/projects/ada/viewed', {method: 'PATCH', body: '{"description": "x"}',
            headers: {'Content-Type': 'application/json'}})).status"""
    )
    assert status == 403
    page.goto("/-/workspaces/ada/people")
    expect(page.get_by_role("cell", name="vera")).to_be_visible()
    expect(page.get_by_role("button", name="Make link")).to_have_count(0)
    page.goto("/-/workspaces/absent")
    expect(page.get_by_text("There is no workspace absent here.")).to_be_visible()
    page.context.close()


def test_members_are_added_changed_and_removed(browser: Browser, team: TestServer):
    team.request("POST", f"{V1}/projects", {"name": "ada/staffed"})
    team.request("POST", f"{V1}/workspaces/ada/service-accounts", {"name": "nightly"})
    page = open_page(browser, team)
    sign_in(page, "ada")
    page.goto("/ada/staffed/settings")
    page.get_by_role("combobox", name="Somebody of the workspace").select_option("nightly@ada")
    page.get_by_role("combobox", name="Role", exact=True).select_option("viewer")
    page.get_by_role("button", name="Add member").click()
    role = page.get_by_role("combobox", name="Role of nightly@ada")
    expect(role).to_have_value("viewer")
    role.select_option("contributor")
    expect(role).to_have_value("contributor")
    page.get_by_role("button", name="Remove nightly@ada").click()
    expect(page.get_by_role("cell", name="nightly@ada")).to_have_count(0)
    page.goto("/-/workspaces/ada/people")
    page.get_by_role("row", name="nightly@ada").get_by_role("button", name="Make token").click()
    expect(page.get_by_text("Copy it now")).to_be_visible()
    page.context.close()


def test_a_password_is_changed_and_set_anew(browser: Browser, team: TestServer):
    link = team.request("POST", f"{V1}/workspaces/ada/invites", {}).json()["link"]
    page = open_page(browser, team, link.removeprefix(team.url))
    page.get_by_label("Name").fill("carl")
    page.get_by_label("New password").fill(PASSWORD)
    page.get_by_role("button", name="Join").click()
    choose(page, "Password")
    page.get_by_label("Present password").fill("wrong password")
    page.get_by_label("New password").fill("another long password")
    page.get_by_role("button", name="Change password").click()
    expect(page.get_by_role("alert")).to_contain_text("old password is wrong")
    page.get_by_label("Present password").fill(PASSWORD)
    page.get_by_role("button", name="Change password").click()
    expect(page.get_by_text("It is changed.")).to_be_visible()
    reset = team.request("POST", f"{V1}/people/carl/reset", b"").json()["link"]
    other = open_page(browser, team, reset.removeprefix(team.url))
    expect(other.get_by_text("A new password for carl.")).to_be_visible()
    other.get_by_label("New password").fill("the third long password")
    other.get_by_role("button", name="Set password").click()
    expect(other.get_by_role("button", name="theme and account")).to_be_visible()
    page.goto("/")
    expect(page.get_by_label("Password")).to_be_visible()
    for one in (page, other):
        one.context.close()
