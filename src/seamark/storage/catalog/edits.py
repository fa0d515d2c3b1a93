"""Edits by hand of objects' fields, in SQL."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final, TypeAlias

from sqlalchemy import Connection, delete, func, insert, select

from seamark.model import limits
from seamark.storage.catalog.database import Database
from seamark.storage.catalog.objects import in_portions
from seamark.storage.catalog.rows import EditRow
from seamark.storage.catalog.schema import edits, objects, project_edits

_COLUMNS: Final = (
    edits.c.number,
    edits.c.path,
    edits.c.person,
    edits.c.at,
    edits.c.value,
    edits.c.cut,
    edits.c.deleted,
)
_OF_PROJECT: Final = (
    project_edits.c.number,
    project_edits.c.path,
    project_edits.c.person,
    project_edits.c.at,
    project_edits.c.value,
    project_edits.c.cut,
)


Edits: TypeAlias = Mapping[int, Sequence[EditRow]]
"""Edits by the number of their object."""


class SqlEdits:
    """What people wrote to fields by hand, and when."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, made: Edits, before: Edits) -> None:
        """Keep edits by object, the newest 100 of each field; of a field that has none yet also what it was
        ``before``. Of an object that was deleted meanwhile nothing is kept.
        """

        def work(connection: Connection) -> None:
            for some in in_portions(number for number, rows in made.items() if rows):
                there = connection.execute(select(objects.c.number).where(objects.c.number.in_(some))).scalars()
                for object in there.all():
                    _add(connection, object, made[object], before.get(object, ()))

        if any(made.values()):
            self._database.write(work)

    def of(self, object: int, *, path: str = "", before: int | None = None, limit: int = 100) -> list[EditRow]:
        """Edits of an object, or of one field of it, newest first, behind the number ``before``."""
        query = select(*_COLUMNS).where(edits.c.object == object).order_by(edits.c.number.desc()).limit(limit)
        if path:
            query = query.where(edits.c.path == path)
        if before is not None:
            query = query.where(edits.c.number < before)
        return [EditRow(**row._asdict()) for row in self._database.read(lambda found: found.execute(query).all())]

    def add_project(self, project: int, made: EditRow, before: EditRow) -> None:
        """Keep an edit of a project, the newest 100 of each field; of a field that has none yet also what it was
        ``before``.
        """
        own = (project_edits.c.project == project) & (project_edits.c.path == made.path)

        def work(connection: Connection) -> None:
            count = connection.execute(select(func.count()).where(own).select_from(project_edits)).scalar_one()
            rows = [made] if count else [before, made]
            values = [{"project": project, **_spell(row)} for row in rows]
            connection.execute(insert(project_edits), values)
            ordered = select(project_edits.c.number).where(own).order_by(project_edits.c.number.desc())
            last = ordered.offset(limits.EDITS).limit(1).scalar_subquery()
            connection.execute(delete(project_edits).where(own, project_edits.c.number <= last))

        self._database.write(work)

    def of_project(self, project: int, *, before: int | None = None, limit: int = 100) -> list[EditRow]:
        """Edits of a project, newest first, behind the number ``before``."""
        query = select(*_OF_PROJECT).where(project_edits.c.project == project)
        query = query.order_by(project_edits.c.number.desc()).limit(limit)
        if before is not None:
            query = query.where(project_edits.c.number < before)
        return [EditRow(**row._asdict()) for row in self._database.read(lambda found: found.execute(query).all())]


def _add(connection: Connection, object: int, made: Sequence[EditRow], before: Sequence[EditRow]) -> None:
    counts = _count(connection, object, [row.path for row in made])
    rows = [*(row for row in before if row.path not in counts), *made]
    connection.execute(insert(edits), [_values(object, row) for row in rows])
    _trim(connection, object, rows)


def _values(object: int, row: EditRow) -> dict[str, object]:
    return {"object": object, "deleted": row.deleted, **_spell(row)}


def _spell(row: EditRow) -> dict[str, object]:
    return {"path": row.path, "person": row.person, "at": row.at, "value": row.value, "cut": row.cut}


def _count(connection: Connection, object: int, paths: Iterable[str]) -> dict[str, int]:
    counts: dict[str, int] = {}
    for some in in_portions(paths):
        query = select(edits.c.path, func.count().label("times")).where(
            edits.c.object == object, edits.c.path.in_(some)
        )
        counts |= {row.path: row.times for row in connection.execute(query.group_by(edits.c.path))}
    return counts


def _trim(connection: Connection, object: int, rows: Sequence[EditRow]) -> None:
    for path, count in _count(connection, object, (row.path for row in rows)).items():
        if count > limits.EDITS:
            own = (edits.c.object == object) & (edits.c.path == path)
            kept = select(edits.c.number).where(own).order_by(edits.c.number.desc()).offset(limits.EDITS).limit(1)
            connection.execute(delete(edits).where(own, edits.c.number <= kept.scalar_subquery()))
