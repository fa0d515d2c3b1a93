"""From rows to Arrow tables for inserts, and back from what a query answers."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pyarrow as pa

from seamark.model.values import TYPE_OF_CODE
from seamark.storage.columns.rows import BaseRow, FieldRow, FileRow, LineBlock, PointBlock, StatsRow

_STATS_TYPES = {
    "project": pa.uint32(),
    "object": pa.uint64(),
    "path": pa.string(),
    "generation": pa.uint32(),
    **dict.fromkeys(("count", "nans", "first_origin", "first_seq", "last_origin", "last_seq"), pa.uint64()),
    **dict.fromkeys(("first_time", "last_time"), pa.int64()),
    **dict.fromkeys(("first_step", "first", "last_step", "last", "min", "max", "mean", "variance"), pa.float64()),
    "last_text": pa.string(),
}
STATS_COLUMNS = (*_STATS_TYPES, "commit")
FIELD_COLUMNS = (
    "project", "object", "path", "generation", "type", "integer", "number", "text", "items", "digest", "deleted", "commit",
)  # fmt: skip
FILE_COLUMNS = (
    "project", "object", "path", "generation", "subpath", "step", "time", "origin", "seq", "attempt", "digest", "size",
    "name", "media_type", "caption", "changed", "deleted", "commit",
)  # fmt: skip


def field_table(rows: Sequence[FieldRow], commit: int | Sequence[int]) -> pa.Table:
    """Return field rows as a table; ``commit`` is the number of all, or of each."""
    return pa.table(
        {
            **_keys(rows),
            "type": pa.array([row.type.code for row in rows], pa.uint8()),
            "integer": pa.array([row.integer for row in rows], pa.int64()),
            "number": pa.array([row.number for row in rows], pa.float64(), from_pandas=False),
            "text": pa.array([row.text for row in rows], pa.string()),
            "items": pa.array([row.items for row in rows], pa.list_(pa.string())),
            "digest": pa.array([row.digest for row in rows], pa.string()),
            "deleted": pa.array([int(row.deleted) for row in rows], pa.uint8()),
            "commit": _commits(len(rows), commit),
        }
    )


def _keys(rows: Sequence[FieldRow | StatsRow | BaseRow | FileRow]) -> dict[str, Any]:
    return {
        "project": pa.array([row.project for row in rows], pa.uint32()),
        "object": pa.array([row.object for row in rows], pa.uint64()),
        "path": pa.array([row.path for row in rows], pa.string()),
        "generation": pa.array([row.generation for row in rows], pa.uint32()),
    }


def _commits(count: int, commit: int | Sequence[int]) -> pa.Array:
    return pa.array(np.full(count, np.array(commit, np.uint64)))


def stats_table(rows: Sequence[StatsRow], commit: int | Sequence[int]) -> pa.Table:
    """Return statistics as a table; ``commit`` is the number of all, or of each."""
    columns: dict[str, Any] = {
        name: pa.array([getattr(row, name) for row in rows], type, from_pandas=False)
        for name, type in _STATS_TYPES.items()
    }
    return pa.table({**columns, "commit": _commits(len(rows), commit)})


def base_table(rows: Sequence[BaseRow], commit: int) -> pa.Table:
    """Return bases as a table."""
    return pa.table(
        {
            **_keys(rows),
            "origin": pa.array([row.origin for row in rows], pa.uint64()),
            "attempt": pa.array([row.attempt for row in rows], pa.uint32()),
            "base": pa.array([row.base for row in rows], pa.float64()),
            "first_step": pa.array([row.first_step for row in rows], pa.float64()),
            "commit": _commits(len(rows), commit),
        }
    )


def file_table(rows: Sequence[FileRow], commit: int) -> pa.Table:
    """Return file rows as a table."""
    types = {
        "subpath": pa.string(), "step": pa.float64(), "time": pa.int64(), "origin": pa.uint64(), "seq": pa.uint64(),
        "attempt": pa.uint32(), "digest": pa.string(), "size": pa.uint64(), "name": pa.string(),
        "media_type": pa.string(), "caption": pa.string(), "changed": pa.uint8(), "deleted": pa.uint8(),
    }  # fmt: skip
    columns: dict[str, Any] = {
        name: pa.array([_plain(getattr(row, name)) for row in rows], type) for name, type in types.items()
    }
    return pa.table({**_keys(rows), **columns, "commit": _commits(len(rows), commit)})


def _plain(value: Any) -> Any:
    return int(value) if isinstance(value, bool) else value


def series_table(blocks: Sequence[PointBlock] | Sequence[LineBlock], commit: int) -> pa.Table:
    """Return points or lines of many blocks as one table."""
    counts = np.array([len(block.steps) for block in blocks])
    paths = pa.array([block.path for block in blocks], pa.string())
    indices = pa.array(np.repeat(np.arange(len(blocks), dtype=np.int32), counts))
    columns: dict[str, Any] = {
        "project": _spread([block.project for block in blocks], counts, np.uint32),
        "object": _spread([block.object for block in blocks], counts, np.uint64),
        "path": pa.DictionaryArray.from_arrays(indices, paths).cast(pa.string()),
        "generation": _spread([block.generation for block in blocks], counts, np.uint32),
        "step": np.concatenate([block.steps for block in blocks]),
        "time": np.concatenate([block.times for block in blocks]),
        "origin": _spread([block.origin for block in blocks], counts, np.uint64),
        "seq": np.concatenate([block.seqs for block in blocks]),
        "attempt": _spread([block.attempt for block in blocks], counts, np.uint32),
        "commit": np.full(int(counts.sum()), commit, np.uint64),
    }
    if isinstance(blocks[0], PointBlock):
        columns["value"] = np.concatenate([block.values for block in blocks if isinstance(block, PointBlock)])
    else:
        texts = [text for block in blocks if isinstance(block, LineBlock) for text in block.texts]
        columns["text"] = pa.array(texts, pa.string())
    return pa.table(
        {name: column if isinstance(column, pa.Array) else pa.array(column) for name, column in columns.items()}
    )


def _spread(values: Sequence[int], counts: Any, dtype: Any) -> Any:
    return np.repeat(np.array(values, dtype=dtype), counts)


def read_fields(table: pa.Table) -> list[FieldRow]:
    """Return the rows of a table with the columns of ``FIELD_COLUMNS``."""
    columns = [table.column(name).to_pylist() for name in FIELD_COLUMNS]
    return [
        FieldRow(
            project=project,
            object=object,
            path=path,
            generation=generation,
            type=TYPE_OF_CODE[type],
            integer=integer,
            number=number,
            text=text,
            items=tuple(items),
            digest=digest,
            deleted=bool(deleted),
            commit=commit,
        )
        for (
            project, object, path, generation, type, integer, number, text, items, digest, deleted, commit,
        ) in zip(*columns, strict=True)
    ]  # fmt: skip


def read_stats(table: pa.Table) -> list[StatsRow]:
    """Return the rows of a table with the columns of ``STATS_COLUMNS``."""
    columns = [table.column(name).to_pylist() for name in STATS_COLUMNS]
    return [
        StatsRow(
            project=project,
            object=object,
            path=path,
            generation=generation,
            count=count,
            nans=nans,
            first_origin=first_origin,
            first_seq=first_seq,
            last_origin=last_origin,
            last_seq=last_seq,
            first_time=first_time,
            last_time=last_time,
            first_step=first_step,
            first=first,
            last_step=last_step,
            last=last,
            min=min,
            max=max,
            mean=mean,
            variance=variance,
            last_text=last_text,
            commit=commit,
        )
        for (
            project, object, path, generation, count, nans, first_origin, first_seq, last_origin, last_seq,
            first_time, last_time, first_step, first, last_step, last, min, max, mean, variance, last_text, commit,
        ) in zip(*columns, strict=True)
    ]  # fmt: skip


def read_files(table: pa.Table) -> list[FileRow]:
    """Return the rows of a table with the columns of ``FILE_COLUMNS``."""
    columns = [table.column(name).to_pylist() for name in FILE_COLUMNS]
    rows = []
    for values in zip(*columns, strict=True):
        named = dict(zip(FILE_COLUMNS, values, strict=True))
        named["changed"], named["deleted"] = bool(named["changed"]), bool(named["deleted"])
        rows.append(FileRow(**named))
    return rows


def read_bases(table: pa.Table) -> list[BaseRow]:
    """Return the rows of a table with a base's columns."""
    return [BaseRow(**values) for values in table.to_pylist()]
