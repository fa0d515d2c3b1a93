"""Everything that was logged comes back from a real server as it was."""

import math
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from matplotlib.figure import Figure

import seamark
from seamark.model.errors import FieldNotFound, InvalidQuery, KindConflict, RunNotFound
from seamark.model.values import FieldType
from seamark.sdk.reading import read_cell
from seamark.testing.server import TestServer


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestServer]:
    with TestServer(tmp_path_factory.mktemp("server") / "data") as server:
        yield server


@pytest.fixture
def connected(server: TestServer, own_home: Path, monkeypatch: pytest.MonkeyPatch) -> TestServer:
    """Let the settings name the server."""
    monkeypatch.setenv("SEAMARK_URL", server.url)
    monkeypatch.setenv("SEAMARK_TOKEN", server.token)
    monkeypatch.setenv("SEAMARK_CAPTURE", "false")
    return server


PARAMETERS = {
    "lr": 0.1 + 0.2,
    "tiny": 1e-308,
    "whole": 2**53 + 1,
    "nan": math.nan,
    "infinite": -math.inf,
    "flag": True,
    "text": "späte Grüße\n",
    "nothing": None,
    "list": [1, None, "a", {"b": 2.5}, math.inf],
    "path": Path("data/train.csv"),
    "numpy": np.float32(0.1),
    "when": datetime(2026, 3, 1, 12, 30, 15, 123456, tzinfo=UTC),
    "labels": {"b", "a"},
    "empty": {},
    "deep": {"er": {"still": 1}},
}


def test_values_come_back_equal(connected):
    with seamark.init_run("values") as run:
        run["parameters"] = PARAMETERS
    read = seamark.open_run(run.id, "values")
    fetched = read["parameters"].fetch()
    assert math.isnan(fetched.pop("nan"))
    expected = {**PARAMETERS, "path": str(PARAMETERS["path"]), "numpy": float(np.float32(0.1))}
    del expected["nan"]
    assert fetched == expected
    assert type(fetched["whole"]) is int
    assert type(fetched["flag"]) is bool
    assert read.state.value == "finished"


@pytest.mark.parametrize("type", list(FieldType))
def test_what_a_run_has_of_another_type_comes_as_it_travels(type):
    """A column of a table is told as one type, also where runs disagree."""
    assert read_cell(type, "a text") == "a text"


def test_lists_keep_numbers_and_strings_apart(connected):
    written = ["NaN", math.inf, "Infinity", 2**53 + 1, str(2**53 + 1), -(2**63), {"$number": "NaN"}, {"a": ["12", 12]}]
    with seamark.init_run("lists") as run:
        run["hard"] = written
        run["nan"] = [math.nan]
        run["namespace"] = {"list": ["NaN"]}
    read = seamark.open_run(run.id, "lists")
    fetched = read["hard"].fetch()
    assert fetched == written
    assert list(map(type, fetched)) == list(map(type, written))
    assert math.isnan(read["nan"].fetch()[0])
    assert read["namespace"].fetch() == {"list": ["NaN"]}


def test_series_come_back_whole(connected):
    with seamark.init_run("series") as run:
        for step in range(1000):
            run["train/acc"].append(step / 7, step=step * 2)
        run["hard"].extend([math.nan, math.inf, -math.inf, 1e-308])
        run["lines"].extend(["a", "b"])
    read = seamark.open_run(run.id, "series")
    frame = read["train/acc"].fetch_values()
    assert frame["value"].tolist() == [step / 7 for step in range(1000)]
    assert frame["step"].tolist() == [step * 2 for step in range(1000)]
    assert list(frame.columns) == ["step", "time", "value"]
    assert read["train/acc"].fetch_last() == 999 / 7
    np.testing.assert_array_equal(read["hard"].fetch_values()["value"], [math.nan, math.inf, -math.inf, 1e-308])
    assert read["lines"].fetch_values()["value"].tolist() == ["a", "b"]


def test_files_and_frames_come_back(connected, tmp_path):
    content = np.random.default_rng(1).bytes(300_000)
    (tmp_path / "model.pt").write_bytes(content)
    frame = pd.DataFrame({"i": np.arange(10_000, dtype="int32"), "f": np.linspace(0, 1, 10_000), "s": ["x"] * 10_000})
    figure = Figure()
    with seamark.init_run("files") as run:
        run["model"].upload(tmp_path / "model.pt")
        run["table"] = frame
        run["figure"] = figure
        run["images"].append(seamark.Image(np.zeros((4, 4)), caption="all black\nand small"))
        run["src"].upload_files(str(tmp_path / "*.pt"))
        run["data"].track_files(tmp_path / "model.pt")
    read = seamark.open_run(run.id, "files")
    assert read["model"].download(tmp_path / "again.pt").read_bytes() == content
    pd.testing.assert_frame_equal(read["table"].fetch(), frame)
    assert read["figure"].download(tmp_path).read_bytes().startswith(b"\x89PNG")
    assert read["images"].download(tmp_path).name == "images.png"
    assert read["images"].fetch().caption == "all black\nand small"
    folder = read["src"].download(tmp_path / "sources")
    assert [file.read_bytes() for file in folder.rglob("*.pt")] == [content]
    assert b"digest" in read["data"].download(tmp_path / "list.json").read_bytes()
    assert read["model"].fetch().size == len(content)


def test_fetching_while_the_run_goes_on(connected):
    run = seamark.init_run("going")
    run["a"] = 1
    run["x"].append(0.5)
    assert run["a"].fetch() == 1
    assert run["x"].fetch_last() == 0.5
    assert run.state.value == "running"
    assert run.wait(20).left == 0
    assert run.id.startswith("GOI-")
    assert "a" in run
    with pytest.raises(FieldNotFound):
        run["nothing"].fetch()
    run.stop()


def test_a_run_that_goes_on_is_read_before_anything_is_written(connected):
    with seamark.init_run("again", id="one") as run:
        run["a"] = 1
    with seamark.init_run("again", id=run.id) as again:
        assert again["a"].fetch() == 1
        again["a"] = 2
    with seamark.init_run("again", id="one") as again:
        assert again["a"].fetch() == 2


def test_a_set_does_not_empty_the_series_of_another_process(connected, capsys):
    with seamark.init_run("hazard") as run:
        run["labels"].extend([1.0, 2.0])
    with seamark.init_run("hazard", id=run.uid) as again:
        again["labels"] = {"a"}
    assert "refused" in capsys.readouterr().err
    read = seamark.open_run(run.uid, "hazard")
    assert read["labels"].fetch_values()["value"].tolist() == [1.0, 2.0]
    with pytest.raises(KindConflict):
        read["labels"] = {"a"}
    assert read["labels"].fetch_values()["value"].tolist() == [1.0, 2.0]


def test_emptying_and_removing_files(connected, tmp_path, capsys):
    for name in ("a.txt", "b.txt"):
        (tmp_path / name).write_text(name)
    with seamark.init_run("emptied") as run:
        run["labels"] = {"a"}
        run["labels"].clear()
        run["src"].upload_files(str(tmp_path / "*.txt"))
        run["src"].delete_files(tmp_path.relative_to("/").as_posix() + "/a.txt")
        run["loss"].append(1.0)
        run["loss"].configure(unit="nats")
        run["loss"].clear()
    assert "refused" not in capsys.readouterr().err
    read = seamark.open_run(run.id, "emptied")
    assert read["labels"].fetch() == set()
    assert read["loss"].fetch_values().empty
    folder = read["src"].download(tmp_path / "down")
    assert [file.name for file in folder.rglob("*.txt")] == ["b.txt"]


def test_annotating_a_finished_run(connected):
    with seamark.init_run("notes") as run:
        run["f1"] = 0.5
    opened = seamark.open_run(run.id, "notes")
    opened["LB_score"] = 0.66
    opened["curve"].append(1.0)
    opened["curve"].append(2.0)
    opened.tags.add("best")
    opened["file"].upload(b"bytes")
    assert opened["LB_score"].fetch() == 0.66
    assert opened["curve"].fetch_values()["step"].tolist() == [0, 1]
    assert opened.tags.fetch() == {"best"}
    assert opened.state.value == "finished"
    with pytest.raises(KindConflict):
        opened["f1"] = "text"
    opened.stop()


def test_a_missing_run_names_what_is_near(connected):
    seamark.init_run("near").stop()
    with pytest.raises(RunNotFound, match=r"near has no NEA-99 \(newest: NEA-1\)"):
        seamark.open_run("NEA-99", "near")


def test_resuming_goes_on_with_the_numbers(connected):
    with seamark.init_run("resumed", id="mine") as run:
        run["x"].extend([1.0, 2.0])
    with seamark.init_run("resumed", id="mine") as again:
        again["x"].append(3.0)
    assert again.id == run.id
    assert seamark.open_run(run.id, "resumed")["x"].fetch_values()["step"].tolist() == [0, 1, 2]


def test_a_project_as_a_table(connected):
    for index in range(4):
        with seamark.init_run("table", config={"lr": index / 10}, tags=["even"] if index % 2 == 0 else []) as run:
            run["val/acc"].extend([0.1, index / 4])
            run["f1_score"] = index
    project = seamark.open_project("table")
    frame = project.runs().to_pandas()
    assert frame["sys/id"].tolist() == ["TAB-4", "TAB-3", "TAB-2", "TAB-1"]
    assert frame["config/lr"].tolist() == [0.3, 0.2, 0.1, 0.0]
    assert frame["val/acc"].tolist() == [0.75, 0.5, 0.25, 0.0]
    assert frame["f1_score"].tolist() == [3, 2, 1, 0]
    rows = list(project.runs("config/lr > 0.05", columns=["max(val/acc)"], sort="val/acc", descending=False, limit=2))
    assert [(row.id, row["max(val/acc)"]) for row in rows] == [("TAB-2", 0.25), ("TAB-3", 0.5)]
    assert [row.id for row in project.runs(tags="even", state="finished", owner=frame["sys/owner"][0])] == [
        "TAB-3",
        "TAB-1",
    ]
    assert project.best("val/acc", goal="maximise").id == "TAB-4"
    compared = project.compare("TAB-1", "TAB-2").set_index("path")
    assert sorted(compared.index) == ["config/lr", "f1_score", "val/acc"]
    assert compared.loc["f1_score"].tolist() == [0, 1]
    curves = project.series("val/.*", "config/lr > 0.15")
    assert len(curves) == 4
    assert set(curves["run"]) == {"TAB-3", "TAB-4"}
    assert len(project.series("val/acc", buckets=1)) == 4
    with pytest.raises(InvalidQuery):
        list(project.runs("config/lr >"))
    with pytest.raises(ValueError, match="Say which is better"):
        project.best("val/acc")
