"""Operations through msgpack and JSON."""

import struct

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from seamark.model.operations import (
    Add,
    Append,
    Assign,
    Attach,
    Clear,
    Configure,
    Delete,
    Extend,
    Log,
    Operation,
    Remove,
)
from seamark.model.values import FieldType

paths = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=20)
texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
finite = st.floats(allow_nan=False, allow_infinity=False)
int64 = st.integers(-(2**63), 2**63 - 1)
json_values = st.recursive(
    st.none() | st.booleans() | int64 | finite | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=6,
)
types = st.none() | st.sampled_from(list(FieldType))
steps = st.none() | finite
times = st.none() | int64
operations = st.one_of(
    st.builds(Assign, path=paths, value=json_values, type=types),
    st.builds(Append, path=paths, value=finite | texts, step=steps, relative=st.booleans(), time=times, type=types),
    st.builds(Append, path=paths, value=st.fixed_dictionaries({"edges": st.lists(finite), "counts": st.lists(finite)})),
    st.builds(
        Log, values=st.dictionaries(paths, finite | texts), step=steps, steps=st.none() | st.lists(finite), time=times
    ),
    st.builds(Extend, path=paths, values=st.lists(finite | texts), steps=st.none() | st.lists(finite)),
    st.builds(Add, path=paths, values=st.lists(texts)),
    st.builds(Remove, path=paths, values=st.lists(texts)),
    st.builds(Attach, path=paths, digest=texts, size=st.integers(0, 2**63 - 1), subpath=texts, step=steps, time=times),
    st.builds(Configure, path=paths, unit=texts, minimum=steps, maximum=steps),
    st.builds(Clear, path=paths, type=types),
    st.builds(Delete, path=paths),
)


@pytest.mark.parametrize("codec", [msgspec.msgpack, msgspec.json])
@given(operation=operations)
def test_an_operation_arrives_as_it_was_sent(codec, operation):
    assert codec.decode(codec.encode(operation), type=Operation) == operation


@given(st.lists(finite, max_size=20))
def test_packed_points_arrive_in_msgpack(values):
    packed = struct.pack(f"<{len(values)}d", *values)
    operation = Extend(path="loss", values=packed, steps=packed)
    again = msgspec.msgpack.decode(msgspec.msgpack.encode(operation), type=Operation)
    assert again == operation
    assert type(again.values) is bytes


@given(st.floats())
def test_hard_numbers_arrive_in_msgpack(value):
    again = msgspec.msgpack.decode(msgspec.msgpack.encode(Append(path="x", value=value)), type=Operation)
    assert struct.pack("<d", again.value) == struct.pack("<d", value)


def test_the_tag_is_the_verb_and_what_is_default_is_left_out():
    assert msgspec.json.encode(Clear(path="a")) == b'{"op":"clear","path":"a"}'
    assert msgspec.json.encode(Append(path="a", value=1.5)) == b'{"op":"append","path":"a","value":1.5}'
    tags = {each.__struct_config__.tag for each in Operation.__args__}
    assert tags == {each.__name__.lower() for each in Operation.__args__}


@pytest.mark.parametrize(
    "text", [b"{}", b'{"op":"none","path":"a"}', b'{"op":"clear"}', b'{"op":"append","path":"a","value":[1]}', b"[]"]
)
def test_what_is_no_operation_is_refused(text):
    with pytest.raises(msgspec.ValidationError):
        msgspec.json.decode(text, type=Operation)


@pytest.mark.parametrize(
    ("operation", "weight"),
    [
        (Assign(path="a", value=1), 1),
        (Log(values={"a": 1.0, "b": 2.0}), 1),
        (Extend(path="a", values=[1.0, 2.0, 3.0]), 3),
        (Extend(path="a", values=b"\0" * 40), 5),
        (Extend(path="a", values=[]), 1),
        (Extend(path="a", values=[1.0, 2.0], seqs=[7, 9]), 1),
    ],
)
def test_an_extend_takes_a_seq_for_each_point(operation, weight):
    assert operation.weight == weight


def test_operations_cannot_be_changed():
    with pytest.raises(AttributeError):
        Clear(path="a").path = "b"
