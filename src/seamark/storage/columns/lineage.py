"""The fields of a fork: its own, and the series of the runs that it goes on from."""

from collections.abc import Sequence
from typing import Any, Final

from seamark.model.values import FieldType
from seamark.storage.columns.arrow import FIELD_COLUMNS, read_fields
from seamark.storage.columns.engine import Engine
from seamark.storage.columns.rows import FieldRow, Sql
from seamark.storage.columns.schema import FIELDS, FILES, SERIES_STATS_BY_OBJECT

_FIELDS: Final = ", ".join(FIELD_COLUMNS)
_POINTS: Final = ", ".join(
    str(type.code) for type in (FieldType.FLOAT_SERIES, FieldType.STRING_SERIES, FieldType.HISTOGRAM_SERIES)
)


def read_page(
    engine: Engine,
    project: int,
    object: int,
    inherited: Sequence[tuple[int, float]],
    prefix: str,
    after: str,
    limit: int,
    paths: Sequence[str],
) -> tuple[list[FieldRow], int]:
    """Return fields by path, those of the nearest object that has one, and how many there are."""
    parameters: dict[str, Any] = {
        "project": project,
        "object": object,
        "line": [object, *(number for number, _ in inherited)],
        "after": after,
        "limit": limit,
    }
    where = "project = {project:UInt32} AND deleted = 0"
    if prefix:
        where += " AND startsWith(path, {prefix:String})"
        parameters["prefix"] = prefix
    if paths:
        where += " AND path IN {paths:Array(String)}"
        parameters["paths"] = list(paths)
    tests = ["object = {object:UInt64}"]
    for index, (number, until) in enumerate(inherited):
        parameters |= {f"object{index}": number, f"until{index}": until}
        tests.append(_test_inherited(index))
    where += f" AND ({' OR '.join(tests)})"
    rows = f"""SELECT {_FIELDS} FROM {FIELDS} FINAL WHERE {where} AND path > {{after:String}}
        ORDER BY path, indexOf({{line:Array(UInt64)}}, object) LIMIT 1 BY path LIMIT {{limit:UInt64}}"""
    count = f"SELECT uniqExact(path) AS total FROM {FIELDS} FINAL WHERE {where}"
    total = int(engine.select(Sql(text=count, parameters=parameters)).column("total")[0].as_py())
    return read_fields(engine.select(Sql(text=rows, parameters=parameters))), total


def _test_inherited(index: int) -> str:
    """Return the condition that a field is a series of an ancestor that has something up to the step of the fork."""
    scope = f"project = {{project:UInt32}} AND object = {{object{index}:UInt64}}"
    until = f"{{until{index}:Float64}}"
    points = f"SELECT path, generation FROM {SERIES_STATS_BY_OBJECT} FINAL WHERE {scope} AND count > 0"
    files = f"SELECT path, generation FROM {FILES} FINAL WHERE {scope} AND deleted = 0 AND step <= {until}"
    return (
        f"(object = {{object{index}:UInt64}} AND ("
        f"type IN ({_POINTS}) AND (path, generation) IN ({points} AND first_step <= {until}) OR "
        f"type = {FieldType.FILE_SERIES.code} AND (path, generation) IN ({files})))"
    )
