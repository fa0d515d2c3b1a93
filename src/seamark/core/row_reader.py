"""Reads a page of a Parquet file in a process of its own: ``python -m seamark.core.row_reader``.

A Parquet file may ask for more memory than there is, or meet a fault of the library that reads it. What it
does here ends this process and nothing else; the limits are set before the library is loaded.
"""

import os
import sys
from importlib.abc import MetaPathFinder
from itertools import islice
from pathlib import Path
from typing import Any, Final

import msgspec

from seamark.wire.api.rows import RowColumn, RowPage
from seamark.wire.codecs import spell_float, spell_int

MEMORY: Final = 2**30
SECONDS: Final = 10
COLUMNS: Final = 500
"""Most columns of a page; the others are counted."""
CELL_CHARACTERS: Final = 1_000
PAGE_CHARACTERS: Final = 8 * 2**20
_BATCH: Final = 200
_THRIFT: Final = 32 * 2**20


class RowRequest(msgspec.Struct):
    """What is to be read."""

    file: str
    offset: int
    limit: int


class RowAnswer(msgspec.Struct):
    """What was read, or why it cannot be."""

    page: RowPage | None = None
    problem: str = ""


def main() -> None:
    """Answer one request from standard input on standard output."""
    _set_limits()
    request = msgspec.json.decode(sys.stdin.buffer.read(), type=RowRequest)
    answer = _read(request)
    sys.stdout.buffer.write(msgspec.json.encode(answer))
    sys.stdout.buffer.flush()
    os._exit(0)


def _set_limits() -> None:
    if sys.platform == "win32":
        return
    import resource

    for kind, most in (
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_CPU, SECONDS),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_FSIZE, 0),
    ):
        hard = resource.getrlimit(kind)[1]
        within = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(kind, (within, within))


class _NoPandas(MetaPathFinder):
    """Keeps pyarrow from loading pandas where it is installed: a second, for nothing that is done here."""

    def find_spec(self, fullname: str, path: object = None, target: object = None) -> None:
        del path, target
        if fullname == "pandas":
            raise ModuleNotFoundError(fullname)


def _read(request: RowRequest) -> RowAnswer:
    sys.meta_path.insert(0, _NoPandas())
    import pyarrow as pa
    import pyarrow.parquet as pq

    pa.set_cpu_count(1)
    try:
        file = pq.ParquetFile(
            Path(request.file),
            thrift_string_size_limit=_THRIFT,
            thrift_container_size_limit=1_000_000,
            pre_buffer=False,
        )
        return RowAnswer(page=_read_page(file, request))
    except MemoryError:
        return RowAnswer(problem=f"it takes more than {MEMORY // 2**20} MiB of memory")
    except (pa.ArrowException, ValueError, OSError, OverflowError) as error:
        return RowAnswer(problem=str(error).partition("\n")[0][:300] or type(error).__name__)


def _read_page(file: Any, request: RowRequest) -> RowPage:
    schema = file.schema_arrow
    names = schema.names[:COLUMNS]
    total = file.metadata.num_rows
    groups, skipped = _find_groups(file.metadata, request.offset)
    if not names:
        return RowPage(columns=[], rows=[], offset=request.offset, total=total)
    batches = file.iter_batches(
        batch_size=min(_BATCH, request.limit), row_groups=groups, columns=_leaves(names), use_threads=False
    )
    rows: list[list[Any]] = []
    left = PAGE_CHARACTERS
    for row in islice(_rows(batches, len(names), request.offset - skipped), request.limit):
        cells = [spell_cell(value) for value in row]
        left -= sum(len(cell) if isinstance(cell, str) else 20 for cell in cells)
        if left < 0 and rows:
            break
        rows.append(cells)
    columns = [RowColumn(name=name, type=str(schema.field(place).type)[:200]) for place, name in enumerate(names)]
    hidden = len(schema.names) - len(names)
    return RowPage(columns=columns, rows=rows, offset=request.offset, total=total, hidden=hidden)


def _leaves(names: list[str]) -> list[str] | None:
    """Return the columns to read; None for all, where a name means several of them."""
    return None if len(set(names)) < len(names) or any("." in name for name in names) else names


def _find_groups(metadata: Any, offset: int) -> tuple[list[int], int]:
    """Return the row groups from the one that has the row at ``offset``, and the rows before it."""
    skipped = 0
    for number in range(metadata.num_row_groups):
        rows = metadata.row_group(number).num_rows
        if skipped + rows > offset:
            return list(range(number, metadata.num_row_groups)), skipped
        skipped += rows
    return [], skipped


def _rows(batches: Any, width: int, skip: int) -> Any:
    for batch in batches:
        if skip >= batch.num_rows:
            skip -= batch.num_rows
            continue
        part = batch.slice(skip)
        skip = 0
        yield from zip(*(_values(part.column(place)) for place in range(width)), strict=True)


def _values(column: Any) -> list[Any]:
    """Return the values of a column; of times that Python cannot hold, their text."""
    try:
        return list(column.to_pylist())
    except (ValueError, OverflowError):
        return [str(value) for value in column.cast("string").to_pylist()]


def spell_cell(value: Any) -> Any:
    """Return one value as JSON and a table's cell can hold it."""
    match value:
        case None | bool():
            return value
        case int():
            return spell_int(value)
        case float():
            return spell_float(value)
        case str():
            return _cut(value)
        case bytes():
            return f"<{len(value):,} bytes>"
        case dict() | list() | tuple():
            return _cut(msgspec.json.encode(_plain(value), enc_hook=str).decode(errors="replace"))
        case _ if hasattr(value, "isoformat"):
            return str(value.isoformat())
        case _:
            return _cut(str(value))


def _plain(value: Any) -> Any:
    match value:
        case dict():
            return {str(name): _plain(item) for name, item in value.items()}
        case list() | tuple():
            return [_plain(item) for item in value]
        case float():
            return spell_float(value)
        case bytes():
            return f"<{len(value):,} bytes>"
        case _:
            return value


def _cut(text: str) -> str:
    return text if len(text) <= CELL_CHARACTERS else text[:CELL_CHARACTERS] + "…"


if __name__ == "__main__":
    main()
