"""XGBoost through neptune-xgboost: its callback in `train`, in `cv`, and in the estimators."""

import numpy as np
import pytest
import xgboost
from neptune.integrations.xgboost import NeptuneCallback

PARAMETERS = {"objective": "binary:logistic", "eval_metric": ["logloss", "auc"], "eta": 0.2, "max_depth": 2, "seed": 1}


@pytest.fixture
def data():
    random = np.random.default_rng(0)
    features = random.normal(size=(120, 5))
    return features, (features.sum(axis=1) + random.normal(size=120) > 0).astype(int)


def test_training(run, again, data, unpickle, check_picture):
    features, labels = data
    train = xgboost.DMatrix(features[:80], labels[:80])
    valid = xgboost.DMatrix(features[80:], labels[80:])
    history = {}
    model = xgboost.train(
        PARAMETERS,
        train,
        num_boost_round=30,
        evals=[(train, "train"), (valid, "valid")],
        evals_result=history,
        early_stopping_rounds=3,
        verbose_eval=False,
        callbacks=[NeptuneCallback(run=run)],
    )

    seen = again()
    for stage in ("train", "valid"):
        for metric in ("logloss", "auc"):
            values = seen[f"training/{stage}/{metric}"].fetch_values()["value"].tolist()
            assert values == pytest.approx(history[stage][metric])
    assert seen["training/epoch"].fetch_values()["value"].tolist() == list(range(len(history["valid"]["auc"])))
    assert float(seen["training/early_stopping/best_score"].fetch()) == pytest.approx(model.best_score)
    assert int(seen["training/early_stopping/best_iteration"].fetch()) == model.best_iteration
    configuration = seen["training/booster_config"].fetch()["learner"]
    assert configuration["gradient_booster"]["tree_train_param"]["max_depth"] == "2"
    assert configuration["objective"]["name"] == "binary:logistic"
    check_picture(seen, "training/plots/importance")
    loaded = unpickle(seen, "training/pickled_model")
    assert loaded.predict(valid).tolist() == model.predict(valid).tolist()


def test_cross_validation(run, again, data, unpickle, check_picture):
    matrix = xgboost.DMatrix(*data)
    frame = xgboost.cv(PARAMETERS, matrix, num_boost_round=4, nfold=2, seed=1, callbacks=[NeptuneCallback(run=run)])

    seen = again()
    for stage in ("train", "test"):
        for kind in ("mean", "std"):
            values = seen[f"training/{stage}/auc/{kind}"].fetch_values()["value"].tolist()
            assert values == pytest.approx(frame[f"{stage}-auc-{kind}"].tolist())
    for fold in (0, 1):
        check_picture(seen, f"training/fold_{fold}/plots/importance")
        assert unpickle(seen, f"training/fold_{fold}/pickled_model").num_boosted_rounds() == 4


def test_an_estimator(run, again, data, unpickle):
    features, labels = data
    callback = NeptuneCallback(run=run, base_namespace="forest")
    model = xgboost.XGBClassifier(n_estimators=5, max_depth=2, eval_metric="logloss", callbacks=[callback])
    model.fit(features, labels, eval_set=[(features, labels)], verbose=False)

    seen = again()
    values = seen["forest/validation_0/logloss"].fetch_values()["value"].tolist()
    assert values == pytest.approx(model.evals_result()["validation_0"]["logloss"])
    assert unpickle(seen, "forest/pickled_model").num_boosted_rounds() == 5
