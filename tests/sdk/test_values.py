"""From what a person hands in to what a field can hold."""

import argparse
import dataclasses
import math
import types
from collections import namedtuple
from datetime import UTC, datetime, timedelta, timezone
from enum import Enum
from pathlib import Path

import attrs
import msgspec
import numpy as np
import pandas as pd
import plotly.graph_objects as go
import pydantic
import pytest
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.figure import Figure
from PIL import Image as Picture

import seamark
from seamark.model.errors import InvalidValue, TooLarge
from seamark.model.values import FieldType
from seamark.sdk.frames import decode_frame, encode_frame
from seamark.sdk.mappings import read_leaves, read_mapping
from seamark.sdk.media import encode_png, read_content
from seamark.sdk.values import from_micros, read_number, read_single, to_micros


class Colour(Enum):
    RED = "red"
    MIX = object()


class Tensor:
    """What torch and its like have in common."""

    def __init__(self, *shape: int) -> None:
        self.shape = shape

    def item(self) -> float:
        return 0.5


@pytest.mark.parametrize(
    "value", [1.5, 3, True, np.float32(1.5), np.int64(3), np.array([0.5]), np.array(0.5), Tensor(1, 1)]
)
def test_numbers(value):
    assert read_number("x", value) == float(value.item() if hasattr(value, "item") else value)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (Tensor(32), "train/loss got a tensor of shape (32,); a point is one number. Try loss.mean()"),
        (np.ones((2, 3)), "train/loss got an array of shape (2, 3); a point is one number. Try loss.mean()"),
        (np.ones(0), "train/loss got an array of shape (0,); a point is one number. It is empty."),
        (10**400, f"train/loss got {str(10**400)[:30]}; a point is a number of 64 bits. Convert it first."),
    ],
)
def test_what_is_no_number(value, text):
    with pytest.raises(InvalidValue) as caught:
        read_number("train/loss", value)
    assert str(caught.value) == text


@pytest.mark.parametrize(
    ("value", "single", "type"),
    [
        (True, True, None),
        (2**53 + 1, 2**53 + 1, None),
        (-(2**63), -(2**63), None),
        (0.1 + 0.2, 0.1 + 0.2, None),
        ("text", "text", FieldType.STRING),
        (Path("a/b"), str(Path("a/b")), FieldType.STRING),
        (None, None, FieldType.JSON),
        ([1, None, {"a": np.float64(2)}], [1, None, {"a": 2.0}], FieldType.JSON),
        ((1, 2), [1, 2], FieldType.JSON),
        (np.array([1, 2]), [1, 2], FieldType.JSON),
        (np.array([5]), 5, None),
        (np.bool_(True), True, None),
        (np.int64(7), 7, None),
        (np.str_("s"), "s", FieldType.STRING),
        (Colour.RED, "red", FieldType.STRING),
        (Colour.MIX, "MIX", FieldType.STRING),
        (datetime(2026, 1, 2, tzinfo=UTC), 1_767_312_000_000_000, FieldType.DATETIME),
        (math.floor, "math.floor", FieldType.STRING),
    ],
)
def test_single_values(value, single, type):
    read = read_single("x", value)
    assert (read.value, read.type) == (single, type)
    assert msgspec.msgpack.decode(msgspec.msgpack.encode(read.value)) == single


@pytest.mark.parametrize("value", [2**63, -(2**63) - 1, [2**64], object(), "\ud800", np.zeros(5000), 1j])
def test_values_that_no_field_holds(value):
    with pytest.raises(InvalidValue):
        read_single("x", value)


def test_values_that_are_too_long():
    with pytest.raises(TooLarge):
        read_single("x", "a" * (16 * 2**20 + 1))
    with pytest.raises(TooLarge):
        read_single("x", ["a" * 1000] * 2000)


@given(st.floats(), st.integers(-(2**63), 2**63 - 1))
def test_numbers_are_kept_to_the_last_bit(number, whole):
    assert msgspec.msgpack.encode(read_single("x", number).value) == msgspec.msgpack.encode(number)
    assert read_single("x", whole).value == whole


@given(st.datetimes(timezones=st.sampled_from([UTC, timezone(timedelta(hours=5, minutes=30))])))
def test_moments_are_kept_to_the_microsecond(moment):
    assert from_micros(to_micros(moment)) == moment


def test_a_naive_moment_is_local():
    moment = datetime(2026, 3, 1, 12)
    assert from_micros(to_micros(moment)) == moment.astimezone()


@dataclasses.dataclass
class Chosen:
    lr: float = 0.1


@attrs.define
class Defined:
    lr: float = 0.1


class Model(pydantic.BaseModel):
    lr: float = 0.1


class Struct(msgspec.Struct):
    lr: float = 0.1


@pytest.mark.parametrize(
    "value",
    [
        {"lr": 0.1},
        Chosen(),
        Defined(),
        Model(),
        Struct(),
        argparse.Namespace(lr=0.1),
        types.SimpleNamespace(lr=0.1),
        namedtuple("Named", "lr")(0.1),
        types.MappingProxyType({"lr": 0.1}),
    ],
)
def test_dictionaries_in_spirit(value):
    assert dict(read_mapping(value)) == {"lr": 0.1}


@pytest.mark.parametrize("value", [Chosen, 3, "text", [1], None, np.zeros(2), pd.DataFrame({"a": [1]})])
def test_what_is_no_dictionary(value):
    assert read_mapping(value) is None


def test_leaves():
    assert list(read_leaves("p", {"a": {"b": 1, "c": {}}, 2: Chosen(0.5)})) == [
        ("p/a/b", 1),
        ("p/a/c", {}),
        ("p/2/lr", 0.5),
    ]
    endless: dict[str, object] = {}
    endless["self"] = endless
    with pytest.raises(InvalidValue, match="nested"):
        list(read_leaves("p", endless))


# ---- files --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "media_type"),
    [
        (b"\x89PNG\r\n\x1a\n", "image/png"),
        (b"\xff\xd8\xff\xe0", "image/jpeg"),
        (b"anything", "application/octet-stream"),
        (Picture.new("RGB", (2, 2)), "image/png"),
        (Picture.new("F", (2, 2)), "image/png"),
        (Figure(), "image/png"),
        (go.Figure(), "application/vnd.plotly.v1+json"),
        (seamark.Image(np.zeros((2, 2))), "image/png"),
        (seamark.Audio(np.zeros(10)), "audio/wav"),
        (seamark.File("weights.unheard"), "application/octet-stream"),
    ],
)
def test_what_is_a_file(value, media_type):
    assert read_content(value).media_type == media_type


def test_axes_stand_for_their_figure():
    assert read_content(Figure().add_subplot()).data.startswith(b"\x89PNG")


@pytest.mark.parametrize(
    "pixels",
    [
        np.arange(12, dtype="uint8").reshape(3, 4),
        np.arange(36, dtype="uint8").reshape(3, 4, 3),
        np.arange(48, dtype="uint8").reshape(3, 4, 4),
        np.arange(24, dtype="uint8").reshape(3, 4, 2),
    ],
)
def test_images_have_the_pixels_of_their_array(pixels, tmp_path):
    file = tmp_path / "image.png"
    file.write_bytes(seamark.Image(pixels).content.data)
    with Picture.open(file) as picture:
        assert (np.asarray(picture) == pixels).all()


def test_floats_and_channels_first_in_images(tmp_path):
    file = tmp_path / "image.png"
    file.write_bytes(seamark.Image(np.full((3, 5, 6), 0.5)).content.data)
    with Picture.open(file) as picture:
        assert picture.size == (6, 5)
        assert np.asarray(picture)[0, 0].tolist() == [128, 128, 128]
    assert encode_png(np.zeros((1, 1, 1), "uint8")).startswith(b"\x89PNG")


@pytest.mark.parametrize("value", [np.zeros(3), np.zeros((2, 2, 9)), object(), np.zeros((0, 2))])
def test_what_is_no_image(value):
    with pytest.raises(InvalidValue):
        seamark.Image(value)


def test_histograms():
    histogram = seamark.Histogram(np.array([0.0, 1.0, 1.0, math.inf]), bins=2)
    assert histogram.counts == [1.0, 2.0]
    assert len(histogram.edges) == 3
    assert seamark.Histogram([]).counts == [0.0]
    assert seamark.Histogram.from_counts([0, 1], [5]).counts == [5.0]
    with pytest.raises(InvalidValue):
        seamark.Histogram.from_counts([0], [5])
    with pytest.raises(InvalidValue):
        seamark.Histogram([1], bins=10_000)


def test_frames_keep_values_and_dtypes(tmp_path):
    frame = pd.DataFrame(
        {
            "i": np.arange(3, dtype="int8"),
            "f": [0.1, math.nan, math.inf],
            "s": ["a", None, "c"],
            "t": pd.to_datetime(["2026-01-01", None, "2026-01-03"], utc=True),
            "c": pd.Categorical(["x", "y", "x"]),
        },
        index=["p", "q", "r"],
    )
    content = encode_frame(frame)
    file = tmp_path / "frame.parquet"
    file.write_bytes(content.data)
    pd.testing.assert_frame_equal(decode_frame(file, content.media_type), frame)
    with pytest.raises(InvalidValue):
        encode_frame(pd.DataFrame({"mixed": [1, object()]}))
