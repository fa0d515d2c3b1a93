"""Notebooks and their checkpoints in SQL."""

import time
from collections.abc import Mapping, Sequence
from typing import Any, Final

from sqlalchemy import Connection, Select, func, insert, select

from seamark.model.objects import make_uid
from seamark.storage.catalog.database import Database
from seamark.storage.catalog.objects import in_portions
from seamark.storage.catalog.rows import CheckpointRow, NotebookRow
from seamark.storage.catalog.schema import checkpoints, notebooks

_NOTEBOOK: Final[Select[Any]] = select(notebooks)
_CHECKPOINT: Final[Select[Any]] = select(checkpoints)


class SqlNotebooks:
    """Notebooks of projects, and their checkpoints."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def create(self, project: int, owner: str) -> NotebookRow:
        """Make a notebook without a checkpoint."""
        values = {"uid": make_uid(), "project": project, "owner": owner, "created_at": _now()}

        def work(connection: Connection) -> NotebookRow:
            added = connection.execute(insert(notebooks).returning(notebooks.c.number), values)
            return NotebookRow(number=added.scalar_one(), **values)  # type: ignore[arg-type]

        return self._database.write(work)

    def find(self, uid: str) -> NotebookRow | None:
        """The notebook of that uid."""
        row = self._first(_NOTEBOOK.where(notebooks.c.uid == uid))
        return None if row is None else NotebookRow(**row)

    def of_project(self, project: int, *, before: int | None = None, limit: int = 100) -> list[NotebookRow]:
        """Notebooks of a project, newest first, made before the one of the number ``before``."""
        query = _NOTEBOOK.where(notebooks.c.project == project).order_by(notebooks.c.number.desc()).limit(limit)
        if before is not None:
            query = query.where(notebooks.c.number < before)
        return [NotebookRow(**row) for row in self._all(query)]

    def add_checkpoint(
        self, notebook: int, *, name: str, description: str, path: str, digest: str, size: int, created_by: str
    ) -> CheckpointRow:
        """Keep a state of a notebook."""
        values = {
            "uid": make_uid(),
            "notebook": notebook,
            "name": name,
            "description": description,
            "path": path,
            "digest": digest,
            "size": size,
            "created_at": _now(),
            "created_by": created_by,
        }

        def work(connection: Connection) -> CheckpointRow:
            added = connection.execute(insert(checkpoints).returning(checkpoints.c.number), values)
            return CheckpointRow(number=added.scalar_one(), **values)  # type: ignore[arg-type]

        return self._database.write(work)

    def find_checkpoint(self, uid: str) -> CheckpointRow | None:
        """The checkpoint of that uid."""
        row = self._first(_CHECKPOINT.where(checkpoints.c.uid == uid))
        return None if row is None else CheckpointRow(**row)

    def checkpoints(self, notebook: int, *, offset: int = 0, limit: int = 100) -> list[CheckpointRow]:
        """States of a notebook, newest first."""
        query = _CHECKPOINT.where(checkpoints.c.notebook == notebook).order_by(checkpoints.c.number.desc())
        return [CheckpointRow(**row) for row in self._all(query.offset(offset).limit(limit))]

    def newest(self, numbers: Sequence[int]) -> Mapping[int, CheckpointRow]:
        """The newest state of each notebook that has one."""
        found: dict[int, CheckpointRow] = {}
        for some in in_portions(numbers):
            last = select(func.max(checkpoints.c.number)).where(checkpoints.c.notebook.in_(some))
            query = _CHECKPOINT.where(checkpoints.c.number.in_(last.group_by(checkpoints.c.notebook)))
            found |= {row["notebook"]: CheckpointRow(**row) for row in self._all(query)}
        return found

    def digests(self) -> list[str]:
        """The blobs that hold states."""
        query = select(checkpoints.c.digest).where(checkpoints.c.digest != "").distinct()
        return list(self._database.read(lambda connection: connection.execute(query).scalars().all()))

    def _first(self, query: Select[Any]) -> dict[str, Any] | None:
        row = self._database.read(lambda connection: connection.execute(query).first())
        return None if row is None else row._asdict()

    def _all(self, query: Select[Any]) -> list[dict[str, Any]]:
        rows = self._database.read(lambda connection: connection.execute(query).all())
        return [row._asdict() for row in rows]


def _now() -> int:
    return time.time_ns() // 1_000
