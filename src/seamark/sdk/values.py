"""From what a person hands in to what a field can hold."""

import math
from collections.abc import Iterable
from datetime import UTC, date, datetime
from enum import Enum
from pathlib import PurePath
from typing import Any, Final, NamedTuple

from seamark.model import limits
from seamark.model.errors import InvalidValue, TooLarge
from seamark.model.operations import Json
from seamark.model.values import FieldType
from seamark.sdk.mappings import DEEPEST, is_listed, module_of, read_mapping

INT64: Final = range(-(2**63), 2**63)
LISTED_ITEMS: Final = 4096
"""Most items of an array that is assigned as a list."""


class UnknownValue(InvalidValue):
    """A value is of a type that no field can hold; its text might be meant."""

    code = "unknown_value"


class Single(NamedTuple):
    """A value as it travels; ``type`` is None where the value says it."""

    value: Json
    type: FieldType | None


# ---- numbers ------------------------------------------------------------------------------------


def read_number(path: str, value: Any) -> float:
    """Return one number as float64: numbers, their numpy forms, tensors of one element.

    Raises:
        InvalidValue: it is no number, or more than one.
    """
    item = read_scalar(value)
    if item is None:
        shape = shape_of(value)
        if shape is not None:
            raise _many_numbers(path, value, shape)
        raise InvalidValue(
            f"{path} got a {type(value).__name__}; a point is a number, a text, a figure, an Image or a Histogram.",
            "Convert it first.",
            path=path,
        )
    try:
        return float(item)
    except (TypeError, ValueError, OverflowError):
        raise InvalidValue(
            f"{path} got {str(item)[:30]}; a point is a number of 64 bits.", "Convert it first.", path=path
        ) from None


def _many_numbers(path: str, value: Any, shape: tuple[int, ...]) -> InvalidValue:
    word = "an array" if module_of(value).startswith("numpy") else "a tensor"
    name = path.rsplit("/", 1)[-1]
    if math.prod(shape) == 0:
        return InvalidValue(f"{path} got {word} of shape {shape}; a point is one number.", "It is empty.", path=path)
    return InvalidValue(
        f"{path} got {word} of shape {shape}; a point is one number.",
        f"Try {name}.mean()" if name.isidentifier() else "Try its mean()",
        path=path,
    )


def read_scalar(value: Any) -> Any:
    """Return the plain Python value of a scalar, None where it is none."""
    if isinstance(value, (bool, int, float, complex)):
        return value
    shape = shape_of(value)
    if shape is None:
        return value if hasattr(type(value), "__float__") else None
    if math.prod(shape) != 1:
        return None
    if hasattr(value, "item"):
        return value.item()
    if hasattr(value, "numpy"):
        return value.numpy().item()
    return value if hasattr(type(value), "__float__") else None


def shape_of(value: Any) -> tuple[int, ...] | None:
    """Return the shape of an array or tensor, None of anything else."""
    if isinstance(value, type):
        return None
    shape = getattr(value, "shape", None)
    if shape is None or callable(shape):
        return None
    try:
        return tuple(int(size) for size in shape)
    except (TypeError, ValueError):
        return None


# ---- single values ------------------------------------------------------------------------------


def read_single(path: str, value: Any) -> Single:
    """Return a value that a single field can hold.

    Raises:
        InvalidValue: no field can hold it.
        TooLarge: it is longer than a value may be.
    """
    plain = _read_plain(path, value)
    if plain is not None:
        return plain
    if isinstance(value, (list, tuple)) or is_listed(value):
        return Single(_check_json(path, read_json(path, value)), FieldType.JSON)
    shape = shape_of(value)
    if shape is not None and hasattr(value, "tolist"):
        return _read_array(path, value, shape)
    item = read_scalar(value)
    if item is not None and type(item) in (bool, int, float):
        return Single(_check_int(path, item), None)
    if callable(value) and hasattr(value, "__qualname__"):
        return Single(f"{value.__module__}.{value.__qualname__}", FieldType.STRING)
    raise UnknownValue(
        f"{path} got a {type(value).__name__}, which no field can hold.",
        "Assign its text, str(value), or upload it as a file.",
        path=path,
    )


def _read_plain(path: str, value: Any) -> Single | None:
    if value is None:
        return Single(None, FieldType.JSON)
    if isinstance(value, Enum):
        return _read_plain(path, value.value) or Single(value.name, FieldType.STRING)
    if isinstance(value, str):
        return Single(check_text(path, str(value), limits.STRING_BYTES), FieldType.STRING)
    if isinstance(value, bool):
        return Single(value, None)
    if isinstance(value, int):
        return Single(_check_int(path, int(value)), None)
    if isinstance(value, float):
        return Single(float(value), None)
    if isinstance(value, PurePath):
        return Single(check_text(path, str(value), limits.STRING_BYTES), FieldType.STRING)
    if isinstance(value, datetime):
        return Single(to_micros(value), FieldType.DATETIME)
    if isinstance(value, date):
        return Single(value.isoformat(), FieldType.STRING)
    return None


def _read_array(path: str, value: Any, shape: tuple[int, ...]) -> Single:
    size = math.prod(shape)
    if size == 1:
        item = read_scalar(value)
        plain = _read_plain(path, item)
        if plain is not None:
            return plain
    if size > LISTED_ITEMS:
        raise InvalidValue(
            f"{path} got an array of shape {shape}; a value has at most {LISTED_ITEMS:,} items.",
            "Log it as a series with extend(), as an Image or a Histogram, or upload it as a file.",
            path=path,
        )
    return Single(_check_json(path, read_json(path, value.tolist())), FieldType.JSON)


def _check_int(path: str, value: Any) -> Any:
    if isinstance(value, int) and value not in INT64:
        raise InvalidValue(f"{path} got an integer beyond 64 bits.", "Assign it as a string or as a float.", path=path)
    return value


def check_text(path: str, text: str, longest: int) -> str:
    """Return the text. Raises TooLarge beyond ``longest`` bytes, InvalidValue for lone surrogates."""
    try:
        size = len(text) if text.isascii() else len(text.encode())
    except UnicodeEncodeError:
        raise InvalidValue(
            f"{path} got a string with a lone surrogate.", "Decode it with errors='replace'.", path=path
        ) from None
    if size > longest:
        raise TooLarge(
            f"{path} got a string of {size:,} bytes; the longest has {longest:,}.", "Upload it as a file.", path=path
        )
    return text


def to_micros(moment: datetime) -> int:
    """Return microseconds since 1970 UTC; a naive moment is local time."""
    aware = moment if moment.tzinfo is not None else moment.astimezone()
    delta = aware - datetime(1970, 1, 1, tzinfo=UTC)
    return (delta.days * 86_400 + delta.seconds) * 1_000_000 + delta.microseconds


def from_micros(moment: int) -> datetime:
    """Return the moment in UTC."""
    return datetime.fromtimestamp(moment // 1_000_000, UTC).replace(microsecond=moment % 1_000_000)


# ---- json ---------------------------------------------------------------------------------------


def read_json(path: str, value: Any, depth: int = 0) -> Json:
    """Return a json value; what json has no word for is written as text.

    Raises:
        InvalidValue: an integer beyond 64 bits, or nested too deeply.
    """
    if value is None or type(value) in (bool, float):
        return value  # type: ignore[no-any-return]
    if depth > DEEPEST:
        raise InvalidValue(f"{path} got a list nested more than {DEEPEST} deep.", "Simplify it.", path=path)
    plain = _read_plain(path, value)
    if plain is not None:
        return value.isoformat() if isinstance(value, datetime) else plain.value
    mapping = read_mapping(value)
    if mapping is not None:
        return {str(name): read_json(path, item, depth + 1) for name, item in mapping.items()}
    if isinstance(value, (list, tuple, range)) or is_listed(value):
        return [read_json(path, item, depth + 1) for item in value]
    if isinstance(value, (set, frozenset)):
        return [read_json(path, item, depth + 1) for item in sorted(value, key=repr)]
    if shape_of(value) is not None and hasattr(value, "tolist"):
        return read_json(path, value.tolist(), depth + 1)
    return check_text(path, str(value), limits.STRING_BYTES)


def _check_json(path: str, value: Json) -> Json:
    size = _weigh(value)
    if size > limits.JSON_BYTES:
        raise TooLarge(
            f"{path} got a list of about {size:,} bytes; the longest has {limits.JSON_BYTES:,}.",
            "Upload it as a file.",
            path=path,
        )
    return value


def _weigh(value: Any) -> int:
    if isinstance(value, list):
        return 2 + sum(_weigh(item) + 1 for item in value)
    if isinstance(value, dict):
        return 2 + sum(len(name) + 4 + _weigh(item) for name, item in value.items())
    return len(value) + 2 if isinstance(value, str) else 1


# ---- sets ---------------------------------------------------------------------------------------


def read_strings(path: str, values: Iterable[Any]) -> list[str]:
    """Return the items of a string set, in order.

    Raises:
        InvalidValue: one of them is no string.
        TooLarge: one of them is longer than an item may be.
    """
    found = list(values)
    for item in found:
        if not isinstance(item, str):
            raise InvalidValue(
                f"{path} got a set with a {type(item).__name__}; a set field holds strings.",
                "Assign a list, or a set of strings.",
                path=path,
            )
    return sorted({check_text(path, str(item), limits.TAG_BYTES) for item in found})
