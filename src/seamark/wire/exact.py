"""Json values without loss: how numbers that JSON cannot hold stand inside nested values.

Such a number is ``{"$number": "NaN"}``, its text being ``NaN``, ``Infinity``, ``-Infinity`` or the digits
of an integer beyond 2**53; so the string ``"NaN"`` stays a string. A dictionary of the person's own that
looks so has one more ``$`` in its only name.
"""

import math
from typing import Any, Final

from seamark.model import limits

NUMBER: Final = "$number"
_EXACT: Final = 2**53
_WORDS: Final = {"NaN": math.nan, "Infinity": math.inf, "-Infinity": -math.inf}


def spell_exact(value: Any, depth: int = 0) -> Any:
    """Return a nested value as JSON can hold it.

    Raises:
        RecursionError: it is nested deeper than ``limits.JSON_DEPTH``.
    """
    _check_depth(depth)
    match value:
        case bool() | str() | None:
            return value
        case float():
            return value if math.isfinite(value) else {NUMBER: _spell_float(value)}
        case int():
            return value if -_EXACT <= value <= _EXACT else {NUMBER: str(value)}
        case list():
            return [spell_exact(item, depth + 1) for item in value]
        case dict():
            return {_escape(name, value): spell_exact(item, depth + 1) for name, item in value.items()}
        case _:
            return value


def read_exact(value: Any, depth: int = 0) -> Any:
    """Return the nested value that ``spell_exact`` wrote.

    Raises:
        RecursionError: it is nested deeper than ``limits.JSON_DEPTH``.
    """
    _check_depth(depth)
    if isinstance(value, list):
        return [read_exact(item, depth + 1) for item in value]
    if not isinstance(value, dict):
        return value
    text = value.get(NUMBER)
    if len(value) == 1 and isinstance(text, str):
        number = _read_number(text)
        return value if number is None else number
    return {_restore(name, value): read_exact(item, depth + 1) for name, item in value.items()}


def is_doubtful(value: Any) -> bool:
    """Say whether a value that ``spell_json`` wrote, or a part of it, can have been a number or a string."""
    if isinstance(value, list):
        return any(map(is_doubtful, value))
    if isinstance(value, dict):
        return any(map(is_doubtful, value.values()))
    return isinstance(value, str) and _read_number(value) is not None


def _check_depth(depth: int) -> None:
    if depth > limits.JSON_DEPTH:
        raise RecursionError(f"it is nested deeper than {limits.JSON_DEPTH} levels")


def _spell_float(value: float) -> str:
    return "NaN" if value != value else "Infinity" if value > 0 else "-Infinity"


def _read_number(text: str) -> float | int | None:
    if text in _WORDS:
        return _WORDS[text]
    digits = text.removeprefix("-")
    return int(text) if len(digits) <= 20 and digits.isascii() and digits.isdecimal() else None


def _looks_so(name: Any, value: dict[Any, Any]) -> bool:
    return len(value) == 1 and isinstance(name, str) and name.lstrip("$") == "number" != name


def _escape(name: Any, value: dict[Any, Any]) -> Any:
    return f"${name}" if _looks_so(name, value) else name


def _restore(name: Any, value: dict[Any, Any]) -> Any:
    return name[1:] if _looks_so(name, value) and name != NUMBER else name
