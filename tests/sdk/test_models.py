"""The registry through the client: models, versions, stages, on a real server."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import seamark
from seamark.model.errors import Conflict, FieldNotFound, InvalidQuery, InvalidValue, NotFound
from seamark.testing.server import TestServer


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestServer]:
    with TestServer(tmp_path_factory.mktemp("models") / "data") as server:
        server.make_run("local/nets")
        yield server


@pytest.fixture
def project(server: TestServer, monkeypatch: pytest.MonkeyPatch) -> seamark.Project:
    monkeypatch.setenv("SEAMARK_URL", server.url)
    monkeypatch.setenv("SEAMARK_TOKEN", server.token)
    return seamark.open_project("local/nets")


def test_a_model_and_its_versions_carry_fields(project: seamark.Project, tmp_path: Path):
    model = project.make_model("net", name="the net", description="resnet", tags=["vision"])
    assert model.id == "NET-NET"
    assert (model.name, model.description, model.tags.fetch()) == ("the net", "resnet", {"vision"})
    model["signature"] = {"input": "float32[3, 32, 32]"}
    version = model.make_version(name="first", tags=["wide"])
    assert version.id == "NET-NET-1"
    assert version.model_id == model.id
    (tmp_path / "weights.pt").write_bytes(b"weights")
    version["weights"].upload(tmp_path / "weights.pt")
    version["val/acc"].append(0.5)
    version["val/acc"].extend([0.6, 0.7])
    again = project.model_version("NET-NET-1")
    assert again["weights"].download(tmp_path / "back").read_bytes() == b"weights"
    assert again["val/acc"].fetch_values()["value"].tolist() == [0.5, 0.6, 0.7]
    assert project.model("NET")["signature/input"].fetch() == "float32[3, 32, 32]"
    assert project.model("NET-NET").uid == model.uid
    del again["weights"]
    with pytest.raises(FieldNotFound):
        version["weights"].fetch()


def test_stages(project: seamark.Project):
    model = project.make_model("STAGED")
    versions = [model.make_version() for _ in range(3)]
    assert {version.stage for version in versions} == {"none"}
    versions[1].stage = "production"
    assert project.model_version(versions[1].id).stage == "production"
    assert [version.id for version in model.versions()] == [f"NET-STAGED-{number}" for number in (3, 2, 1)]
    assert [version.id for version in model.versions(stage="production")] == ["NET-STAGED-2"]
    with pytest.raises(ValueError, match="'golden' is not a valid Stage"):
        versions[0].stage = "golden"
    with pytest.raises(InvalidValue, match="Choose none, staging"):
        versions[0]["sys/stage"] = "golden"
    with pytest.raises(ValueError, match="golden"):
        model.versions(stage="golden")


def test_versions_are_found_by_a_query(project: seamark.Project):
    model = project.make_model("QUERIED")
    for number in range(5):
        model.make_version()["score"] = number / 10
    assert [version.id for version in model.versions("score > 0.25")] == ["NET-QUERIED-5", "NET-QUERIED-4"]
    assert "NET-QUERIED" in {found.id for found in project.models()}
    assert [found.id for found in project.models('sys/id = "NET-QUERIED"')] == ["NET-QUERIED"]
    with pytest.raises(InvalidQuery):
        next(model.versions("score >"))


def test_tables_of_models_and_versions(project: seamark.Project):
    model = project.make_model("TABLED", tags=["wide", "deep"])
    model["size"] = 2**53 + 1
    for number in range(4):
        version = model.make_version(name=f"n{number}")
        version["score"] = number / 10
        version["loss"].extend([1.0, number])
        version["weights"].upload(b"weights")
    versions = model.versions_table(columns=["score", "max(loss)", "weights", "sys/stage"], sort="score")
    assert [(row.id, *row.values()) for row in versions][:2] == [
        ("NET-TABLED-4", 0.3, 3.0, "weights.bin", "none"),
        ("NET-TABLED-3", 0.2, 2.0, "weights.bin", "none"),
    ]
    lowest = model.versions("score > 0.05", sort="score", descending=False, limit=2)
    assert [version.name for version in lowest] == ["n1", "n2"]
    assert [version.id for version in model.versions(sort="last(loss)", limit=1)] == ["NET-TABLED-4"]
    frame = model.versions_table("score > 0.05", sort="score", descending=False).to_pandas()
    assert frame["sys/id"].tolist() == ["NET-TABLED-2", "NET-TABLED-3", "NET-TABLED-4"]
    assert frame["loss"].tolist() == [1.0, 2.0, 3.0]
    assert {"sys/stage", "sys/model_id"} < set(frame.columns)
    assert "size" not in frame.columns
    rows = list(project.models_table('sys/id = "NET-TABLED"'))
    assert rows[0]["size"] == 2**53 + 1
    assert rows[0]["sys/tags"] == {"wide", "deep"}
    assert rows[0].facts.versions == 4
    assert "score" not in rows[0]
    assert not {"size", "sys/stage"} & set(project.runs().columns)
    with pytest.raises(InvalidQuery):
        list(model.versions_table("score >"))


def test_what_is_in_the_trash(project: seamark.Project, server: TestServer):
    model = project.make_model("THROWN")
    kept, thrown = model.make_version(), model.make_version()
    assert server.request("POST", "/api/v1/projects/local/nets/trash", {"ids": [thrown.id]}).status == 200
    assert [version.id for version in model.versions()] == [kept.id]
    assert [version.id for version in model.versions(trashed=True)] == [thrown.id]
    assert [version.id for version in model.versions(trashed=None)] == [thrown.id, kept.id]
    assert server.request("POST", "/api/v1/projects/local/nets/trash", {"ids": [model.id]}).status == 200
    assert [found.id for found in project.models(trashed=True)] == [model.id]
    assert model.id not in {found.id for found in project.models()}


def test_runs_in_the_trash(project: seamark.Project, server: TestServer):
    uids = [server.make_run("local/thrown") for _ in range(3)]
    for number, uid in enumerate(uids):
        server.write(uid, {"op": "assign", "path": "n", "value": number})
    server.request("POST", "/api/v1/projects/local/thrown/trash", {"ids": uids[:2]})
    opened = seamark.open_project("local/thrown")

    def numbers(**filters: Any) -> list[int]:
        return [row["n"] for row in opened.runs(columns=["n"], sort="n", descending=False, **filters)]

    assert numbers() == [2]
    assert numbers(trashed=True) == [0, 1]
    assert numbers(trashed=None) == [0, 1, 2]
    assert numbers(trashed=True, query="n > 0") == [1]
    assert numbers(trashed=None, query="n > 0", limit=1) == [1]
    assert numbers(query="n > 0") == [2]


def test_what_is_wrong_is_said(project: seamark.Project):
    project.make_model("TWICE")
    with pytest.raises(Conflict, match="There is a model NET-TWICE already"):
        project.make_model("twice")
    with pytest.raises(InvalidValue, match="Give a letter"):
        project.make_model("no key!")
    with pytest.raises(NotFound):
        project.model("ABSENT")
    with pytest.raises(NotFound):
        project.model_version("NET-TWICE-9")
    with pytest.raises(NotFound):
        project.model_version("NET-TWICE")


def test_models_are_no_runs(project: seamark.Project):
    project.make_model("APART").make_version()
    assert [run["sys/id"] for run in project.runs(columns=["sys/id"])] == ["NET-1"]
    with pytest.raises(NotFound):
        seamark.open_run("NET-APART", "local/nets")
