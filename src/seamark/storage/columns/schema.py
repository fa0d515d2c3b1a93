"""The tables of the columns store and their numbered migrations.

``fields`` and ``series_stats`` are kept in two orders, as two tables each: by object for the pages of
one object, by path for tables of many. Each commit writes both; ``mend`` copies what a crash left out.
"""

from typing import Final

DATABASE: Final = "seamark"
FIELDS: Final = f"{DATABASE}.fields"
FIELDS_BY_PATH: Final = f"{DATABASE}.fields_by_path"
POINTS: Final = f"{DATABASE}.points"
LINES: Final = f"{DATABASE}.lines"
SERIES_STATS: Final = f"{DATABASE}.series_stats"
"""By path."""
SERIES_STATS_BY_OBJECT: Final = f"{DATABASE}.series_stats_by_object"
BASES: Final = f"{DATABASE}.bases"
FILES: Final = f"{DATABASE}.files"
VERSIONS: Final = f"{DATABASE}.versions"
ALL: Final = (BASES, POINTS, LINES, FILES, FIELDS, FIELDS_BY_PATH, SERIES_STATS_BY_OBJECT, SERIES_STATS)

_DURABLE: Final = "fsync_after_insert = 1, fsync_part_directory = 1, min_rows_to_fsync_after_merge = 1"
"""What is acknowledged is on disk."""
_DERIVED: Final = "fsync_after_insert = 0, min_rows_to_fsync_after_merge = 1"
"""What ``mend`` can make anew from other tables is left to the system to write: a third less time for
a commit. The clean mark waits until it surely is on disk. Merges are synced all the same, because they
write old rows again, from below the mark."""
_OBJECT: Final = "project UInt32, object UInt64 CODEC(Delta, LZ4)"
"""What counts up is kept as differences, which are read twice as fast as the numbers themselves."""
_SERIES: Final = f"{_OBJECT}, path String, generation UInt32"
_SERIES_BY_PATH: Final = f"{_OBJECT}, path LowCardinality(String), generation UInt32"
"""Where few paths stand beside each other. Of one object with very many paths it is slower."""
_SMALL: Final = "index_granularity = 1024"
"""Rows between two marks where reads are of few rows in many places: the cells of a page, the points
that end a bucket. The engine's own 8,192 make both five to ten times slower."""
_SCATTERED: Final = f"{_SMALL}, min_compress_block_size = 8192"
"""The engine's blocks of 64 KiB, which are decompressed whole, make the cells of a page 1.7 times
slower; these make the table 8 % larger."""
_FIELD: Final = """type UInt8, integer Nullable(Int64), number Nullable(Float64), text String, items Array(String),
    digest String, deleted UInt8, commit UInt64"""
_POINT: Final = f"""{_SERIES_BY_PATH},
    step Float64 CODEC(Delta, LZ4), time Int64 CODEC(Delta, LZ4), origin UInt64,
    seq UInt64 CODEC(Delta, LZ4), attempt UInt32, commit UInt64"""
_STATS: Final = """count UInt64, nans UInt64,
    first_step Float64, first_time Int64, first_origin UInt64, first_seq UInt64, first Float64,
    last_step Float64, last_time Int64, last_origin UInt64, last_seq UInt64, last Float64,
    min Float64, max Float64, mean Float64, variance Float64, last_text String, commit UInt64"""
_BASE: Final = f"{_SERIES}, origin UInt64, attempt UInt32, base Float64, first_step Float64, commit UInt64"
_FILE: Final = f"""{_SERIES}, subpath String, step Float64, time Int64, origin UInt64, seq UInt64, attempt UInt32,
    digest String, size UInt64, name String, media_type String, changed UInt8, deleted UInt8, commit UInt64"""
_KEYS: Final = "project, object, path, generation"
_FILE_CAPTION: Final = f"ALTER TABLE {FILES} ADD COLUMN IF NOT EXISTS caption String AFTER media_type"


def _table(name: str, columns: str, keys: str, *settings: str) -> str:
    return (
        f"CREATE TABLE IF NOT EXISTS {name} ({columns}) ENGINE = ReplacingMergeTree(commit) "
        f"ORDER BY ({keys}) SETTINGS {', '.join(settings)}"
    )


MIGRATIONS: Final[tuple[tuple[str, ...], ...]] = (
    (
        _table(FIELDS, f"{_SERIES}, {_FIELD}", "project, object, path", _DURABLE, _SCATTERED),
        _table(FIELDS_BY_PATH, f"{_SERIES_BY_PATH}, {_FIELD}", "project, path, object", _DERIVED),
        _table(POINTS, f"{_POINT}, value Float64", f"{_KEYS}, step, time, origin, seq", _DURABLE, _SMALL),
        _table(LINES, f"{_POINT}, text String", f"{_KEYS}, step, time, origin, seq", _DURABLE),
        _table(SERIES_STATS_BY_OBJECT, f"{_SERIES}, {_STATS}", _KEYS, _DERIVED, _SCATTERED),
        _table(SERIES_STATS, f"{_SERIES_BY_PATH}, {_STATS}", "project, path, object, generation", _DERIVED),
        _table(BASES, _BASE, f"{_KEYS}, origin", _DURABLE),
        _table(FILES, _FILE, f"{_KEYS}, subpath, step, origin, seq", _DURABLE),
    ),
    (_FILE_CAPTION,),
)
"""Migration n makes version n + 1 of the schema; every statement may run again."""

VERSIONS_TABLE: Final = (
    f"CREATE TABLE IF NOT EXISTS {VERSIONS} (version UInt32, program String, engine String, at DateTime DEFAULT now()) "
    f"ENGINE = MergeTree ORDER BY version SETTINGS {_DURABLE}"
)
