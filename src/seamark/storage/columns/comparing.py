"""What differs between objects: found by prints of their values, so that what is equal is never read."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from seamark.model.values import FACTS, TYPE_OF_CODE, FieldType, Shape
from seamark.storage.columns.engine import Engine
from seamark.storage.columns.fields import where_below
from seamark.storage.columns.rows import Differing, Earlier, FieldRow, Pair, PathPage, PathQuestion, SetFile, Sql
from seamark.storage.columns.schema import FIELDS, FIELDS_BY_PATH, FILES, SERIES_STATS_BY_OBJECT
from seamark.storage.columns.values import TRASHED

TEXT_CHARACTERS: Final = 500
"""What of a text comes with a difference, and one character more to show that there is more."""
SET_ITEMS: Final = 50
"""The same of a set's items."""


def _codes(*shapes: Shape) -> str:
    return ", ".join(str(facts.code) for facts in FACTS.values() if facts.shape in shapes)


_VALUES: Final = f"type IN ({_codes(Shape.SINGLE, Shape.SET)})"
_KIND: Final = "if(type IN (1, 2, 3), 1, type)"
"""An int and a float of one value are one number."""
_PRINT: Final = """sipHash64(multiIf(
    type IN (1, 2), ifNull(toString(integer), ''),
    type = 3, if(number = trunc(number) AND number >= -9223372036854775808. AND number < 9223372036854775808.,
        toString(toInt64(assumeNotNull(number))), ifNull(toString(number), '')),
    type = 5, ifNull(toString(integer), ''),
    type = 7, toString(arraySort(items)),
    if(digest = '', text, digest)))"""
_VALUES_AT_ONCE: Final = 200_000
"""So many values of pairs are held side by side: some tens of megabytes."""
_CELL: Final = f"""tuple(type, integer, number, substringUTF8(text, 1, {TEXT_CHARACTERS + 1}),
    arraySlice(arraySort(items), 1, {SET_ITEMS + 1}), digest)"""
_OF: Final = "project = {project:UInt32} AND object IN {objects:Array(UInt64)}"
_OF_ANCESTORS: Final = "project = {project:UInt32} AND object IN {ancestors:Array(UInt64)}"


def read_earlier(
    engine: Engine, project: int, path: str, objects: Sequence[int], others: Sequence[int]
) -> dict[int, Earlier]:
    """Return of each object that has one the first and the newest object before it with the same text in a field.

    One pass over the field for all: rows of a text are gathered between one object asked for and the next.
    """
    bounds = [0, *sorted(set(objects))]
    parameters = {"project": project, "path": path, "objects": bounds[1:], "bounds": bounds, "others": list(others)}
    sql = (
        f"SELECT object, text FROM {FIELDS} FINAL WHERE {_OF} AND path = {{path:String}} AND deleted = 0 AND text != ''"
    )
    asked = {row["object"]: row["text"] for row in engine.select(Sql(text=sql, parameters=parameters)).to_pylist()}
    if not asked:
        return {}
    parameters |= {"texts": sorted(set(asked.values())), "last": max(asked)}
    sql = f"""SELECT text, roundDown(object, {{bounds:Array(UInt64)}}) AS bound, min(object) AS first, max(object) AS newest
        FROM {FIELDS_BY_PATH} FINAL WHERE project = {{project:UInt32}} AND path = {{path:String}} AND deleted = 0
        AND object < {{last:UInt64}} AND text IN {{texts:Array(String)}} AND object NOT IN ({TRASHED})
        AND object NOT IN {{others:Array(UInt64)}} GROUP BY text, bound ORDER BY bound"""
    spans: dict[str, list[dict[str, int]]] = {}
    for row in engine.select(Sql(text=sql, parameters=parameters)).to_pylist():
        spans.setdefault(row["text"], []).append(row)
    found: dict[int, Earlier] = {}
    for object, text in asked.items():
        before = [span for span in spans.get(text, ()) if span["bound"] < object]
        if before:
            found[object] = Earlier(first=before[0]["first"], newest=before[-1]["newest"])
    return found


def read_differing(
    engine: Engine, project: int, pairs: Sequence[Pair], prefixes: Sequence[str], limit: int
) -> list[list[Differing]]:
    """Return of each pair the single values and sets below some prefixes that differ, the first ``limit`` by path.

    All in one query, or where that is a great many values in several, one after the other.
    """
    found: list[list[Differing]] = [[] for _ in pairs]
    if not pairs or not prefixes:
        return found
    objects = sorted({number for pair in pairs for number in pair})
    parameters: dict[str, Any] = {"project": project, "objects": objects, "limit": limit}
    below = where_below(prefixes, parameters)
    sql = f"SELECT object, count() AS count FROM {FIELDS} WHERE {_OF} AND {_VALUES} AND ({below}) GROUP BY object"
    counts = {row["object"]: row["count"] for row in engine.select(Sql(text=sql, parameters=parameters)).to_pylist()}
    for some in _in_portions(pairs, counts):
        sides = [(index, number, side) for index in some for side, number in enumerate(pairs[index])]
        parameters |= {"pairs": [one[0] for one in sides], "numbers": [one[1] for one in sides]}
        parameters |= {"sides": [one[2] for one in sides], "objects": sorted({one[1] for one in sides})}
        for row in engine.select(Sql(text=_differing(below), parameters=parameters)).to_pylist():
            found[row["pair"]].append(
                Differing(
                    path=row["path"],
                    before=_read_cell(project, row["path"], row["before"]) if row["is_before"] else None,
                    after=_read_cell(project, row["path"], row["after"]) if row["is_after"] else None,
                    total=row["total"],
                )
            )
    return found


def _in_portions(pairs: Sequence[Pair], counts: Mapping[int, int]) -> Iterable[list[int]]:
    """Give the places of pairs in portions that have some number of values between them."""
    portion: list[int] = []
    values = 0
    for index, pair in enumerate(pairs):
        own = sum(counts.get(number, 0) for number in pair)
        if portion and values + own > _VALUES_AT_ONCE:
            yield portion
            portion, values = [], 0
        portion.append(index)
        values += own
    yield portion


def _differing(below: str) -> str:
    return f"""SELECT pair, path, anyIf(cell, side = 0) AS before, anyIf(cell, side = 1) AS after,
            countIf(side = 0) AS is_before, countIf(side = 1) AS is_after, count() OVER (PARTITION BY pair) AS total
        FROM (SELECT object, path, {_KIND} AS kind, {_PRINT} AS print, {_CELL} AS cell
            FROM {FIELDS} FINAL WHERE {_OF} AND {_VALUES} AND ({below}) AND deleted = 0) AS held
        INNER JOIN (SELECT one.1 AS pair, one.2 AS object, one.3 AS side FROM (
            SELECT arrayJoin(arrayZip({{pairs:Array(UInt32)}}, {{numbers:Array(UInt64)}}, {{sides:Array(UInt8)}})) AS one)
        ) AS sides USING (object)
        GROUP BY pair, path
        HAVING is_before != is_after OR min(print) != max(print) OR min(kind) != max(kind)
        ORDER BY pair, path LIMIT {{limit:UInt64}} BY pair"""


def _read_cell(project: int, path: str, cell: Any) -> FieldRow:
    type, integer, number, text, items, digest = cell.values() if isinstance(cell, dict) else cell
    return FieldRow(
        project=project,
        object=0,
        path=path,
        generation=0,
        type=TYPE_OF_CODE[type],
        integer=integer,
        number=number,
        text=text,
        items=tuple(items),
        digest=digest,
    )


_RANK: Final = """multiIf(startsWith(path, 'sys/'), 2000, arrayExists(one -> startsWith(path, one), {leading:Array(String)}),
    arrayFirstIndex(one -> startsWith(path, one), {leading:Array(String)}), 1000)"""


def find_paths(engine: Engine, project: int, question: PathQuestion) -> PathPage:
    """Return which fields some objects have, and which of them differ, by prints alone."""
    parameters: dict[str, Any] = {
        "project": project,
        "objects": list(question.objects),
        "count": len(set(question.objects)),
        "kept": list(question.kept),
        "search": question.search,
        "beginning": question.prefix,
        "leading": list(question.leading),
        "all": int(not question.only_different),
        "offset": question.offset,
        "limit": question.limit,
    }
    chosen = "startsWith(path, {beginning:String})"
    chosen += " AND ({search:String} = '' OR positionCaseInsensitiveUTF8(path, {search:String}) > 0)"
    if question.hidden:
        chosen += f" AND (NOT ({where_below(question.hidden, parameters)}) OR path IN {{kept:Array(String)}})"
    shown = f"{_OF} AND {chosen}"
    renewed = f"SELECT object, path, generation FROM {FIELDS} FINAL WHERE {shown} AND generation > 0"
    present = f"""(generation = 0 AND (object, path) NOT IN (SELECT object, path FROM ({renewed}))
        OR (object, path, generation) IN ({renewed} AND deleted = 0))"""
    inherited = _inherited(chosen, question, parameters)
    sql = f"""SELECT countIf(differs) AS different, count() AS total,
            arraySlice(arraySort(groupArrayIf(({_RANK}, path, differs, heirs), differs OR {{all:UInt8}})),
                {{offset:UInt64}} + 1, {{limit:UInt64}}) AS page
        FROM (SELECT path, sum(is_field) AS held, sum(is_printed) AS printed,
                held < {{count:UInt64}} OR printed NOT IN (0, held)
                OR minIf(kind, is_field) != maxIf(kind, is_field)
                OR minIf(print, is_printed) != maxIf(print, is_printed) AS differs,
                groupArrayIf((heir, kind), heir > 0) AS heirs
            FROM (
                SELECT path, 1 AS is_field, {_VALUES} AS is_printed, {_KIND} AS kind, {_PRINT} AS print, toUInt64(0) AS heir
                FROM {FIELDS} FINAL WHERE {shown} AND deleted = 0
                UNION ALL SELECT path, 0, 1, 0, sipHash64(count, min, max, last, last_text), 0
                FROM {SERIES_STATS_BY_OBJECT} FINAL WHERE {shown} AND count > 0 AND {present}
                UNION ALL SELECT path, 0, 1, 0, groupBitXor(sipHash64(subpath, step, digest)), 0
                FROM {FILES} FINAL WHERE {shown} AND deleted = 0 AND {present} GROUP BY object, path
                {inherited})
            GROUP BY path HAVING held > 0)"""
    row = engine.select(Sql(text=sql, parameters=parameters)).to_pylist()[0]
    page = [tuple(place.values()) if isinstance(place, dict) else place for place in row["page"]]
    return PathPage(
        paths=[path for _, path, _, _ in page],
        differs=[bool(differs) for _, _, differs, _ in page],
        inherited=[dict(map(_read_heir, heirs)) for _, _, _, heirs in page],
        total=row["total"],
        different=row["different"],
    )


def _inherited(chosen: str, question: PathQuestion, parameters: dict[str, Any]) -> str:
    """Return the rows of series that forks do not have themselves, each of the nearest object that has it.

    ``chosen`` is what holds of the paths that are compared.
    """
    lines = [
        (heir, number, until, rank)
        for heir, line in question.inherited.items()
        for rank, (number, until) in enumerate(line)
    ]
    if not lines:
        return ""
    names = ("heirs", "ancestors", "untils", "ranks")
    parameters |= {name: list(column) for name, column in zip(names, zip(*lines, strict=True), strict=True)}
    theirs = f"{_OF_ANCESTORS} AND {chosen}"
    return f"""UNION ALL SELECT path, 1, 1, argMin(type, rank), argMin(sipHash64(object, until), rank), heir
        FROM (SELECT object, path, generation, type FROM {FIELDS} FINAL
            WHERE {theirs} AND deleted = 0 AND type IN ({_codes(Shape.SERIES)}, {FieldType.FILE_SERIES.code})) AS held
        INNER JOIN (SELECT object, path, generation, min(first_step) AS begun FROM (
                SELECT object, path, generation, first_step FROM {SERIES_STATS_BY_OBJECT} FINAL WHERE {theirs} AND count > 0
                UNION ALL SELECT object, path, generation, step FROM {FILES} FINAL WHERE {theirs} AND deleted = 0)
            GROUP BY object, path, generation) AS started USING (object, path, generation)
        INNER JOIN (SELECT one.1 AS heir, one.2 AS object, one.3 AS until, one.4 AS rank FROM (SELECT arrayJoin(arrayZip(
            {{heirs:Array(UInt64)}}, {{ancestors:Array(UInt64)}}, {{untils:Array(Float64)}}, {{ranks:Array(UInt8)}})) AS one)
        ) AS line USING (object)
        WHERE begun <= until AND (heir, path) NOT IN (SELECT object, path FROM {FIELDS} FINAL
            WHERE {_OF} AND {chosen} AND deleted = 0)
        GROUP BY heir, path"""


def _read_heir(heir: Any) -> tuple[int, FieldType]:
    number, type = heir.values() if isinstance(heir, dict) else heir
    return number, TYPE_OF_CODE[type]


def read_set_prints(
    engine: Engine, project: int, objects: Sequence[int], paths: Sequence[str]
) -> dict[tuple[int, str], int]:
    """Return a print of the files in each set, by object and path: equal for sets of the same files."""
    parameters = {"project": project, "objects": list(objects), "paths": list(paths)}
    sql = f"""SELECT object, path, groupBitXor(sipHash64(subpath, digest)) AS print FROM {FILES} FINAL
        WHERE {_present_sets()} GROUP BY object, path"""
    found = engine.select(Sql(text=sql, parameters=parameters)).to_pylist()
    return {(row["object"], row["path"]): row["print"] for row in found}


def read_set_files(
    engine: Engine, project: int, objects: Sequence[int], paths: Sequence[str], limit: int
) -> list[SetFile]:
    """Return the files of some sets by name, the first ``limit`` of each."""
    parameters = {"project": project, "objects": list(objects), "paths": list(paths), "limit": limit}
    sql = f"""SELECT object, path, subpath, digest, size FROM {FILES} FINAL
        WHERE {_present_sets()} ORDER BY object, path, subpath LIMIT {{limit:UInt64}} BY object, path"""
    return [SetFile(**row) for row in engine.select(Sql(text=sql, parameters=parameters)).to_pylist()]


def _present_sets() -> str:
    scope = f"{_OF} AND path IN {{paths:Array(String)}}"
    return f"""{scope} AND deleted = 0 AND (object, path, generation) IN (
        SELECT object, path, generation FROM {FIELDS} FINAL WHERE {scope} AND deleted = 0)"""
