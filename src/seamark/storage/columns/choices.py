"""What there is to choose from: the values that a field has, and of many fields how many different ones."""

from collections.abc import Sequence
from typing import Final

from seamark.model.values import TYPE_OF_CODE, FieldType
from seamark.storage.columns.agreement import COMPARED, spell
from seamark.storage.columns.engine import Engine
from seamark.storage.columns.rows import FieldRow, Sql, ValueRow
from seamark.storage.columns.schema import FIELDS
from seamark.storage.columns.types import Types
from seamark.storage.columns.values import RUNS, TRASHED, select_singles

NEWEST: Final = 1_000
"""Of how many runs, the newest, different values are counted."""
LONGEST: Final = 1_024
"""Longest text that is offered as a value, in bytes."""
MOST: Final = 100_000
"""Most different values that are counted; where there are more, those seen first."""
_COUNTED: Final = frozenset({1, 2, 3, 4, 7})
_BOUNDED: Final = f"""SETTINGS max_threads = 1, max_rows_to_group_by = {MOST}, group_by_overflow_mode = 'any',
    max_execution_time = 5, timeout_overflow_mode = 'break'"""
_ONLY_RUNS: Final = f" AND object NOT IN {{others:Array(UInt64)}} AND object NOT IN ({TRASHED})"


def count_different(
    engine: Engine, project: int, paths: Sequence[str], prefixes: Sequence[str], others: Sequence[int]
) -> dict[str, int]:
    """Return how many different values the newest runs have in singles and sets, by path."""
    parameters = {"project": project, "paths": list(paths), "others": list(others)}
    parameters |= {f"prefix_{index}": f"{prefix}/" for index, prefix in enumerate(prefixes)}
    tests = ["path IN {paths:Array(String)}"]
    tests += [f"startsWith(path, {{prefix_{index}:String}})" for index in range(len(prefixes))]
    newest = f"SELECT object {RUNS}{_ONLY_RUNS} ORDER BY object DESC LIMIT {NEWEST}"
    codes = ", ".join(map(str, sorted(COMPARED)))
    text = f"""SELECT path, uniqExact({spell(COMPARED)}) AS different FROM {FIELDS} FINAL
        WHERE project = {{project:UInt32}} AND object IN ({newest}) AND ({" OR ".join(tests)})
        AND type IN ({codes}) AND deleted = 0 GROUP BY path"""
    found = engine.select(Sql(text=text, parameters=parameters))
    return dict(zip(found.column("path").to_pylist(), found.column("different").to_pylist(), strict=True))


def find_values(
    engine: Engine, types: Types, project: int, path: str, search: str, limit: int, others: Sequence[int]
) -> list[ValueRow]:
    """Return the values that most runs have in a single or set."""
    codes = {one.code for one in types.find(project, [path])[path]}
    parts = []
    if codes & (_COUNTED - {7}):
        own = f"type, integer, number, text, {spell(codes & (_COUNTED - {7}))} AS spelled"
        allowed = f"{_ONLY_RUNS} AND type IN (1, 2, 3, 4) AND digest = '' AND length(text) <= {LONGEST}"
        parts.append(select_singles("{path:String}", codes, own, allowed))
    if 7 in codes:
        items = select_singles("{path:String}", codes, "arrayJoin(items) AS text", f"{_ONLY_RUNS} AND type = 7")
        parts.append(
            f"""SELECT object, 7::UInt8 AS type, NULL::Nullable(Int64) AS integer, NULL::Nullable(Float64) AS number,
            text, cityHash64(text) AS spelled FROM ({items})"""
        )
    if not parts:
        return []
    shown = "multiIf(type = 1, if(integer = 1, 'true', 'false'), isNotNull(integer), toString(integer), "
    shown += "isNotNull(number), toString(number), text)"
    text = f"""SELECT type = 7 AS is_item, type = 1 AS is_true, spelled, count() AS runs, max(type) AS code,
            any(integer) AS whole, any(number) AS real, any(text) AS word
        FROM ({" UNION ALL ".join(parts)}) WHERE {{search:String}} = ''
            OR positionCaseInsensitiveUTF8(ifNull({shown}, ''), {{search:String}}) > 0
        GROUP BY is_item, is_true, spelled ORDER BY runs DESC, real, word LIMIT {{limit:UInt64}} {_BOUNDED}"""
    parameters = {"project": project, "path": path, "search": search, "limit": limit, "others": list(others)}
    return [
        ValueRow(
            field=FieldRow(
                project=project,
                object=0,
                path=path,
                generation=0,
                type=FieldType.STRING if row["is_item"] else TYPE_OF_CODE[row["code"]],
                integer=row["whole"],
                number=row["real"],
                text=row["word"],
            ),
            objects=row["runs"],
        )
        for row in engine.select(Sql(text=text, parameters=parameters)).to_pylist()
    ]
