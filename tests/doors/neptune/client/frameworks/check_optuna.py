"""Optuna through neptune-optuna: a study logged while it goes on, and one that is logged when it is done."""

import neptune.integrations.optuna as npt_utils
import optuna
import pytest

CHARTS = ("contour", "edf", "parallel_coordinate", "param_importances", "slice", "optimization_history")


def weigh(trial):
    x = trial.suggest_float("x", -10, 10)
    kind = trial.suggest_categorical("kind", ["round", "square"])
    if len(trial.study.directions) == 1:
        for step in range(3):
            trial.report(x * x + step, step)
    return x * x + (kind == "square")


def weigh_and_place(trial):
    return weigh(trial), trial.params["x"]


def make_study(**more):
    return optuna.create_study(sampler=optuna.samplers.RandomSampler(seed=1), **more)


def check_chart(fetch, seen, path):
    assert seen[path].fetch_extension() == "html"
    text = fetch(seen, path).read_text()
    assert "Plotly.newPlot" in text, text[:500]


def test_a_study_while_it_goes_on(run, again, fetch):
    study = make_study(direction="minimize")
    study.optimize(weigh, n_trials=4, callbacks=[npt_utils.NeptuneCallback(run)])

    seen = again()
    values = seen["trials/values"].fetch_values()
    assert values["value"].tolist() == pytest.approx([trial.value for trial in study.trials])
    assert values["step"].tolist() == [0, 1, 2, 3]
    assert seen["trials/params/x"].fetch_values()["value"].tolist() == [trial.params["x"] for trial in study.trials]
    assert seen["trials/params/kind"].fetch_values()["value"].tolist() == [t.params["kind"] for t in study.trials]
    lines = seen["trials/values|params"].fetch_values()["value"].tolist()
    assert lines == [f"value: {trial.value}| params: {trial.params}" for trial in study.trials]
    for trial in study.trials:
        one = seen[f"trials/trials/{trial.number}"].fetch()
        assert one["value"] == pytest.approx(trial.value)
        assert one["params"] == trial.params
        assert one["intermediate_values"] == {str(k): pytest.approx(v) for k, v in trial.intermediate_values.items()}
        for moment in ("datetime_start", "datetime_complete"):
            assert one[moment].timestamp() == pytest.approx(getattr(trial, moment).timestamp(), abs=0.002)
    best = seen["best"].fetch()
    assert best["value"] == pytest.approx(study.best_value)
    assert best["params"] == study.best_params
    assert seen["study/study_name"].fetch() == study.study_name
    assert "high=10.0" in seen["study/distributions/x"].fetch()
    for chart in (*CHARTS, "intermediate_values"):
        check_chart(fetch, seen, f"visualizations/plot_{chart}")


def test_a_study_is_loaded_and_goes_on(run, again):
    study = make_study(direction="minimize")
    study.optimize(weigh, n_trials=2, callbacks=[npt_utils.NeptuneCallback(run, plots_update_freq="never")])

    loaded = npt_utils.load_study_from_run(again())
    assert [trial.params for trial in loaded.trials] == [trial.params for trial in study.trials]
    loaded.optimize(weigh, n_trials=1)
    assert len(loaded.trials) == 3


def test_a_study_of_two_targets_when_it_is_done(run, again, fetch):
    study = make_study(directions=["minimize", "maximize"])
    study.optimize(weigh_and_place, n_trials=4)
    npt_utils.log_study_metadata(study, run, base_namespace="study-1", target_names=["weight", "place"])

    seen = again()["study-1"]
    for index, name in enumerate(("weight", "place")):
        values = seen[f"trials/values/{name}"].fetch_values()["value"].tolist()
        assert values == pytest.approx([trial.values[index] for trial in study.trials])
        check_chart(fetch, seen, f"visualizations/{name}/plot_slice")
    check_chart(fetch, seen, "visualizations/plot_pareto_front")
    best = {str(trial.number) for trial in study.best_trials}
    assert set(seen["best/trials"].fetch()) == best
    assert seen["study/distributions/trial/3"].fetch()["kind"].startswith("CategoricalDistribution")
