"""People, their tokens and sign-ins in SQL."""

import secrets
import time
from typing import Any, Final

from sqlalchemy import Connection, Select, delete, insert, select, update

from seamark.model.errors import Conflict, NotFound
from seamark.storage.catalog.database import Database
from seamark.storage.catalog.rows import PersonRow, TokenRow
from seamark.storage.catalog.schema import fold, people, tokens

_PEOPLE: Final[Select[Any]] = select(*(people.c[name] for name in PersonRow.__dataclass_fields__))
_TOKENS: Final[Select[Any]] = select(*(tokens.c[name] for name in TokenRow.__dataclass_fields__))


class SqlPeople:
    """People, their tokens and sign-ins."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def create(
        self, name: str, *, password: str, admin: bool, service: bool = False, workspace: int | None = None
    ) -> PersonRow:
        """Make a person, or a service account. Raises Conflict when the name is taken, in any case of letters."""
        values = {
            "name": name,
            "folded": fold(name),
            "admin": admin,
            "password": password,
            "created_at": _now(),
            "disabled": False,
            "service": service,
            "workspace": workspace,
        }

        def work(connection: Connection) -> PersonRow:
            if _find(connection, name) is not None:
                raise Conflict(f"There is a person {name} already.", "Choose another name.")
            number = connection.execute(insert(people).returning(people.c.number), values).scalar_one()
            return _get(connection, number)

        return self._database.write(work)

    def find(self, name: str) -> PersonRow | None:
        """The person of that name, in any case of letters."""
        return self._database.read(lambda connection: _find(connection, name))

    def get(self, number: int) -> PersonRow:
        """The person of that number. Raises NotFound."""
        return self._database.read(lambda connection: _get(connection, number))

    def all(self) -> list[PersonRow]:
        """All people, by name."""
        rows = self._database.read(lambda connection: connection.execute(_PEOPLE).all())
        return sorted((PersonRow(**row._asdict()) for row in rows), key=lambda row: fold(row.name))

    def change(self, number: int, *, disabled: bool | None = None, admin: bool | None = None) -> PersonRow:
        """Change what is not None. Raises NotFound."""
        given = {"disabled": disabled, "admin": admin}
        values = {name: value for name, value in given.items() if value is not None}

        def work(connection: Connection) -> PersonRow:
            if values:
                connection.execute(update(people).where(people.c.number == number).values(**values))
            return _get(connection, number)

        return self._database.write(work)

    def set_password(self, number: int, password: str) -> None:
        """Set a password hash. Raises NotFound."""
        change = update(people).where(people.c.number == number).values(password=password)

        def work(connection: Connection) -> None:
            if not connection.execute(change).rowcount:
                raise _nobody(number)

        self._database.write(work)

    def add_token(
        self, person: int, *, digest: str, name: str, scope: str, purpose: str, expires_at: int | None
    ) -> TokenRow:
        """Keep a token by the digest of its secret. Raises NotFound."""
        row = TokenRow(
            id=secrets.token_hex(8),
            person=person,
            name=name,
            scope=scope,
            purpose=purpose,
            created_at=_now(),
            expires_at=expires_at,
            used_at=None,
        )
        values = {name: getattr(row, name) for name in TokenRow.__dataclass_fields__}

        def work(connection: Connection) -> TokenRow:
            _get(connection, person)
            connection.execute(insert(tokens), values | {"digest": digest})
            return row

        return self._database.write(work)

    def find_token(self, digest: str) -> TokenRow | None:
        """The token with that digest, expired or not."""
        query = _TOKENS.where(tokens.c.digest == digest)
        row = self._database.read(lambda connection: connection.execute(query).first())
        return None if row is None else TokenRow(**row._asdict())

    def tokens(self, person: int, *, purpose: str = "api") -> list[TokenRow]:
        """A person's tokens, newest first."""
        query = _TOKENS.where(tokens.c.person == person, tokens.c.purpose == purpose)
        ordered = query.order_by(tokens.c.created_at.desc(), tokens.c.id)
        rows = self._database.read(lambda connection: connection.execute(ordered).all())
        return [TokenRow(**row._asdict()) for row in rows]

    def touch_token(self, id: str, at: int) -> None:
        """Remember that a token was used; one that was revoked meanwhile stays so."""
        change = update(tokens).where(tokens.c.id == id).values(used_at=at)
        self._database.write(lambda connection: _run(connection, change))

    def drop_token(self, id: str) -> None:
        """Revoke a token; one that is gone stays so."""
        change = delete(tokens).where(tokens.c.id == id)
        self._database.write(lambda connection: _run(connection, change))


def _run(connection: Connection, change: Any) -> None:
    connection.execute(change)


def _now() -> int:
    return time.time_ns() // 1_000


def _nobody(number: int) -> NotFound:
    return NotFound(f"There is no person number {number}.", "They may have been removed.")


def _find(connection: Connection, name: str) -> PersonRow | None:
    row = connection.execute(_PEOPLE.where(people.c.folded == fold(name))).first()
    return None if row is None else PersonRow(**row._asdict())


def _get(connection: Connection, number: int) -> PersonRow:
    row = connection.execute(_PEOPLE.where(people.c.number == number)).first()
    if row is None:
        raise _nobody(number)
    return PersonRow(**row._asdict())
