"""Series of numbers, texts and images: appended, extended, fetched, cleared."""

import io
import json
import time

import numpy as np
import pytest
from neptune.exceptions import TypeDoesNotSupportAttributeException
from neptune.types import File, FloatSeries, StringSeries
from PIL import Image


def test_numbers(run, again):
    for value in (1.0, 0.5, 0.25):
        run["loss"].append(value)
    run["loss"].extend([2, 3])
    seen = again()
    values = seen["loss"].fetch_values()
    assert values["value"].tolist() == [1.0, 0.5, 0.25, 2.0, 3.0]
    assert values["step"].tolist() == [0, 1, 2, 3, 4]
    assert seen["loss"].fetch_last() == 3.0


def test_steps_and_times(run, again):
    run["loss"].append(1.0, step=10.5, timestamp=1_700_000_000.123)
    run["loss"].append(2.0, step=20)
    run["loss"].append(3.0)
    values = again()["loss"].fetch_values()
    assert values["step"].tolist() == [10.5, 20.0, 21.0]
    assert values["timestamp"][0].timestamp() == pytest.approx(1_700_000_000.123, abs=1e-4)


def test_steps_and_times_of_many(run, again):
    run["loss"].extend([1.0, 2.0], steps=[0.1, 0.2], timestamps=[100.5, 200.25])
    values = again()["loss"].fetch_values(include_timestamp=True)
    assert values["step"].tolist() == [0.1, 0.2]


def test_steps_that_do_not_rise_are_left_out(run, again):
    run["loss"].append(1.0, step=5)
    run.wait()
    run["loss"].append(2.0, step=5)
    run["loss"].append(3.0, step=4)
    run["loss"].append(4.0, step=6)
    values = again()["loss"].fetch_values()
    assert values["value"].tolist() == [1.0, 4.0]


def test_more_than_one_page(run, again):
    run["loss"].extend([float(value) for value in range(2_500)])
    run["text"].extend([f"line {value}" for value in range(1_500)])
    seen = again()
    values = seen["loss"].fetch_values(progress_bar=False)
    assert values["value"].tolist() == list(range(2_500))
    lines = seen["text"].fetch_values(progress_bar=False)
    assert lines["value"].tolist() == [f"line {value}" for value in range(1_500)]


def test_texts(run, again):
    run["log"].append("first")
    run["log"].append("second: żółw")
    run["log"].append("x" * 2_000)
    seen = again()
    assert seen["log"].fetch_values()["value"].tolist() == ["first", "second: żółw", "x" * 1_000]
    assert seen["log"].fetch_last() == "x" * 1_000


def test_series_as_values(run, again):
    run["a"] = FloatSeries([1, 2, 3], min=0, max=5, unit="m")
    run["b"] = StringSeries(["x", "y"])
    seen = again()
    assert seen["a"].fetch_values()["value"].tolist() == [1, 2, 3]
    assert seen["b"].fetch_last() == "y"
    run["a"] = FloatSeries([9])
    assert again()["a"].fetch_values()["value"].tolist() == [9]


def test_a_dictionary_of_series(run, again):
    run["metrics"].append({"a": 1, "deep": {"b": 2}})
    run["metrics"].append({"a": 3, "deep": {"b": 4}})
    seen = again()
    assert seen["metrics/a"].fetch_values()["value"].tolist() == [1, 3]
    assert seen["metrics/deep/b"].fetch_last() == 4


def test_the_old_words_log_too(run, again):
    run["loss"].log(1.0, step=1)
    run["loss"].log([2.0, 3.0])
    assert again()["loss"].fetch_values()["step"].tolist() == [1, 2, 3]


def picture(shade):
    data = io.BytesIO()
    Image.new("RGB", (5, 4), (shade, 0, 0)).save(data, "PNG")
    return data.getvalue()


def test_images(run, again, tmp_path, ask):
    for shade in (10, 20, 30):
        image = File.from_content(picture(shade), extension="png")
        run["images"].append(image, name=f"shade {shade}", description="a red one")
    run["images"].append(File.as_image(np.zeros((3, 3))))
    seen = again()
    seen["images"].download(str(tmp_path / "all"))
    assert sorted(path.name for path in (tmp_path / "all").iterdir()) == ["0.png", "1.png", "2.png", "3.png"]
    assert (tmp_path / "all" / "1.png").read_bytes() == picture(20)
    seen["images"].download_last(str(tmp_path / "last"))
    assert [path.name for path in (tmp_path / "last").iterdir()] == ["3.png"]
    listed = json.loads(ask(f"/runs/{seen['sys/id'].fetch()}/files?path=images"))["files"]
    assert [(file["name"], file["caption"]) for file in listed[:2]] == [
        ("shade 10", "a red one"),
        ("shade 20", "a red one"),
    ]


def test_a_series_that_is_something_else(run, again):
    run["x"] = 1
    seen = again()
    with pytest.raises(TypeDoesNotSupportAttributeException):
        seen["x"].fetch_values()


def test_no_values_yet(run, again):
    run["empty"] = StringSeries([])
    seen = again()
    assert seen.exists("empty")
    assert len(seen["empty"].fetch_values()) == 0


def test_points_appear_while_the_run_goes_on(run, again):
    run["loss"].append(1.0)
    seen = again()
    run["loss"].append(2.0)
    run.wait()
    for _ in range(50):
        if seen["loss"].fetch_last() == 2.0:
            return
        time.sleep(0.1)
    raise AssertionError("the second point was never seen")
