"""Reading points, lines and files."""

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
import pyarrow as pa

from seamark.storage.columns.arrow import FILE_COLUMNS, read_bases, read_files
from seamark.storage.columns.engine import Engine
from seamark.storage.columns.rows import BaseRow, FileHead, FileRow, LineRow, PointPage, Span, Sql
from seamark.storage.columns.schema import BASES, FIELDS, FILES, LINES, POINTS

_FILES = ", ".join(FILE_COLUMNS)
_INFINITY = float("inf")


def where_spans(spans: Sequence[Span], parameters: dict[str, Any], name: str) -> str:
    """Return the condition that a row lies in one of some stretches; binds their values."""
    tests = []
    for index, span in enumerate(spans):
        key = f"{name}_{index}"
        parameters |= {f"{key}_o": span.object, f"{key}_p": span.path, f"{key}_g": span.generation}
        test = f"object = {{{key}_o:UInt64}} AND path = {{{key}_p:String}} AND generation = {{{key}_g:UInt32}}"
        if span.attempt is not None:
            parameters[f"{key}_a"] = span.attempt
            test += f" AND attempt = {{{key}_a:UInt32}}"
        for bound, sign, value in (("s", ">=", span.start), ("e", "<", span.end)):
            if abs(value) != _INFINITY:
                parameters[f"{key}_{bound}"] = value
                test += f" AND step {sign} {{{key}_{bound}:Float64}}"
        tests.append(f"({test})")
    return "(" + " OR ".join(tests) + ")" if tests else "0"


def where_steps(start: float | None, end: float | None, parameters: dict[str, Any]) -> str:
    """Return the condition that a row's step lies between two, both included; binds them."""
    text = ""
    for name, sign, value in (("start", ">=", start), ("end", "<=", end)):
        if value is not None:
            parameters[name] = value
            text += f" AND step {sign} {{{name}:Float64}}"
    return text


def read_points(
    engine: Engine,
    project: int,
    spans: Sequence[Span],
    start: float | None,
    end: float | None,
    after: tuple[float, int, int, int] | None,
    limit: int,
    offset: int,
) -> PointPage:
    """Return raw points of one series."""
    parameters: dict[str, Any] = {"project": project, "limit": limit + 1, "offset": offset}
    where = where_spans(spans, parameters, "span") + where_steps(start, end, parameters)
    if after is not None:
        step, time, origin, seq = after
        parameters |= {"a_step": step, "a_time": time, "a_origin": origin, "a_seq": seq}
        where += (
            " AND (step, time, origin, seq) > ({a_step:Float64}, {a_time:Int64}, {a_origin:UInt64}, {a_seq:UInt64})"
        )
    sql = f"""SELECT step, time, value, origin, seq FROM {POINTS} FINAL WHERE project = {{project:UInt32}} AND {where}
        ORDER BY step, time, origin, seq LIMIT {{limit:UInt64}} OFFSET {{offset:UInt64}}"""
    found = engine.select(Sql(text=sql, parameters=parameters))
    more = found.num_rows > limit
    found = found.slice(0, limit)
    return PointPage(
        steps=_column(found, "step", np.float64),
        times=_column(found, "time", np.int64),
        values=_column(found, "value", np.float64),
        origins=_column(found, "origin", np.int64),
        seqs=_column(found, "seq", np.uint64),
        more=more,
    )


def _column(table: pa.Table, name: str, dtype: Any) -> Any:
    return table.column(name).to_numpy().astype(dtype, copy=False)


def read_lines(
    engine: Engine,
    project: int,
    series: Sequence[Sequence[Span]],
    after: tuple[int, int, int] | None,
    before: tuple[int, int, int] | None,
    limit: int,
    by_time: bool,
    search: str,
) -> tuple[list[LineRow], int]:
    """Return lines of some series, merged; of a search those that match."""
    spans = [span for one in series for span in one]
    if not spans:
        return [], 0
    parameters: dict[str, Any] = {"project": project, "limit": limit, "offset": 0}
    where = f"project = {{project:UInt32}} AND {where_spans(spans, parameters, 'span')}"
    if search:
        where += f" AND {_where_text(search, parameters)}"
    counted = engine.select(
        Sql(text=f"SELECT count() AS total FROM {LINES} FINAL WHERE {where}", parameters=parameters)
    )
    total = int(counted.column("total")[0].as_py())
    order, direction = ("time, origin, seq", "ASC") if by_time else ("step, time, origin, seq", "ASC")
    if by_time:
        for name, sign, place in (("a", ">", after), ("b", "<", before)):
            if place is not None:
                time, origin, seq = place
                parameters |= {f"{name}_time": time, f"{name}_origin": origin, f"{name}_seq": seq}
                where += (
                    f" AND (time, origin, seq) {sign} "
                    f"({{{name}_time:Int64}}, {{{name}_origin:UInt64}}, {{{name}_seq:UInt64}})"
                )
        direction = "ASC" if before is None else "DESC"
    elif before is not None:
        parameters["offset"] = max(0, min(before[0], total) - limit)
        parameters["limit"] = min(before[0], total) - parameters["offset"]
    elif after is not None:
        parameters["offset"] = after[0]
    keys = ", ".join(f"{key} {direction}" for key in order.split(", "))
    sql = f"""SELECT path, step, time, origin, seq, text FROM {LINES} FINAL WHERE {where}
        ORDER BY {keys} LIMIT {{limit:UInt64}} OFFSET {{offset:UInt64}}"""
    rows = [LineRow(**row) for row in engine.select(Sql(text=sql, parameters=parameters)).to_pylist()]
    return rows[::-1] if direction == "DESC" else rows, total


_STEERING: Final = r"\x1b\[[0-9;:?]*[@-~]"
"""What colours a line in a terminal, and would stand inside its words."""


def _where_text(search: str, parameters: dict[str, Any]) -> str:
    """Return the condition on a line's text; ``/a.c/`` is a pattern, anything else a part of it in any case."""
    parameters |= {"search": search, "steering": _STEERING}
    text = "if(position(text, char(27)) > 0, replaceRegexpAll(text, {steering:String}, ''), text)"
    if len(search) > 2 and search.startswith("/") and search.endswith("/"):
        parameters["search"] = search[1:-1]
        return f"match({text}, {{search:String}})"
    return f"positionCaseInsensitiveUTF8({text}, {{search:String}}) > 0"


def read_bases_of(engine: Engine, project: int, series: Sequence[tuple[int, str]]) -> list[BaseRow]:
    """Return the bases of some series, of any generation."""
    objects, paths = [number for number, _ in series], [path for _, path in series]
    sql = f"""SELECT project, object, path, generation, origin, attempt, base, first_step FROM {BASES} FINAL
        WHERE project = {{project:UInt32}} AND object IN {{objects:Array(UInt64)}} AND path IN {{paths:Array(String)}}"""
    parameters = {"project": project, "objects": sorted(set(objects)), "paths": sorted(set(paths))}
    wanted = set(series)
    rows = read_bases(engine.select(Sql(text=sql, parameters=parameters)))
    return [row for row in rows if (row.object, row.path) in wanted]


_PRESENT = f"""deleted = 0 AND (project, object, path, generation) IN (
    SELECT project, object, path, generation FROM {FIELDS} FINAL WHERE {{scope}} AND deleted = 0)"""


def _present_files(scope: str) -> str:
    return f"FROM {FILES} FINAL WHERE {scope} AND {_PRESENT.format(scope=scope)}"


def read_files_of(
    engine: Engine, project: int, object: int, path: str, after: tuple[str, float, int, int] | None, limit: int
) -> tuple[list[FileRow], int]:
    """Return the files of one field, and how many there are."""
    scope = "project = {project:UInt32} AND object = {object:UInt64} AND path = {path:String}"
    parameters: dict[str, Any] = {"project": project, "object": object, "path": path, "limit": limit}
    behind = ""
    if after is not None:
        subpath, step, origin, seq = after
        parameters |= {"a_subpath": subpath, "a_step": step, "a_origin": origin, "a_seq": seq}
        behind = (
            " AND (subpath, step, origin, seq) > "
            "({a_subpath:String}, {a_step:Float64}, {a_origin:UInt64}, {a_seq:UInt64})"
        )
    sql = f"""SELECT {_FILES} {_present_files(scope)}{behind} ORDER BY subpath, step, origin, seq
        LIMIT {{limit:UInt64}}"""
    rows = read_files(engine.select(Sql(text=sql, parameters=parameters)))
    counted = engine.select(Sql(text=f"SELECT count() AS total {_present_files(scope)}", parameters=parameters))
    return rows, int(counted.column("total")[0].as_py())


def read_span_files(
    engine: Engine,
    project: int,
    spans: Sequence[Span],
    after: tuple[str, float, int, int] | None,
    limit: int,
    newest: bool,
) -> tuple[list[FileRow], int]:
    """Return the files of a file series in some stretches, and how many there are."""
    parameters: dict[str, Any] = {"project": project, "limit": limit}
    where = f"project = {{project:UInt32}} AND deleted = 0 AND {where_spans(spans, parameters, 'span')}"
    behind = ""
    if after is not None:
        _, step, origin, seq = after
        parameters |= {"a_step": step, "a_origin": origin, "a_seq": seq}
        behind = " AND (step, origin, seq) > ({a_step:Float64}, {a_origin:UInt64}, {a_seq:UInt64})"
    order = "step DESC, time DESC, seq DESC" if newest else "step, origin, seq"
    sql = f"SELECT {_FILES} FROM {FILES} FINAL WHERE {where}{behind} ORDER BY {order} LIMIT {{limit:UInt64}}"
    rows = read_files(engine.select(Sql(text=sql, parameters=parameters)))
    counted = f"SELECT count() AS total FROM {FILES} FINAL WHERE {where}"
    total = engine.select(Sql(text=counted, parameters=parameters)).column("total")[0].as_py()
    return rows, int(total)


def read_file_heads(engine: Engine, project: int, objects: Sequence[int], paths: Sequence[str]) -> list[FileHead]:
    """Return the newest file of each field that has any."""
    scope = "project = {project:UInt32} AND object IN {objects:Array(UInt64)} AND path IN {paths:Array(String)}"
    sql = f"""SELECT *, count() OVER (PARTITION BY object, path) AS files,
            sum(size) OVER (PARTITION BY object, path) AS bytes FROM (
            SELECT {_FILES} {_present_files(scope)})
        ORDER BY object, path, step DESC, time DESC LIMIT 1 BY object, path"""
    parameters = {"project": project, "objects": list(objects), "paths": list(paths)}
    found = engine.select(Sql(text=sql, parameters=parameters))
    counts, sizes = found.column("files").to_pylist(), found.column("bytes").to_pylist()
    heads = zip(read_files(found), counts, sizes, strict=True)
    return [FileHead(file=file, count=count, size=size) for file, count, size in heads]


def find_one_file(
    engine: Engine, project: int, object: int, path: str, subpath: str, step: float | None
) -> FileRow | None:
    """Return one file of a field."""
    scope = "project = {project:UInt32} AND object = {object:UInt64} AND path = {path:String}"
    parameters: dict[str, Any] = {"project": project, "object": object, "path": path, "subpath": subpath}
    place = " AND subpath = {subpath:String}"
    if step is not None:
        parameters["step"] = step
        place += " AND step = {step:Float64}"
    sql = f"SELECT {_FILES} {_present_files(scope)}{place} ORDER BY step DESC, time DESC, seq DESC LIMIT 1"
    rows = read_files(engine.select(Sql(text=sql, parameters=parameters)))
    return rows[0] if rows else None
