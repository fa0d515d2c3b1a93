"""The legacy API: at the top of the client of 0.16, and inside that of 1.14."""

import os

import numpy as np
import pytest

try:
    import neptune.legacy as neptune
except ImportError:
    import neptune

TAG = f"legacy-{os.getpid()}"


@pytest.fixture(scope="module")
def project():
    return neptune.init("ada/client")


@pytest.fixture(scope="module")
def experiment(project, tmp_path_factory):
    folder = tmp_path_factory.mktemp("work")
    os.chdir(folder)
    (folder / "train.py").write_text("print()")
    (folder / "model.bin").write_bytes(b"weights")
    made = neptune.create_experiment(
        name="old form",
        description="as it was",
        params={"lr": 0.1, "layers": 3, "name": "adam"},
        properties={"data": "v1"},
        tags=[TAG],
        upload_source_files=["train.py"],
    )
    for step in range(10):
        neptune.log_metric("loss", step / 2)
    neptune.log_metric("acc", 5, 0.75)
    neptune.log_text("notes", "first line")
    neptune.log_image("pictures", np.zeros((4, 4)))
    neptune.log_artifact("model.bin")
    neptune.append_tag("later")
    neptune.append_tags(["more", "unwanted"])
    neptune.remove_tag("unwanted")
    neptune.set_property("result", "good")
    neptune.send_metric("sent", 1.0)
    neptune.stop()
    return made


def find(project):
    (found,) = project.get_experiments(tag=TAG)
    return found


def test_what_an_experiment_has(project, experiment):
    found = find(project)
    assert found.name == "old form"
    assert found.get_parameters() == {"lr": 0.1, "layers": 3.0, "name": "adam"}
    assert found.get_properties()["data"] == "v1"
    assert found.get_properties()["result"] == "good"
    assert set(found.get_tags()) == {TAG, "later", "more"}
    assert found.get_system_properties()["owner"] == "ada"


def test_numeric_channels(project, experiment):
    frame = find(project).get_numeric_channels_values("loss", "acc")
    assert frame["loss"].dropna().tolist() == [step / 2 for step in range(10)]
    assert frame["acc"].dropna().tolist() == [0.75]


def test_logs(project, experiment):
    logs = find(project).get_logs()
    assert float(logs["loss"]) == 4.5
    assert logs["notes"] == "first line"


def test_the_leaderboard(project, experiment):
    frame = project.get_leaderboard(tag=TAG)
    assert len(frame) == 1
    assert float(frame["channel_loss"][0]) == 4.5
    assert float(frame["parameter_lr"][0]) == 0.1


def test_filters(project, experiment):
    id = find(project).id
    assert [one.id for one in project.get_experiments(id=id)] == [id]
    assert project.get_experiments(owner="nobody") == []
    assert project.get_experiments(tag=[TAG, "absent"]) == []
    states = [len(project.get_experiments(state=state, tag=TAG)) for state in ("running", "succeeded")]
    assert sum(states) == 1
    assert project.get_experiments(tag=TAG, min_running_time=10_000) == []


def test_downloads(project, experiment, tmp_path):
    found = find(project)
    found.download_artifact("model.bin", str(tmp_path))
    assert (tmp_path / "model.bin").read_bytes() == b"weights"
    found.download_sources(destination_dir=str(tmp_path))
    assert (tmp_path / "files.zip").exists()


def test_members(project):
    assert "ada" in project.get_members()


def test_an_experiment_as_a_context(project):
    with neptune.create_experiment(tags=[TAG + "-context"]) as experiment:
        experiment.log_metric("only", 2.0)
    (found,) = project.get_experiments(tag=TAG + "-context")
    assert found.get_numeric_channels_values("only")["only"].tolist() == [2.0]
