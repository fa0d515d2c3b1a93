"""The API before neptune.new: experiments and what is read of them."""

import io
import logging

import numpy as np
import pytest
from PIL import Image as PILImage
from seamark.neptune.experiments import Experiment
from seamark.neptune.projects import Project
from seamark.neptune.sessions import Session

import seamark
import seamark.neptune as neptune
from seamark.neptune import exceptions
from seamark.neptune.legacy import get_experiment

PROJECT = "ada/dropin"


@pytest.fixture
def experiment(connected, capsys):
    neptune.init(PROJECT)
    experiment = neptune.create_experiment(
        name="old",
        description="described",
        params={"lr": 0.1, "layers": 3, "nested": {"a": "b"}},
        properties={"seed": 7, "list": [1, 2]},
        tags=["one"],
        upload_source_files=[],
        hostname="host",
    )
    yield experiment
    experiment.stop()
    assert "refused" not in capsys.readouterr().err


def test_parameters_properties_and_tags(experiment):
    neptune.set_property("more", 1)
    neptune.set_property("gone", 1)
    neptune.remove_property("gone")
    neptune.append_tag("two", "three")
    neptune.append_tags(["four"])
    neptune.remove_tag("three")
    assert get_experiment() is experiment
    assert experiment.get_parameters() == {"lr": 0.1, "layers": 3, "nested/a": "b"}
    assert experiment.get_properties() == {"seed": "7", "list": "[1, 2]", "more": "1"}
    assert experiment.get_tags() == ["four", "one", "two"]
    system = experiment.get_system_properties()
    assert system["id"] == experiment.id
    assert (system["name"], system["description"], system["hostname"]) == ("old", "described", "host")
    assert system["owner"] == "ada"
    assert system["finished"] is None
    assert system["running_time"] >= 0
    assert experiment.state == "running"
    assert experiment.name == "old"


def test_logs(experiment, capsys):
    neptune.log_metric("auc", 0.5)
    neptune.log_metric("auc", 3, 0.7)
    neptune.log_metric("auc", x=4, y=np.float32(0.5), timestamp=1_700_000_000)
    neptune.send_metric("loss", 3, 2)
    neptune.log_text("note", "first")
    neptune.send_text("note", 5, "second")
    neptune.log_image("seen", np.zeros((2, 2)))
    PILImage.new("L", (3, 3)).save("picture.png")
    neptune.send_image("seen", 4, "picture.png", name="n", description="d")
    assert experiment.get_logs() == {"auc": 0.5, "loss": 2.0, "note": "second"}
    frame = experiment.get_numeric_channels_values("auc", "loss")
    assert list(frame.columns) == ["x", "auc", "loss"]
    assert frame["x"].tolist() == [0, 3, 4]
    assert frame["auc"].tolist() == [0.5, 0.7, 0.5]
    assert frame["loss"].dropna().tolist() == [2.0]
    experiment.reset_log("note")
    assert experiment.run["logs/note"].fetch_values().empty
    capsys.readouterr()
    for wrong in (
        lambda: neptune.log_metric("auc", "text"),
        lambda: neptune.log_metric("auc", None),
        lambda: neptune.log_metric("auc", "one", 1.0),
        lambda: neptune.log_text("note", 5),
        lambda: neptune.log_image("seen", "nothing.png"),
        lambda: neptune.log_image("seen", 5),
    ):
        wrong()
        assert "ot recorded" in capsys.readouterr().err


def test_artifacts(experiment, tmp_path):
    (tmp_path / "model.pt").write_bytes(b"model")
    (tmp_path / "folder" / "sub").mkdir(parents=True)
    (tmp_path / "folder" / "sub" / "a.txt").write_text("a")
    neptune.log_artifact("model.pt")
    neptune.send_artifact("model.pt", "best/model.pt")
    neptune.log_artifact("folder")
    neptune.log_artifact("folder", destination="other")
    neptune.log_artifact(io.BytesIO(b"streamed"), "stream.bin")
    neptune.log_artifact(io.StringIO("texts"), "stream.txt")
    for path, content in {
        "model.pt": b"model",
        "best/model.pt": b"model",
        "folder/sub/a.txt": b"a",
        "other/sub/a.txt": b"a",
        "stream.bin": b"streamed",
        "stream.txt": b"texts",
    }.items():
        experiment.download_artifact(path, "down")
        assert (tmp_path / "down" / path.rsplit("/", 1)[-1]).read_bytes() == content
    neptune.delete_artifacts("other")
    assert not experiment.run.exists("artifacts/other")
    with pytest.raises(exceptions.FileNotFound):
        neptune.log_artifact("nothing")
    with pytest.raises(ValueError, match="destination"):
        neptune.log_artifact(io.BytesIO(b"x"))
    with pytest.raises(ValueError, match="int"):
        neptune.log_artifact(5)
    with pytest.raises(exceptions.DownloadArtifactsUnsupportedException):
        experiment.download_artifacts()
    with pytest.raises(exceptions.NeptuneFeatureNotAvailableException):
        experiment.get_hardware_utilization()


def test_a_logger_and_sources(connected, tmp_path):
    (tmp_path / "a.py").write_text("a")
    logger = logging.getLogger("of a training")
    neptune.init(PROJECT)
    experiment = neptune.create_experiment(upload_source_files="*.py", logger=logger)
    logger.warning("said %d", 1)
    assert experiment.run["monitoring/logger"].fetch_values()["value"].tolist() == ["said 1"]
    experiment.run.wait()
    experiment.download_sources(destination_dir="sources")
    assert (tmp_path / "sources" / "a.py").read_text() == "a"
    neptune.stop()
    assert logger.handlers == []
    with pytest.raises(exceptions.NeptuneNoExperimentContextException):
        neptune.log_metric("x", 1)


def test_experiments_that_end_in_their_ways(connected):
    project = Session(connected.token).get_project(PROJECT)
    with project.create_experiment() as finished:
        pass
    with pytest.raises(ZeroDivisionError), project.create_experiment() as failed:
        raise ZeroDivisionError
    told = project.create_experiment()
    told.stop("Traceback\nValueError: wrong")
    assert [one.state for one in (finished, failed, told)] == ["succeeded", "failed", "failed"]
    read = seamark.open_run(told.id, token=connected.token)
    assert read["sys/reason"].fetch() == "ValueError: wrong"


def test_a_project_is_read(connected):
    neptune.init("ada/board")
    for number in range(3):
        with neptune.create_experiment(params={"n": number}, tags=["even"] if number != 1 else []) as one:
            neptune.log_metric("score", number / 2)
            neptune.set_property("p", number)
    project = neptune.set_project("ada/board")
    assert isinstance(project, Project)
    assert (project.full_id, project.namespace, project.name) == ("ada/board", "ada", "board")
    board = project.get_leaderboard(tag="even", owner="ada", state=["succeeded"], min_running_time=0)
    assert board["parameter_n"].tolist() == [2, 0]
    assert board["channel_score"].tolist() == [1.0, 0.0]
    assert board["property_p"].tolist() == ["2", "0"]
    assert list(board.columns)[:3] == ["id", "name", "created"] or "id" in list(board.columns)[:2]
    found = project.get_experiments(id=[one.id])
    assert [isinstance(other, Experiment) for other in found] == [True]
    assert found == [one]
    assert found[0].get_parameters() == {"n": 2}
    found[0].set_property("later", "x")
    assert found[0].get_properties() == {"p": "2", "later": "x"}
    assert project.get_experiments(owner="nobody") == []
    assert project.get_experiments(min_running_time=1e9) == []
    assert project.get_members() == ["ada"]
    assert "ada/board" in Session.with_default_backend().get_projects("ada")
    with pytest.raises(exceptions.NeptuneFeatureNotAvailableException):
        project.create_notebook()


def test_without_an_init(connected, monkeypatch):
    with pytest.raises(exceptions.NeptuneUninitializedException):
        neptune.create_experiment()
    with pytest.raises(exceptions.NeptuneIncorrectImportException):
        neptune.legacy.init(PROJECT, tags=["x"])
    assert neptune.project is None
    neptune.init(PROJECT, backend=neptune.OfflineBackend())
    with neptune.create_experiment() as experiment:
        experiment.log_metric("x", 1)
    assert experiment.id == experiment.internal_id[-12:] or "-" not in experiment.id
    with pytest.raises(AttributeError):
        getattr(neptune, "nothing")  # noqa: B009
    with pytest.raises(AttributeError):
        getattr(neptune.init(PROJECT), "nothing")  # noqa: B009
