"""Numbers that JSON cannot hold, as strings: "NaN", "Infinity", "-Infinity", ints beyond 2**53."""

import math
from typing import Any, Final

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
