"""Reading fields and statistics: one object's pages, tables of many."""

from collections.abc import Collection, Sequence
from typing import Any

from seamark.model.values import TYPE_OF_CODE
from seamark.storage.columns.arrow import FIELD_COLUMNS, STATS_COLUMNS, read_fields, read_stats
from seamark.storage.columns.engine import Engine
from seamark.storage.columns.rows import Cell, FieldRow, Key, Page, PageRequest, PathCount, Sql, StatsRow
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
_SERIES_TYPES = "(8, 9, 10)"
_SERIES = frozenset({8, 9, 10})
_STRING_SERIES = 9
_TEXTS = frozenset({4, 6, 7, 11, 12, 13, 14, 15, 16, 17})
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


def read_page(engine: Engine, request: PageRequest) -> Page:
    """Return a page of a project's runs.

    The first key alone finds the rows (with all that tie with the last of them); further keys are
    looked up for these rows only. Runs that lack the first key follow, newest first.
    """
    parameters: dict[str, Any] = {"project": request.project, "end": request.offset + request.limit}
    filters = f" AND object NOT IN ({_TRASHED})"
    if request.where is not None:
        parameters |= request.where.parameters
        filters += f" AND bitmapContains({request.where.text}, object)"
    counts = _count_runs(engine, parameters, filters)
    objects: list[int] = []
    sort = [key for key in request.sort if key.path] or [Key(path="sys/created_at", descending=True)]
    for index, key in enumerate(sort):
        parameters[f"sort_{index}"] = key.path
    keyed = _sorted_objects(engine, sort, parameters, filters)
    objects = keyed[request.offset :]
    if len(keyed) < parameters["end"] and len(keyed) < counts["matched"]:
        parameters["skip"] = max(0, request.offset - len(keyed))
        parameters["rest"] = request.limit - len(objects)
        objects += _objects_without(engine, sort[0], parameters, filters)
    cells = read_cells(engine, request.project, objects, request.keys)
    return Page(objects=objects, cells=cells, matched=counts["matched"], total=counts["total"])


_TRASHED = f"""SELECT object FROM {FIELDS_BY_PATH} FINAL WHERE project = {{project:UInt32}}
    AND path = 'sys/trashed' AND deleted = 0 AND integer = 1"""
_RUNS = f"FROM {FIELDS_BY_PATH} FINAL WHERE project = {{project:UInt32}} AND path = 'sys/id' AND deleted = 0"


def _count_runs(engine: Engine, parameters: dict[str, Any], filters: str) -> dict[str, int]:
    text = f"SELECT countIf(1{filters}) AS matched, countIf(object NOT IN ({_TRASHED})) AS total {_RUNS}"
    row = engine.select(Sql(text=text, parameters=parameters)).to_pylist()[0]
    return {"matched": int(row["matched"]), "total": int(row["total"])}


_AGGREGATES = {"last", "first", "min", "max", "mean", "variance", "count"}


def _keyed(key: Key, index: int, filters: str, types: Collection[int]) -> str:
    """Return the objects that have a key, with what they are sorted by: a number or a text."""
    where = f"project = {{project:UInt32}} AND path = {{sort_{index}:String}}{filters}"
    fields = f"FROM {FIELDS_BY_PATH} FINAL WHERE {where} AND deleted = 0"
    singles, parts = [code for code in types if code not in _SERIES], []
    if singles and key.aggregate is None:
        number = "NULL::Nullable(Float64)" if _TEXTS.issuperset(singles) else "number"
        text = "text" if _TEXTS.intersection(singles) else "''"
        own = f" AND type NOT IN {_SERIES_TYPES}" if _SERIES.intersection(types) else ""
        parts.append(f"SELECT object, {number} AS number, {text} AS text {fields}{own}")
    if _SERIES.intersection(types) or not types:
        aggregate = key.aggregate if key.aggregate in _AGGREGATES else "last"
        number = "NULL::Nullable(Float64)" if types == {_STRING_SERIES} else f"toNullable(toFloat64({aggregate}))"
        text = "last_text" if _STRING_SERIES in types else "''"
        others = f"SELECT object {fields} AND (generation > 0 OR type NOT IN {_SERIES_TYPES})"
        renewed = f"SELECT object, generation {fields} AND generation > 0 AND type IN {_SERIES_TYPES}"
        parts.append(
            f"""SELECT object, {number} AS number, {text} AS text FROM {SERIES_STATS} FINAL WHERE {where} AND count > 0
            AND if(generation = 0, object NOT IN ({others}), (object, generation) IN ({renewed}))"""
        )
    return " UNION ALL ".join(parts)


def _order(name: str, key: Key) -> str:
    direction = "DESC" if key.descending else "ASC"
    number = f"{name}.number"
    return f"isNaN(ifNull({number}, 0)), {number} {direction} NULLS LAST, {name}.text {direction}"


def _sorted_objects(engine: Engine, sort: Sequence[Key], parameters: dict[str, Any], filters: str) -> list[int]:
    """Return the objects that have the first key, in order up to the page's end."""
    types = _types_of(engine, sort, parameters)
    first = f"SELECT object, number, text FROM ({_keyed(sort[0], 0, filters, types[0])}) AS k0 ORDER BY {_order('k0', sort[0])}"
    if len(sort) == 1:
        found = engine.select(Sql(text=f"{first}, object DESC LIMIT {{end:UInt64}}", parameters=parameters))
        return _objects_of(found)
    joins, order = "", [_order("best", sort[0])]
    for index, key in enumerate(sort[1:], 1):
        keyed = _keyed(key, index, " AND object IN (SELECT object FROM best)", types[index])
        joins += f" LEFT JOIN ({keyed}) AS k{index} ON best.object = k{index}.object"
        order.append(f"k{index}.object IS NULL, {_order(f'k{index}', key)}")
    text = f"""WITH best AS ({first} LIMIT {{end:UInt64}} WITH TIES) SELECT best.object AS object FROM best{joins}
        ORDER BY {", ".join(order)}, best.object DESC LIMIT {{end:UInt64}} SETTINGS join_use_nulls = 1"""
    return _objects_of(engine.select(Sql(text=text, parameters=parameters)))


def _objects_of(found: Any) -> list[int]:
    objects: list[int] = found.column("object").to_pylist()
    return objects


def _types_of(engine: Engine, sort: Sequence[Key], parameters: dict[str, Any]) -> list[set[int]]:
    """Return for each key the codes of the types it has in any run."""
    text = f"""SELECT path, groupUniqArray(type) AS types FROM {FIELDS_BY_PATH}
        WHERE project = {{project:UInt32}} AND path IN {{sort_paths:Array(String)}} GROUP BY path"""
    found = engine.select(Sql(text=text, parameters=parameters | {"sort_paths": [key.path for key in sort]}))
    types = {row["path"]: set(row["types"]) for row in found.to_pylist()}
    return [types.get(key.path, set()) for key in sort]


def _objects_without(engine: Engine, key: Key, parameters: dict[str, Any], filters: str) -> list[int]:
    """Return runs that lack a sort key, newest first."""
    (types,) = _types_of(engine, [key], parameters)
    text = f"""SELECT object {_RUNS}{filters} AND object NOT IN (SELECT object FROM ({_keyed(key, 0, "", types)}))
        ORDER BY object DESC LIMIT {{rest:UInt64}} OFFSET {{skip:UInt64}}"""
    return _objects_of(engine.select(Sql(text=text, parameters=parameters)))


def read_cells(engine: Engine, project: int, objects: Sequence[int], keys: Sequence[Key]) -> list[list[Cell]]:
    """Return the cells of some objects."""
    if not objects or not keys:
        return [[None] * len(keys) for _ in objects]
    parameters = {"project": project, "objects": list(objects), "paths": sorted({key.path for key in keys})}
    where = "project = {project:UInt32} AND path IN {paths:Array(String)} AND object IN {objects:Array(UInt64)}"
    fields = read_fields(
        engine.select(
            Sql(
                text=f"SELECT {_FIELDS} FROM {FIELDS_BY_PATH} FINAL WHERE {where} AND deleted = 0",
                parameters=parameters,
            )
        )
    )
    cells: dict[tuple[int, str], Cell] = {(row.object, row.path): row for row in fields}
    series = {(row.object, row.path): row.generation for row in fields if row.type.code in {8, 9, 10}}
    if series:
        found = engine.select(
            Sql(
                text=f"SELECT {_STATS} FROM {SERIES_STATS_BY_OBJECT} FINAL WHERE {where} AND count > 0",
                parameters=parameters,
            )
        )
        for row in read_stats(found):
            if series.get((row.object, row.path)) == row.generation:
                cells[row.object, row.path] = row
    return [[cells.get((object, key.path)) for key in keys] for object in objects]


def find_holders(engine: Engine, path: str, text: str) -> list[tuple[int, int]]:
    """Return the objects of all projects whose string field has a value."""
    sql = f"""SELECT project, object FROM {FIELDS_BY_PATH} FINAL
        WHERE project IN (SELECT DISTINCT project FROM {FIELDS_BY_PATH}) AND path = {{path:String}} AND deleted = 0
        AND type = 4 AND text = {{text:String}} ORDER BY project, object"""
    found = engine.select(Sql(text=sql, parameters={"path": path, "text": text}))
    return list(zip(found.column("project").to_pylist(), found.column("object").to_pylist(), strict=True))


def count_paths(engine: Engine, project: int, search: str, limit: int) -> tuple[list[PathCount], int]:
    """Return the fields that runs of a project have, those of most runs first."""
    sql = f"""SELECT path, argMax(type, commit) AS type, count() AS objects, count() OVER () AS total
        FROM (SELECT path, object, type, commit FROM {FIELDS_BY_PATH} FINAL
            WHERE project = {{project:UInt32}} AND deleted = 0
            AND ({{search:String}} = '' OR positionCaseInsensitiveUTF8(path, {{search:String}}) > 0))
        GROUP BY path ORDER BY objects DESC, path LIMIT {{limit:UInt64}}"""
    found = engine.select(Sql(text=sql, parameters={"project": project, "search": search, "limit": limit}))
    counts = [
        PathCount(path=row["path"], type=TYPE_OF_CODE[row["type"]], objects=row["objects"]) for row in found.to_pylist()
    ]
    return counts, int(found.column("total")[0].as_py()) if counts else 0


def read_changes(engine: Engine, project: int, since: int) -> tuple[dict[int, list[str]], int]:
    """Return what commits above a number changed, and the newest commit."""
    where = "project = {project:UInt32} AND commit > {since:UInt64}"
    parts = " UNION ALL ".join(
        f"SELECT object, path, commit FROM {table} WHERE {where}" for table in (FIELDS, SERIES_STATS_BY_OBJECT, FILES)
    )
    sql = f"""SELECT object, groupUniqArray({MANY_PATHS + 1})(path) AS paths, max(commit) AS newest
        FROM ({parts}) GROUP BY object"""
    found = engine.select(Sql(text=sql, parameters={"project": project, "since": since}))
    changes = {
        row["object"]: sorted(row["paths"]) if len(row["paths"]) <= MANY_PATHS else [] for row in found.to_pylist()
    }
    return changes, max(found.column("newest").to_pylist(), default=since)


def find_last_commit(engine: Engine) -> int:
    """Return the highest commit number of any table."""
    parts = " UNION ALL ".join(
        f"SELECT max(commit) AS commit FROM {table}"
        for table in (FIELDS, FIELDS_BY_PATH, POINTS, LINES, SERIES_STATS, SERIES_STATS_BY_OBJECT, BASES, FILES)
    )
    return int(engine.select(Sql(text=f"SELECT max(commit) AS commit FROM ({parts})")).column("commit")[0].as_py() or 0)
