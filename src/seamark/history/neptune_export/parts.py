"""Reading the rows of one part, some at a time; a part that is damaged says so."""

import hashlib
from collections.abc import Iterator
from typing import Any, Final

import pyarrow as pa
import pyarrow.parquet as pq

from seamark.history.neptune_export.layout import Part

SCHEMA: Final = pa.schema(
    [
        ("project_id", pa.string()),
        ("run_id", pa.string()),
        ("attribute_path", pa.string()),
        ("attribute_type", pa.string()),
        ("step", pa.decimal128(18, 6)),
        ("timestamp", pa.timestamp("ms", tz="UTC")),
        ("int_value", pa.int64()),
        ("float_value", pa.float64()),
        ("string_value", pa.string()),
        ("bool_value", pa.bool_()),
        ("datetime_value", pa.timestamp("ms", tz="UTC")),
        ("string_set_value", pa.list_(pa.string())),
        ("file_value", pa.struct([("path", pa.string())])),
        (
            "histogram_value",
            pa.struct([("type", pa.string()), ("edges", pa.list_(pa.float64())), ("values", pa.list_(pa.float64()))]),
        ),
    ]
)
ROWS: Final = 50_000
"""So many rows are read at once."""
PIECE_BYTES: Final = 8 * 2**20
"""About so many bytes of rows become one request."""
_TAIL: Final = 8
_UNREADABLE: Final = (pa.ArrowException, OSError, ValueError)


class TornPart(Exception):
    """A part cannot be read, or not to its end."""


class PartReader:
    """One part. Raises TornPart wherever it is damaged."""

    def __init__(self, part: Part) -> None:
        self.part = part
        try:
            self._file = pq.ParquetFile(part.file, memory_map=False)
            self.fingerprint = _read_fingerprint(part)
        except _UNREADABLE as error:
            raise TornPart(_tell(error)) from error
        missing = set(SCHEMA.names) - set(self._file.schema_arrow.names)
        if missing:
            self._file.close()
            raise TornPart(f"it has no columns {', '.join(sorted(missing))}")

    @property
    def rows(self) -> int:
        """How many rows there are, as the part itself says."""
        count: int = self._file.metadata.num_rows
        return count

    def read(self) -> "Iterator[tuple[int, Any]]":
        """Yield record batches of at most ``PIECE_BYTES``, each with the number of its first row."""
        first = 0
        for batch in self._batches():
            for piece in _split(batch):
                yield first, piece
                first += piece.num_rows

    def _batches(self) -> "Iterator[Any]":
        batches = self._file.iter_batches(batch_size=ROWS, columns=SCHEMA.names)
        while True:
            try:
                batch = next(batches, None)
                if batch is None:
                    return
                columns = [batch.column(field.name).cast(field.type) for field in SCHEMA]
                whole = pa.RecordBatch.from_arrays(columns, schema=SCHEMA)
                whole.validate(full=True)
            except _UNREADABLE as error:
                raise TornPart(_tell(error)) from error
            yield whole

    def read_facts(self, prefix: str) -> "Iterator[dict[str, Any]]":
        """Yield the rows whose path begins with a prefix, as dictionaries."""
        end = prefix[:-1] + chr(ord(prefix[-1]) + 1)
        test = [("attribute_path", ">=", prefix), ("attribute_path", "<", end)]
        try:
            table = pq.read_table(self.part.file, filters=test, memory_map=False, partitioning=None)
            yield from table.select([name for name in SCHEMA.names if name in table.schema.names]).to_pylist()
        except _UNREADABLE as error:
            raise TornPart(_tell(error)) from error

    def read_names(self) -> tuple[str, str]:
        """Return the project and the run that the first row is of. Raises TornPart where there is none."""
        names = ["project_id", "run_id"]
        try:
            first = next(self._file.iter_batches(batch_size=1, columns=names), None)
        except _UNREADABLE as error:
            raise TornPart(_tell(error)) from error
        if first is None or not first.num_rows:
            raise TornPart("it has no rows")
        project, run = (str(first.column(name)[0].as_py()) for name in names)
        return project, run

    def close(self) -> None:
        """Close the file."""
        self._file.close()


def _read_fingerprint(part: Part) -> str:
    """Return what tells this part from any other: a hash of its footer, where sizes, places and the least and
    greatest values of all its columns stand.
    """
    with part.file.open("rb") as file:
        size = file.seek(0, 2)
        file.seek(size - _TAIL)
        length = int.from_bytes(file.read(4), "little")
        file.seek(size - _TAIL - length)
        return hashlib.sha256(file.read(length)).hexdigest()[:16]


def _split(batch: "Any") -> "Iterator[Any]":
    if batch.nbytes <= PIECE_BYTES or batch.num_rows < 2:
        yield batch
        return
    half = batch.num_rows // 2
    yield from _split(batch.slice(0, half))
    yield from _split(batch.slice(half))


def _tell(error: Exception) -> str:
    return str(error).partition("\n")[0][:200].rstrip(".") or type(error).__name__
