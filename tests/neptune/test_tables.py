"""Tables of runs with each of Neptune's filters."""

import pytest

import seamark.neptune as neptune
from seamark.neptune import exceptions
from seamark.neptune.metadata_containers.queries import make_query, translate_query

PROJECT = "ada/tables"


@pytest.fixture
def project(connected):
    opened = None
    try:
        opened = neptune.init_project(PROJECT)
    except exceptions.ProjectNotFound:
        for number in range(4):
            with neptune.init_run(
                project=PROJECT, name=f"n{number}", tags=["even" if number % 2 == 0 else "odd", "all"]
            ) as run:
                run["params/n"] = number
                run["score"].extend([9.0, number / 2])
                run["note"] = 'a "quoted" text sys/id'
                run["file"].upload(neptune.types.File.from_content(f"content {number}"))
        opened = neptune.init_project(PROJECT)
    return opened


def numbers(table):
    return [int(row["params/n"].get()) for row in table]


def test_all_runs(project, tmp_path):
    frame = project.fetch_runs_table().to_pandas()
    assert frame["sys/id"].tolist() == ["TAB-4", "TAB-3", "TAB-2", "TAB-1"]
    assert frame["params/n"].tolist() == [3, 2, 1, 0]
    assert frame["score"].tolist() == [1.5, 1.0, 0.5, 0.0]
    assert frame["sys/tags"].tolist() == ["all,odd", "all,even", "all,odd", "all,even"]
    assert set(frame["sys/state"]) == {"Inactive"}
    assert "sys/creation_time" in frame.columns
    assert next(iter(frame.columns)).startswith("sys/")
    assert repr(project) == "<Project ada/tables>"
    assert project.get_url().endswith("/ada/tables")


def test_rows(project, tmp_path):
    rows = project.fetch_runs_table(columns=["params/n", "sys/owner"], sort_by="params/n", ascending=True).to_rows()
    assert [row["params"]["n"].get() for row in rows] == [0, 1, 2, 3]
    assert rows[0]["sys/id"].get() == "TAB-1"
    assert rows[0]["sys/owner"].get() == "ada"
    with pytest.raises(ValueError, match="columns="):
        rows[0]["score"].get()
    rows[1]["file"].download("got")
    assert (tmp_path / "got").read_text() == "content 1"
    with pytest.raises(exceptions.NeptuneException):
        rows[1]["params/n"].download("got")


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ({"id": "TAB-2"}, [1]),
        ({"id": ["TAB-2", "TAB-4"]}, [3, 1]),
        ({"state": "inactive"}, [3, 2, 1, 0]),
        ({"state": "active"}, []),
        ({"state": ["active", "inactive"]}, [3, 2, 1, 0]),
        ({"owner": "ada"}, [3, 2, 1, 0]),
        ({"owner": ["bob", "eve"]}, []),
        ({"owner": 'quo"ted\\'}, []),
        ({"tag": "even"}, [2, 0]),
        ({"tag": ["all", "odd"]}, [3, 1]),
        ({"tag": ("even", "odd")}, []),
        ({"limit": 2}, [3, 2]),
        ({"sort_by": "score", "ascending": True, "limit": 3}, [0, 1, 2]),
        ({"sort_by": "sys/running_time", "id": "TAB-1"}, [0]),
        ({"query": "(params/n:int > 1)"}, [3, 2]),
        ({"query": '(sys/state:experimentState = "idle") AND (params/n:int < 2)'}, [1, 0]),
        ({"query": "sys/state != 'running'"}, [3, 2, 1, 0]),
        ({"query": '`sys/state`:experimentState = "running"'}, []),
        ({"query": 'note:string = "a \\"quoted\\" text sys/id"'}, [3, 2, 1, 0]),
        ({"query": 'sys/creation_time:datetime > "-1d" AND sys/tags:stringSet CONTAINS "odd"'}, [3, 1]),
        ({"query": "last(score:floatSeries) >= 1.0"}, [3, 2]),
        ({"query": "sys/trashed = false"}, [3, 2, 1, 0]),
        ({"trashed": None}, [3, 2, 1, 0]),
        ({"trashed": True}, []),
        ({"progress_bar": False}, [3, 2, 1, 0]),
    ],
)
def test_a_filter(project, filters, expected):
    assert numbers(project.fetch_runs_table(columns=["params/n"], **filters)) == expected


@pytest.mark.parametrize(
    ("filters", "error"),
    [
        ({"query": "params/n >"}, exceptions.NeptuneInvalidQueryException),
        ({"query": "a = 1", "id": "TAB-1"}, ValueError),
        ({"state": "running away"}, ValueError),
        ({"limit": 0}, ValueError),
        ({"limit": -5}, ValueError),
    ],
)
def test_a_filter_that_is_wrong(project, filters, error):
    with pytest.raises(error):
        project.fetch_runs_table(**filters).to_rows()


def test_an_empty_table(project):
    frame = project.fetch_runs_table(owner="nobody").to_pandas()
    assert len(frame) == 0


def test_queries_as_text():
    assert translate_query('sys/ping_time > 1 AND a = "sys/ping_time"') == 'sys/beat_at > 1 AND a = "sys/ping_time"'
    assert translate_query("sys/monitoring_time > 1") == "sys/running_seconds > 1"
    assert translate_query('sys/state == "Active"') == 'sys/state:string = "running"'
    for same in (
        "x/sys/state = running",
        "x/sys/ping_time = 1",
        "a = 'sys/state = running'",
        'a = "\\" sys/ping_time"',
    ):
        assert translate_query(same) == same
    assert make_query() == ""


def test_fields_of_a_project(project):
    project["notes/best"] = "TAB-4"
    project.assign({"counts": {"runs": 4, "seen": [1, 2]}})
    project["history"].extend([1.0, 2.0])
    project["sys/tags"].add("ported")
    again = neptune.init_project(PROJECT, mode="read-only")
    assert again["notes/best"].fetch() == "TAB-4"
    assert again["counts"].fetch() == {"runs": 4, "seen": [1, 2]}
    assert again["history"].fetch_last() == 2.0
    assert again["sys/tags"].fetch() == {"ported"}
    assert again.fetch()["notes"] == {"best": "TAB-4"}
    assert again.exists("counts/runs")
    assert again.native_project["notes/best"].fetch() == "TAB-4"
    assert "notes/best" not in project.fetch_runs_table().to_pandas().columns
    project.pop("counts")
    assert not again.exists("counts/runs")
    project.stop()
    assert project.get_state() == "stopped"
    with pytest.raises(exceptions.InactiveProjectException):
        project["late"] = 1


def test_modes_of_a_project(project, capsys):
    opened = neptune.init_project(PROJECT, mode="read-only")
    opened["x"] = 1
    assert "read-only" in capsys.readouterr().err
    assert not opened.exists("x")
    with pytest.raises(exceptions.NeptuneException, match="offline"):
        neptune.init_project(PROJECT, mode="offline")
    with neptune.init_project(PROJECT, mode="debug") as debug:
        debug["x"] = 1
        assert debug.get_url() == ""
        with pytest.raises(exceptions.NeptuneOfflineModeFetchException):
            debug.fetch_runs_table()
    assert not opened.exists("x")


def test_opening_a_project(project):
    with neptune.get_project(PROJECT) as again:
        assert again.get_state() == "started"
    assert neptune.get_project(name=PROJECT).get_state() == "started"
    with pytest.raises(exceptions.ProjectNotFound):
        neptune.init_project("ada/nothing")
