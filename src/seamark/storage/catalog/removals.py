"""Objects and projects that are taken out for good, in SQL."""

from collections.abc import Mapping, Sequence
from typing import Final

from sqlalchemy import ColumnElement, Connection, delete, insert, select, update

from seamark.model.errors import ProjectNotFound
from seamark.model.objects import ObjectKind
from seamark.storage.catalog.database import Database
from seamark.storage.catalog.objects import in_portions
from seamark.storage.catalog.rows import RemovalRow
from seamark.storage.catalog.schema import (
    aliases,
    artifacts,
    checkpoints,
    edits,
    invites,
    links,
    notebooks,
    objects,
    project_edits,
    project_members,
    projects,
    removals,
    retired_keys,
    sessions,
    tombstones,
    views,
)

_WHOLE: Final = 0
"""In place of an object's number: the whole project."""


class SqlRemovals:
    """What is taken out for good, and what of it the columns still have."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def trashed(self, project: int) -> list[int]:
        """The numbers of the objects in a project's trash."""
        query = select(objects.c.number).where(objects.c.project == project, objects.c.trashed_at.is_not(None))
        return list(self._database.read(lambda connection: connection.execute(query).scalars().all()))

    def held(self, project: int, numbers: Sequence[int]) -> Mapping[int, str]:
        """Which of these objects cannot go, because a fork that stays has their history; and the fork's id."""
        return self._database.read(lambda connection: _find_held(connection, project, numbers))

    def remove_objects(self, project: int, numbers: Sequence[int]) -> list[int]:
        """Take objects out that are in the trash, with all their names and sessions, but for those that a fork
        needs; models with all their versions. Returns which. Their rows in the columns are due from now on.
        """

        def work(connection: Connection) -> list[int]:
            taken: list[int] = []
            held = _find_held(connection, project, numbers)
            for some in in_portions(number for number in numbers if number not in held):
                meant = (objects.c.project == project) & objects.c.number.in_(some) & objects.c.trashed_at.is_not(None)
                found = list(connection.execute(select(objects.c.number).where(meant)).scalars())
                is_version = objects.c.kind == ObjectKind.MODEL_VERSION.value
                versions = select(objects.c.number).where(objects.c.parent.in_(found), is_version)
                found = list(dict.fromkeys([*found, *connection.execute(versions).scalars()]))
                if found:
                    _remove(connection, objects.c.number.in_(found))
                    due = [{"project": project, "object": number} for number in found]
                    connection.execute(insert(removals), due)
                taken += found
            return list(dict.fromkeys(taken))

        return self._database.write(work)

    def remove_project(self, number: int) -> None:
        """Take a project out with all that is in it; its key goes on counting where another project gets it.
        Its rows in the columns are due from now on.

        Raises:
            ProjectNotFound: no project of that number.
        """

        def work(connection: Connection) -> None:
            facts = connection.execute(
                select(projects.c.key, projects.c.last_id).where(projects.c.number == number)
            ).first()
            if facts is None:
                raise ProjectNotFound(f"There is no project number {number}.", "It may have been deleted.")
            _remove(connection, objects.c.project == number)
            own = select(notebooks.c.number).where(notebooks.c.project == number)
            connection.execute(delete(checkpoints).where(checkpoints.c.notebook.in_(own)))
            for table in (project_members, project_edits, invites, artifacts, notebooks, views, links, removals):
                connection.execute(delete(table).where(table.c.project == number))
            connection.execute(delete(projects).where(projects.c.number == number))
            connection.execute(insert(retired_keys).values(key=facts.key, last_id=facts.last_id))
            connection.execute(insert(removals).values(project=number, object=_WHOLE))

        self._database.write(work)

    def due(self) -> list[RemovalRow]:
        """What was taken out and still has rows in the columns."""
        rows = self._database.read(lambda connection: connection.execute(select(removals)).all())
        return [RemovalRow(project=row.project, object=row.object or None) for row in rows]

    def finish(self, project: int, numbers: Sequence[int] | None) -> None:
        """Note that the columns have nothing more of these objects, or with None of the whole project."""

        def work(connection: Connection) -> None:
            for some in [[_WHOLE]] if numbers is None else in_portions(numbers):
                meant = (removals.c.project == project) & removals.c.object.in_(some)
                connection.execute(delete(removals).where(meant))

        self._database.write(work)


def _find_held(connection: Connection, project: int, numbers: Sequence[int]) -> dict[int, str]:
    is_fork = (objects.c.project == project) & objects.c.fork_of.is_not(None)
    forks = connection.execute(select(objects.c.number, objects.c.fork_of, objects.c.id).where(is_fork)).all()
    going, held, before = set(numbers), dict[int, str](), -1
    while len(held) > before:
        before = len(held)
        for fork in forks:
            if fork.fork_of in going and fork.number not in going:
                held[fork.fork_of] = fork.id
        going.difference_update(held)
    return held


def _remove(connection: Connection, meant: ColumnElement[bool]) -> None:
    """Remove objects and what names them; children of theirs that stay have no parent any more."""
    numbers = select(objects.c.number).where(meant)
    marked = select(tombstones.c.uid)
    own = select(objects.c.uid, objects.c.id).where(meant, objects.c.uid.not_in(marked))
    given = select(aliases.c.uid, objects.c.id).join_from(aliases, objects).where(meant, aliases.c.uid.not_in(marked))
    for names in (own, given):
        connection.execute(insert(tombstones).from_select(["uid", "id"], names))
    counted = select(objects.c.id, objects.c.versions).where(meant, objects.c.kind == ObjectKind.MODEL.value)
    connection.execute(insert(retired_keys).from_select(["key", "last_id"], counted))
    for table in (aliases, sessions, edits):
        connection.execute(delete(table).where(table.c.object.in_(numbers)))
    connection.execute(update(objects).where(objects.c.parent.in_(numbers)).values(parent=None))
    connection.execute(delete(objects).where(meant))
