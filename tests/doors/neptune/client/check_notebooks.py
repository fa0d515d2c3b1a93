"""Notebooks and their checkpoints, as the legacy API and the client inside a notebook keep them."""

import json

import neptune
import pytest
from neptune import legacy
from neptune.legacy.api_exceptions import NotebookNotFound

CELLS = {"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}


@pytest.fixture
def project():
    return legacy.init("ada/client")


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "explore.ipynb"
    path.write_text(json.dumps(CELLS))
    return path


def test_checkpoints_are_kept_whole(project, file, ask):
    notebook = project.create_notebook()
    with pytest.raises(NotebookNotFound):
        notebook.get_name()
    notebook.add_checkpoint(str(file))
    file.write_text(json.dumps(CELLS | {"metadata": {"second": True}}))
    notebook.add_checkpoint(str(file))
    assert notebook.get_name() == "explore.ipynb"
    assert notebook.get_path() == str(file)
    again = project.get_notebook(notebook.id)
    assert (again.id, again.owner) == (notebook.id, "ada")
    listed = json.loads(ask(f"/notebooks/{notebook.id}/checkpoints"))
    assert [one["name"] for one in listed] == ["explore.ipynb"] * 2
    content = ask(f"/notebooks/{notebook.id}/checkpoints/{listed[0]['uid']}/content")
    assert content == file.read_bytes()
    first = json.loads(ask(f"/notebooks/{notebook.id}/checkpoints/{listed[1]['uid']}/content"))
    assert first == CELLS
    (newest, *_) = json.loads(ask("/projects/ada/client/notebooks"))
    assert (newest["name"], newest["path"]) == ("explore.ipynb", str(file))


def test_a_run_knows_its_notebook(project, file):
    notebook = project.create_notebook()
    checkpoint = project._backend.create_checkpoint(notebook.id, str(file))
    assert checkpoint.path == str(file)
    project.create_experiment(notebook_id=notebook.id, upload_stdout=False, upload_stderr=False)
    experiment = project.create_experiment(notebook_id=notebook.id, notebook_path=str(file))
    id = experiment.id
    experiment.stop()
    with neptune.init_run(with_id=id, mode="read-only") as run:
        assert "notebook" in run.get_structure()["source_code"]


def test_one_that_is_not_there(project):
    with pytest.raises(NotebookNotFound):
        project.get_notebook("0" * 8 + "-0000-0000-0000-" + "0" * 12)
