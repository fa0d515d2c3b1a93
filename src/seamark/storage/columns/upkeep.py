"""Mending after a crash, checking, purging, counting bytes."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from seamark.storage.columns.arrow import FIELD_COLUMNS, field_table, read_fields, stats_table
from seamark.storage.columns.engine import Engine
from seamark.storage.columns.rows import Damage, FieldRow, Sql, StatsRow
from seamark.storage.columns.schema import (
    ALL,
    BASES,
    DATABASE,
    FIELDS,
    FIELDS_BY_PATH,
    FILES,
    LINES,
    POINTS,
    SERIES_STATS,
    SERIES_STATS_BY_OBJECT,
)
from seamark.storage.columns.statistics import Series, agree, compute_many, read_stored, split

_FIELDS: Final = ", ".join(FIELD_COLUMNS)
_AT_ONCE: Final = 10_000
"""Most objects named in one statement."""
_SHELF: Final = 1024
"""Objects whose fields are compared by one sum first, and row by row only where the sums differ."""
_PRESENT_SERIES: Final = "deleted = 0 AND type IN (8, 9, 10)"
_FILE_KEYS: Final = "project, object, path, generation, subpath, step, origin, seq"


def mend(engine: Engine, above: int) -> int:
    """Make both orders and the statistics agree for all that commits above a number touched."""
    put_right = 0
    for newest, table in _differing_fields(engine, above):
        engine.insert(table, field_table(newest, [row.commit for row in newest]))
        put_right += len(newest)
    for computed, stored in _differing_stats(engine, _touched_series(engine, above)):
        if computed is not None:
            commit = max([computed.commit, *(row.commit for row in stored.values() if row is not None)]) + 1
            for table in stored:
                engine.insert(table, stats_table([computed], commit))
            put_right += 1
    return put_right


def check(engine: Engine) -> list[Damage]:
    """Compare both orders of fields, and the statistics with the points."""
    damages = [
        Damage(table=table, object=row.object, path=row.path, detail="is older than the other order")
        for rows, table in _differing_fields(engine, 0)
        for row in rows
    ]
    for computed, stored in _differing_stats(engine, _present_series(engine)):
        for table, row in stored.items():
            one = computed or row
            if one is not None and (computed is None or row is None or not agree(row, computed)):
                detail = f"counts {row.count if row else 0} points of {computed.count if computed else 0}"
                damages.append(Damage(table=table, object=one.object, path=one.path, detail=detail))
    return damages


def _differing_fields(engine: Engine, above: int) -> Iterator[tuple[list[FieldRow], str]]:
    """Yield rows that one order has newer than the other, and the table that lacks them."""
    sums = f"""SELECT project, intDiv(object, {_SHELF}) AS shelf, count() AS rows, sum(cityHash64({_FIELDS})) AS hash
        FROM {{table}} FINAL WHERE commit > {{{{above:UInt64}}}} GROUP BY project, shelf"""
    both = " UNION ALL ".join(sums.format(table=table) for table in (FIELDS, FIELDS_BY_PATH))
    differing = engine.survey(
        Sql(
            text=f"""SELECT project, shelf FROM ({both}) GROUP BY project, shelf
                HAVING count() != 2 OR uniqExact(rows, hash) != 1 ORDER BY project, shelf""",
            parameters={"above": above},
        )
    )
    for row in differing.to_pylist():
        yield from _compare_shelf(engine, row["project"], row["shelf"], above)


def _compare_shelf(engine: Engine, project: int, shelf: int, above: int) -> Iterator[tuple[list[FieldRow], str]]:
    parameters = {"project": project, "low": shelf * _SHELF, "high": (shelf + 1) * _SHELF, "above": above}
    where = (
        "project = {project:UInt32} AND object >= {low:UInt64} AND object < {high:UInt64} AND commit > {above:UInt64}"
    )
    orders = {
        table: {
            (row.object, row.path): row
            for row in read_fields(
                engine.survey(Sql(text=f"SELECT {_FIELDS} FROM {table} FINAL WHERE {where}", parameters=parameters))
            )
        }
        for table in (FIELDS, FIELDS_BY_PATH)
    }
    for table, other in ((FIELDS_BY_PATH, FIELDS), (FIELDS, FIELDS_BY_PATH)):
        lacking = [row for key, row in orders[other].items() if _is_older(orders[table].get(key), row)]
        if lacking:
            yield lacking, table


def _is_older(row: FieldRow | None, other: FieldRow) -> bool:
    return row is None or row.commit < other.commit


def _touched_series(engine: Engine, above: int) -> Iterator[Series]:
    touched = " UNION DISTINCT ".join(
        f"SELECT project, object, path, generation FROM {table} WHERE commit > {{above:UInt64}}"
        for table in (POINTS, LINES, BASES, SERIES_STATS, SERIES_STATS_BY_OBJECT)
    )
    text = f"""SELECT project, object, path, generation FROM {FIELDS} FINAL WHERE {_PRESENT_SERIES}
        AND (project, object, path, generation) IN ({touched}) ORDER BY project, object, path"""
    found = engine.survey(Sql(text=text, parameters={"above": above}))
    for row in found.to_pylist():
        yield Series(**row)


def _present_series(engine: Engine) -> Iterator[Series]:
    """Yield all series, some ten thousand at a time."""
    last = {"project": 0, "object": 0, "path": ""}
    while True:
        text = f"""SELECT project, object, path, generation FROM {FIELDS} FINAL WHERE {_PRESENT_SERIES}
            AND (project, object, path) > ({{project:UInt32}}, {{object:UInt64}}, {{path:String}})
            ORDER BY project, object, path LIMIT 20000"""
        rows = engine.survey(Sql(text=text, parameters=last)).to_pylist()
        for row in rows:
            yield Series(**row)
        if not rows:
            return
        last = {name: rows[-1][name] for name in last}


def _differing_stats(
    engine: Engine, series: Iterable[Series]
) -> Iterator[tuple[StatsRow | None, dict[str, StatsRow | None]]]:
    """Yield what is computed and what is stored, per table, of those series where they differ."""
    for portion in split(series):
        computed = compute_many(engine, portion)
        stored = {table: read_stored(engine, table, portion) for table in (SERIES_STATS_BY_OBJECT, SERIES_STATS)}
        for one in portion:
            rows = {table: found.get(one) for table, found in stored.items()}
            if not all(_is_right(row, computed.get(one)) for row in rows.values()):
                yield computed.get(one), rows


def _is_right(row: StatsRow | None, computed: StatsRow | None) -> bool:
    if row is None or computed is None:
        return row is computed
    return agree(row, computed)


def purge(engine: Engine) -> int:
    """Remove rows of generations before the present one, and files that were taken out of a set.

    A field's deletion begins its next generation, so what was there before is older. Rows of a
    generation that ``fields`` does not know yet belong to a commit on its way and stay, as do the
    rows of ``fields`` that say that a field was deleted: they carry the number of its generation.
    """
    removed = 0
    for table in (POINTS, LINES, SERIES_STATS, SERIES_STATS_BY_OBJECT, BASES, FILES):
        for generation in _old_generations(engine, table):
            where = f"""generation = {generation} AND (project, object, path) IN (
                SELECT project, object, path FROM {FIELDS} FINAL WHERE generation > {generation})"""
            removed += _delete(engine, table, where)
    gone = f"({_FILE_KEYS}) IN (SELECT {_FILE_KEYS} FROM {FILES} FINAL WHERE deleted = 1)"
    return removed + _delete(engine, FILES, gone)


def remove(engine: Engine, project: int, objects: Sequence[int] | None) -> None:
    """Remove all rows of some objects, or with None of a whole project.

    The table that others are made anew from goes last: a crash in between leaves what can be found.
    """
    for start in range(0, 1 if objects is None else len(objects), _AT_ONCE):
        some = None if objects is None else ", ".join(str(int(number)) for number in objects[start : start + _AT_ONCE])
        where = f"project = {int(project)}" + ("" if some is None else f" AND object IN ({some})")
        for table in ALL:
            _delete(engine, table, where)


def _old_generations(engine: Engine, table: str) -> list[int]:
    text = f"""SELECT DISTINCT generation FROM {table} WHERE generation < (SELECT max(generation) FROM {FIELDS})
        ORDER BY generation"""
    generations: list[int] = engine.survey(Sql(text=text)).column("generation").to_pylist()
    return generations


def _delete(engine: Engine, table: str, where: str) -> int:
    counted = engine.survey(Sql(text=f"SELECT count() AS old FROM {table} WHERE {where}"))
    count = int(counted.column("old")[0].as_py())
    if count:
        engine.command(f"DELETE FROM {table} WHERE {where}")
    return count


def find_digests(engine: Engine) -> Iterable[str]:
    """Return all blobs that any row refers to."""
    text = f"""SELECT DISTINCT digest FROM (SELECT digest FROM {FILES} UNION ALL SELECT digest FROM {FIELDS})
        WHERE digest != ''"""
    yield from engine.survey(Sql(text=text)).column("digest").to_pylist()


def find_sole_digests(engine: Engine, project: int, objects: Sequence[int]) -> dict[str, int | None]:
    """Return the blobs that no row but those of these objects refers to, with their sizes."""
    own = "project = {project:UInt32} AND object IN {objects:Array(UInt64)}"
    text = f"""SELECT digest, max(bytes) AS size FROM (
            SELECT project, object, digest, size AS bytes FROM {FILES}
            UNION ALL SELECT project, object, digest, NULL AS bytes FROM {FIELDS})
        WHERE digest IN (SELECT digest FROM {FILES} WHERE {own} UNION ALL SELECT digest FROM {FIELDS} WHERE {own})
            AND digest != ''
        GROUP BY digest HAVING countIf(NOT ({own})) = 0"""
    found = engine.survey(Sql(text=text, parameters={"project": project, "objects": list(objects)}))
    return dict(zip(found.column("digest").to_pylist(), found.column("size").to_pylist(), strict=True))


def find_usage(engine: Engine) -> dict[int, int]:
    """Return bytes on disk by project, by the share of rows; project 0 is the whole."""
    text = """SELECT concat(database, '.', table) AS name, sum(bytes_on_disk) AS bytes, sum(rows) AS rows
        FROM system.parts WHERE active AND database = {database:String} GROUP BY name"""
    sizes = engine.survey(Sql(text=text, parameters={"database": DATABASE})).to_pylist()
    usage = {0: sum(row["bytes"] for row in sizes)}
    for row in sizes:
        if not row["rows"] or row["name"] not in ALL:
            continue
        counts = engine.survey(Sql(text=f"SELECT project, count() AS rows FROM {row['name']} GROUP BY project"))
        for one in counts.to_pylist():
            share = row["bytes"] * one["rows"] // row["rows"]
            usage[one["project"]] = usage.get(one["project"], 0) + share
    return usage


def find_file_usage(engine: Engine) -> dict[int, int]:
    """Return bytes of files by project, each file once in a project."""
    text = f"""SELECT project, sum(bytes) AS total FROM (
            SELECT project, digest, max(size) AS bytes FROM {FILES} WHERE digest != '' GROUP BY project, digest)
        GROUP BY project"""
    found = engine.survey(Sql(text=text))
    return dict(zip(found.column("project").to_pylist(), found.column("total").to_pylist(), strict=True))
