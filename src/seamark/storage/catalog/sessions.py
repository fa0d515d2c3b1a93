"""Sessions of runs, and receipts of origins, in SQL."""

from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from typing import Any, Final

from sqlalchemy import Connection, Row, Select, bindparam, func, insert, select, update

from seamark.model.errors import NotFound, RunNotFound
from seamark.model.objects import RunState
from seamark.storage.catalog.database import Database
from seamark.storage.catalog.objects import in_portions
from seamark.storage.catalog.rows import SessionRow
from seamark.storage.catalog.schema import objects, sessions

_ALL: Final[Select[Any]] = select(*(sessions.c[name] for name in SessionRow.__dataclass_fields__))
_RECEIVE: Final = (
    update(sessions)
    .where(sessions.c.origin == bindparam("of"), sessions.c.seq < bindparam("reached"))
    .values(seq=bindparam("reached"), commit=bindparam("by"))
)


class SqlSessions:
    """Sessions of runs, and receipts of origins."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def start(
        self,
        object: int,
        origin: str,
        *,
        attempt: int,
        host: str,
        pid: int,
        command: str,
        started_at: int,
        quiet: bool = False,
        listens: bool = False,
        ended_at: int | None = None,
    ) -> tuple[SessionRow, bool]:
        """Register a session, or give the one of this origin; with ``ended_at`` one that nobody watches.

        Raises:
            RunNotFound: no object of that number.
        """
        state = RunState.RUNNING if ended_at is None else RunState.FINISHED
        values: dict[str, Any] = {
            "origin": origin,
            "object": object,
            "attempt": attempt,
            "state": state.value,
            "host": host,
            "pid": pid,
            "command": command,
            "started_at": started_at,
            "seq": -1,
            "commit": 0,
            "ended_at": ended_at,
            "reason": "",
            "quiet": quiet,
            "listens": listens,
        }

        def work(connection: Connection) -> tuple[SessionRow, bool]:
            known = _find(connection, origin)
            if known is not None:
                return known, False
            if connection.execute(select(objects.c.number).where(objects.c.number == object)).first() is None:
                raise RunNotFound(f"There is no object number {object}.", "It may have been deleted.")
            added = connection.execute(insert(sessions).returning(sessions.c.number), values)
            return SessionRow(**values | {"number": added.scalar_one(), "state": state}), True

        return self._database.write(work)

    def find(self, origin: str) -> SessionRow | None:
        """The session of an origin."""
        return self._database.read(lambda connection: _find(connection, origin))

    def of(self, object: int) -> list[SessionRow]:
        """The sessions of an object, in the order of their registration."""
        return self._rows(_ALL.where(sessions.c.object == object))

    def leading(self, numbers: Iterable[int]) -> Mapping[int, list[str]]:
        """Per object the origin of the first session of each attempt, those of the newest attempts first."""
        found: dict[int, list[str]] = {}
        for some in in_portions(numbers):
            meant = sessions.c.object.in_(some) & sessions.c.origin.not_like("%.%")
            first = select(func.min(sessions.c.number)).where(meant).group_by(sessions.c.object, sessions.c.attempt)
            query = _ALL.where(sessions.c.number.in_(first)).order_by(sessions.c.attempt.desc(), sessions.c.number)
            for row in self._database.read(partial(_select, query)):
                found.setdefault(row.object, []).append(row.origin)
        return found

    def running(self) -> list[SessionRow]:
        """All sessions that have not ended."""
        return self._rows(_ALL.where(sessions.c.ended_at.is_(None)))

    def end(self, origin: str, *, state: RunState, reason: str, ended_at: int) -> None:
        """Set how a session ended; RUNNING makes it alive again. Raises NotFound."""
        ended = None if state is RunState.RUNNING else ended_at
        change = update(sessions).where(sessions.c.origin == origin)
        change = change.values(state=state.value, reason=reason, ended_at=ended)

        def work(connection: Connection) -> None:
            if not connection.execute(change).rowcount:
                raise _missing(origin)

        self._database.write(work)

    def conclude(self, origin: str, *, state: RunState, reason: str, ended_at: int) -> bool:
        """Set how a session ended that did not say so itself; says whether it had not ended yet."""
        change = update(sessions).where(sessions.c.origin == origin, sessions.c.ended_at.is_(None))
        change = change.values(state=state.value, reason=reason, ended_at=ended_at)
        return self._database.write(lambda connection: connection.execute(change).rowcount > 0)

    def ask_stop(self, origins: Sequence[str], by: str) -> None:
        """Note who wishes that these sessions stop."""
        change = update(sessions).where(sessions.c.origin.in_(origins)).values(stop_by=by)
        self._database.write(lambda connection: connection.execute(change))

    def receive(self, receipts: Sequence[tuple[str, int, int]]) -> None:
        """Write receipts (origin, seq, commit) together; a seq never falls. Raises NotFound."""
        values = [{"of": origin, "reached": seq, "by": commit} for origin, seq, commit in receipts]

        def work(connection: Connection) -> None:
            if values and connection.execute(_RECEIVE, values).rowcount < len(values):
                _check_known(connection, [origin for origin, _, _ in receipts])

        self._database.write(work)

    def _rows(self, query: Select[Any]) -> list[SessionRow]:
        ordered = query.order_by(sessions.c.number)
        rows = self._database.read(lambda connection: connection.execute(ordered).all())
        return [_from_row(row) for row in rows]


def _select(query: Select[Any], connection: Connection) -> Sequence[Row[Any]]:
    return connection.execute(query).all()


def _check_known(connection: Connection, origins: Sequence[str]) -> None:
    for origin in origins:
        if connection.execute(select(sessions.c.number).where(sessions.c.origin == origin)).first() is None:
            raise _missing(origin)


def _missing(origin: str) -> NotFound:
    return NotFound(f"There is no session {origin!r}.", "Register it first: POST /api/v1/sessions.")


def _find(connection: Connection, origin: str) -> SessionRow | None:
    row = connection.execute(_ALL.where(sessions.c.origin == origin)).first()
    return None if row is None else _from_row(row)


def _from_row(row: Row[Any]) -> SessionRow:
    return SessionRow(**row._asdict() | {"state": RunState(row.state)})
