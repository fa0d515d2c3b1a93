"""Rows as files: CSV, JSON, Parquet, piece by piece."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any, Final, Literal

import msgspec
import pyarrow as pa

from seamark.core.parquet import write_parquet
from seamark.wire.codecs import spell_float, spell_json

Format = Literal["csv", "json", "parquet"]
MEDIA_TYPES: Final[dict[Format, str]] = {
    "csv": "text/csv; charset=utf-8",
    "json": "application/json",
    "parquet": "application/vnd.apache.parquet",
}

Portions = Iterable[Sequence[Sequence[Any]]]


def write_rows(
    format: Format, names: Sequence[str], portions: Portions, find_types: Callable[[], list[pa.DataType]]
) -> Iterator[bytes]:
    """Give a file of rows of plain values, times as datetimes; the types are asked for where the form has some."""
    match format:
        case "csv":
            return _write_csv(names, portions)
        case "json":
            return _write_json(names, portions)
        case "parquet":
            return write_parquet(dict(zip(names, find_types(), strict=True)), portions)


def _write_csv(names: Sequence[str], portions: Portions) -> Iterator[bytes]:
    yield _join(names)
    for rows in portions:
        yield b"".join(_join(map(_spell_text, row)) for row in rows)


def _write_json(names: Sequence[str], portions: Portions) -> Iterator[bytes]:
    between = b"["
    for rows in portions:
        pieces: list[bytes] = []
        for row in rows:
            pieces += (between, b"\n", msgspec.json.encode(dict(zip(names, map(_spell_json, row), strict=True))))
            between = b","
        yield b"".join(pieces)
    yield b"[]\n" if between == b"[" else b"\n]\n"


def _spell_json(value: Any) -> Any:
    return _spell_time(value) if isinstance(value, datetime) else spell_json(value)


def _spell_time(value: datetime) -> str:
    return value.isoformat(timespec="microseconds").replace("+00:00", "Z")


def _spell_text(value: Any) -> str | None:
    """Return a value as CSV has it: numbers with all their digits, times as ISO 8601, what is nested as JSON."""
    match value:
        case None | str():
            return value
        case bool():
            return "true" if value else "false"
        case int():
            return str(value)
        case float():
            return str(spell_float(value)) if value != value or value in _INFINITE else repr(value)
        case datetime():
            return _spell_time(value)
        case _:
            return msgspec.json.encode(spell_json(value)).decode()


_INFINITE: Final = frozenset({float("inf"), float("-inf")})


def _join(texts: Iterable[str | None]) -> bytes:
    """Return a line by RFC 4180. Nothing stands for what is not there, ``""`` for an empty text."""
    return (",".join("" if text is None else _quote(text) for text in texts) + "\r\n").encode()


def _quote(text: str) -> str:
    if text and text == text.strip() and not any(character in text for character in ',"\r\n'):
        return text
    return '"' + text.replace('"', '""') + '"'
