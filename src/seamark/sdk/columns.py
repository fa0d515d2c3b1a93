"""Steps and times, and whole columns of values, as arrays of 64-bit numbers."""

import math
import sys
import time
from array import array
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from seamark.model import limits
from seamark.model.errors import InvalidStep, InvalidValue
from seamark.sdk.values import check_text, read_number, shape_of, to_micros


def read_numbers(path: str, values: Any) -> "array[float] | list[str]":
    """Return numbers as float64, or texts as they are.

    Raises:
        InvalidValue: what is given is no column, or mixes numbers and texts.
    """
    if isinstance(values, str) or not isinstance(values, Iterable):
        raise InvalidValue(f"{path} got a {type(values).__name__} to extend by.", "Give a list or an array.", path=path)
    whole = _read_array(path, values)
    if whole is not None:
        return whole
    items = list(values)
    if items and all(isinstance(item, str) for item in items):
        return [check_text(path, str(item), limits.STRING_POINT_BYTES) for item in items]
    try:
        return _little(array("d", items))
    except (TypeError, OverflowError):
        return _little(array("d", [read_number(path, item) for item in items]))


def _read_array(path: str, values: Any) -> "array[float] | None":
    shape = shape_of(values)
    if shape is None:
        return None
    if hasattr(values, "detach"):
        values = values.detach().cpu()
    numpy = sys.modules.get("numpy")
    if numpy is None:
        return None
    column = numpy.asarray(values)
    if column.dtype.kind not in "biuf":
        return None
    if column.ndim != 1:
        raise InvalidValue(
            f"{path} got an array of shape {shape}; a series is one column.", "Extend by each column.", path=path
        )
    numbers = array("d")
    numbers.frombytes(numpy.ascontiguousarray(column, dtype="<f8").tobytes())
    return numbers


def take_steps(path: str, steps: Any, count: int) -> "array[float] | None":
    """Return the steps of ``count`` points, None where the server is to number them.

    Raises:
        InvalidStep: one of them is no finite number, or there are fewer or more.
    """
    if steps is None:
        return None
    try:
        column = read_numbers(path, steps)
    except InvalidValue as problem:
        raise InvalidStep(problem.detail, "A step is a finite number.", path=path) from None
    if isinstance(column, list):
        raise InvalidStep(f"{path} got texts as steps.", "A step is a finite number.", path=path)
    _check_count(path, "steps", len(column), count)
    if not all(map(math.isfinite, column)):
        raise InvalidStep(f"{path} got a step that is not finite.", "A step is a finite number.", path=path)
    return column


def read_times(path: str, timestamps: Any, count: int) -> "array[int]":
    """Return the times of ``count`` points in microseconds.

    Raises:
        InvalidValue: one of them is no time, or there are fewer or more.
    """
    moments = [
        to_micros(item) if isinstance(item, datetime) else round(read_number(path, item) * 1_000_000)
        for item in timestamps
    ]
    _check_count(path, "timestamps", len(moments), count)
    times = array("q", moments)
    if sys.byteorder == "big":
        times.byteswap()
    return times


def _check_count(path: str, what: str, given: int, count: int) -> None:
    if given != count:
        raise InvalidValue(f"{path} got {count} values and {given} {what}.", "Give one for each value.", path=path)


def _little(column: "array[float]") -> "array[float]":
    if sys.byteorder == "big":
        column.byteswap()
    return column


def read_step(path: str, step: Any) -> float:
    """Return a step as a finite number.

    Raises:
        InvalidStep: it is none.
    """
    try:
        number = read_number(path, step)
    except InvalidValue:
        raise InvalidStep(f"{path} got the step {str(step)[:30]}.", "A step is a finite number.", path=path) from None
    if number - number != 0:
        raise InvalidStep(f"{path} got the step {step}.", "A step is a finite number.", path=path)
    return number


def read_moment(path: str, timestamp: Any) -> int:
    """Return a time in microseconds; None is now.

    Raises:
        InvalidValue: it is no time.
    """
    if timestamp is None:
        return time.time_ns() // 1000
    if isinstance(timestamp, datetime):
        return to_micros(timestamp)
    seconds = read_number(path, timestamp)
    if not -1e11 < seconds < 1e11:
        raise InvalidValue(
            f"{path} got the timestamp {seconds!r}.", "Give seconds since 1970, or a datetime.", path=path
        )
    return round(seconds * 1_000_000)
