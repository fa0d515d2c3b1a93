"""scikit-learn through neptune-sklearn: the three summaries, as its documentation logs them."""

import neptune.integrations.sklearn as npt_utils
import pytest
from PIL import Image
from sklearn.cluster import KMeans
from sklearn.datasets import make_blobs, make_classification, make_regression
from sklearn.ensemble import RandomForestClassifier, RandomForestRegressor
from sklearn.metrics import precision_recall_fscore_support, r2_score
from sklearn.model_selection import train_test_split


def spell(value):
    return value if isinstance(value, bool | int | float | str) else str(value)


def check_parameters(seen, path, estimator):
    assert seen[path].fetch() == {name: spell(value) for name, value in estimator.get_params().items()}


def count_rows(path):
    """Return how many rows the body of a table in HTML has."""
    return path.read_text().partition("<tbody>")[2].count("<tr>")


def test_a_classifier(run, again, fetch, unpickle, check_picture):
    X, y = make_classification(120, random_state=1)  # noqa: N806 - as everybody calls them
    X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=1)  # noqa: N806
    forest = RandomForestClassifier(10, random_state=1).fit(X_train, y_train)

    run["summary"] = npt_utils.create_classifier_summary(forest, X_train, X_test, y_train, y_test)

    seen = again()
    check_parameters(seen, "summary/all_params", forest)
    predicted = forest.predict(X_test)
    assert unpickle(seen, "summary/pickled_model").predict(X_test).tolist() == predicted.tolist()
    for name in ("preds", "preds_proba"):
        assert seen[f"summary/test/{name}"].fetch_extension() == "html"
        assert count_rows(fetch(seen, f"summary/test/{name}")) == len(X_test)
    names = ("precision", "recall", "fbeta_score", "support")
    numbers = precision_recall_fscore_support(y_test, predicted)
    for label in (0, 1):
        scores = {name: pytest.approx(column[label]) for name, column in zip(names, numbers, strict=True)}
        assert seen[f"summary/test/scores/class_{label}"].fetch() == scores
    charts = ("classification_report", "confusion_matrix", "ROC_AUC", "precision_recall", "class_prediction_error")
    for chart in charts:
        check_picture(seen, f"summary/diagnostics_charts/{chart}")


def test_a_regressor(run, again, fetch, unpickle, check_picture):
    X, y = make_regression(200, 5, noise=1, random_state=1)  # noqa: N806
    X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=1)  # noqa: N806
    forest = RandomForestRegressor(10, random_state=1).fit(X_train, y_train)

    run["summary"] = npt_utils.create_regressor_summary(forest, X_train, X_test, y_train, y_test)

    seen = again()
    check_parameters(seen, "summary/all_params", forest)
    predicted = forest.predict(X_test)
    assert unpickle(seen, "summary/pickled_model").predict(X_test).tolist() == predicted.tolist()
    assert count_rows(fetch(seen, "summary/test/preds")) == len(X_test)
    scores = seen["summary/test/scores"].fetch()
    assert scores["r2_score"] == pytest.approx(r2_score(y_test, predicted))
    assert set(scores) == {"explained_variance_score", "max_error", "mean_absolute_error", "r2_score"}
    for chart in ("learning_curve", "feature_importance", "residuals", "prediction_error", "cooks_distance"):
        check_picture(seen, f"summary/diagnostics_charts/{chart}")


def test_k_means(run, again, work, fetch, unpickle, check_picture):
    X, _ = make_blobs(n_samples=100, n_features=4, centers=3, random_state=28743)  # noqa: N806
    model = KMeans(n_init=3, max_iter=20, random_state=0)

    run["summary"] = npt_utils.create_kmeans_summary(model, X, n_clusters=3)

    seen = again()
    check_parameters(seen, "summary/all_params", model)
    assert unpickle(seen, "summary/pickled_model").get_params() == model.get_params()
    assert count_rows(fetch(seen, "summary/cluster_labels")) == len(X)
    check_picture(seen, "summary/diagnostics_charts/kelbow")
    seen["summary/diagnostics_charts/silhouette"].download(str(work / "silhouettes"))
    pictures = sorted((work / "silhouettes").iterdir())
    assert [path.name for path in pictures] == ["0.png", "1.png"]  # with 2 clusters, and with 3
    for path in pictures:
        with Image.open(path) as picture:
            assert min(picture.size) > 200
