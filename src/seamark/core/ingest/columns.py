"""What an extend carries: columns of points, read and checked; and points that are texts."""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from seamark.core.ingest.points import as_numbers, read_seqs
from seamark.core.ingest.singles import encode_json, encode_text
from seamark.model import limits
from seamark.model.errors import InvalidValue, TooLarge
from seamark.model.operations import Extend
from seamark.model.values import FieldType
from seamark.storage.columns.rows import Floats, Ints, Seqs


@dataclass(frozen=True, slots=True)
class PointColumns:
    """Points of one series, a column each; ``values`` are numbers in an array or texts in a list."""

    type: FieldType
    values: Any
    steps: Floats | None
    times: Ints
    seqs: Seqs

    def keep(self, wanted: NDArray[np.bool_]) -> "PointColumns":
        """Return those points that are wanted."""
        if self.type is FieldType.STRING_SERIES:
            values: Any = [value for value, keep in zip(self.values, wanted, strict=True) if keep]
        else:
            values = self.values[wanted]
        steps = None if self.steps is None else self.steps[wanted]
        return replace(self, values=values, steps=steps, times=self.times[wanted], seqs=self.seqs[wanted])


def read_columns(operation: Extend, seq: int, now: int) -> PointColumns:
    """Return the points of an extend; without times they are of ``now``, without seqs they count up from ``seq``.

    Raises:
        InvalidValue: a column cannot be read, or is not as long as the others.
        TooLarge: a text is longer than a point may be.
    """
    path, values = operation.path, operation.values
    if isinstance(values, list) and any(isinstance(value, str) for value in values):
        type = FieldType.STRING_SERIES
        read: Any = [spell_point(path, value, type) for value in values]
    else:
        type = FieldType.FLOAT_SERIES
        read = as_numbers(path, values, "values", np.float64)
    count = len(read)
    steps = None if operation.steps is None else as_numbers(path, operation.steps, "steps", np.float64)
    times = np.full(count, now) if operation.times is None else as_numbers(path, operation.times, "times", np.int64)
    seqs = np.arange(seq, seq + count, dtype=np.uint64) if operation.seqs is None else read_seqs(path, operation.seqs)
    if not (count == len(times) == len(seqs)) or (steps is not None and len(steps) != count):
        raise InvalidValue(
            f"{path!r} got columns of different lengths.", "Give one step and one time for each value.", path=path
        )
    return PointColumns(type, read, steps, times, seqs)


def spell_point(path: str, value: Any, type: FieldType) -> str:
    """Return the text of a point of a string or histogram series.

    Raises:
        TooLarge: it is longer than a point may be.
        InvalidValue: it is no histogram, or has a lone surrogate.
    """
    if type is FieldType.HISTOGRAM_SERIES:
        return _histogram_text(path, value)
    text = value if isinstance(value, str) else str(value)
    if len(encode_text(path, text)) > limits.STRING_POINT_BYTES:
        raise TooLarge(
            f"{path!r} got a point longer than {limits.STRING_POINT_BYTES:,} bytes.", "Upload it as a file.", path=path
        )
    return text


def _histogram_text(path: str, value: Any) -> str:
    given = value if isinstance(value, dict) else {}
    edges = given.get("edges")
    name = "densities" if "densities" in given and "counts" not in given else "counts"
    bins = given.get(name)
    if not edges or not bins or len(edges) != len(bins) + 1 or len(bins) > limits.HISTOGRAM_BINS:
        raise InvalidValue(
            f'{path!r} got a histogram that is none: it has "edges", and "counts" or "densities", one edge more '
            f"than these, at most {limits.HISTOGRAM_BINS} bins.",
            "Use seamark.Histogram.",
            path=path,
        )
    return encode_json({"edges": edges, name: bins}).decode()
