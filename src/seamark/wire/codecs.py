"""Hard numbers in JSON, and batches as bytes.

Numbers that JSON cannot hold are strings there: "NaN", "Infinity", "-Infinity", ints beyond 2**53. Where a
string may be meant as well, ``wire.exact`` tells them apart.
"""

import math
import re
from dataclasses import dataclass
from typing import Any, Final, Literal, TypeAlias

import msgspec

from seamark.model import limits
from seamark.model.errors import Malformed, TooLarge
from seamark.model.operations import Append, Assign, Extend, Log, Operation
from seamark.model.values import FieldType
from seamark.wire.api.sessions import SessionEnd
from seamark.wire.batches import Batch, Receipt, Refusal, Seq, Seqs, Upto
from seamark.wire.exact import read_exact

EXACT: Final = 2**53
"""Integers up to this size are exact in every JSON reader."""

_WORDS: Final = {"NaN": math.nan, "Infinity": math.inf, "-Infinity": -math.inf}


def spell_float(value: float) -> float | str:
    """Return a float as JSON can hold it."""
    if math.isfinite(value):
        return value
    return "NaN" if value != value else "Infinity" if value > 0 else "-Infinity"


def spell_int(value: int) -> int | str:
    """Return an int as every JSON reader takes it."""
    return value if -EXACT <= value <= EXACT else str(value)


def spell_json(value: Any) -> Any:
    """Return a nested value with each hard number spelled."""
    match value:
        case float():
            return spell_float(value)
        case bool():
            return value
        case int():
            return spell_int(value)
        case list():
            return [spell_json(item) for item in value]
        case dict():
            return {name: spell_json(item) for name, item in value.items()}
        case _:
            return value


def read_float(value: float | str) -> float:
    """Return the float that ``spell_float`` wrote.

    Raises:
        ValueError: the text is no number.
    """
    return _WORDS[value] if isinstance(value, str) and value in _WORDS else float(value)


def read_int(value: int | str) -> int:
    """Return the int that ``spell_int`` wrote.

    Raises:
        ValueError: the text is no integer.
    """
    return int(value)


# ---- batches ------------------------------------------------------------------------------------

MSGPACK: Final = "application/msgpack"
JSON: Final = "application/json"
Form: TypeAlias = Literal["application/msgpack", "application/json"]


class _Envelope(msgspec.Struct, kw_only=True):
    """A batch whose operations are looked at one by one."""

    operations: list[msgspec.Raw]
    origin: str = ""
    seq: Seq = 0
    seqs: Seqs | None = None
    upto: Upto | None = None
    end: SessionEnd | None = None


class _Skimmed(msgspec.Struct):
    """A batch of which no operation has been looked at."""

    operations: msgspec.Raw


@dataclass(frozen=True, slots=True)
class Decoded:
    """A batch as it came, and those of its operations that could not be read."""

    batch: Batch
    refused: tuple[Refusal, ...] = ()


_pack: Final = msgspec.msgpack.Encoder()
_Decoders: TypeAlias = dict[str, msgspec.msgpack.Decoder[Any] | msgspec.json.Decoder[Any]]

_BATCH: Final[_Decoders] = {MSGPACK: msgspec.msgpack.Decoder(Batch), JSON: msgspec.json.Decoder(Batch)}
_ENVELOPE: Final[_Decoders] = {MSGPACK: msgspec.msgpack.Decoder(_Envelope), JSON: msgspec.json.Decoder(_Envelope)}
_SKIMMED: Final[_Decoders] = {MSGPACK: msgspec.msgpack.Decoder(_Skimmed), JSON: msgspec.json.Decoder(_Skimmed)}
_JSON_COMMAS: Final = 20 * limits.BATCH_OPERATIONS
"""So many are looked at in operations of which one cannot be read: each may part two operations."""
_OPERATION: Final[_Decoders] = {
    MSGPACK: msgspec.msgpack.Decoder(Operation),
    JSON: msgspec.json.Decoder(Operation),
}
_ANYTHING: Final[_Decoders] = {MSGPACK: msgspec.msgpack.Decoder(), JSON: msgspec.json.Decoder()}
_RECEIPT: Final[_Decoders] = {MSGPACK: msgspec.msgpack.Decoder(Receipt), JSON: msgspec.json.Decoder(Receipt)}
_UNREADABLE: Final = (msgspec.MsgspecError, UnicodeDecodeError, RecursionError)
_LONE_SURROGATE: Final = re.compile(rb"\\u[dD][89abAB][0-9a-fA-F]{2}(?!\\u[dD][c-fC-F])")
_FORMS: Final = {MSGPACK: "msgpack", JSON: "JSON"}


def encode_batch(batch: Batch) -> bytes:
    """Return a batch in msgpack, the form that clients send."""
    return _pack.encode(batch)


def encode_receipt(receipt: Receipt, form: Form) -> bytes:
    """Return a receipt in the form that the batch had."""
    return _pack.encode(receipt) if form == MSGPACK else msgspec.json.encode(receipt)


def decode_receipt(body: bytes, form: Form = "application/msgpack") -> Receipt:
    """Return the receipt in an answer. Raises Malformed."""
    try:
        receipt: Receipt = _RECEIPT[form].decode(body)
    except _UNREADABLE as error:
        raise _malformed(form, body, error) from None
    return receipt


def decode_batch(body: bytes, form: Form) -> Decoded:
    """Return the batch in a request; of JSON the spelled numbers are read where a number is meant.

    An operation that is well-formed and yet none of ours is refused by itself, the rest stands.

    Raises:
        Malformed: the body is not of that form; names the place.
        TooLarge: it has more operations than a batch may have.
    """
    try:
        decoded = Decoded(_BATCH[form].decode(body))
    except _UNREADABLE:
        decoded = _decode_singly(body, form)
    return decoded if form == MSGPACK else _read_spelled(decoded)


def _malformed(form: Form, body: bytes, error: Exception) -> Malformed:
    name = _FORMS[form]
    half = _LONE_SURROGATE.search(body) if form == JSON else None
    if half is not None:
        return Malformed(
            f"The body has a lone surrogate (byte {half.start()}).", "Decode file names with errors='replace'."
        )
    if isinstance(error, RecursionError):
        return Malformed(f"The body's {name} is nested too deeply.", "Keep nested values shallow.")
    remedy = 'Write NaN and infinities as "NaN", "Infinity", "-Infinity".' if form == JSON else "Check the encoder."
    return Malformed(f"The body is no {name} of a batch: {str(error).rstrip('.')}.", remedy)


def _decode_singly(body: bytes, form: Form) -> Decoded:
    try:
        _check_count(_SKIMMED[form].decode(body).operations, form)
        envelope = _ENVELOPE[form].decode(body)
    except _UNREADABLE as error:
        raise _malformed(form, body, error) from None
    if len(envelope.operations) > limits.BATCH_OPERATIONS:
        raise _too_many()
    operations: list[Operation] = []
    refused: list[Refusal] = []
    seqs: list[int] = []
    seq, end = envelope.seq, envelope.seq - 1
    for index, raw in enumerate(envelope.operations):
        if envelope.seqs is not None and index < len(envelope.seqs):
            seq = envelope.seqs[index]
        try:
            operation = _OPERATION[form].decode(raw)
        except _UNREADABLE as error:
            refusal, weight = _refuse(raw, form, seq, index, error)
            refused.append(refusal)
        else:
            operations.append(operation)
            seqs.append(seq)
            weight = operation.weight
        seq += weight
        end = max(end, seq - 1)
    own = envelope.origin != ""
    batch = Batch(
        operations=operations,
        origin=envelope.origin,
        seq=envelope.seq,
        seqs=seqs if own else None,
        upto=end if own and envelope.upto is None else envelope.upto,
        end=envelope.end,
    )
    return Decoded(batch, tuple(refused))


def _check_count(operations: msgspec.Raw, form: Form) -> None:
    """Look at how many operations there are before an object is made of each; in JSON at how many at most."""
    head = bytes(memoryview(operations)[:5])
    if form == JSON:
        is_much = bytes(operations).count(b",") > _JSON_COMMAS
    else:
        is_much = int.from_bytes(head[1 : {0xDC: 3, 0xDD: 5}.get(head[0], 0)]) > limits.BATCH_OPERATIONS
    if is_much:
        raise _too_many()


def _too_many() -> TooLarge:
    return TooLarge(f"The batch has more than {limits.BATCH_OPERATIONS:,} operations.", "Send it in smaller batches.")


def _refuse(raw: msgspec.Raw, form: Form, seq: int, index: int, error: Exception) -> tuple[Refusal, int]:
    """Return why an operation cannot be read, and how many seqs it took."""
    try:
        content = _ANYTHING[form].decode(raw)
    except _UNREADABLE:
        content = None
    fields: dict[Any, Any] = content if isinstance(content, dict) else {}
    path, values = fields.get("path"), fields.get("values")
    many = fields.get("op") == "extend" and fields.get("seqs") is None and isinstance(values, list | bytes)
    weight = max(1, len(values) // 8 if isinstance(values, bytes) else len(values)) if many and values else 1
    cause = "it is nested too deeply" if isinstance(error, RecursionError) else str(error).rstrip(".")
    refusal = Refusal(
        seq=seq,
        code="invalid_value",
        detail=f"operations[{index}] cannot be read: {cause}.",
        remedy="See the operations of POST /api/v1/runs/{run}/operations.",
        path=path if isinstance(path, str) else "",
    )
    return refusal, weight


def _read_spelled(decoded: Decoded) -> Decoded:
    changed = [_read_operation(operation) for operation in decoded.batch.operations]
    return Decoded(msgspec.structs.replace(decoded.batch, operations=changed), decoded.refused)


def _read_operation(operation: Operation) -> Operation:
    match operation:
        case Append(value=str() as text, type=None | FieldType.FLOAT_SERIES) if text in _WORDS:
            return msgspec.structs.replace(operation, value=_WORDS[text])
        case Log(values=values) if any(value in _WORDS for value in values.values()):
            return msgspec.structs.replace(operation, values={name: _read_word(item) for name, item in values.items()})
        case Extend(values=list() as points) if _are_spelled(points):
            return msgspec.structs.replace(operation, values=[_read_word(point) for point in points])
        case Assign(value=str() as text, type=FieldType.FLOAT) if text in _WORDS:
            return msgspec.structs.replace(operation, value=_WORDS[text])
        case Assign(value=str() as text, type=FieldType.INT) if text.removeprefix("-").isdecimal() and len(text) <= 20:
            return msgspec.structs.replace(operation, value=int(text))
        case Assign(value=list() | dict() as nested):
            try:
                return msgspec.structs.replace(operation, value=read_exact(nested))
            except RecursionError:
                return operation  # ingest refuses it by name
        case _:
            return operation


def _read_word(value: float | str) -> float | str:
    return _WORDS.get(value, value) if isinstance(value, str) else value


def _are_spelled(points: list[float | str]) -> bool:
    """Say whether the strings among the points are all numbers, of which there is at least one."""
    words = [point for point in points if isinstance(point, str)]
    return bool(words) and all(word in _WORDS for word in words)
