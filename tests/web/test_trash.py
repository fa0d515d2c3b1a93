"""The trash: back to the table, or gone for good with what nothing else has."""

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from seamark.testing.requests import V1
from seamark.testing.server import TestServer

pytestmark = pytest.mark.browser


def find_runs(server: TestServer, project: str, trashed: bool | None) -> dict[str, str]:
    """Return the ids of a project's runs by name."""
    body: dict[str, Any] = {"columns": [], "trashed": trashed}
    rows = server.request("POST", f"{V1}/projects/ada/{project}/table", body).json()["rows"]
    return {row["run"]["name"]: row["run"]["id"] for row in rows}


def put_aside(server: TestServer, project: str, *names: str) -> None:
    ids = find_runs(server, project, None)
    body = {"ids": [ids[name] for name in names]}
    assert server.request("POST", f"{V1}/projects/ada/{project}/trash", body).status == 200


def test_what_is_restored_is_in_the_table_again(written_page: Page, written_server: TestServer):
    page = written_page
    put_aside(written_server, "waste", "waste 2", "waste 3")
    page.goto("/ada/waste/trash")
    row = page.get_by_role("row", name="waste 2")
    expect(row).to_contain_text("Run")
    expect(row).to_contain_text(re.compile(r"by ada$"))
    row.get_by_role("checkbox").check()
    page.get_by_role("button", name="Restore 1 object").click()
    expect(page.get_by_text("1 object taken out of the trash.")).to_be_visible()
    expect(page.get_by_role("row", name="waste 2")).to_have_count(0)
    assert set(find_runs(written_server, "waste", trashed=True)) == {"waste 3"}


def test_deleting_for_good_says_what_goes_and_what_it_frees(written_page: Page, written_server: TestServer):
    page = written_page
    put_aside(written_server, "waste", "waste 0")
    page.goto("/ada/waste/trash")
    page.get_by_role("row", name="waste 0").get_by_role("checkbox").check()
    page.get_by_role("button", name="Delete 1 object for good").click()
    dialog = page.get_by_role("dialog", name="Delete for good")
    size = len(b"the file of waste 0")
    expect(dialog).to_contain_text(f"1 file that nothing else has: {size} B")
    expect(dialog.get_by_role("listitem")).to_contain_text("waste 0")
    button = dialog.get_by_role("button", name="Delete 1 object for good")
    expect(button).to_be_disabled()
    page.keyboard.type("delet")
    expect(button).to_be_disabled()
    page.keyboard.type("e")
    page.keyboard.press("Enter")
    expect(page.get_by_text(f"1 object deleted for good. {size} B of files go with clean-ups.")).to_be_visible()
    assert "waste 0" not in find_runs(written_server, "waste", trashed=None)


def test_a_change_of_mind_deletes_nothing(written_page: Page, written_server: TestServer):
    page = written_page
    put_aside(written_server, "waste", "waste 3")
    page.goto("/ada/waste/trash")
    page.get_by_role("button", name="Empty the trash").click()
    page.keyboard.type("delete")
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.get_by_role("button", name="Empty the trash")).to_be_focused()
    assert "waste 3" in find_runs(written_server, "waste", trashed=True)


def test_the_trash_is_emptied(written_page: Page, written_server: TestServer):
    page = written_page
    put_aside(written_server, "clutter", *(f"waste {number}" for number in range(4)))
    page.goto("/ada/clutter/trash")
    freed = 2 * len(b"the file of clutter 0")
    expect(page.get_by_role("status")).to_contain_text(f"4 objects in the trash; deleting them frees {freed} B")
    page.get_by_role("button", name="Empty the trash").click()
    page.get_by_label("to confirm").fill("delete")
    page.get_by_role("button", name="Delete 4 objects for good").click()
    expect(page.get_by_role("heading", name="The trash is empty")).to_be_visible()
    expect(page.get_by_text(f"4 objects deleted for good. {freed} B")).to_be_visible()
    assert find_runs(written_server, "clutter", trashed=None) == {}
