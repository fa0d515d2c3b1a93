"""Hard numbers in JSON."""

import json
import math
import struct

import pytest

from seamark.wire.codecs import read_float, read_int, spell_float, spell_int, spell_json


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
