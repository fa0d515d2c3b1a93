"""Nested values come back as they were, whatever they hold."""

import json
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seamark.model import limits
from seamark.wire.codecs import JSON, decode_batch, spell_json
from seamark.wire.exact import is_doubtful, read_exact, spell_exact

TEXTS = st.one_of(
    st.text(), st.sampled_from(["NaN", "Infinity", "-Infinity", "9007199254740993", "$number", "$$number"])
)
PLAIN = st.one_of(st.none(), st.booleans(), st.integers(-(2**63), 2**63 - 1), st.floats(), TEXTS)
NESTED = st.recursive(PLAIN, lambda inner: st.lists(inner) | st.dictionaries(TEXTS, inner))


def same(left, right) -> bool:
    if type(left) is not type(right):
        return False
    if isinstance(left, float):
        return (math.isnan(left) and math.isnan(right)) or left == right
    if isinstance(left, list):
        return len(left) == len(right) and all(map(same, left, right))
    if isinstance(left, dict):
        return left.keys() == right.keys() and all(same(left[name], right[name]) for name in left)
    return left == right


@given(NESTED)
def test_nothing_is_lost_on_the_way_through_json(value):
    text = json.dumps(spell_exact(value), allow_nan=False)
    assert same(read_exact(json.loads(text)), value)


def test_nesting_has_a_limit_on_both_ways():
    deepest: list = []
    for _ in range(limits.JSON_DEPTH):
        deepest = [deepest]
    assert read_exact(spell_exact(deepest)) == deepest
    for way in (spell_exact, read_exact):
        with pytest.raises(RecursionError, match="deeper than 100"):
            way([deepest])
    body = json.dumps({"operations": [{"op": "assign", "path": "x", "value": [deepest]}]}).encode()
    assert decode_batch(body, JSON).batch.operations[0].value == [deepest]  # it is ingest that refuses it


@given(NESTED)
def test_what_is_not_doubtful_needs_no_second_look(value):
    shown = spell_json(value)
    assert is_doubtful(shown) or same(shown, value)


@pytest.mark.parametrize(
    "value", [{"$number": "NaN"}, {"$$number": 1}, {"$number": "many"}, {"$number": {"$number": "1"}}]
)
def test_a_persons_own_dictionary_stays_one(value):
    assert read_exact(spell_exact(value)) == value


def test_requests_in_json_have_the_same_spelling():
    body = {
        "operations": [{"op": "assign", "path": "a", "value": ["NaN", {"$number": "NaN"}, {"$number": str(2**60)}]}]
    }
    (operation,) = decode_batch(json.dumps(body).encode(), JSON).batch.operations
    text, number, large = operation.value
    assert text == "NaN"
    assert math.isnan(number)
    assert large == 2**60
