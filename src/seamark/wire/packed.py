"""Columns of numbers as bytes: a JSON head, then little-endian float64 columns.

Layout of ``application/vnd.seamark.columns``::

    4 bytes   length of the head, uint32
    head      JSON, padded with spaces so that what follows starts at a multiple of 8
    columns   8 bytes a number, one column after another

The head says of each series which columns it has, in which order, and how many rows; see
``SeriesBlock``. Steps, values and bounds are float64; times are float64 microseconds (exact until
the year 2255).
"""

import struct
from array import array
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import msgspec

MEDIA_TYPE: Final = "application/vnd.seamark.columns"


@dataclass(frozen=True, slots=True, kw_only=True)
class SeriesBlock:
    """One series in a packed answer.

    ``columns`` of a raw series: step, time, value. Of a bucketed one: step (of the bucket's last
    point), time, min, max, mean, last, count. ``attempt`` tells resumed stretches apart.
    """

    run: str
    path: str
    rows: int
    columns: list[str]
    raw: bool
    total: int
    """Points of the series inside the range asked for."""
    hidden: int = 0
    """Points that a later session has written anew."""
    next: str | None = None
    """The ``after`` of the next raw page."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PackedHead:
    """The head of a packed answer."""

    series: list[SeriesBlock]
    commit: int


def pack_columns(head: PackedHead, columns: Sequence[bytes]) -> bytes:
    """Join the head and the columns, which are float64 already."""
    text = msgspec.json.encode(head)
    text += b" " * (-(len(text) + 4) % 8)
    return b"".join([struct.pack("<I", len(text)), text, *columns])


def unpack_columns(body: bytes) -> "tuple[PackedHead, list[Mapping[str, array[float]]]]":
    """Return the head and, per series, its columns by name."""
    (size,) = struct.unpack_from("<I", body)
    head = msgspec.json.decode(body[4 : 4 + size], type=PackedHead)
    offset = 4 + size
    series: list[Mapping[str, array[float]]] = []
    for block in head.series:
        columns: dict[str, array[float]] = {}
        for name in block.columns:
            column = array("d")
            column.frombytes(body[offset : offset + 8 * block.rows])
            columns[name] = column
            offset += 8 * block.rows
        series.append(columns)
    return head, series
