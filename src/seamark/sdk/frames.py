"""Data frames as files: Parquet where pandas, polars or pyarrow can write it, else CSV; and back.

A frame of pandas needs pyarrow (or fastparquet) beside it to keep its dtypes. Without, the table is
CSV, which keeps the values and not the dtypes.
"""

import io
import sys
from pathlib import Path
from typing import Any

from seamark.model.errors import InvalidValue
from seamark.model.values import FieldType
from seamark.sdk.media import Content

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
    import importlib

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
