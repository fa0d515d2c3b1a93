"""Reading fields and statistics: one object's pages, tables of many."""

from collections.abc import Sequence
from typing import Any

from seamark.model.errors import TooLarge
from seamark.model.values import TYPE_OF_CODE, FieldType, Shape
from seamark.storage.columns.arrow import FIELD_COLUMNS, STATS_COLUMNS, read_fields, read_stats
from seamark.storage.columns.engine import Engine
from seamark.storage.columns.rows import FieldRow, PathCount, Sql, StatsRow
from seamark.storage.columns.schema import (
    BASES,
    FIELDS,
    FIELDS_BY_PATH,
    FILES,
    LINES,
    POINTS,
    SERIES_STATS,
    SERIES_STATS_BY_OBJECT,
)

_FIELDS = ", ".join(FIELD_COLUMNS)
_STATS = ", ".join(STATS_COLUMNS)
MANY_PATHS = 200


def read_page_of_fields(
    engine: Engine, project: int, object: int, prefix: str, after: str, limit: int, paths: Sequence[str]
) -> tuple[list[FieldRow], int]:
    """Return fields by path, and how many there are."""
    where = ["project = {project:UInt32}", "object = {object:UInt64}"]
    parameters: dict[str, Any] = {"project": project, "object": object, "after": after, "limit": limit}
    if prefix:
        where.append("startsWith(path, {prefix:String})")
        parameters["prefix"] = prefix
    if paths:
        where.append("path IN {paths:Array(String)}")
        parameters["paths"] = list(paths)
    condition = " AND ".join(where)
    text = (
        f"SELECT {_FIELDS}, count() OVER () AS total FROM {FIELDS} FINAL WHERE {condition} AND deleted = 0 "
        "AND path > {after:String} ORDER BY path LIMIT {limit:UInt64}"
    )
    found = engine.select(Sql(text=text, parameters=parameters))
    if not after and found.num_rows:
        return read_fields(found), int(found.column("total")[0].as_py())
    count = engine.select(
        Sql(
            text=f"SELECT count() AS total FROM {FIELDS} FINAL WHERE {condition} AND deleted = 0", parameters=parameters
        )
    )
    return read_fields(found), int(count.column("total")[0].as_py())


def read_stats_of(engine: Engine, project: int, object: int, paths: Sequence[str]) -> dict[str, StatsRow]:
    """Return the statistics of some series in their present generation."""
    text = f"""SELECT {_STATS} FROM {SERIES_STATS_BY_OBJECT} FINAL
        WHERE project = {{project:UInt32}} AND object = {{object:UInt64}} AND path IN {{paths:Array(String)}} AND count > 0
        AND (path, generation) IN (SELECT path, generation FROM {FIELDS} FINAL WHERE project = {{project:UInt32}}
            AND object = {{object:UInt64}} AND path IN {{paths:Array(String)}} AND deleted = 0)"""
    found = engine.select(Sql(text=text, parameters={"project": project, "object": object, "paths": list(paths)}))
    return {row.path: row for row in read_stats(found)}


def read_fields_of_many(
    engine: Engine,
    project: int,
    objects: Sequence[int],
    paths: Sequence[str],
    prefixes: Sequence[str],
    types: Sequence[FieldType],
    limit: int,
) -> list[tuple[FieldRow, StatsRow | None]]:
    """Return the fields of some objects, each with its statistics."""
    where = scope = "project = {project:UInt32} AND object IN {objects:Array(UInt64)}"
    parameters: dict[str, Any] = {
        "project": project,
        "objects": list(objects),
        "paths": list(paths),
        "limit": limit + 1,
    }
    ways = ["path IN {paths:Array(String)}"] if paths else []
    ways += [where_below(prefixes, parameters)] if prefixes else []
    if types:
        # one small column of the whole object says which paths are worth a look, before rows are put together
        parameters["types"] = [type.code for type in types]
        of_type = "type IN {types:Array(UInt8)}"
        ways.append(f"({of_type} AND path IN (SELECT path FROM {FIELDS} WHERE {scope} AND {of_type}))")
    if ways:
        where += f" AND ({' OR '.join(ways)})"
    sql = f"SELECT {_FIELDS} FROM {FIELDS} FINAL WHERE {where} AND deleted = 0 ORDER BY object, path LIMIT {{limit:UInt64}}"
    rows = read_fields(engine.select(Sql(text=sql, parameters=parameters)))
    if len(rows) > limit:
        raise TooLarge(
            f"These {len(objects)} objects have more than {limit:,} fields.", "Ask for fewer, or name fields."
        )
    if all(row.type.shape is not Shape.SERIES for row in rows):
        return [(row, None) for row in rows]
    sql = f"SELECT {_STATS} FROM {SERIES_STATS_BY_OBJECT} FINAL WHERE {where} AND count > 0"
    found = read_stats(engine.select(Sql(text=sql, parameters=parameters)))
    stats = {(one.object, one.path, one.generation): one for one in found}
    return [(row, stats.get((row.object, row.path, row.generation))) for row in rows]


def where_below(prefixes: Sequence[str], parameters: dict[str, Any]) -> str:
    """Return the condition that a path begins with one of some prefixes, and add these to a query's parameters."""
    for index, prefix in enumerate(prefixes):
        parameters[f"prefix_{index}"] = prefix
    return " OR ".join(f"startsWith(path, {{prefix_{index}:String}})" for index in range(len(prefixes)))


def find_holders(engine: Engine, path: str, text: str) -> list[tuple[int, int]]:
    """Return the objects of all projects whose string field has a value."""
    sql = f"""SELECT project, object FROM {FIELDS_BY_PATH} FINAL
        WHERE project IN (SELECT DISTINCT project FROM {FIELDS_BY_PATH}) AND path = {{path:String}} AND deleted = 0
        AND type = 4 AND text = {{text:String}} ORDER BY project, object"""
    found = engine.select(Sql(text=sql, parameters={"path": path, "text": text}))
    return list(zip(found.column("project").to_pylist(), found.column("object").to_pylist(), strict=True))


def find_called(engine: Engine, projects: Sequence[int], text: str, limit: int) -> list[int]:
    """Return the objects with a text in their name or own id, or at the beginning of their id, best first."""
    place = "positionCaseInsensitiveUTF8(text, {part:String})"
    sql = f"""SELECT object, min(multiIf({place} > 1, 2, lengthUTF8(text) > lengthUTF8({{part:String}}), 1, 0)) AS rank
        FROM {FIELDS_BY_PATH} FINAL
        WHERE project IN {{projects:Array(UInt32)}} AND path IN ('sys/id', 'sys/name', 'sys/own_id')
        AND deleted = 0 AND type = 4 AND if(path = 'sys/id', {place} = 1, {place} > 0)
        GROUP BY object ORDER BY rank, object DESC LIMIT {{limit:UInt64}}"""
    parameters = {"projects": list(projects), "part": text, "limit": limit}
    return list(engine.select(Sql(text=sql, parameters=parameters)).column("object").to_pylist())


def count_paths(
    engine: Engine,
    project: int,
    search: str,
    limit: int,
    only: Sequence[int] | None,
    others: Sequence[int],
    first: Sequence[str],
) -> tuple[list[PathCount], int]:
    """Return the fields that objects of a project have, those of most objects first, after the paths ``first``."""
    chosen = "" if only is None else " AND object IN {only:Array(UInt64)}"
    chosen += " AND object NOT IN {others:Array(UInt64)}" if others else ""
    sql = f"""SELECT path, argMax(type, commit) AS type, count() AS objects, count() OVER () AS total
        FROM (SELECT path, object, type, commit FROM {FIELDS_BY_PATH} FINAL
            WHERE project = {{project:UInt32}} AND deleted = 0{chosen}
            AND ({{search:String}} = '' OR positionCaseInsensitiveUTF8(path, {{search:String}}) > 0))
        GROUP BY path ORDER BY path IN {{first:Array(String)}} DESC, objects DESC, path LIMIT {{limit:UInt64}}
        SETTINGS optimize_aggregation_in_order = 1"""
    parameters = {
        "project": project,
        "search": search,
        "limit": limit,
        "only": list(only or ()),
        "others": list(others),
        "first": list(first),
    }
    found = engine.select(Sql(text=sql, parameters=parameters))
    counts = [
        PathCount(path=row["path"], type=TYPE_OF_CODE[row["type"]], objects=row["objects"]) for row in found.to_pylist()
    ]
    return counts, int(found.column("total")[0].as_py()) if counts else 0


def read_changes(engine: Engine, project: int, since: int, newest: int) -> dict[int, list[str]]:
    """Return what the commits above one number, up to another, changed."""
    where = "project = {project:UInt32} AND commit > {since:UInt64} AND commit <= {newest:UInt64}"
    parts = " UNION ALL ".join(
        f"SELECT object, path FROM {table} WHERE {where}" for table in (FIELDS, SERIES_STATS_BY_OBJECT, FILES)
    )
    sql = f"SELECT object, groupUniqArray({MANY_PATHS + 1})(path) AS paths FROM ({parts}) GROUP BY object"
    found = engine.select(Sql(text=sql, parameters={"project": project, "since": since, "newest": newest}))
    return {row["object"]: sorted(row["paths"]) if len(row["paths"]) <= MANY_PATHS else [] for row in found.to_pylist()}


def find_last_commit(engine: Engine) -> int:
    """Return the highest commit number of any table."""
    parts = " UNION ALL ".join(
        f"SELECT max(commit) AS commit FROM {table}"
        for table in (FIELDS, FIELDS_BY_PATH, POINTS, LINES, SERIES_STATS, SERIES_STATS_BY_OBJECT, BASES, FILES)
    )
    return int(engine.select(Sql(text=f"SELECT max(commit) AS commit FROM ({parts})")).column("commit")[0].as_py() or 0)
