"""Artifacts in SQL: which lists of files a project knows, and the blobs that hold them."""

import time
from typing import Any, Final

from sqlalchemy import Connection, Select, insert, select, update

from seamark.storage.catalog.database import Database
from seamark.storage.catalog.rows import ArtifactRow
from seamark.storage.catalog.schema import artifacts

_ALL: Final[Select[Any]] = select(*(artifacts.c[name] for name in ArtifactRow.__dataclass_fields__))


class SqlArtifacts:
    """Which lists of files a project knows."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def ensure(self, project: int, hash: str, size: int) -> ArtifactRow:
        """The artifact of that hash, made without its list where it is missing."""
        values = {"project": project, "hash": hash, "size": size, "digest": "", "created_at": time.time_ns() // 1_000}

        def work(connection: Connection) -> ArtifactRow:
            known = _find(connection, project, hash)
            if known is not None:
                return known
            connection.execute(insert(artifacts).values(**values))
            return ArtifactRow(**values)  # type: ignore[arg-type]

        return self._database.write(work)

    def find(self, project: int, hash: str) -> ArtifactRow | None:
        """The artifact of that hash."""
        return self._database.read(lambda connection: _find(connection, project, hash))

    def receive(self, project: int, hash: str, digest: str, size: int) -> None:
        """Remember the blob that holds an artifact's list, and the bytes of its files together."""
        change = update(artifacts).where(artifacts.c.project == project, artifacts.c.hash == hash)
        change = change.values(digest=digest, size=size)

        def work(connection: Connection) -> None:
            connection.execute(change)

        self._database.write(work)

    def digests(self) -> list[str]:
        """The blobs that hold lists."""
        query = select(artifacts.c.digest).where(artifacts.c.digest != "").distinct()
        return list(self._database.read(lambda connection: connection.execute(query).scalars().all()))


def _find(connection: Connection, project: int, hash: str) -> ArtifactRow | None:
    row = connection.execute(_ALL.where(artifacts.c.project == project, artifacts.c.hash == hash)).first()
    return None if row is None else ArtifactRow(**row._asdict())
