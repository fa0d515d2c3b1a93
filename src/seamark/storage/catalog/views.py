"""Saved views and short links of projects, in SQL."""

import secrets
import time
from typing import Any, Final

from sqlalchemy import Connection, Row, Select, delete, func, insert, or_, select, update

from seamark.model import limits
from seamark.model.errors import Conflict, NotFound, TooLarge
from seamark.model.objects import make_uid
from seamark.storage.catalog.database import Database
from seamark.storage.catalog.rows import LinkRow, ViewRow
from seamark.storage.catalog.schema import fold, links, people, projects, views

_KEY_BYTES: Final = 8
_KEY_CHARACTERS: Final = 10
_EVERYBODY: Final = 0
"""The reader of a shared view; of a private one it is its owner."""
_VIEW: Final[Select[Any]] = select(
    views.c.number,
    views.c.uid,
    views.c.project,
    views.c.name,
    views.c.address,
    views.c.reader,
    views.c.owner,
    people.c.name.label("owner_name"),
    views.c.created_at,
    views.c.changed_at,
).join_from(views, people, views.c.owner == people.c.number)


class SqlViews:
    """Saved views of projects, and their short links."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def create(self, project: int, owner: int, *, name: str, address: str, shared: bool) -> ViewRow:
        """Keep a view.

        Raises:
            Conflict: the name is taken.
            TooLarge: the project, or its owner, has as many as there may be.
        """
        reader = _EVERYBODY if shared else owner

        def work(connection: Connection) -> ViewRow:
            _check_name(connection, project, reader, name, 0)
            _check_room(connection, project, reader)
            now = _now()
            values = {
                "uid": make_uid(),
                "project": project,
                "name": name,
                "folded": fold(name),
                "address": address,
                "reader": reader,
                "owner": owner,
                "created_at": now,
                "changed_at": now,
            }
            number = connection.execute(insert(views).returning(views.c.number), values).scalar_one()
            return _get(connection, number)

        return self._database.write(work)

    def find(self, uid: str) -> ViewRow | None:
        """The view of that uid."""
        row = self._database.read(lambda connection: connection.execute(_VIEW.where(views.c.uid == uid)).first())
        return None if row is None else _as_row(row)

    def of_project(self, project: int, person: int) -> list[ViewRow]:
        """The views of a project that somebody sees: shared ones and their own private ones, by name."""
        seen = or_(views.c.reader == _EVERYBODY, views.c.reader == person)
        query = _VIEW.where(views.c.project == project, seen).order_by(views.c.folded, views.c.number)
        rows = self._database.read(lambda connection: connection.execute(query).all())
        return [_as_row(row) for row in rows]

    def change(
        self, number: int, *, name: str | None = None, address: str | None = None, shared: bool | None = None
    ) -> ViewRow:
        """Change what is not None; one that is shared no more is no project's default any more.

        Raises:
            NotFound: it was deleted meanwhile.
            Conflict: the name is taken.
            TooLarge: there are as many as there may be of those that it would belong to.
        """

        def work(connection: Connection) -> ViewRow:
            before = _get(connection, number)
            reader = before.reader if shared is None else _EVERYBODY if shared else before.owner
            after = before.name if name is None else name
            _check_name(connection, before.project, reader, after, number)
            if reader != before.reader:
                _check_room(connection, before.project, reader)
            values: dict[str, object] = {
                "name": after,
                "folded": fold(after),
                "reader": reader,
                "changed_at": max(_now(), before.changed_at + 1),
            }
            if address is not None:
                values["address"] = address
            connection.execute(update(views).where(views.c.number == number).values(**values))
            if reader != _EVERYBODY:
                _drop_default(connection, before)
            return _get(connection, number)

        return self._database.write(work)

    def drop(self, number: int) -> None:
        """Delete a view; it is no project's default any more. Raises NotFound."""

        def work(connection: Connection) -> None:
            _drop_default(connection, _get(connection, number))
            connection.execute(delete(views).where(views.c.number == number))

        self._database.write(work)

    # -- short links ------------------------------------------------------------------------------

    def shorten(self, project: int, *, address: str, digest: str, by: str) -> LinkRow:
        """The short link of an address, made where it is missing; ``digest`` is that of the address.

        Raises:
            TooLarge: the project has as many as there may be.
        """

        def work(connection: Connection) -> LinkRow:
            same = (links.c.project == project) & (links.c.digest == digest)
            known = connection.execute(select(links).where(same)).first()
            if known is not None:
                return _as_link(known)
            count = connection.execute(select(func.count()).where(links.c.project == project)).scalar_one()
            if count >= limits.LINKS:
                raise TooLarge(
                    f"The project has {limits.LINKS:,} short links, the most there may be.", "Share the long address."
                )
            key = secrets.token_urlsafe(_KEY_BYTES)[:_KEY_CHARACTERS]
            values = {
                "key": key,
                "project": project,
                "digest": digest,
                "address": address,
                "created_at": _now(),
                "created_by": by,
            }
            connection.execute(insert(links), values)
            return LinkRow(key=key, project=project, address=address)

        return self._database.write(work)

    def find_link(self, key: str) -> LinkRow | None:
        """The short link of that key."""
        query = select(links).where(links.c.key == key)
        row = self._database.read(lambda connection: connection.execute(query).first())
        return None if row is None else _as_link(row)


def _get(connection: Connection, number: int) -> ViewRow:
    row = connection.execute(_VIEW.where(views.c.number == number)).first()
    if row is None:
        raise NotFound("There is no such view any more.", "Look at the views there are.")
    return _as_row(row)


def _check_name(connection: Connection, project: int, reader: int, name: str, but: int) -> None:
    """Check that no other view that the same people see has the name, without case. Raises Conflict."""
    same = (views.c.project == project) & (views.c.reader == reader) & (views.c.folded == fold(name))
    if connection.execute(select(views.c.number).where(same, views.c.number != but)).first() is not None:
        kind = "shared view" if reader == _EVERYBODY else "view of yours"
        raise Conflict(f"There is a {kind} called {name!r} already.", "Change that one, or choose another name.")


def _check_room(connection: Connection, project: int, reader: int) -> None:
    """Check that one more view may be kept. Raises TooLarge."""
    same = (views.c.project == project) & (views.c.reader == reader)
    count = connection.execute(select(func.count()).where(same)).scalar_one()
    most = limits.VIEWS if reader == _EVERYBODY else limits.PRIVATE_VIEWS
    if count >= most:
        whose = "The project has" if reader == _EVERYBODY else "You have"
        kind = "shared" if reader == _EVERYBODY else "private"
        raise TooLarge(f"{whose} {most:,} {kind} views, the most there may be.", "Delete some that nobody uses.")


def _drop_default(connection: Connection, view: ViewRow) -> None:
    opens = (projects.c.number == view.project) & (projects.c.default_view == view.uid)
    connection.execute(update(projects).where(opens).values(default_view=""))


def _as_row(row: Row[Any]) -> ViewRow:
    return ViewRow(**row._asdict())


def _as_link(row: Row[Any]) -> LinkRow:
    return LinkRow(key=row.key, project=row.project, address=row.address)


def _now() -> int:
    return time.time_ns() // 1_000
