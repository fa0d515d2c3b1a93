"""The code that the founding documents show, with nothing but the import changed."""

import pytest

import seamark
from seamark.neptune.metadata_containers.run import Run

PROJECT = "ada/dropin"

FIRST_STEPS = """
import seamark.neptune as neptune

neptune.init('ada/dropin')
neptune.create_experiment(params={'lr': 0.1, 'dropout': 0.2})
neptune.log_metric('test_accuracy', 0.84)
"""

MANAGED = """
import seamark.neptune as neptune

neptune.init(project_qualified_name='ada/dropin')
PARAMS = {'decay_factor': 0.7, 'n_estimators': 100}
neptune.create_experiment(name='great-idea', params=PARAMS, upload_source_files=['train.py'])
neptune.append_tags(['lgbm', 'bayes'])
neptune.log_metric('auc', 0.9)
neptune.log_metric('auc', 0.95)
neptune.stop()
"""

KAGGLE = """
import seamark.neptune.new as neptune
import os

run = neptune.init(project='ada/dropin', api_token=os.environ['NEPTUNE_API_TOKEN'])
run["parameters"] = {"lr": 0.1, "batch": 32, "nested": {"on": True}}
for epoch in range(3):
    run["train/accuracy"].log(epoch / 10)
run["f1_score"] = 0.66
run["train/model_weights"].upload("weights.pth")
run.stop()
print("ID", run.native.id)
"""

LATER = """
import os
import seamark.neptune.new as neptune

run = neptune.init(project='ada/dropin', api_token=os.environ['NEPTUNE_API_TOKEN'], run="%s")
run["LB_score"] = 0.5
run["train/accuracy"].log(0.9)
run["train/model_weights"].download()
"""

TABLE = """
import seamark.neptune.new as neptune

table = neptune.get_project('ada/dropin').fetch_runs_table(owner='ada').to_pandas()
print(sorted(table["f1_score"].dropna()))
print(neptune.get_project('ada/dropin').fetch_runs_table(owner='sophia').to_pandas().shape)
"""


def newest() -> seamark.Run:
    row = next(iter(seamark.open_project(PROJECT).runs(columns=["sys/id"])))
    return seamark.open_run(row.id, PROJECT)


@pytest.fixture
def reading(connected, monkeypatch):
    monkeypatch.setenv("SEAMARK_TOKEN", connected.token)


def test_three_lines_of_the_oldest_form(script, reading, count_runs):
    before = count_runs()
    script(FIRST_STEPS)
    assert count_runs() == before + 1
    run = newest()
    assert run["parameters"].fetch() == {"lr": 0.1, "dropout": 0.2}
    assert run["logs/test_accuracy"].fetch_last() == 0.84
    assert run.state.value == "finished"


def test_name_sources_and_tags(script, reading, count_runs):
    before = count_runs()
    script(MANAGED)
    assert count_runs() == before + 1
    run = newest()
    assert run.name == "great-idea"
    assert run.tags.fetch() == {"lgbm", "bayes"}
    assert run["logs/auc"].fetch_values()["value"].tolist() == [0.9, 0.95]
    assert run["parameters/n_estimators"].fetch() == 100
    folder = run["source_code/files"].download("sources")
    assert (folder / "train.py").read_text() == MANAGED


def test_a_run_that_is_gone_on_with_and_read(script, reading, count_runs, tmp_path):
    (tmp_path / "weights.pth").write_bytes(b"weights" * 1000)
    before = count_runs()
    done = script(KAGGLE)
    assert count_runs() == before + 1
    found = done.stdout.split("ID ")[1].strip()
    (tmp_path / "weights.pth").unlink()
    script(LATER % found)
    assert count_runs() == before + 1
    assert (tmp_path / "model_weights.pth").read_bytes() == b"weights" * 1000
    run = newest()
    assert run.id == found
    assert run["LB_score"].fetch() == 0.5
    assert run["f1_score"].fetch() == 0.66
    assert run["parameters"].fetch() == {"lr": 0.1, "batch": 32, "nested": {"on": True}}
    points = run["train/accuracy"].fetch_values()
    assert points["value"].tolist() == [0.0, 0.1, 0.2, 0.9]
    assert points["step"].tolist() == [0, 1, 2, 3]
    table = script(TABLE)
    assert table.stdout.splitlines() == ["[0.66]", "(0, 0)"]


def test_the_oldest_init_as_a_run_is_one_run(connected, reading, count_runs):
    import seamark.neptune as neptune

    before = count_runs()
    opened = neptune.init(PROJECT)
    assert count_runs() == before
    opened["a"] = 1
    opened["curve"].append(0.5)
    assert isinstance(opened["a"].get_root_object(), Run)
    opened.stop()
    assert count_runs() == before + 1
    assert newest()["a"].fetch() == 1


def test_the_oldest_init_claimed_by_an_experiment_is_one_run(connected, reading, count_runs):
    import seamark.neptune as neptune

    before = count_runs()
    opened = neptune.init(PROJECT)
    experiment = neptune.create_experiment(name="claimed")
    opened["b"] = 2
    with opened as run:
        run["c"] = 3
    assert count_runs() == before + 1
    assert experiment.run is opened.run
    assert newest().name == "claimed"
    assert newest()["b"].fetch() == 2


def test_an_init_that_nobody_uses_makes_no_run(connected, reading, count_runs):
    import seamark.neptune as neptune

    before = count_runs()
    assert repr(neptune.init(PROJECT)) == f"Project({PROJECT})"
    assert neptune.project.full_id == PROJECT
    assert count_runs() == before


def test_the_newer_init_begins_at_once(connected, reading, count_runs):
    import seamark.neptune as neptune

    before = count_runs()
    run = neptune.init(project=PROJECT, tags=["new"], name="at once")
    run.stop()
    assert count_runs() == before + 1
    assert newest().tags.fetch() == {"new"}
