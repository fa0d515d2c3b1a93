"""Values as they stand in a query: numbers, sizes, booleans, moments, texts."""

import math
import re
from datetime import UTC, datetime
from typing import Final

from seamark.model.query import Literals

_NUMBER: Final = re.compile(r"([+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)\s*([kMGT]i?B|KB|KiB|B)?\Z")
_WHOLE: Final = re.compile(r"[+-]?\d+\Z")
_WORDS: Final = {"NaN": math.nan, "Infinity": math.inf, "+Infinity": math.inf, "-Infinity": -math.inf}
_BOOLEANS: Final = {"true": True, "false": False}
_SIZES: Final = {"K": 1, "M": 2, "G": 3, "T": 4}

_BACK: Final = re.compile(r"-(\d{1,9})([smhdwMy])\Z")
_SECONDS: Final = {"s": 1, "m": 60, "h": 3_600, "d": 86_400, "w": 604_800, "M": 30 * 86_400, "y": 365 * 86_400}


def read_number(text: str) -> int | float | None:
    """Return the number that a text names (``3``, ``1e-3``, ``NaN``, ``50MB``), or None."""
    if text in _WORDS:
        return _WORDS[text]
    found = _NUMBER.match(text)
    if found is None:
        return None
    digits, unit = found.groups()
    number: int | float = int(digits) if _WHOLE.match(digits) and len(digits) < 400 else float(digits)
    return number * _factor(unit) if unit else number


def _factor(unit: str) -> int:
    power = _SIZES.get(unit[0].upper(), 0)
    return int((1024 if "i" in unit else 1000) ** power)


def read_boolean(text: str) -> bool | None:
    """Return the boolean that a text names in any case, or None."""
    return _BOOLEANS.get(text.lower())


def read_word(text: str) -> Literals:
    """Return what a text without quotes names by itself."""
    boolean = read_boolean(text)
    if boolean is not None:
        return boolean
    number = read_number(text)
    return text if number is None else number


def read_moment(text: str, now: int) -> int | None:
    """Return the moment that a text names, in microseconds since 1970 UTC, or None.

    An ISO 8601 date or time (without a zone: UTC), or a time back from ``now``: ``-30s -2h -5d -1w
    -3M -1y``, where a month has 30 days and a year 365.
    """
    back = _BACK.match(text)
    if back is not None:
        return now - int(back[1]) * _SECONDS[back[2]] * 1_000_000
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    apart = moment - datetime(1970, 1, 1, tzinfo=UTC)
    return (apart.days * 86_400 + apart.seconds) * 1_000_000 + apart.microseconds


def read_quoted(token: str) -> str:
    """Return the text between quotes; a backslash guards a quote or a backslash, else it stays."""
    return re.sub(r"""\\(["'\\])""", r"\1", token[1:-1])
