"""Models and their versions, stages, tables of them, and the trash."""

import os

import neptune.exceptions
import pytest

import neptune
from neptune import management

KEY = f"M{os.getpid()}"


@pytest.fixture(scope="module")
def model():
    with neptune.init_model(key=KEY, name="the net") as made:
        made["signature"] = "rows x columns"
        made.wait()
        yield made


def test_a_model(model):
    assert model["sys/id"].fetch() == f"CLI-{KEY}"
    assert model["sys/name"].fetch() == "the net"
    with neptune.init_model(with_id=f"CLI-{KEY}", mode="read-only") as seen:
        assert seen["signature"].fetch() == "rows x columns"


def test_a_key_that_is_taken(model):
    with pytest.raises(neptune.exceptions.NeptuneModelKeyAlreadyExistsError):
        neptune.init_model(key=KEY)


def test_versions(model):
    ids = []
    for number in range(2):
        with neptune.init_model_version(model=f"CLI-{KEY}", name=f"version {number}") as version:
            version["accuracy"] = number / 2
            version["weights"].upload(neptune.types.File.from_content("w" * number, extension="bin"))
            version.wait()
            assert version["sys/stage"].fetch() == "none"
            assert version["sys/model_id"].fetch() == f"CLI-{KEY}"
            if number:
                version.change_stage("production")
                version.wait()
                assert version["sys/stage"].fetch() == "production"
                with pytest.raises(ValueError, match="nowhere"):
                    version.change_stage("nowhere")
            ids.append(version["sys/id"].fetch())
    assert ids == [f"CLI-{KEY}-1", f"CLI-{KEY}-2"]
    with neptune.init_model_version(with_id=ids[1], mode="read-only") as seen:
        assert seen["accuracy"].fetch() == 0.5
    frame = model.fetch_model_versions_table(progress_bar=False).to_pandas()
    assert frame["sys/id"].tolist() == ids[::-1]
    frame = model.fetch_model_versions_table(query='`sys/stage`:string = "production"', progress_bar=False).to_pandas()
    assert frame["sys/id"].tolist() == [ids[1]]


def test_the_table_of_models(model):
    with neptune.init_project(project="ada/client", mode="read-only") as project:
        frame = project.fetch_models_table(progress_bar=False).to_pandas()
        assert f"CLI-{KEY}" in frame["sys/id"].tolist()
        runs = project.fetch_runs_table(columns=["sys/id"], progress_bar=False).to_pandas()
        assert not len(runs) or not any(KEY in id for id in runs["sys/id"])


def test_a_version_of_no_model():
    with pytest.raises(neptune.exceptions.NeptuneException):
        neptune.init_model_version(model="CLI-ABSENT")


def test_the_trash(model):
    ids = []
    for _ in range(3):
        with neptune.init_run(tags=[KEY], capture_hardware_metrics=False, git_ref=False, source_files=[]) as run:
            run["x"] = 1
            ids.append(run["sys/id"].fetch())
    management.trash_objects(project="ada/client", ids=ids[:2])
    with neptune.init_project(project="ada/client", mode="read-only") as project:

        def found(**more):
            return project.fetch_runs_table(tag=KEY, columns=["sys/id"], progress_bar=False, **more).to_pandas()

        assert found()["sys/id"].tolist() == [ids[2]]
        assert sorted(found(trashed=True)["sys/id"]) == ids[:2]
        assert len(found(trashed=None)) == 3
    with neptune.init_run(with_id=ids[0], mode="read-only") as seen:
        assert seen["sys/trashed"].fetch() is True
        assert seen["x"].fetch() == 1
    management.trash_objects(project="ada/client", ids=f"CLI-{KEY}")
    with neptune.init_model_version(with_id=f"CLI-{KEY}-1", mode="read-only") as version:
        assert version["sys/trashed"].fetch() is True
    with pytest.raises(management.exceptions.ProjectNotFound):
        management.trash_objects(project="ada/absent", ids=["CLI-1"])
