"""Models, versions and stages with Neptune's calls, written and read back."""

import pytest

import seamark
from seamark.neptune import exceptions, init_model, init_model_version, init_project, init_run, types

PROJECT = "ada/registry"


@pytest.fixture
def project(connected, monkeypatch):
    monkeypatch.setenv("NEPTUNE_PROJECT", PROJECT)
    connected.request("POST", "/api/v1/projects", {"name": PROJECT, "key": "REG"})
    return connected


def test_a_model_is_written_and_read(project, tmp_path):
    with init_model(key="NET", name="the net") as model:
        model["signature"] = {"input": "float32[3]", "layers": [64, 64]}
        model["sys/tags"].add(["wide", "deep"])
        model["readme"].upload(types.File.from_content("about it"))
    again = init_model(with_id="REG-NET", mode="read-only")
    assert again["sys/id"].fetch() == "REG-NET"
    assert again["sys/name"].fetch() == "the net"
    assert again["signature"].fetch() == {"input": "float32[3]", "layers": [64, 64]}
    assert again["sys/tags"].fetch() == {"wide", "deep"}
    again["readme"].download("got")
    assert (tmp_path / "got").read_text() == "about it"
    assert again.exists("signature/input")
    assert type(again.get_structure()["readme"]).__name__ == "File"
    assert repr(again) == "<Model REG-NET>"
    assert again.native.id == "REG-NET"
    assert again.get_url() == ""


def test_a_version_is_written_and_read(project):
    init_model(key="VER").stop()
    version = init_model_version(model="REG-VER", name="first")
    version["val/acc"].extend([0.5, 0.7])
    version["val/acc"].append(0.8)
    version["losses"] = types.FloatSeries([3.0, 2.0])
    version["losses"] = types.FloatSeries([1.0])
    version["params"] = {"lr": 0.1}
    version["labels"] = types.StringSet(["a"])
    del version["params/lr"]
    version.stop()
    assert version.get_state() == "stopped"
    with pytest.raises(exceptions.InactiveModelVersionException):
        version["late"] = 1
    again = init_model_version(with_id="REG-VER-1", name="renamed")
    assert again["val/acc"].fetch_values()["value"].tolist() == [0.5, 0.7, 0.8]
    assert again["losses"].fetch_values()["value"].tolist() == [1.0]
    assert again["sys/model_id"].fetch() == "REG-VER"
    assert again["sys/name"].fetch() == "renamed"
    assert again["labels"].fetch() == {"a"}
    with pytest.raises(exceptions.MissingFieldException):
        again["params/lr"].fetch()
    with pytest.raises(exceptions.NeptuneException):
        again["val/acc"] = 1
    again.stop()


def test_stages(project):
    init_model(key="STG").stop()
    version = init_model_version(model="REG-STG")
    assert version["sys/stage"].fetch() == "none"
    version.change_stage("production")
    assert init_model_version(with_id="REG-STG-1")["sys/stage"].fetch() == "production"
    version.change_stage(types.model_version_stage.ModelVersionStage.ARCHIVED.value)
    assert seamark.open_project(PROJECT, token=project.token).model_version("REG-STG-1").stage == "archived"
    with pytest.raises(ValueError, match="golden"):
        version.change_stage("golden")


@pytest.fixture(scope="module")
def made():
    return []


@pytest.fixture
def model(project, made):
    if not made:
        init_model(key="TAB").stop()
        for number in range(4):
            with init_model_version(model="REG-TAB", name=f"n{number}") as version:
                version["score"] = number / 10
                version["loss"].extend([1.0, number])
                version["file"].upload(types.File.from_content(f"content {number}"))
                if number % 2:
                    version.change_stage("staging")
        made.append(True)
    return init_model(with_id="REG-TAB", mode="read-only")


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ({}, ["n3", "n2", "n1", "n0"]),
        ({"ascending": True}, ["n0", "n1", "n2", "n3"]),
        ({"sort_by": "score", "ascending": True, "limit": 2}, ["n0", "n1"]),
        ({"sort_by": "loss", "limit": 1}, ["n3"]),
        ({"query": "(score:float > 0.15)"}, ["n3", "n2"]),
        ({"query": 'sys/stage:string = "staging"'}, ["n3", "n1"]),
        ({"query": 'sys/stage = "staging" AND (last(loss:floatSeries) < 2)'}, ["n1"]),
        ({"query": 'sys/creation_time:datetime > "-1d" AND score < 0.05', "progress_bar": False}, ["n0"]),
    ],
)
def test_a_table_of_versions(model, filters, expected):
    table = model.fetch_model_versions_table(columns=["sys/name"], **filters)
    assert [row["sys/name"].get() for row in table] == expected


def test_a_whole_table_of_versions(model, tmp_path):
    frame = model.fetch_model_versions_table().to_pandas()
    assert frame["sys/id"].tolist() == [f"REG-TAB-{number}" for number in (4, 3, 2, 1)]
    assert frame["score"].tolist() == [0.3, 0.2, 0.1, 0.0]
    assert frame["loss"].tolist() == [3.0, 2.0, 1.0, 0.0]
    assert frame["sys/stage"].tolist() == ["staging", "none", "staging", "none"]
    assert "sys/creation_time" in frame.columns
    row = next(iter(model.fetch_model_versions_table(query='sys/name = "n2"', columns=[])))
    row["file"].download("got")
    assert (tmp_path / "got").read_text() == "content 2"
    with pytest.raises(exceptions.NeptuneInvalidQueryException):
        model.fetch_model_versions_table(query="score >").to_rows()
    with pytest.raises(ValueError, match="limit"):
        model.fetch_model_versions_table(limit=0)


def test_a_table_of_models(project):
    for number, key in enumerate(("ONE", "TWO")):
        with init_model(key=key, name="listed") as model:
            model["size"] = number
    opened = init_project(mode="read-only")
    listed = opened.fetch_models_table(query='sys/name = "listed"', sort_by="size", columns=["size"])
    assert [(row["sys/id"].get(), row["size"].get()) for row in listed] == [("REG-TWO", 1), ("REG-ONE", 0)]
    frame = opened.fetch_models_table(query="size >= 0", sort_by="size", ascending=True, limit=1).to_pandas()
    assert frame["sys/id"].tolist() == ["REG-ONE"]
    with pytest.raises(ValueError, match="limit"):
        opened.fetch_models_table(limit=-1)


def test_what_is_read_only_takes_nothing(model, capsys):
    before = model["sys/name"].fetch()
    model["sys/name"] = "other"
    model["x"] = 1
    assert "read-only" in capsys.readouterr().err
    assert not model.exists("x")
    assert model["sys/name"].fetch() == before


@pytest.mark.parametrize(
    ("begin", "error"),
    [
        (lambda: init_model(), exceptions.NeptuneMissingRequiredInitParameter),
        (lambda: init_model_version(), exceptions.NeptuneMissingRequiredInitParameter),
        (lambda: init_model(key="X", mode="read-only"), exceptions.NeedExistingModelForReadOnlyMode),
        (lambda: init_model_version(model="X", mode="read-only"), exceptions.NeedExistingModelVersionForReadOnlyMode),
        (lambda: init_model(key="X", mode="offline"), exceptions.NeptuneException),
        (lambda: init_model_version(model="X", mode="offline"), exceptions.NeptuneException),
        (lambda: init_model(with_id="REG-NONE"), exceptions.ModelNotFound),
        (lambda: init_model_version(model="REG-NONE"), exceptions.ModelNotFound),
        (lambda: init_model_version(with_id="REG-NONE-1"), exceptions.ModelVersionNotFound),
        (lambda: init_model(with_id="X", project="ada/nothing"), exceptions.ProjectNotFound),
        (lambda: init_model(key="TAB"), exceptions.NeptuneModelKeyAlreadyExistsError),
        (lambda: init_model(key="no key!"), exceptions.NeptuneUserApiInputException),
    ],
)
def test_what_cannot_begin(model, begin, error):
    with pytest.raises(error):
        begin()


def test_debug_keeps_nothing(project, monkeypatch):
    monkeypatch.setenv("NEPTUNE_API_TOKEN", "ANONYMOUS")
    for begin in (lambda: init_model(key="DBG", mode="debug"), lambda: init_model_version(model="X", mode="debug")):
        with begin() as held:
            held["x"] = 1
            held["loss"].append(0.5)
            assert seamark.current_run() is None
            with pytest.raises(exceptions.NeptuneOfflineModeFetchException):
                held["x"].fetch()
    held.change_stage("staging")
    with pytest.raises(exceptions.NeptuneOfflineModeFetchException):
        init_model(key="DBG", mode="debug").fetch_model_versions_table()


def test_models_are_no_runs(model):
    assert init_project(mode="read-only").fetch_runs_table().to_rows() == []
    with pytest.raises(exceptions.RunNotFound):
        init_run(mode="read-only", with_id="REG-TAB")
