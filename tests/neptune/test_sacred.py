"""Sacred itself, with the observers of neptune-sacred and neptune-contrib."""

import subprocess
import sys
from pathlib import Path

import pytest

import seamark

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE.parent / "doors")]

from environments import find_python  # noqa: E402 - it lies beside the tests of doors

PROJECT = "ada/dropin"
SOURCE = Path(seamark.__file__).parents[1]

IRIS = """
from sacred import Experiment
from seamark.neptunecontrib.monitoring.sacred import NeptuneObserver
import os

ex = Experiment('iris_rbf_svm')
ex.observers.append(NeptuneObserver(api_token=os.environ['NEPTUNE_API_TOKEN'], project_name='ada/dropin'))

@ex.config
def cfg():
    C = 1.0
    gamma = 0.7
    nested = {'a': {'b': [1, 2]}}

@ex.automain
def run(C, gamma, _run):
    print('training')
    for step in range(3):
        _run.log_scalar('loss', C / (step + 1), step)
    open('model.pt', 'wb').write(b'model')
    ex.add_artifact('model.pt', metadata={'kind': 'svm'})
    ex.open_resource(__file__)
    ex.info['note'] = 'by hand'
    return %s
"""

NEWER = """
from sacred import Experiment
import seamark.neptune as neptune
from seamark.neptune.integrations.sacred import NeptuneObserver
from seamark.neptune.types import File
from sacred.observers import RunObserver
from sacred import SETTINGS

SETTINGS.CAPTURE_MODE = 'sys'
run = neptune.init_run()
ex = Experiment('image_classification')
observer = NeptuneObserver(run=run["first"], base_namespace="sacred")
assert isinstance(observer, RunObserver)
ex.observers.append(observer)

@ex.config
def cfg():
    lr = 0.1

@ex.main
def main(lr, _run):
    _run.log_scalar('loss', 0.5)
    _run.log_scalar('loss', 0.25)
    print('whole line')
    print('no end of line', end='')
    return {'accuracy': 0.9, 'name': 'best', 'list': [1, 2], 'matrix': {'a': 1}, 'object': object}

ex.run()
run.stop()
print('ID', run.native.id)
"""


@pytest.fixture
def sacred(script):
    python = find_python(HERE / "sacred.txt")

    def run(text, **more):
        return script(text, python, PYTHONPATH=str(SOURCE), **more)

    return run


@pytest.fixture
def newest(connected, monkeypatch):
    monkeypatch.setenv("SEAMARK_TOKEN", connected.token)

    def find():
        row = next(iter(seamark.open_project(PROJECT).runs(columns=["sys/id"])))
        return seamark.open_run(row.id, PROJECT)

    return find


def test_the_observer_of_neptune_contrib(sacred, newest, count_runs, tmp_path):
    before = count_runs()
    sacred(IRIS % "0.97")
    assert count_runs() == before + 1
    run = newest()
    assert run.name == "iris_rbf_svm"
    assert run.state.value == "finished"
    parameters = run["parameters"].fetch()
    assert (parameters["C"], parameters["gamma"], parameters["nested"]) == (1.0, 0.7, {"a": {"b": [1, 2]}})
    assert isinstance(parameters["seed"], int)
    losses = run["logs/loss"].fetch_values()
    assert losses["value"].tolist() == [1.0, 0.5, 1 / 3]
    assert losses["step"].tolist() == [0, 1, 2]
    started = run["sys/created_at"].fetch()
    assert abs((losses["time"].iloc[0].to_pydatetime() - started).total_seconds()) < 60
    assert run["artifacts/model.pt"].download(tmp_path / "again.pt").read_bytes() == b"model"
    assert run["artifacts/model.pt/metadata/kind"].fetch() == "svm"
    properties = run["properties"].fetch()
    assert properties["status"] == "COMPLETED"
    assert properties["results"] == {"result_0": 0.97}
    assert properties["host_info"]["hostname"]
    assert properties["info"] == {"note": "by hand"}
    assert properties["experiment_info"]["name"] == "iris_rbf_svm"
    assert len(properties["resources"][0][1]) == 32
    assert "INFO - iris_rbf_svm - Started" in run["properties/captured_out"].fetch_values()["value"].tolist()
    assert (run["source_code/files"].download(tmp_path / "sources") / "train.py").read_text() == IRIS % "0.97"


def test_an_experiment_that_fails(script, sacred, newest, connected, tmp_path):
    with pytest.raises(AssertionError, match="ZeroDivisionError"):
        sacred(IRIS % "1 / 0")
    run = newest()
    assert run.state.value == "failed"
    assert run["properties/status"].fetch() == "FAILED"
    assert "ZeroDivisionError: division by zero" in run["properties/fail_trace"].fetch()
    assert run["sys/reason"].fetch() == "ZeroDivisionError: division by zero"


def test_an_experiment_that_is_interrupted(sacred, newest):
    with pytest.raises(AssertionError):
        sacred(IRIS % "(_ for _ in ()).throw(KeyboardInterrupt)")
    run = newest()
    assert run.state.value == "stopped"
    assert run["properties/status"].fetch() == "INTERRUPTED"


def test_the_observer_of_neptune_sacred(sacred, newest, tmp_path):
    done = sacred(NEWER)
    run = newest()
    assert run.id == done.stdout.split("ID ")[1].strip()
    assert run["first/sacred/config/lr"].fetch() == 0.1
    assert run["first/sacred/metrics/loss"].fetch_values()["value"].tolist() == [0.5, 0.25]
    results = run["first/sacred/metrics/results"]
    assert (results["accuracy"].fetch(), results["name"].fetch()) == (0.9, "best")
    assert (results["list"].fetch(), results["matrix/a"].fetch()) == ([1, 2], 1)
    assert results["object"].download(tmp_path / "object.pkl").stat().st_size > 0
    assert run["first/sacred/sacred_config/status"].fetch() == "COMPLETED"
    lines = run["first/sacred/sacred_config/captured_out"].fetch_values()["value"].tolist()
    assert lines == ["whole line", "no end of line"]


def test_an_experiment_goes_on_where_the_observer_cannot(sacred, tmp_path):
    blocked = tmp_path / "no folder"
    blocked.write_text("")
    done = sacred(IRIS % "0.5", SEAMARK_HOME=str(blocked / "home"))
    assert "Result: 0.5" in done.stderr + done.stdout
    done = sacred(IRIS % "0.5", NEPTUNE_MODE="nonsense")
    assert "'nonsense' is not a valid Mode" in done.stderr


def test_without_sacred():
    text = "import seamark.neptune.new.integrations.sacred as module; module.NeptuneObserver"
    done = subprocess.run([sys.executable, "-c", text], capture_output=True, text=True)
    assert "NeptuneObserver needs Sacred" in done.stderr
    assert "pip install sacred 'setuptools<82'" in done.stderr
