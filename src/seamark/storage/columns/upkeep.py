"""Mending after a crash, checking, purging, copying."""

from collections.abc import Iterable

from seamark.storage.columns.arrow import (
    FIELD_COLUMNS,
    STATS_COLUMNS,
    read_bases,
    read_stats,
    stats_table,
)
from seamark.storage.columns.engine import Engine
from seamark.storage.columns.rows import Damage, Sql, StatsRow
from seamark.storage.columns.schema import (
    ALL,
    BASES,
    FIELDS,
    FIELDS_BY_PATH,
    FILES,
    LINES,
    POINTS,
    SERIES_STATS,
    SERIES_STATS_BY_OBJECT,
)
from seamark.storage.columns.series import where_spans
from seamark.storage.columns.spans import visible_spans

_FIELDS = ", ".join(FIELD_COLUMNS)
_STATS = ", ".join(STATS_COLUMNS)
_PLACE = "(step, time, origin, seq)"


def compute_stats(engine: Engine, project: int, object: int, path: str, generation: int) -> StatsRow | None:
    """Return the statistics over the visible points of one series as stored now."""
    bases = read_bases(
        engine.select(
            Sql(
                text=f"""SELECT project, object, path, generation, origin, attempt, base, first_step FROM {BASES} FINAL
                WHERE project = {{project:UInt32}} AND object = {{object:UInt64}} AND path = {{path:String}}
                AND generation = {{generation:UInt32}}""",
                parameters={"project": project, "object": object, "path": path, "generation": generation},
            )
        )
    )
    parameters = {"project": project}
    where = where_spans(visible_spans(object, path, generation, bases), parameters, "span")
    for table, value, text in ((POINTS, "value", "''"), (LINES, "nan", "text")):
        found = engine.select(Sql(text=_stats_query(table, value, text, where), parameters=parameters))
        if found.num_rows:
            return read_stats(found)[0]
    return None


def _stats_query(table: str, value: str, text: str, where: str) -> str:
    """The formulas of ``StatsRow``; the variance is that of the population."""
    nan = f"isNaN({value})"
    is_line = text != "''"
    known = "0" if is_line else f"countIf(NOT {nan})"
    nans = "0" if is_line else f"countIf({nan})"

    def number(formula: str) -> str:
        return f"if({known} = 0, nan, {formula})"

    ends = ", ".join(
        f"{pick}({column}, {_PLACE}) AS {name}_{column}"
        for name, pick in (("first", "argMin"), ("last", "argMax"))
        for column in ("step", "time", "origin", "seq")
    )
    return f"""SELECT project, object, path, generation, count() AS count, toUInt64({nans}) AS nans, {ends},
        toFloat64(argMin({value}, {_PLACE})) AS first, toFloat64(argMax({value}, {_PLACE})) AS last,
        toFloat64({number(f"minIf({value}, NOT {nan})")}) AS min, toFloat64({number(f"maxIf({value}, NOT {nan})")}) AS max,
        toFloat64({number(f"avgIf({value}, NOT {nan})")}) AS mean,
        toFloat64({number(f"varPopStableIf({value}, NOT {nan})")}) AS variance,
        substringUTF8(argMax({text}, {_PLACE}), 1, 256) AS last_text, toUInt64(max(commit)) AS commit
        FROM {table} FINAL WHERE project = {{project:UInt32}} AND {where}
        GROUP BY project, object, path, generation"""


def mend(engine: Engine, above: int) -> int:
    """Make both orders and the statistics agree for all that commits above a number touched."""
    put_right = 0
    for source, target, columns in (
        (FIELDS, FIELDS_BY_PATH, _FIELDS),
        (FIELDS_BY_PATH, FIELDS, _FIELDS),
    ):
        missing = f"""FROM {source} FINAL WHERE commit > {{above:UInt64}} AND (project, object, path, commit) NOT IN (
            SELECT project, object, path, commit FROM {target} FINAL WHERE commit > {{above:UInt64}})"""
        put_right += _copy(engine, missing, target, columns, above)
    return put_right + _mend_stats(engine, above)


def _copy(engine: Engine, missing: str, target: str, columns: str, above: int) -> int:
    counted = engine.select(Sql(text=f"SELECT count() AS missing {missing}", parameters={"above": above}))
    count = int(counted.column("missing")[0].as_py())
    if count:
        engine.command(f"INSERT INTO {target} ({columns}) SELECT {columns} {missing}", {"above": above})
    return count


def _mend_stats(engine: Engine, above: int) -> int:
    touched = " UNION DISTINCT ".join(
        f"SELECT project, object, path, generation FROM {table} WHERE commit > {{above:UInt64}}"
        for table in (POINTS, LINES, BASES, SERIES_STATS, SERIES_STATS_BY_OBJECT)
    )
    series = engine.select(
        Sql(
            text=f"""SELECT DISTINCT project, object, path, generation FROM ({touched})
            WHERE (project, object, path, generation) IN (SELECT project, object, path, generation FROM {FIELDS} FINAL
                WHERE deleted = 0 AND type IN (8, 9, 10))""",
            parameters={"above": above},
        )
    ).to_pylist()
    put_right = 0
    for one in series:
        stored = {table: _stored_stats(engine, table, one) for table in (SERIES_STATS_BY_OBJECT, SERIES_STATS)}
        computed = compute_stats(engine, one["project"], one["object"], one["path"], one["generation"])
        if computed is None or all(row is not None and agree(row, computed) for row in stored.values()):
            continue
        commit = max((row.commit for row in stored.values() if row is not None), default=0)
        for table in stored:
            engine.insert(table, stats_table([computed], max(commit, computed.commit) + 1))
        put_right += 1
    return put_right


def _stored_stats(engine: Engine, table: str, keys: dict[str, object]) -> StatsRow | None:
    text = f"""SELECT {_STATS} FROM {table} FINAL WHERE project = {{project:UInt32}} AND object = {{object:UInt64}}
        AND path = {{path:String}} AND generation = {{generation:UInt32}}"""
    rows = read_stats(engine.select(Sql(text=text, parameters=dict(keys))))
    return rows[0] if rows else None


def agree(one: StatsRow, other: StatsRow) -> bool:
    """Say whether two statistics are of the same points; sums may differ in the last digits."""
    exact = ("count", "nans", "first_step", "first_time", "last_step", "last_time", "first", "last", "min", "max")
    for name in exact:
        left, right = getattr(one, name), getattr(other, name)
        if left != right and not (left != left and right != right):
            return False
    return _close(one.mean, other.mean, other) and _close(one.variance, other.variance, other)


def _close(left: float, right: float, scale: StatsRow) -> bool:
    if left == right or (left != left and right != right):
        return True
    size = max(abs(scale.min), abs(scale.max), 1e-300)
    return abs(left - right) <= 1e-6 * max(abs(left), abs(right)) or abs(left - right) <= 1e-9 * size * max(1.0, size)


def check(engine: Engine) -> list[Damage]:
    """Compare both orders of fields, and the statistics with the points."""
    damages = []
    for one, other in ((FIELDS, FIELDS_BY_PATH), (FIELDS_BY_PATH, FIELDS)):
        text = f"""SELECT object, path FROM {one} FINAL WHERE (project, object, path, commit, generation, deleted) NOT IN (
            SELECT project, object, path, commit, generation, deleted FROM {other} FINAL) LIMIT 1000"""
        damages += [
            Damage(table=other, object=row["object"], path=row["path"], detail=f"differs from {one}")
            for row in engine.select(Sql(text=text)).to_pylist()
        ]
    return damages + _check_stats(engine)


def _check_stats(engine: Engine) -> list[Damage]:
    series = engine.select(
        Sql(
            text=f"SELECT project, object, path, generation FROM {FIELDS} FINAL WHERE deleted = 0 AND type IN (8, 9, 10)"
        )
    ).to_pylist()
    damages = []
    for one in series:
        computed = compute_stats(engine, one["project"], one["object"], one["path"], one["generation"])
        for table in (SERIES_STATS_BY_OBJECT, SERIES_STATS):
            stored = _stored_stats(engine, table, one)
            if (computed is None) != (stored is None) or (computed and stored and not agree(stored, computed)):
                detail = f"{stored and stored.count} points counted, {computed and computed.count} stored"
                damages.append(Damage(table=table, object=one["object"], path=one["path"], detail=detail))
    return damages


def purge(engine: Engine) -> int:
    """Remove rows of old generations and of deleted fields."""
    present = f"""(project, object, path, generation) NOT IN (
        SELECT project, object, path, generation FROM {FIELDS} FINAL WHERE deleted = 0)"""
    removed = 0
    for table in (POINTS, LINES, SERIES_STATS, SERIES_STATS_BY_OBJECT, BASES, FILES):
        counted = engine.select(Sql(text=f"SELECT count() AS old FROM {table} WHERE {present}"))
        count = int(counted.column("old")[0].as_py())
        if count:
            engine.command(f"DELETE FROM {table} WHERE {present}")
        removed += count
    return removed


def find_digests(engine: Engine) -> Iterable[str]:
    """Return all blobs that any row refers to."""
    text = f"""SELECT DISTINCT digest FROM (SELECT digest FROM {FILES} UNION ALL SELECT digest FROM {FIELDS})
        WHERE digest != ''"""
    yield from engine.select(Sql(text=text)).column("digest").to_pylist()


def find_usage(engine: Engine) -> dict[int, int]:
    """Return bytes on disk by project, by the share of rows; project 0 is the whole."""
    sizes = engine.select(
        Sql(
            text="""SELECT concat(database, '.', table) AS name, sum(bytes_on_disk) AS bytes, sum(rows) AS rows
            FROM system.parts WHERE active AND database = 'seamark' GROUP BY name"""
        )
    ).to_pylist()
    usage = {0: sum(row["bytes"] for row in sizes)}
    for row in sizes:
        if not row["rows"] or row["name"] not in ALL:
            continue
        counts = engine.select(Sql(text=f"SELECT project, count() AS rows FROM {row['name']} GROUP BY project"))
        for one in counts.to_pylist():
            share = row["bytes"] * one["rows"] // row["rows"]
            usage[one["project"]] = usage.get(one["project"], 0) + share
    return usage
