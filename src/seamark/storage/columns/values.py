"""The values of one path in all objects of a project, as subqueries: what tables sort by and groups are made of.

The statements that hold them name the project ``{project:UInt32}``.
"""

from collections.abc import Collection
from typing import Final

from seamark.storage.columns.schema import FIELDS_BY_PATH, SERIES_STATS

SERIES: Final = frozenset({8, 9, 10})
SERIES_CODES: Final = "(8, 9, 10)"
_FLOAT_SERIES: Final = 8
_STRING_SERIES: Final = 9
_FLOAT: Final = 3
_SET: Final = 7
TEXTS: Final = frozenset({4, 6, 7, 11, 12, 13, 14, 15, 16, 17})
_AGGREGATES: Final = frozenset({"last", "first", "min", "max", "mean", "variance", "count", "nans"})
_NUMBER: Final = "NULL::Nullable(Float64)"
_INTEGER: Final = "NULL::Nullable(Int64)"
NO_VALUES: Final = f"SELECT 0::UInt64 AS object, {_NUMBER} AS number, {_INTEGER} AS integer, '' AS text WHERE 0"


TRASHED: Final = f"""SELECT object FROM {FIELDS_BY_PATH} FINAL WHERE project = {{project:UInt32}}
    AND path = 'sys/trashed' AND deleted = 0 AND integer = 1"""
RUNS: Final = f"FROM {FIELDS_BY_PATH} FINAL WHERE project = {{project:UInt32}} AND path = 'sys/id' AND deleted = 0"


def narrow(wanted: str, *, hides_trashed: bool, has_others: bool) -> str:
    """Return a bitmap of objects without those of the trash and without ``{others:Array(UInt64)}``."""
    if hides_trashed:
        wanted = f"bitmapAndnot({wanted}, (SELECT groupBitmapState(object) FROM ({TRASHED})))"
    return f"bitmapAndnot({wanted}, bitmapBuild({{others:Array(UInt64)}}))" if has_others else wanted


def select_values(path: str, types: Collection[int], aggregate: str | None, filters: str = "") -> str:
    """Return the objects that have a path, with what they are sorted by (``object, number, integer, text``).

    Of numbers and texts only what there is, because reading texts for nothing is what takes the time.

    Args:
        path: What stands for the path in the statement, such as ``{sort_0:String}``.
        types: The codes of the types that the path has.
        aggregate: The statistic of a series; without it the last.
        filters: Conditions on ``object``, each beginning with AND.
    """
    types = frozenset(types)
    singles = types - SERIES
    parts = []
    if singles:
        number = _NUMBER if singles <= TEXTS else "number"
        integer = _INTEGER if singles <= TEXTS | {_FLOAT} else "integer"
        text = "text" if singles & TEXTS else "''"
        if _SET in singles:
            text = f"if(type = {_SET}, arrayStringConcat(items, ', '), text)"
        parts.append(select_singles(path, types, f"{number} AS number, {integer} AS integer, {text} AS text", filters))
    if singles != types:
        number, text = name_statistic(types, aggregate)
        parts.append(select_series(path, f"{number} AS number, {_INTEGER} AS integer, {text} AS text", filters))
    return " UNION ALL ".join(parts) or NO_VALUES


def select_singles(path: str, types: Collection[int], columns: str, filters: str = "") -> str:
    """Return the rows of a path that are no series, with some columns of ``fields``."""
    own = f" AND type NOT IN {SERIES_CODES}" if SERIES & frozenset(types) else ""
    return f"SELECT object, {columns} FROM {_of_path(path, filters)}{own} AND deleted = 0"


def select_series(path: str, columns: str, filters: str = "") -> str:
    """Return the series of a path that have points, with some columns of ``series_stats``: those of the
    present generation; few ever had another, so these are set aside.
    """
    fields = f"FROM {_of_path(path, filters)}"
    others = f"SELECT object {fields} AND (deleted = 1 OR generation > 0 OR type NOT IN {SERIES_CODES})"
    renewed = f"SELECT object, generation {fields} AND deleted = 0 AND generation > 0 AND type IN {SERIES_CODES}"
    return f"""SELECT object, {columns} FROM {SERIES_STATS} FINAL
        WHERE project = {{project:UInt32}} AND path = {path}{filters} AND count > 0
        AND if(generation = 0, object NOT IN ({others}), (object, generation) IN ({renewed}))"""


def name_statistic(types: Collection[int], aggregate: str | None) -> tuple[str, str]:
    """Return the number and the text of a series: lines have no numbers, and numbers no text."""
    column = aggregate if aggregate in _AGGREGATES else "last"
    number = f"toNullable(toFloat64({column}))"
    if column != "count" and not {_FLOAT_SERIES} >= SERIES & frozenset(types):
        number = f"if(nans < count AND isNaN(min), NULL, {number})" if _FLOAT_SERIES in types else _NUMBER
    text = "last_text" if _STRING_SERIES in types and column == "last" else "''"
    return number, text


def _of_path(path: str, filters: str) -> str:
    return f"{FIELDS_BY_PATH} FINAL WHERE project = {{project:UInt32}} AND path = {path}{filters}"
