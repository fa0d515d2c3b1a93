"""Data frames as files: Parquet where pandas, polars or pyarrow can write it, else CSV; and back.

A frame of pandas needs pyarrow (or fastparquet) beside it to keep its dtypes. Without, the table is
CSV, which keeps the values and not the dtypes.
"""

import importlib
import io
import sys
from array import array
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, TypeAlias

from seamark.model.errors import InvalidValue
from seamark.model.values import FieldType
from seamark.sdk.media import Content
from seamark.sdk.values import from_micros

PARQUET_TYPE = "application/vnd.apache.parquet"


def is_frame(value: Any) -> bool:
    """Say whether the value is a frame of pandas or polars, or an Arrow table."""
    module = (type(value).__module__ or "").partition(".")[0]
    return module in {"pandas", "polars", "pyarrow"} and type(value).__name__ in {
        "DataFrame",
        "LazyFrame",
        "Series",
        "Table",
        "RecordBatch",
    }


def encode_frame(value: Any) -> Content:
    """Return the frame as a table's file.

    Raises:
        InvalidValue: the library cannot write it.
    """
    module = (type(value).__module__ or "").partition(".")[0]
    try:
        if module == "pandas":
            return _encode_pandas(value)
        return _encode_polars(value) if module == "polars" else _encode_arrow(value)
    except (ValueError, TypeError, ArithmeticError) as error:
        raise InvalidValue(
            f"This {type(value).__name__} cannot be written as Parquet ({error}).", "Convert its object columns."
        ) from None


def _encode_pandas(value: Any) -> Content:
    frame = value.to_frame() if type(value).__name__ == "Series" else value
    buffer = io.BytesIO()
    try:
        frame.to_parquet(buffer)
    except ImportError:
        return _table(".csv", "text/csv", frame.to_csv().encode())
    return _table(".parquet", PARQUET_TYPE, buffer.getvalue())


def _encode_polars(value: Any) -> Content:
    kind = type(value).__name__
    frame = value.collect() if kind == "LazyFrame" else value.to_frame() if kind == "Series" else value
    buffer = io.BytesIO()
    frame.write_parquet(buffer)
    return _table(".parquet", PARQUET_TYPE, buffer.getvalue())


def _encode_arrow(value: Any) -> Content:
    arrow = sys.modules["pyarrow"]
    parquet = importlib.import_module("pyarrow.parquet")
    table = arrow.Table.from_batches([value]) if type(value).__name__ == "RecordBatch" else value
    buffer = io.BytesIO()
    parquet.write_table(table, buffer)
    return _table(".parquet", PARQUET_TYPE, buffer.getvalue())


def _table(ending: str, media_type: str, data: bytes) -> Content:
    return Content(ending, media_type, data=data, type=FieldType.TABLE)


def decode_frame(file: Path, media_type: str) -> Any:
    """Return a table's file as a frame of pandas, or of polars where there is no pandas.

    Raises:
        ImportError: neither is installed.
    """
    is_csv = media_type == "text/csv" or file.suffix == ".csv"
    try:
        import pandas as pd
    except ImportError:
        import polars as pl

        return pl.read_csv(file) if is_csv else pl.read_parquet(file)
    return pd.read_csv(file, index_col=0) if is_csv else pd.read_parquet(file)


# ---- frames that are read -----------------------------------------------------------------------

Columns: TypeAlias = "Mapping[str, Sequence[Any]]"


def to_moments(times: "array[float] | Sequence[int]") -> list[datetime]:
    """Return times in microseconds as datetimes in UTC."""
    return [from_micros(int(time)) for time in times]


def make_frame(columns: Columns) -> Any:
    """Return columns as a frame of pandas, or of polars where there is no pandas.

    Raises:
        ImportError: neither is installed.
    """
    try:
        return make_pandas(columns)
    except ModuleNotFoundError:
        return make_polars(columns)


def make_pandas(columns: Columns) -> Any:
    """Return columns as a frame of pandas. Raises ModuleNotFoundError without it."""
    pandas = _load("pandas")
    return pandas.DataFrame({name: list(column) for name, column in columns.items()})


def make_polars(columns: Columns) -> Any:
    """Return columns as a frame of polars. Raises ModuleNotFoundError without it."""
    return _load("polars").DataFrame({name: list(column) for name, column in columns.items()}, strict=False)


def make_arrow(columns: Columns) -> Any:
    """Return columns as an Arrow table. Raises ModuleNotFoundError without pyarrow."""
    return _load("pyarrow").table({name: list(column) for name, column in columns.items()})


def _load(name: str) -> Any:
    try:
        return importlib.import_module(name)
    except ModuleNotFoundError:
        raise ModuleNotFoundError(f"Frames need a library that is not installed: pip install {name}") from None
