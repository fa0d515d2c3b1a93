"""Batches in both forms: hard values whole, wrong operations singly refused, wreckage told with its place."""

import json
import math
import struct
from base64 import b64encode

import msgspec
import pytest

from seamark.model.errors import Malformed
from seamark.model.operations import Append, Assign, Extend, Log
from seamark.model.values import FieldType
from seamark.wire.batches import Batch, Receipt, Refusal
from seamark.wire.codecs import JSON, MSGPACK, decode_batch, decode_receipt, encode_batch, encode_receipt, spell_float

HARD = [0.1 + 0.2, 1e-308, 5e-324, -0.0, 1.7976931348623157e308, math.inf, -math.inf, math.nan]


def bits(values):
    return [struct.pack("<d", value) for value in values]


def read_json(*operations, **batch):
    return decode_batch(json.dumps({"operations": operations, **batch}).encode(), JSON)


@pytest.mark.parametrize("value", HARD)
def test_hard_floats_come_through_both_forms(value):
    operations = [
        Append(path="a", value=value, step=1.0),
        Log(values={"b": value, "c": 1.0}),
        Extend(path="d", values=[value, 2.0]),
        Extend(path="e", values=struct.pack("<d", value)),
        Assign(path="f", value=value, type=FieldType.FLOAT),
    ]
    batch = Batch(operations=operations, origin="o", seq=7)
    packed = decode_batch(encode_batch(batch), MSGPACK)
    spelled = spell_float(value)
    plain = read_json(
        {"op": "append", "path": "a", "value": spelled, "step": 1},
        {"op": "log", "values": {"b": spelled, "c": 1}},
        {"op": "extend", "path": "d", "values": [spelled, 2]},
        {"op": "extend", "path": "e", "values": b64encode(struct.pack("<d", value)).decode()},
        {"op": "assign", "path": "f", "value": spelled, "type": "float"},
        origin="o",
        seq=7,
    )
    for decoded in (packed, plain):
        assert decoded.refused == ()
        append, log, extend, block, assign = decoded.batch.operations
        assert bits([append.value, log.values["b"], extend.values[0], assign.value]) == bits([value] * 4)
        assert bits(struct.unpack("<d", block.values)) == bits([value])
        assert type(append.value) is float


def test_a_text_that_looks_like_a_number_stays_a_text_where_the_type_says_so():
    operations = read_json(
        {"op": "append", "path": "a", "value": "NaN", "type": "string_series"},
        {"op": "extend", "path": "b", "values": ["NaN", "said nobody"]},
        {"op": "assign", "path": "c", "value": "Infinity"},
        {"op": "assign", "path": "d", "value": "12"},
    ).batch.operations
    assert [operations[0].value, operations[1].values, operations[2].value, operations[3].value] == [
        "NaN",
        ["NaN", "said nobody"],
        "Infinity",
        "12",
    ]
    packed = decode_batch(encode_batch(Batch(operations=[Append(path="a", value="NaN")])), MSGPACK)
    assert packed.batch.operations[0].value == "NaN"


@pytest.mark.parametrize("value", [2**53 + 1, 2**63 - 1, -(2**63)])
def test_ints_come_through_both_forms(value):
    packed = decode_batch(encode_batch(Batch(operations=[Assign(path="a", value=value)])), MSGPACK)
    as_number = read_json({"op": "assign", "path": "a", "value": value})
    as_text = read_json({"op": "assign", "path": "a", "value": str(value), "type": "int"})
    assert {packed.batch.operations[0].value, as_number.batch.operations[0].value} == {value}
    assert as_text.batch.operations[0].value == value


def test_a_wrong_operation_is_refused_by_itself():
    decoded = read_json(
        {"op": "append", "path": "a", "value": 1},
        {"op": "dance", "path": "b"},
        {"op": "extend", "path": "c", "values": [1, 2, None]},
        {"op": "append", "path": "d", "value": True, "step": "late"},
        {"op": "append", "path": "e", "value": 2},
        17,
        origin="o",
        seq=10,
    )
    assert [operation.path for operation in decoded.batch.operations] == ["a", "e"]
    assert decoded.batch.seqs == [10, 16]
    assert decoded.batch.upto == 17
    assert [(refusal.seq, refusal.path) for refusal in decoded.refused] == [(11, "b"), (12, "c"), (15, "d"), (17, "")]
    assert "operations[1]" in decoded.refused[0].detail
    assert "dance" in decoded.refused[0].detail


def test_a_wrong_operation_in_msgpack_is_refused_by_itself():
    body = msgspec.msgpack.encode(
        {
            "operations": [
                {"op": "append", "path": "a", "value": 1.0},
                {"op": "append", "path": "b", "value": b"bytes"},
                {"op": "append", "path": "c", "value": 2.0},
            ],
            "origin": "o",
            "seqs": [3, 5, 9],
        }
    )
    decoded = decode_batch(body, MSGPACK)
    assert decoded.batch.seqs == [3, 9]
    assert [refusal.seq for refusal in decoded.refused] == [5]
    broken = body.replace(b"\xa1b", b"\xa1\xff")
    assert [refusal.seq for refusal in decode_batch(broken, MSGPACK).refused] == [5]


@pytest.mark.parametrize(
    ("form", "body", "place"),
    [
        (JSON, b'{"operations": [{"op": "append", "path": "a", "value": NaN}]}', "byte 55"),
        (JSON, b'{"operations": 3}', "$.operations"),
        (JSON, b"", "truncated"),
        (JSON, b"\xff\xfe", "byte 0"),
        (JSON, b'{"operations":[{"op":"assign","path":"a","value":"\\ud800"}]}', "lone surrogate (byte 50)"),
        (JSON, b'{"operations":' + b"[" * 100_000, "deep"),
        (MSGPACK, b"\x93\x01", "object"),
        (MSGPACK, b"\x81\xaaoperations\xdd\xff\xff\xff\xff", "truncated"),
        (MSGPACK, b"{}", "object"),
    ],
)
def test_wreckage_is_told_with_its_place(form, body, place):
    with pytest.raises(Malformed, match="body") as caught:
        decode_batch(body, form)
    assert place in caught.value.detail
    assert caught.value.remedy


def test_deep_values_are_refused_and_break_nothing():
    deep = b"[" * 100_000 + b"]" * 100_000
    body = b'{"operations":[{"op":"assign","path":"a","value":1},{"op":"assign","path":"b","value":%b}]}' % deep
    try:
        decoded = decode_batch(body, JSON)
    except Malformed as error:
        assert "deep" in error.detail  # noqa: PT017 - either is right
    else:
        assert [refusal.seq for refusal in decoded.refused] == [1]


@pytest.mark.parametrize("form", [JSON, MSGPACK])
def test_receipts_come_back(form):
    receipt = Receipt(
        origin="o", seq=9, commit=2**53 + 1, refused=[Refusal(seq=3, code="x", detail="naïve", remedy="", path="a/b")]
    )
    assert decode_receipt(encode_receipt(receipt, form), form) == receipt
    with pytest.raises(Malformed):
        decode_receipt(b"\xc1", form)
