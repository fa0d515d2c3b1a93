"""The API of 0.16 that became that of 1.0: ``neptune.new``."""

import os
import zipfile

import neptune.new as neptune
import pytest
from neptune.new.types import File

TAG = f"new-{os.getpid()}"
QUIET = {"capture_hardware_metrics": False, "capture_stdout": False, "capture_stderr": False, "source_files": []}


@pytest.fixture(scope="module")
def id(tmp_path_factory):
    os.chdir(tmp_path_factory.mktemp("work"))
    run = neptune.init(project="ada/client", tags=[TAG], name="of old", **QUIET)
    run["parameters"] = {"lr": 0.1, "n": 3, "flag": True}
    run["train/loss"].log(1.0)
    run["train/loss"].log([0.5, 0.25])
    run["log"].log("line")
    run["file"].upload(File.from_content("text", extension="txt"))
    run["set"].upload_files(["*.none", __file__])
    run["sys/tags"].add("later")
    run.wait()
    id = run["sys/id"].fetch()
    run.stop()
    return id


def test_what_was_logged(id, tmp_path):
    run = neptune.init(project="ada/client", run=id, mode="read-only")
    assert run["parameters"].fetch() == {"lr": 0.1, "n": 3, "flag": True}
    assert run["train/loss"].fetch_values()["value"].tolist() == [1.0, 0.5, 0.25]
    assert run["log"].fetch_last() == "line"
    assert run["sys/tags"].fetch() == {TAG, "later"}
    run["file"].download(str(tmp_path / "down"))
    assert (tmp_path / "down").read_text() == "text"
    run["set"].download(str(tmp_path / "set.zip"))
    with zipfile.ZipFile(tmp_path / "set.zip") as archive:
        assert any(name.endswith("check_new.py") for name in archive.namelist())
    run.stop()


def test_a_run_is_continued(id):
    run = neptune.init(project="ada/client", run=id, **QUIET)
    run["LB_score"] = 0.5
    run["train/loss"].log(0.125)
    run.wait()
    assert run["train/loss"].fetch_values()["step"].tolist() == [0, 1, 2, 3]
    run.stop()


def test_tables(id):
    project = neptune.get_project("ada/client")
    frame = project.fetch_runs_table(tag=TAG).to_pandas()
    assert frame["sys/id"].tolist() == [id]
    assert frame["parameters/n"].tolist() == [3]
    assert len(project.fetch_runs_table(owner="ada", tag=TAG).to_pandas()) == 1
    assert len(project.fetch_runs_table(owner="nobody").to_pandas()) == 0


def test_models():
    key = f"N{os.getpid()}"
    model = neptune.init_model(project="ada/client", key=key)
    model["a"] = 1
    model.stop()
    version = neptune.init_model_version(project="ada/client", model=f"CLI-{key}")
    version.change_stage("staging")
    version.wait()
    assert version["sys/stage"].fetch() == "staging"
    version.stop()


def test_artifacts(tmp_path):
    (tmp_path / "a.csv").write_text("a")
    run = neptune.init(project="ada/client", **QUIET)
    run["dataset"].track_files(str(tmp_path))
    run.wait()
    first = run["dataset"].fetch_hash()
    (tmp_path / "b.csv").write_text("b")
    run["dataset"].track_files(str(tmp_path / "b.csv"))
    run.wait()
    assert run["dataset"].fetch_hash() != first
    assert len(run["dataset"].fetch_files_list()) == 2
    run.stop()
