"""Each operation of a handle, written and fetched back; what is wrong is told and stops nothing."""

import argparse
import hashlib
import math
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import numpy as np
import pandas as pd
import plotly.graph_objects
import pytest
from matplotlib.figure import Figure
from PIL import Image as PILImage

from seamark.model.values import FieldType
from seamark.neptune import attributes, exceptions, init_run, types
from seamark.neptune.utils import stringify_unsupported
from seamark.sdk.attaching import attach
from seamark.sdk.files import MANIFEST_TYPE, Manifest, TrackedFile
from seamark.sdk.media import Content

NOW = datetime(2026, 3, 1, 12, 30, 15, 123456, tzinfo=UTC)


def test_what_another_process_has_stays(connected, capsys):
    with init_run() as first:
        first["labels"].extend([1.0, 2.0])
        first["loss"] = "a text"
    with init_run(with_id=first.native.uid) as second:
        second["labels"] = types.StringSet(["a"])
        second["labels"] = types.StringSeries(["a"])
        second["loss"] = types.FloatSeries([1.0])
        second.wait()
        assert second["labels"].fetch_values()["value"].tolist() == [1.0, 2.0]
        assert second["loss"].fetch() == "a text"
    assert "refused" in capsys.readouterr().err


@pytest.fixture
def run(connected, capsys):
    run = init_run()
    yield run
    run.stop()
    assert "refused" not in capsys.readouterr().err


def test_single_values(run):
    run["a"] = 1
    run["b"].assign(0.1 + 0.2, wait=True)
    run["/c//d/"] = "text"
    run["c"]["flag"] = True
    run["when"] = NOW
    run["typed"] = {"i": types.Integer(3), "f": types.Float("0.5"), "s": types.String(7), "b": types.Boolean(0)}
    run["typed/t"] = types.Datetime(NOW)
    run["big"] = 2**53 + 1
    run["copy"] = run["b"]
    run["args"] = argparse.Namespace(lr=0.1, layers=[1, 2], none=None)
    run.assign({"root": {"x": 1.5}, "nan": math.nan})
    assert run["a"].fetch() == 1
    assert run["b"].fetch() == run["copy"].fetch() == 0.1 + 0.2
    assert run["c"].fetch() == {"d": "text", "flag": True}
    assert run["when"].fetch() == NOW
    assert run["typed"].fetch() == {"i": 3, "f": 0.5, "s": "7", "b": False, "t": NOW}
    assert run["big"].fetch() == 2**53 + 1
    assert run["args"].fetch() == {"lr": 0.1, "layers": [1, 2], "none": None}
    whole = run.fetch()
    assert whole["root"] == {"x": 1.5}
    assert math.isnan(whole["nan"])
    assert whole["sys"]["state"] == "Active"
    assert whole["sys"]["owner"] == "ada"


def test_what_neptune_makes_text_of(run):
    run["p"] = stringify_unsupported({"t": ("hi", 1), "n": None, "x": 0.5, "nan": math.nan, "o": object, 3: {"l": [1]}})
    run["e"] = stringify_unsupported({"t": ("hi", 1)}, expand=True)
    run["n"] = stringify_unsupported({"f": np.float32(0.5), "i": np.int64(3), "a": np.zeros(1), "b": b"bytes"})
    run["s"].append(stringify_unsupported(("a", 1)))
    run["s"].extend(stringify_unsupported([None, "b"]))
    fetched = run["p"].fetch()
    assert math.isnan(fetched.pop("nan"))
    assert fetched == {"t": "('hi', 1)", "n": "None", "x": 0.5, "o": "<class 'object'>", "3": {"l": "[1]"}}
    assert run["n"].fetch() == {"f": 0.5, "i": 3, "a": 0.0, "b": "b'bytes'"}
    assert run["e"].fetch() == {"t": {"0": "hi", "1": 1}}
    assert run["s"].fetch_values()["value"].tolist() == ["('a', 1)", "None", "b"]


def test_series(run):
    run["x"].append(0.5)
    run["x"].append(1, step=7, timestamp=1_700_000_000.5)
    run["x"].log([2.0, np.float32(3.0)])
    run["x"].log(4.0, step=9)
    run["x"].extend(np.array([5.0, 6.0]), steps=[10, 11])
    run["both"].append({"a": 1.0, "b": {"c": 2.0}}, step=3)
    run["both"].extend({"a": [3.0], "b": {"c": [4.0]}}, steps=[4])
    run["text"].append("hello")
    run["text"].extend(["a", "b"], timestamps=[1.0, 2.0])
    frame = run["x"].fetch_values(progress_bar=False)
    assert list(frame.columns) == ["step", "value", "timestamp"]
    assert sorted(frame["value"]) == [0.5, 1, 2, 3, 4, 5, 6]
    assert frame.set_index("step")["timestamp"][7] == pd.Timestamp(1_700_000_000.5, unit="s", tz="UTC")
    assert list(run["x"].fetch_values(include_timestamp=False).columns) == ["step", "value"]
    assert run["x"].fetch_last() == 6.0
    assert run["both/b/c"].fetch_values()["value"].tolist() == [2.0, 4.0]
    assert sorted(run["text"].fetch_values()["value"]) == ["a", "b", "hello"]


def test_series_as_values_replace(run):
    run["x"].extend([9.0, 9.0])
    run["x"] = types.FloatSeries([1, 2, 3], min=0, max=5, unit="s", steps=[2, 4, 6])
    run["t"] = {"s": types.StringSeries(["a", "b"]), "set": types.StringSet(["u", "v"])}
    assert run["x"].fetch_values()["value"].tolist() == [1, 2, 3]
    assert run["x"].fetch_values()["step"].tolist() == [2, 4, 6]
    unit = run.reader().find_field("x").unit
    assert unit == "s"
    assert run["t/s"].fetch_last() == "b"
    assert run["t/set"].fetch() == {"u", "v"}
    run["x"].clear()
    assert run["x"].fetch_values().empty


def test_sets(run):
    run["sys/tags"].add(["a", "b"])
    run["sys/tags"].add("c")
    run["sys/tags"].remove("a")
    run["sys/group_tags"].add(("g",))
    assert run["sys/tags"].fetch() == {"b", "c"}
    run["sys/tags"].clear()
    assert run["sys/tags"].fetch() == set()
    assert run["sys/group_tags"].fetch() == {"g"}


def test_files(run, tmp_path):
    (tmp_path / "weights.pth").write_bytes(b"w" * 100_000)
    run["train/model_weights"].upload("weights.pth")
    run["text"].upload(types.File.from_content("hällo"))
    run["renamed"].upload(types.File.from_path("weights.pth", extension="bin"))
    with open("weights.pth", "rb") as file:
        run["stream"].upload(types.File.from_stream(file, extension="pt"))
    run["pickle"].upload(types.File.as_pickle({"a": 1}))
    run["frame"].upload(types.File.as_html(pd.DataFrame({"a": [1, 2]})))
    run["figure"].upload(Figure(), include_plotlyjs="cdn")
    run["drawn"].upload(types.File.as_html(Figure()))
    run["chart"].upload(types.File.as_html(plotly.graph_objects.Figure(), include_plotlyjs="cdn"))
    run["live"].upload(plotly.graph_objects.Figure())
    run["in"] = {"a": {"dict": types.File("weights.pth")}}
    run["train/model_weights"].download(progress_bar=False)
    assert (tmp_path / "model_weights.pth").read_bytes() == b"w" * 100_000
    run["in/a/dict"].download(str(tmp_path / "down" / "other.bin"))
    assert (tmp_path / "down" / "other.bin").read_bytes() == b"w" * 100_000
    run["text"].download("down")
    assert (tmp_path / "down" / "text.txt").read_text() == "hällo"
    for name, extension in {
        "renamed": "bin",
        "stream": "pt",
        "pickle": "pkl",
        "frame": "html",
        "figure": "png",
    }.items():
        assert run[name].fetch_extension() == extension
    assert run["live"].fetch_extension() == "json"
    for name, content in {"drawn": "<svg", "chart": "plotly"}.items():
        run[name].download("down")
        assert content in (tmp_path / "down" / f"{name}.html").read_text()
    run["frame"].download("down/")
    assert "<table" in (tmp_path / "down" / "frame.html").read_text()
    with pytest.raises(exceptions.TypeDoesNotSupportAttributeException):
        run["text"].fetch()


def test_pictures(run, tmp_path):
    pictures = [np.zeros((4, 4)), np.full((4, 4, 3), 200.0), np.ones((4, 4), dtype=int)]
    for step, picture in enumerate(pictures):
        run["p"].append(types.File.as_image(picture), step=step, name="p", description=f"picture {step}")
    run["p"].append(Figure(), step=3)
    run["p"].append(PILImage.new("RGB", (2, 2)), step=4)
    run["more"].extend([types.File.as_image(np.zeros((2, 2)))] * 2, steps=[1, 2])
    run["series"] = types.FileSeries([types.File.as_image(np.zeros((2, 2)))])
    run["p"].download("all")
    assert sorted(file.name for file in (tmp_path / "all").iterdir()) == [f"{step}.png" for step in range(5)]
    expected = [0, 200, 255]
    assert [PILImage.open(tmp_path / "all" / f"{step}.png").getextrema() for step in range(3)] == [
        (value, value) if len(picture.shape) == 2 else ((value, value),) * 3
        for value, picture in zip(expected, pictures, strict=True)
    ]
    run["p"].download_last("last")
    assert [file.name for file in (tmp_path / "last").iterdir()] == ["4.png"]
    captions = [facts.caption for facts in run.native.recorder.reader().list_files("p")]
    assert captions == ["picture 0", "picture 1", "picture 2", "", ""]
    assert run["more"].fetch_extension() == "png"


def test_sets_of_files(run, tmp_path):
    for name in ("a.py", "b.txt", "sub/c.py", "sub/deep/d.py"):
        (tmp_path / "src" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "src" / name).write_text(name)
    run["set"].upload_files("src")
    run["globs"] = types.FileSet(["src/*.py"])
    assert [entry.name for entry in run["set"].list_fileset_files()] == ["src"]
    listed = run["set"].list_fileset_files("src")
    assert [(entry.name, entry.file_type, entry.size) for entry in listed] == [
        ("a.py", "file", 4),
        ("b.txt", "file", 5),
        ("sub", "directory", None),
    ]
    run["set"].delete_files(["src/sub", "src/b.txt"])
    run["set"].download("down.zip")
    with zipfile.ZipFile(tmp_path / "down.zip") as archive:
        assert archive.namelist() == ["src/a.py"]
    run["globs"].download()
    with zipfile.ZipFile(tmp_path / "globs.zip") as archive:
        assert archive.read("src/a.py") == b"a.py"


def test_data_sets(run, tmp_path):
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "one.csv").write_text("1")
    (tmp_path / "data" / "two.csv").write_text("22")
    run["data"].track_files("data")
    run["one"].track_files("data/one.csv")
    assert len(run["data"].fetch_hash()) == 64
    assert run["data"].fetch().hash == run["data"].fetch_hash()
    listed = run["data"].fetch_files_list()
    assert [(file.file_path, file.size) for file in listed] == [("one.csv", 1), ("two.csv", 2)]
    run["data"].download("copy")
    assert (tmp_path / "copy" / "two.csv").read_text() == "22"
    run["one"].download("copy2")
    assert (tmp_path / "copy2" / "one.csv").read_text() == "1"
    (tmp_path / "data" / "two.csv").write_text("33")
    with pytest.raises(exceptions.MissingFieldException, match="has changed"):
        run["data"].download("copy3")


def test_what_others_named_stays_in_its_folder(run, tmp_path):
    (tmp_path / "secret").write_text("secret")
    (tmp_path / "down").mkdir()
    digest = hashlib.sha256(b"secret").hexdigest()
    manifest = Manifest((tmp_path / "down").as_uri(), digest, 6, [TrackedFile("../secret", 6, digest)])
    content = Content(".manifest.json", MANIFEST_TYPE, data=msgspec.json.encode(manifest))
    run.native.recorder.write(attach(run.native.recorder, "data", content, FieldType.ARTIFACT))
    run["a/.."].upload(types.File.from_content(b"x", extension="txt"))
    run["data"].download("down/in")
    run["a/.."].download("down/in/")
    found = sorted(file.relative_to(tmp_path).as_posix() for file in (tmp_path / "down").rglob("*") if file.is_file())
    assert found == ["down/in/file.txt", "down/in/secret"]


def test_removing(run):
    run["a/b"] = 1
    run["a/c/d"].append(1.0)
    run["e"] = 2
    run["f"] = 3
    run["g/h"] = 4
    del run["e"]
    run.pop("f", wait=True)
    run["a"].pop("b")
    assert run["a"].fetch() == {}
    run["a"].pop()
    del run["g"]["h"]
    for path in ("a", "a/b", "a/c/d", "e", "f", "g"):
        assert not run.exists(path)
        with pytest.raises(exceptions.MissingFieldException):
            run[path].fetch()
    run["e"] = "another type after it was removed"
    assert run["e"].fetch() == "another type after it was removed"


def test_a_namespace_that_another_process_wrote_is_removed(run):
    run["left/a"] = 1
    run["left/b/c"] = 2
    run.wait()
    again = init_run(with_id=run["sys/id"].fetch())
    again["left"].pop(wait=True)
    assert not again.exists("left")
    again.stop()


def test_structure(run, capsys):
    run["params/lr"] = 0.1
    run["loss"].append(1.0)
    run["sys/tags"].add("t")
    run["model"].upload(types.File.from_content(b"x"))
    tree = run.get_structure()
    assert isinstance(tree["params"]["lr"], attributes.Float)
    assert isinstance(tree["loss"], attributes.FloatSeries)
    assert isinstance(tree["sys"]["tags"], attributes.StringSet)
    assert isinstance(tree["model"], attributes.File)
    assert tree["params"]["lr"].fetch() == 0.1
    assert "creation_time" in tree["sys"]
    assert isinstance(run.get_attribute("loss"), attributes.FloatSeries)
    assert run.get_attribute("params") is None
    assert run.define("new", 5).fetch() == 5
    with pytest.raises(exceptions.MetadataInconsistency):
        run.define("loss", 5)
    run.print_structure()
    assert "'loss': FloatSeries\n" in capsys.readouterr().out
    assert run.exists("params")
    assert not run.exists("nothing")
    assert "params" in run
    assert "lr" in run["params"]
    assert "nothing" not in run["params"]
    for whole in (run, run["params"]):
        with pytest.raises(TypeError):
            iter(whole)


def test_the_system_fields(run):
    run["file"].upload(types.File.from_content(b"x" * 1000))
    run.wait()
    system = run["sys"].fetch()
    assert system["id"] == run["sys/id"].fetch()
    assert system["id"].startswith("SUN-")
    assert isinstance(run["sys/creation_time"].fetch(), datetime)
    assert isinstance(run["sys/modification_time"].fetch(), datetime)
    assert isinstance(run["sys/ping_time"].fetch(), datetime)
    assert run["sys/running_time"].fetch() >= 0
    assert run["sys/monitoring_time"].fetch() >= 0
    assert run["sys/state"].fetch() == "Active"
    assert run["sys/failed"].fetch() is False
    assert run["sys/trashed"].fetch() is False
    assert run["sys/size"].fetch() >= 1000
    assert run["sys/description"].fetch() == ""
    run["sys/name"] = "called"
    assert run["sys/name"].fetch() == "called"


WRONG = {
    "a number after a text": lambda run: run["text"].append(1.0),
    "an array as a point": lambda run: run["x"].append(np.zeros((2, 2))),
    "a step that is none": lambda run: run["x"].append(1.0, step="one"),
    "steps and values of other counts": lambda run: run["x"].extend([1.0, 2.0], steps=[1]),
    "steps of files": lambda run: run["f"].extend([types.File.from_content(b"x")], steps=[1, 2]),
    "a text to extend by": lambda run: run["x"].extend("text"),
    "a number to extend by": lambda run: run["x"].extend(5),
    "two values at one step": lambda run: run["x"].log([1.0, object()], step=3),
    "a file that is not there": lambda run: run["file"].upload("nothing.bin"),
    "patterns that match nothing": lambda run: run["file"].upload_files("*.nothing"),
    "a number to upload": lambda run: run["file"].upload(5),
    "a value for the whole run": lambda run: run.assign(5),
    "an empty path": lambda run: run[""].append(1.0),
    "a data set by its hash": lambda run: run["data"].assign(types.Artifact("abc")),
    "a data set elsewhere": lambda run: run["data"].track_files(".", destination="there"),
    "a field of the server": lambda run: run["sys/id"].assign("SUN-1"),
    "a set with a number": lambda run: run["sys/tags"].add([1]),
    "a field that is not there": lambda run: run["copy"].assign(run["nothing"]),
    "a path with a line break": lambda run: run["a\nb"].assign(1),
}


@pytest.mark.parametrize("wrong", WRONG.values(), ids=WRONG)
def test_what_is_wrong_is_told_and_stops_nothing(run, wrong, capsys):
    run["text"] = "text"
    wrong(run)
    told = capsys.readouterr().err
    assert "test_fields.py" in told
    assert "ot recorded" in told
    run["after"] = 1
    assert run["after"].fetch() == 1


def test_reading_what_is_wrong_raises(run):
    run["x"].append(1.0)
    run["a"] = 1
    with pytest.raises(KeyError):
        run["nothing"].fetch_values()
    with pytest.raises(AttributeError):
        run["x"].fetch()
    for wrong in ("fetch_last", "fetch_values"):
        with pytest.raises(exceptions.NeptuneException):
            getattr(run["a"], wrong)()
    with pytest.raises(exceptions.NeptuneException):
        run["a"].download()
    with pytest.raises(exceptions.NeptuneException):
        run["a"].fetch_hash()


def test_making_values_that_are_wrong_raises():
    for make in (
        lambda: types.File(),
        lambda: types.File.create_from(5),
        lambda: types.File.as_html(5),
        lambda: types.FloatSeries(5),
        lambda: types.FloatSeries([1], steps=[1, 2]),
        lambda: types.StringSeries("text"),
        lambda: types.Float("x"),
    ):
        with pytest.raises((TypeError, ValueError)):
            make()
    assert types.File.is_convertable(np.zeros(1))
    assert types.File.is_convertable(Figure())
    assert not types.File.is_convertable("text")
    assert types.File.create_from("a.txt").extension == "txt"
    assert types.File.create_from("a.txt").path == "a.txt"
    assert Path(types.GitRef().resolve_path()) == Path.cwd()
    assert types.GitRef.DISABLED.resolve_path() is None
