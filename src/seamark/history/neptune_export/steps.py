"""Steps: from Neptune's decimals, of 18 digits with 6 behind the point, to float64."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

SCALE: Final = 1_000_000
_SURE: Final = 2**52
"""Up to so many millionths the nearest float64 is always nearer to the decimal than to its neighbours."""
_PLACES: Final = Decimal("0.000001")


def read_steps(column: Any) -> "tuple[NDArray[np.float64], Iterator[int]]":
    """Return the nearest float64 of each decimal (0 for a null), and the places of those that are not kept.

    A step is kept when its float64, rounded to 6 places, is the decimal again.
    """
    units = _read_units(column)
    steps = units / float(SCALE)
    doubtful = np.flatnonzero(np.abs(units) >= _SURE)
    for place in doubtful.tolist():
        steps[place] = float(Decimal(int(units[place])) * _PLACES)
    inexact = (place for place in doubtful.tolist() if not is_kept(int(units[place]), float(steps[place])))
    return steps, inexact


def is_kept(units: int, step: float) -> bool:
    """Say whether a float64 stands for so many millionths and no others."""
    return Decimal(step).quantize(_PLACES) == Decimal(units) * _PLACES


def _read_units(column: Any) -> "np.ndarray[Any, np.dtype[np.int64]]":
    """Return decimals as whole millionths: 18 digits fit into the lower 64 of their 128 bits."""
    if not len(column):
        return np.zeros(0, dtype=np.int64)
    halves = np.frombuffer(column.buffers()[1], dtype="<i8").reshape(-1, 2)
    units = halves[column.offset : column.offset + len(column), 0].astype(np.int64)
    if column.null_count:
        units[column.is_null().to_numpy(zero_copy_only=False)] = 0
    return units
