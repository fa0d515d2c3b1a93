"""What ingest has to know of objects before it writes to them."""

from collections.abc import Sequence

from seamark.storage.columns.arrow import FIELD_COLUMNS, STATS_COLUMNS, read_bases, read_fields, read_stats
from seamark.storage.columns.engine import Engine
from seamark.storage.columns.rows import ObjectState, Sql
from seamark.storage.columns.schema import BASES, FIELDS, SERIES_STATS_BY_OBJECT

_BASE_COLUMNS = ("project", "object", "path", "generation", "origin", "attempt", "base", "first_step")


def load_states(engine: Engine, project: int, objects: Sequence[int]) -> dict[int, ObjectState]:
    """Return the states of objects, of those too of which nothing is stored."""
    parameters = {"project": project, "objects": list(objects)}

    def select(columns: Sequence[str], table: str) -> Sql:
        where = "project = {project:UInt32} AND object IN {objects:Array(UInt64)}"
        text = f"SELECT {', '.join(columns)} FROM {table} FINAL WHERE {where} ORDER BY object, path"
        return Sql(text=text, parameters=parameters)

    states = {object: ObjectState(fields=[], stats=[], bases=[]) for object in objects}
    present = set()
    for field in read_fields(engine.select(select(FIELD_COLUMNS, FIELDS))):
        states[field.object].fields.append(field)
        if not field.deleted:
            present.add((field.object, field.path, field.generation))
    for stats in read_stats(engine.select(select(STATS_COLUMNS, SERIES_STATS_BY_OBJECT))):
        if stats.count and (stats.object, stats.path, stats.generation) in present:
            states[stats.object].stats.append(stats)
    for base in read_bases(engine.select(select(_BASE_COLUMNS, BASES))):
        if (base.object, base.path, base.generation) in present:
            states[base.object].bases.append(base)
    return states
