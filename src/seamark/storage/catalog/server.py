"""The server's own facts, and the lease on the stores, in SQL."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any, Final

from sqlalchemy import Connection, Select, delete, insert, select, update

from seamark.storage.catalog.database import Database
from seamark.storage.catalog.rows import LeaseRow
from seamark.storage.catalog.schema import facts, lease

_LEASE: Final[Select[Any]] = select(*(lease.c[name] for name in LeaseRow.__dataclass_fields__))


class SqlServer:
    """The server's own facts, and the lease on the stores."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def facts(self) -> dict[str, str]:
        """Named facts."""
        query = select(facts.c.name, facts.c.value)
        rows = self._database.read(lambda connection: connection.execute(query).all())
        return {row.name: row.value for row in rows}

    def set_facts(self, facts: Mapping[str, str]) -> None:
        """Write facts."""

        def work(connection: Connection) -> None:
            for name, value in facts.items():
                _set_fact(connection, name, value)

        self._database.write(work)

    def lease(self) -> LeaseRow | None:
        """Who holds the stores."""
        return self._database.read(_find_lease)

    def take_lease(self, lease: LeaseRow, *, expected: LeaseRow | None) -> bool:
        """Take or renew the lease, if it still is what was expected."""
        return self._database.write(lambda connection: _take_lease(connection, lease, expected))

    def drop_lease(self, holder: str) -> None:
        """Give the lease back; nothing happens when another has it."""

        def work(connection: Connection) -> None:
            connection.execute(delete(lease).where(lease.c.holder == holder))

        self._database.write(work)


def _set_fact(connection: Connection, name: str, value: str) -> None:
    if not connection.execute(update(facts).where(facts.c.name == name).values(value=value)).rowcount:
        connection.execute(insert(facts).values(name=name, value=value))


def _find_lease(connection: Connection) -> LeaseRow | None:
    row = connection.execute(_LEASE).first()
    return None if row is None else LeaseRow(**row._asdict())


def _take_lease(connection: Connection, wanted: LeaseRow, expected: LeaseRow | None) -> bool:
    if expected is None:
        if _find_lease(connection) is not None:
            return False
        connection.execute(insert(lease).values(slot=0, **asdict(wanted)))
        return True
    is_expected = [lease.c[name] == value for name, value in asdict(expected).items()]
    return connection.execute(update(lease).where(*is_expected).values(**asdict(wanted))).rowcount == 1
