"""Tables of runs: columns, order, paging, and the query language."""

import os

import neptune.exceptions
import pytest

import neptune

QUIET = {
    "capture_hardware_metrics": False,
    "capture_stdout": False,
    "capture_stderr": False,
    "git_ref": False,
    "source_files": [],
}
TAG = f"table-{os.getpid()}"


@pytest.fixture(scope="module")
def ids():
    made = []
    for number in range(7):
        run = neptune.init_run(tags=[TAG, f"n{number}"], name=f"run {number}", **QUIET)
        run["config/lr"] = 10.0**-number
        run["config/layers"] = number
        run["config/optimizer"] = "adam" if number % 2 else "sgd"
        run["flag"] = number > 3
        run["spaced name"] = "x y"
        run["train/loss"].extend([1.0, 5.0 - number, number / 10])
        run["log"].append(f"line {number}")
        if number == 0:
            run["only/here"] = 1.5
        made.append(run["sys/id"].fetch())
        run.stop()
    return made


@pytest.fixture(scope="module")
def project():
    with neptune.init_project(project="ada/client", mode="read-only") as opened:
        yield opened


def fetch(project, query="", **more):
    both = f'(`sys/tags`:stringSet CONTAINS "{TAG}")' + (f" AND ({query})" if query else "")
    return project.fetch_runs_table(query=both, progress_bar=False, **more)


def test_the_table(project, ids):
    frame = fetch(project).to_pandas()
    assert len(frame) == 7
    assert frame["sys/id"].tolist() == ids[::-1]
    assert frame["train/loss"].tolist() == pytest.approx([0.6, 0.5, 0.4, 0.3, 0.2, 0.1, 0.0])
    assert frame["config/optimizer"].tolist()[0] == "sgd"
    assert frame["sys/tags"][0] == f"n6,{TAG}" or set(frame["sys/tags"][0].split(",")) == {TAG, "n6"}
    assert frame["log"].tolist()[0] == "line 6"


def test_columns(project, ids):
    frame = fetch(project, columns=["config/lr", "only/here"]).to_pandas()
    assert set(frame.columns) == {"config/lr", "only/here", "sys/creation_time"} | (set(frame.columns) & {"sys/id"})


@pytest.mark.parametrize(
    ("sort_by", "ascending"),
    [("config/lr", True), ("config/lr", False), ("config/layers", True), ("train/loss", True), ("sys/id", True)],
)
def test_order(project, ids, sort_by, ascending):
    frame = fetch(project, sort_by=sort_by, ascending=ascending, columns=["sys/id", sort_by]).to_pandas()
    values = frame[sort_by].tolist()
    assert values == sorted(values, reverse=not ascending)


def test_the_size_of_a_run(project, ids):
    with neptune.init_run(tags=[f"{TAG}-size"], **QUIET) as run:
        run["file"].upload(neptune.types.File.from_content("x" * 1_000, extension="txt"))
    frame = project.fetch_runs_table(tag=f"{TAG}-size", columns=["sys/size"], progress_bar=False).to_pandas()
    assert frame["sys/size"][0] >= 1_000


def test_limit(project, ids):
    assert len(fetch(project, limit=3).to_pandas()) == 3


def test_pages(project, ids, monkeypatch):
    monkeypatch.setenv("NEPTUNE_FETCH_TABLE_STEP_SIZE", "2")
    assert fetch(project).to_pandas()["sys/id"].tolist() == ids[::-1]


def test_rows(project, ids):
    rows = list(fetch(project))
    assert len(rows) == 7
    assert rows[0].get_attribute_value("sys/id") == ids[-1]
    assert rows[0].get_attribute_value("config/layers") == 6
    os.chdir(os.environ["HOME"])


def test_a_column_that_is_not_there(project, ids):
    with pytest.raises(ValueError, match="not present"):
        list(fetch(project, sort_by="no/such"))


QUERIES = [
    ("`config/layers`:int = 3", [3]),
    ("config/layers:int >= 5", [5, 6]),
    ("(config/layers : integer > 1) AND (config/layers : integer < 4)", [2, 3]),
    ("`config/lr`:float < 0.005", [3, 4, 5, 6]),
    ('`config/optimizer`:string = "adam"', [1, 3, 5]),
    ("`config/optimizer`:string = 'adam'", [1, 3, 5]),
    ("config/optimizer:string != adam", [0, 2, 4, 6]),
    ('NOT `config/optimizer`:string = "adam"', [0, 2, 4, 6]),
    ("flag:bool = True", [4, 5, 6]),
    ("`flag`:bool = false AND config/layers:int > 1", [2, 3]),
    ('`sys/name`:string MATCHES "run [12]$"', [1, 2]),
    ('`sys/name`:string NOT MATCHES "run [12]$"', [0, 3, 4, 5, 6]),
    ('`sys/tags`:stringSet CONTAINS "n4"', [4]),
    ('`sys/tags`:stringSet NOT CONTAINS "n4"', [0, 1, 2, 3, 5, 6]),
    ("`train/loss`:floatSeries > 0.45", [5, 6]),
    ("last(`train/loss`:floatSeries) > 0.45", [5, 6]),
    ("max(train/loss:floatSeries) >= 4", [0, 1]),
    ("min(train/loss:floatSeries) < 0", [6]),
    ("average(train/loss:floatSeries) < 1", [4, 5, 6]),
    ("variance(train/loss:floatSeries) < 0.1", [4]),
    ('`log`:stringSeries CONTAINS "line 2"', [2]),
    ("`only/here`:float EXISTS", [0]),
    ("NOT only/here:float EXISTS", [1, 2, 3, 4, 5, 6]),
    ('`spaced name`:string = "x y"', [0, 1, 2, 3, 4, 5, 6]),
    ("config/layers:int = 1 OR config/layers:int = 2 AND flag:bool = true", [1]),
    ("(config/layers:int = 1 OR config/layers:int = 4) AND flag:bool = true", [4]),
    ('`sys/owner`:string = "ada"', [0, 1, 2, 3, 4, 5, 6]),
    ("`sys/trashed`:bool = True", []),
    ("`sys/failed`:bool = False", [0, 1, 2, 3, 4, 5, 6]),
    ('`sys/creation_time`:datetime > "-2h"', [0, 1, 2, 3, 4, 5, 6]),
    ('`sys/creation_time`:datetime < "-5d"', []),
    ('`sys/creation_time`:datetime > "2020-01-01T00:00:00Z"', [0, 1, 2, 3, 4, 5, 6]),
    ('`sys/creation_time`:datetime > "2020-01-01T00:00:00+02:00"', [0, 1, 2, 3, 4, 5, 6]),
    ("`sys/size`:float < 50MB OR config/layers:int >= 0", [0, 1, 2, 3, 4, 5, 6]),
    ("`sys/modification_time`:datetime > -1d", [0, 1, 2, 3, 4, 5, 6]),
]


@pytest.mark.parametrize(("query", "numbers"), QUERIES, ids=[query for query, _ in QUERIES])
def test_queries(project, ids, query, numbers):
    frame = fetch(project, query, columns=["sys/id"]).to_pandas()
    found = sorted(frame["sys/id"].tolist(), key=ids.index) if len(frame) else []
    assert found == [ids[number] for number in numbers]


@pytest.mark.parametrize("query", ["key: float = (-_-)", "config/lr:float <", "AND", "(a:int = 1", "a:nothing = 1"])
def test_a_query_that_cannot_be_read(project, ids, query):
    with pytest.raises(neptune.exceptions.NeptuneInvalidQueryException):
        project.fetch_runs_table(query=query, progress_bar=False).to_pandas()


def test_filters_of_the_client(project, ids):
    assert len(project.fetch_runs_table(id=ids[:2], progress_bar=False).to_pandas()) == 2
    assert len(project.fetch_runs_table(tag=[TAG, "n3"], progress_bar=False).to_pandas()) == 1
    assert len(project.fetch_runs_table(owner="ada", tag=TAG, progress_bar=False).to_pandas()) == 7
    assert len(project.fetch_runs_table(owner="nobody", progress_bar=False).to_pandas()) == 0
    states = [len(project.fetch_runs_table(state=state, tag=TAG).to_pandas()) for state in ("active", "inactive")]
    assert sum(states) == 7


def test_states_in_queries(project, ids):
    found = [len(fetch(project, f"`sys/state`:experimentState = {state}").to_pandas()) for state in ("running", "idle")]
    assert sum(found) == 7


def test_nothing_matches(project):
    assert project.fetch_runs_table(tag="no such tag", progress_bar=False).to_pandas().empty
