"""Hard numbers in JSON, and batches that are larger than they look."""

import json
import math
import struct
import tracemalloc

import msgspec
import pytest

from seamark.model import limits
from seamark.model.errors import TooLarge
from seamark.wire.batches import Receipt, Refusal
from seamark.wire.codecs import JSON, MSGPACK, decode_batch, read_float, read_int, spell_float, spell_int, spell_json


@pytest.mark.parametrize("value", [0.1 + 0.2, 1e-308, 5e-324, -0.0, 1e308, math.inf, -math.inf, math.nan, 2.0**60])
def test_floats_come_back_bit_by_bit(value):
    text = json.dumps(spell_float(value), allow_nan=False)
    assert struct.pack("<d", read_float(json.loads(text))) == struct.pack("<d", value)


@pytest.mark.parametrize("value", [0, 2**53, 2**53 + 1, -(2**53) - 1, 2**63 - 1, -(2**63)])
def test_ints_come_back_whole(value):
    spelled = spell_int(value)
    assert isinstance(spelled, str) == (abs(value) > 2**53)
    assert read_int(json.loads(json.dumps(spelled))) == value


def test_nested_values_are_spelled():
    value = {"a": [math.nan, 2**60, True, None, "x"], "b": {"c": -math.inf}}
    assert spell_json(value) == {"a": ["NaN", str(2**60), True, None, "x"], "b": {"c": "-Infinity"}}


@pytest.mark.parametrize(
    ("body", "form"),
    [
        (b"\x81\xaaoperations\xdd" + (2**21).to_bytes(4) + b"\x01" * 2**21, MSGPACK),
        (b'{"operations":[' + b"1," * 2**21 + b"1]}", JSON),
        (b'{"operations":[{},' + b'{"op":"clear","path":"a"},' * 100_000 + b"{}]}", JSON),
    ],
)
def test_too_many_operations_are_refused_before_they_are_objects(body: bytes, form):
    tracemalloc.start()
    try:
        with pytest.raises(TooLarge):
            decode_batch(body, form)
        assert tracemalloc.get_traced_memory()[1] < 30 * 2**20
    finally:
        tracemalloc.stop()


def test_a_batch_that_is_just_small_enough():
    for form, encode in ((MSGPACK, msgspec.msgpack.encode), (JSON, msgspec.json.encode)):
        decoded = decode_batch(encode({"operations": [{"op": "fly"}] * limits.BATCH_OPERATIONS}), form)
        assert len(decoded.refused) == limits.BATCH_OPERATIONS


def test_of_many_refusals_the_first_are_told():
    refused = [Refusal(seq=seq, code="invalid_value", detail="x") for seq in range(limits.REFUSALS + 7)]
    told = Receipt(origin="a", seq=1, commit=1, refused=refused).shorten().refused
    assert told[:-1] == refused[:-7]
    assert told[-1].detail.startswith("7 more")
    few = Receipt(origin="a", seq=1, commit=1, refused=refused[:3])
    assert few.shorten() is few
