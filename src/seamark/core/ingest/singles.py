"""From a value as it travels to the row of a single field."""

import math
from typing import Any, Final

import msgspec
from msgspec.structs import replace

from seamark.model import limits
from seamark.model.errors import InvalidValue, TooLarge
from seamark.model.objects import Stage
from seamark.model.operations import Json
from seamark.model.values import FieldType
from seamark.storage.blobs import Blobs
from seamark.storage.columns.rows import FieldRow
from seamark.wire.exact import spell_exact

INT64: Final = range(-(2**63), 2**63)
_WORDS: Final = {"NaN": math.nan, "Infinity": math.inf, "-Infinity": -math.inf}
_INFERRED: Final[dict[type, FieldType]] = {
    bool: FieldType.BOOL,
    int: FieldType.INT,
    float: FieldType.FLOAT,
    str: FieldType.STRING,
    list: FieldType.JSON,
    dict: FieldType.JSON,
    type(None): FieldType.JSON,
}


def infer_type(value: Json) -> FieldType:
    """Return the type that a value has by itself."""
    return _INFERRED[type(value)]


def check_item(path: str, item: str) -> None:
    """Check an item of a string set. Raises TooLarge."""
    if not item or len(encode_text(path, item)) > limits.TAG_BYTES:
        raise TooLarge(
            f"{path!r} got an item that is empty or longer than {limits.TAG_BYTES} bytes.", "Shorten it.", path=path
        )


def fill_row(row: FieldRow, value: Json, written: FieldType, blobs: Blobs) -> FieldRow:
    """Return the row with a value in it. ``row.type`` may be wider than what is ``written``.

    Raises:
        InvalidValue: the value is not of that type.
        TooLarge: it is longer than a value may be.
    """
    if row.path == "sys/stage" and value not in set(Stage):
        raise InvalidValue(f"{value!r} is no stage.", f"Choose {', '.join(Stage)}.", path=row.path)
    if row.path == "sys/colour" and value not in range(limits.COLOURS):
        raise InvalidValue(f"{value!r} is no colour.", f"Choose a number below {limits.COLOURS}.", path=row.path)
    plain = replace(row, integer=None, number=None, text="", items=(), digest="", deleted=False)
    match written:
        case FieldType.BOOL | FieldType.INT:
            whole = _whole(row.path, value, written)
            return replace(plain, integer=whole, number=float(whole))
        case FieldType.FLOAT:
            number = _number(row.path, value)
            return replace(plain, number=number)
        case FieldType.DATETIME:
            moment = _whole(row.path, value, written)
            return replace(plain, integer=moment, number=float(moment))
        case FieldType.STRING:
            return _with_text(plain, value, blobs)
        case FieldType.JSON | FieldType.GIT_REF | FieldType.NOTEBOOK_REF:
            return replace(plain, text=_json_text(row.path, value))
        case _:
            raise InvalidValue(
                f"{row.path!r} cannot be assigned as {written.value}.",
                "Append to a series, add to a set, attach a file.",
                path=row.path,
            )


def _whole(path: str, value: Json, written: FieldType) -> int:
    if isinstance(value, str) and written is FieldType.INT:
        try:
            value = int(value)
        except ValueError:
            raise _wrong(path, value, written) from None
    if not isinstance(value, int):
        raise _wrong(path, value, written)
    if int(value) not in INT64:
        raise InvalidValue(
            f"{path!r} got an integer beyond 64 bits.", "Assign it as a string or as a float.", path=path
        )
    return int(value)


def _number(path: str, value: Json) -> float:
    if isinstance(value, str) and value in _WORDS:
        return _WORDS[value]
    if isinstance(value, (int, float)):
        try:
            return float(value)
        except OverflowError:
            raise InvalidValue(
                f"{path!r} got an integer too large for a float.", "Assign it as a string.", path=path
            ) from None
    raise _wrong(path, value, FieldType.FLOAT)


def _wrong(path: str, value: Any, written: FieldType) -> InvalidValue:
    return InvalidValue(
        f"{path!r} was declared {written.value} and got a {type(value).__name__}.",
        "Send a value of that type, or leave the type out.",
        path=path,
    )


def _with_text(row: FieldRow, value: Json, blobs: Blobs) -> FieldRow:
    if not isinstance(value, str):
        raise _wrong(row.path, value, FieldType.STRING)
    data = encode_text(row.path, value)
    if len(data) > limits.STRING_BYTES:
        raise TooLarge(
            f"{row.path!r} got a string of {len(data):,} bytes; the longest has {limits.STRING_BYTES:,}.",
            "Upload it as a file.",
            path=row.path,
        )
    if len(data) <= limits.STRING_HEAD_BYTES:
        return replace(row, text=value)
    head = data[: limits.STRING_HEAD_BYTES].decode(errors="ignore")
    return replace(row, text=head, digest=blobs.put(data))


def encode_text(path: str, text: str) -> bytes:
    """Return the UTF-8 of a text. Raises InvalidValue for lone surrogates."""
    try:
        return text.encode()
    except UnicodeEncodeError:
        raise InvalidValue(
            f"{path!r} got a string with a lone surrogate.", "Decode it with errors='replace'.", path=path
        ) from None


def _json_text(path: str, value: Json) -> str:
    try:
        text = msgspec.json.encode(spell_exact(value))
    except (UnicodeEncodeError, RecursionError, OverflowError) as problem:
        raise InvalidValue(
            f"{path!r} got a json value that cannot be written: {problem}.", "Simplify it.", path=path
        ) from None
    if len(text) > limits.JSON_BYTES:
        raise TooLarge(
            f"{path!r} got a json value of {len(text):,} bytes; the longest has {limits.JSON_BYTES:,}.",
            "Upload it as a file.",
            path=path,
        )
    return text.decode()


def encode_json(value: Json) -> bytes:
    """Return the text of facts about a field; NaN and infinities stand as the strings that the wire has."""
    return msgspec.json.encode(_spelled(value))


def _spelled(value: Json) -> Json:
    if isinstance(value, float) and not math.isfinite(value):
        return "NaN" if value != value else "Infinity" if value > 0 else "-Infinity"
    if isinstance(value, list):
        return [_spelled(item) for item in value]
    if isinstance(value, dict):
        return {name: _spelled(item) for name, item in value.items()}
    return value
