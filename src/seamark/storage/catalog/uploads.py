"""Files on their way in, in SQL."""

import secrets
import time
from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import Connection, Select, delete, insert, select, update

from seamark.model.errors import FileMissing
from seamark.storage.catalog.database import Database
from seamark.storage.catalog.rows import UploadRow
from seamark.storage.catalog.schema import uploads

_AT_ONCE: Final = 500
_ALL: Final[Select[Any]] = select(*(uploads.c[name] for name in UploadRow.__dataclass_fields__))


class SqlUploads:
    """Files on their way in, and who may attach what."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def create(self, person: int, *, size: int, digest: str) -> UploadRow:
        """Begin an upload."""
        row = UploadRow(
            id=secrets.token_hex(16),
            person=person,
            size=size,
            digest=digest,
            received=0,
            complete=False,
            touched_at=_now(),
        )
        values = {name: getattr(row, name) for name in UploadRow.__dataclass_fields__}

        def work(connection: Connection) -> UploadRow:
            connection.execute(insert(uploads), values)
            return row

        return self._database.write(work)

    def get(self, id: str) -> UploadRow:
        """Raises FileMissing."""
        return self._database.read(lambda connection: _get(connection, id))

    def advance(self, id: str, *, received: int, digest: str = "", complete: bool = False) -> UploadRow:
        """Record what has arrived. Raises FileMissing."""
        values: dict[str, Any] = {"received": received, "complete": complete, "touched_at": _now()}
        if digest:
            values["digest"] = digest

        def work(connection: Connection) -> UploadRow:
            connection.execute(update(uploads).where(uploads.c.id == id).values(**values))
            return _get(connection, id)

        return self._database.write(work)

    def owns(self, person: int, digest: str) -> bool:
        """Say whether this person has completed an upload with this digest."""
        is_theirs = (uploads.c.person == person) & (uploads.c.digest == digest) & uploads.c.complete
        query = select(uploads.c.id).where(is_theirs).limit(1)
        return self._database.read(lambda connection: connection.execute(query).first()) is not None

    def stale(self, before: int) -> list[UploadRow]:
        """Uploads not touched since that time, the oldest first."""
        query = _ALL.where(uploads.c.touched_at < before).order_by(uploads.c.touched_at)
        rows = self._database.read(lambda connection: connection.execute(query).all())
        return [UploadRow(**row._asdict()) for row in rows]

    def drop(self, ids: Sequence[str]) -> None:
        """Forget uploads."""

        def work(connection: Connection) -> None:
            for start in range(0, len(ids), _AT_ONCE):
                connection.execute(delete(uploads).where(uploads.c.id.in_(ids[start : start + _AT_ONCE])))

        self._database.write(work)


def _now() -> int:
    return time.time_ns() // 1_000


def _get(connection: Connection, id: str) -> UploadRow:
    row = connection.execute(_ALL.where(uploads.c.id == id)).first()
    if row is None:
        raise FileMissing(f"There is no upload {id!r}.", "Begin one: POST /api/v1/uploads.")
    return UploadRow(**row._asdict())
