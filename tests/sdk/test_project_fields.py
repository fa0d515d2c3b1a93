"""A project's own fields through the client, on a real server."""

from collections.abc import Iterator
from pathlib import Path

import pytest

import seamark
from seamark.model.errors import FieldNotFound, InvalidPath, InvalidValue, KindConflict, NotFound
from seamark.testing.server import TestServer


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestServer]:
    with TestServer(tmp_path_factory.mktemp("own") / "data") as server:
        server.make_run("local/nets")
        yield server


@pytest.fixture
def project(server: TestServer, monkeypatch: pytest.MonkeyPatch) -> seamark.Project:
    monkeypatch.setenv("SEAMARK_URL", server.url)
    monkeypatch.setenv("SEAMARK_TOKEN", server.token)
    return seamark.open_project("local/nets")


def test_fields_are_written_and_read(project: seamark.Project, tmp_path: Path):
    project["best"] = {"run": "NET-1", "score": 0.93}
    project["labels"] = {"a", "b"}
    project["labels"] = {"c"}
    project["scores"].append(0.5)
    project["scores"].extend([0.6, 0.7])
    project["notes"].upload(b"a note")
    again = seamark.open_project("local/nets")
    assert again["best"].fetch() == {"run": "NET-1", "score": 0.93}
    assert again["labels"].fetch() == {"c"}
    assert again["scores"].fetch_values()["value"].tolist() == [0.5, 0.6, 0.7]
    assert again["notes"].download(tmp_path / "note").read_bytes() == b"a note"
    assert again["sys/id"].fetch() == again.key == "NET"
    assert "best/run" in again
    del again["best/run"]
    assert "best/run" not in again
    with pytest.raises(FieldNotFound):
        project["best/run"].fetch()
    with pytest.raises(KindConflict):
        again["scores"] = 1
    with pytest.raises(InvalidPath):
        again["sys/id"] = "other"


def test_writing_to_it_is_no_run_that_goes_on(project: seamark.Project, server: TestServer):
    server.request("POST", "/api/v1/runs/NET-1/stop", {"state": "finished"})
    model = project.make_model("STILL")
    for held in (project, model, model.make_version()):
        held["marks"].append(0.5)
        held["marks"].extend([0.6, 0.7])
        assert held["marks"].fetch_values()["step"].tolist() == [0.0, 1.0, 2.0]
        assert "sys/state" not in held
    assert server.request("GET", "/api/v1/projects/local/nets").json()["running"] == 0


def test_what_was_refused_is_not_there(project: seamark.Project):
    with pytest.raises(InvalidValue, match="no stage"):
        project["sys/stage"] = "golden"
    assert "sys/stage" not in project


def test_it_is_no_run(project: seamark.Project):
    project["x"] = 1
    assert [run.id for run in project.runs(columns=[])] == ["NET-1"]
    assert "x" not in project.runs().columns
    with pytest.raises(NotFound):
        seamark.open_run("NET")


def test_a_run_of_the_same_name_comes_first(project: seamark.Project, server: TestServer):
    project["mine"] = "the project's"
    with seamark.init_run("local/others", id="NET", capture=False) as run:
        run["mine"] = "the run's"
    assert seamark.open_run("NET", "local/others")["mine"].fetch() == "the run's"
    assert seamark.open_project("local/nets")["mine"].fetch() == "the project's"


def test_nothing_is_in_the_trash_of_a_project_by_its_key(project: seamark.Project, server: TestServer):
    project["x"] = 1
    answer = server.request("POST", "/api/v1/projects/local/nets/trash", {"ids": [project.uid]})
    assert answer.status == 404
