"""Models, versions and their stages, and the pages of notebooks."""

import json

import pytest
from playwright.sync_api import Page, expect

from seamark.doors.neptune.calls import write_access_token
from seamark.testing.requests import V1
from seamark.testing.server import TestServer
from seamark.wire.tokens import read_secret

pytestmark = pytest.mark.browser

MODELS = "/ada/nets/models"


def stage_of(server: TestServer, version: str) -> str:
    stage: str = server.request("GET", f"{V1}/model-versions/{version}").json()["stage"]
    return stage


def test_models_are_found_sorted_and_opened(written_page: Page):
    page = written_page
    page.goto(MODELS)
    grid = page.get_by_role("grid", name="Models")
    expect(grid.get_by_role("row")).to_have_count(3)
    expect(grid.get_by_role("row", name="convolutions")).to_contain_text("3 versions")
    page.get_by_role("button", name="Model", exact=True).click()
    expect(page).to_have_url(f"{page.url.split('?')[0]}?sort=sys/name")
    page.get_by_role("searchbox", name="Find a model").fill("CONV tions")
    expect(grid.get_by_role("row")).to_have_count(2)
    expect(page.get_by_role("status").filter(has_text="1 model")).to_be_visible()
    page.reload()
    expect(grid.get_by_role("row")).to_have_count(2)
    grid.get_by_role("link", name="convolutions").click()
    expect(page.get_by_role("heading", name="convolutions")).to_be_visible()
    expect(page.get_by_role("emphasis")).to_have_text("digits")
    versions = page.get_by_role("grid", name="Versions")
    expect(versions.get_by_role("row", name="wider")).to_contain_text("Production")
    versions.focus()
    page.keyboard.press("Home")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="NET-NET-3")).to_be_visible()


def test_a_stage_is_changed_and_who_else_has_it_is_told(written_page: Page, written_server: TestServer):
    page = written_page
    page.goto("/ada/nets/versions/NET-NET-3")
    page.get_by_role("button", name="Stage: No stage").click()
    page.get_by_role("menuitemradio", name="Production").click()
    expect(page.get_by_role("button", name="Stage: Production")).to_be_visible()
    expect(page.get_by_text("NET-NET-2 is in production too.")).to_be_visible()
    assert [stage_of(written_server, f"NET-NET-{number}") for number in (2, 3)] == ["production", "production"]
    page.get_by_role("button", name="Archive NET-NET-2").click()
    expect(page.get_by_text("is in production too")).to_have_count(0)
    assert stage_of(written_server, "NET-NET-2") == "archived"
    for version, stage in ((2, "production"), (3, "none")):
        written_server.write(f"NET-NET-{version}", {"op": "assign", "path": "sys/stage", "value": stage})


def test_a_version_shows_its_fields_its_files_and_the_run_that_made_it(written_page: Page):
    page = written_page
    page.goto("/ada/nets/versions/NET-NET-2")
    expect(page.get_by_role("treeitem").filter(has_text="acc")).to_contain_text("last of 2 points")
    page.get_by_role("navigation", name="Parts of this version").get_by_role("link", name="Files").click()
    with page.expect_download() as download:
        page.get_by_role("link", name="Download").click()
    assert download.value.path().read_bytes() == b"weights" * 2
    page.get_by_role("link", name="NET-1", exact=True).click()
    expect(page.get_by_role("heading", name="the maker")).to_be_visible()


def test_a_model_is_put_into_the_trash_and_taken_out(written_page: Page, written_server: TestServer):
    page = written_page
    page.goto(f"{MODELS}/NET-OTHER")
    expect(page.get_by_text("This model has no versions yet")).to_be_visible()
    page.get_by_role("button", name="Move to trash").click()
    expect(page.get_by_text("This model is in the trash")).to_be_visible()
    assert written_server.request("GET", f"{V1}/models/NET-OTHER").json()["trashed"]
    page.get_by_role("button", name="Take it out").click()
    expect(page.get_by_role("button", name="Move to trash")).to_be_visible()
    assert not written_server.request("GET", f"{V1}/models/NET-OTHER").json()["trashed"]


def test_where_there_are_none_the_lines_that_make_one_are_shown(page: Page, web_server: TestServer):
    page.goto("/ada/digits/models")
    expect(page.get_by_text(f'open_project("ada/digits", url="{web_server.url}")')).to_be_visible()
    page.goto("/ada/digits/notebooks")
    expect(page.get_by_text('legacy.init("ada/digits").create_notebook()')).to_be_visible()


def test_checkpoints_of_a_notebook_are_given_back(written_page: Page, written_server: TestServer):
    _, secret = read_secret(written_server.token)
    heads = {"Authorization": f"Bearer {write_access_token(secret, written_server.url)}"}
    door = "/api/leaderboard/v1/notebooks"
    uid = written_server.request("POST", f"{door}?projectIdentifier=ada/nets", b"", heads).json()["id"]
    for number in range(2):
        content = json.dumps({"cells": [], "metadata": {"state": number}}).encode()
        path = f"{door}/{uid}/checkpoints?jupyterPath=/home/ada/explore.ipynb"
        assert written_server.request("POST", path, content, heads).status == 200
    page = written_page
    page.goto("/ada/nets/notebooks")
    page.get_by_role("navigation", name="Notebooks").get_by_role("link", name="explore.ipynb").click()
    expect(page.get_by_text("/home/ada/explore.ipynb")).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("link", name="Download explore.ipynb as it was").first.click()
    assert json.loads(download.value.path().read_bytes())["metadata"] == {"state": 1}
