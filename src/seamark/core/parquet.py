"""Rows of a table as a Parquet file, piece by piece."""

import io
import math
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any, Final

import msgspec
import pyarrow as pa
import pyarrow.parquet as pq

from seamark.model.values import FieldType, Kind, Shape
from seamark.wire.api.tables import Column
from seamark.wire.codecs import spell_json

_GROUP: Final = 20_000
"""About so many rows make a group."""
_TIME: Final = pa.timestamp("us", tz="UTC")
_SET: Final = pa.list_(pa.string())


def choose_type(types: Collection[FieldType], column: Column) -> pa.DataType:
    """Return the type of a column whose field has these types; texts where they have nothing in common."""
    if column.at is not None:
        return pa.float64()
    if types and all(type.shape is Shape.SERIES for type in types):
        if column.aggregate == "count":
            return pa.int64()
        return pa.float64() if set(types) == {FieldType.FLOAT_SERIES} else pa.string()
    if types and all(type.kind is Kind.NUMBER for type in types):
        return _NUMBERS.get(frozenset(types), pa.float64())
    match list(types):
        case [FieldType.DATETIME]:
            return _TIME
        case [FieldType.STRING_SET]:
            return _SET
        case _:
            return pa.string()


_NUMBERS: Final = {
    frozenset({FieldType.BOOL}): pa.bool_(),
    frozenset({FieldType.INT}): pa.int64(),
    frozenset({FieldType.BOOL, FieldType.INT}): pa.int64(),
}


class _Sink(io.RawIOBase):
    """What was written and not yet taken."""

    def __init__(self) -> None:
        self._pieces: list[bytes] = []
        self._written = 0

    def writable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._written

    def write(self, data: Any) -> int:
        piece = bytes(data)
        self._pieces.append(piece)
        self._written += len(piece)
        return len(piece)

    def take(self) -> bytes:
        """Return what was written since the last time."""
        pieces, self._pieces = self._pieces, []
        return b"".join(pieces)


def write_parquet(types: dict[str, pa.DataType], portions: Iterable[Sequence[Sequence[Any]]]) -> Iterator[bytes]:
    """Give a file with columns of these types, a group of rows at a time."""
    schema = pa.schema(list(types.items()))
    sink = _Sink()
    waiting: list[pa.RecordBatch] = []
    with pq.ParquetWriter(sink, schema, compression="zstd") as writer:
        for rows in portions:
            waiting.append(_make_batch(schema, rows))
            if sum(batch.num_rows for batch in waiting) >= _GROUP:
                writer.write_table(pa.Table.from_batches(waiting, schema))
                waiting = []
                yield sink.take()
        if waiting:
            writer.write_table(pa.Table.from_batches(waiting, schema))
    yield sink.take()


def _make_batch(schema: pa.Schema, rows: Sequence[Sequence[Any]]) -> pa.RecordBatch:
    arrays = [
        pa.array([_fit(row[place], field.type) for row in rows], field.type, from_pandas=False)
        for place, field in enumerate(schema)
    ]
    return pa.RecordBatch.from_arrays(arrays, schema=schema)


def _fit(value: Any, type: pa.DataType) -> Any:
    """Return a value as a column of that type takes it; what cannot stand there is left out."""
    if value is None:
        return None
    if type == pa.string():
        if isinstance(value, str):
            return value
        plain = value.isoformat() if isinstance(value, datetime) else spell_json(value)
        return plain if isinstance(plain, str) else msgspec.json.encode(plain).decode()
    if type == _TIME:
        return value if isinstance(value, datetime) else None
    if type == _SET:
        return value if isinstance(value, list) else None
    if isinstance(value, int | float) and type == pa.float64():
        return float(value)
    if isinstance(value, int) and type == pa.int64():
        return int(value)
    if isinstance(value, float) and type == pa.int64() and value.is_integer() and math.isfinite(value):
        return int(value)
    return value if isinstance(value, bool) and type == pa.bool_() else None
