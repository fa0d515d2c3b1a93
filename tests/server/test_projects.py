"""A project's settings: its objective, its baseline and the view that it opens with."""

import pytest

from seamark.testing.requests import V1
from seamark.testing.server import TestServer


@pytest.fixture
def project(server: TestServer, request):
    """A fresh project; returns its path."""
    name = request.node.name.replace("_", "-")[:60]
    server.request("POST", f"{V1}/projects", {"name": f"ada/{name}"})
    return f"{V1}/projects/ada/{name}"


def change(server: TestServer, project: str, **what):
    return server.request("PATCH", project, what)


def make_run(server: TestServer, project: str) -> tuple[str, str]:
    """Return the uid and the id of a new run."""
    uid = server.make_run(project.removeprefix(f"{V1}/projects/"))
    return uid, server.request("GET", f"{V1}/runs/{uid}").json()["id"]


def test_an_objective_is_taken_away_with_an_empty_path(server: TestServer, project: str):
    assert change(server, project, objective={"path": "acc", "aggregate": "max"}).json()["objective"]["path"] == "acc"
    assert change(server, project, objective=None, description="x").json()["objective"]["path"] == "acc"
    assert change(server, project, objective={"path": ""}).json()["objective"] is None
    assert server.request("GET", project).json()["description"] == "x"


def test_a_baseline_is_set_by_any_name_and_told_as_an_id(server: TestServer, project: str):
    uid, id = make_run(server, project)
    short = server.request("GET", f"{V1}/runs/{uid}").json()["short"]
    for name in (uid, short, id):
        assert change(server, project, baseline=name).json()["baseline"] == id
    assert change(server, project, description="y").json()["baseline"] == id, "what is left out stays"
    assert (
        next(one for one in server.request("GET", f"{V1}/projects").json() if one["description"] == "y")["baseline"]
        == id
    )
    assert change(server, project, baseline="").json()["baseline"] is None


def test_a_baseline_in_the_trash_is_none_until_it_is_taken_out(server: TestServer, project: str):
    _, id = make_run(server, project)
    change(server, project, baseline=id)
    server.request("POST", f"{project}/trash", {"ids": [id]})
    assert server.request("GET", project).json()["baseline"] is None
    change(server, project, baseline=id).problem(422, "invalid_value")
    server.request("POST", f"{project}/trash/restore", {"ids": [id]})
    assert server.request("GET", project).json()["baseline"] == id
    server.request("POST", f"{project}/trash", {"ids": [id]})
    assert server.request("POST", f"{project}/trash/delete", {"ids": [id]}).json()["objects"] == 1
    assert server.request("GET", project).json()["baseline"] is None


def test_a_run_of_another_project_is_no_baseline(server: TestServer, project: str):
    other = server.make_run("ada/elsewhere")
    id = server.request("GET", f"{V1}/runs/{other}").json()["id"]
    told = change(server, project, baseline=id).problem(422, "invalid_value")
    assert f"{id} is a run of ada/elsewhere, not of {project.removeprefix(f'{V1}/projects/')}" in told["detail"]
    assert told["path"] == "baseline"
    missing = change(server, project, baseline="NONE-1")
    assert (missing.status, missing.json()["code"]) == (404, "run_not_found")
    assert server.request("GET", project).json()["baseline"] is None


def test_what_a_description_was_is_kept_with_who_and_when(server: TestServer):
    project = f"{V1}/projects/ada/told"
    server.make_run("ada/told")
    assert server.request("GET", f"{project}/edits").json() == {"edits": [], "next": None}
    for text in ("first", "first", "second", "x" * 100_000):
        assert server.request("PATCH", project, {"description": text}).status == 200
    assert server.request("PATCH", project, {"config_prefixes": ["config"]}).status == 200
    edits = server.request("GET", f"{project}/edits").json()["edits"]
    assert [(edit["by"], edit["cut"]) for edit in edits] == [("ada", True), ("ada", False), ("ada", False), ("", False)]
    assert [edit["value"] for edit in edits[1:]] == ["second", "first", ""]
    assert 60_000 < len(edits[0]["value"]) < 66_000
    page = server.request("GET", f"{project}/edits?limit=2").json()
    rest = server.request("GET", f"{project}/edits?limit=2&before={page['next']}").json()
    assert page["edits"] + rest["edits"] == edits
    assert server.request("GET", f"{project}/edits?limit=0").status == 413
