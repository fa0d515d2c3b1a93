"""Projects in SQL."""

import json
import re
import time
import unicodedata
from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import Connection, Row, Select, delete, insert, or_, select, update

from seamark.model.access import Visibility
from seamark.model.errors import Conflict, InvalidValue, ProjectNotFound
from seamark.model.objects import make_uid
from seamark.storage.catalog.database import Database
from seamark.storage.catalog.rows import ProjectRow, WorkspaceRow
from seamark.storage.catalog.schema import fold, projects, retired_keys, workspaces

CONFIG_PREFIXES: Final = ("config", "parameters", "params", "hparams", "args")
"""Where the configuration lies in a new project."""
_KEY: Final = re.compile(r"[A-Z][A-Z0-9]{0,9}\Z")
_KEY_CHARACTERS: Final = 3

_ALL: Final[Select[Any]] = select(
    projects.c.number,
    projects.c.uid,
    workspaces.c.name.label("workspace"),
    workspaces.c.number.label("workspace_number"),
    workspaces.c.uid.label("workspace_uid"),
    projects.c.visibility,
    projects.c.name,
    projects.c.key,
    projects.c.description,
    projects.c.config_prefixes,
    projects.c.objective,
    projects.c.created_at,
    projects.c.baseline,
    projects.c.default_view,
).join_from(projects, workspaces, projects.c.workspace == workspaces.c.number)


class SqlProjects:
    """Projects of workspaces."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def create(
        self,
        workspace: str,
        name: str,
        *,
        key: str | None = None,
        description: str = "",
        visibility: Visibility = Visibility.PRIVATE,
    ) -> ProjectRow:
        """Make a project, and its workspace where that is missing.

        Raises:
            Conflict: the name or the key given is taken.
            InvalidValue: the key is none.
        """
        wanted = None if key is None else _check_key(key)

        def work(connection: Connection) -> ProjectRow:
            place = _find_workspace(connection, workspace)
            if _find(connection, workspace, name) is not None:
                raise Conflict(f"There is a project {workspace}/{name} already.", "Use it, or choose another name.")
            values = {
                "workspace": place,
                "name": name,
                "folded": fold(name),
                "key": _free_key(connection, name) if wanted is None else _untaken(connection, wanted),
                "description": description,
                "config_prefixes": json.dumps(CONFIG_PREFIXES),
                "objective": "",
                "created_at": time.time_ns() // 1_000,
                "runs": 0,
                "uid": make_uid(),
                "visibility": visibility.value,
            }
            values["last_id"] = _take_up(connection, str(values["key"]))
            number = connection.execute(insert(projects).returning(projects.c.number), values).scalar_one()
            return _get(connection, number)

        return self._database.write(work)

    def find(self, workspace: str, name: str) -> ProjectRow | None:
        """The project of that name, in any case of letters."""
        return self._database.read(lambda connection: _find(connection, workspace, name))

    def find_key(self, key: str) -> ProjectRow | None:
        """The project with that key."""
        query = _ALL.where(projects.c.key == key.upper())
        row = self._database.read(lambda connection: connection.execute(query).first())
        return None if row is None else _as_row(row)

    def find_uid(self, uid: str) -> ProjectRow | None:
        """The project with that uid, of 32 hexadecimal digits."""
        row = self._database.read(lambda connection: connection.execute(_ALL.where(projects.c.uid == uid)).first())
        return None if row is None else _as_row(row)

    def get(self, number: int) -> ProjectRow:
        """The project of that number. Raises ProjectNotFound."""
        return self._database.read(lambda connection: _get(connection, number))

    def ensure_workspace(self, name: str) -> WorkspaceRow:
        """The workspace of that name, made where it is missing."""
        self._database.write(lambda connection: _find_workspace(connection, name))
        found = self.workspace(name)
        assert found is not None
        return found

    def workspace(self, name: str) -> WorkspaceRow | None:
        """The workspace of that name, in any case of letters, or uid."""
        matches = or_(workspaces.c.folded == fold(name), workspaces.c.uid == name.replace("-", "").lower())
        query = select(workspaces.c.number, workspaces.c.uid, workspaces.c.name).where(matches)
        row = self._database.read(lambda connection: connection.execute(query).first())
        return None if row is None else WorkspaceRow(**row._asdict())

    def all(self) -> list[ProjectRow]:
        """All projects, by workspace and name."""
        rows = self._database.read(lambda connection: connection.execute(_ALL).all())
        return sorted(map(_as_row, rows), key=lambda row: (fold(row.workspace), fold(row.name)))

    def change(
        self,
        number: int,
        *,
        description: str | None = None,
        objective: str | None = None,
        config_prefixes: Sequence[str] | None = None,
        visibility: Visibility | None = None,
        baseline: int | None = None,
        default_view: str | None = None,
    ) -> ProjectRow:
        """Change what is not None. Raises ProjectNotFound."""
        prefixes = None if config_prefixes is None else json.dumps(list(config_prefixes))
        given = {
            "description": description,
            "objective": objective,
            "config_prefixes": prefixes,
            "visibility": visibility,
            "default_view": default_view,
        }
        values: dict[str, str | int] = {name: str(value) for name, value in given.items() if value is not None}
        if baseline is not None:
            values["baseline"] = baseline

        def work(connection: Connection) -> ProjectRow:
            if values:
                connection.execute(update(projects).where(projects.c.number == number).values(**values))
            return _get(connection, number)

        return self._database.write(work)


def derive_key(name: str) -> str:
    """Return the key that a project's name suggests: ``digits`` → ``DIG``."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().upper()
    letters = re.sub(r"[^A-Z0-9]", "", plain).lstrip("0123456789")
    return letters[:_KEY_CHARACTERS] or "RUN"


def _check_key(key: str) -> str:
    upper = key.strip().upper()
    if not _KEY.match(upper):
        raise InvalidValue(f"{key!r} is no key.", "A key is a letter and up to 9 more letters or digits.", path="key")
    return upper


def _untaken(connection: Connection, key: str) -> str:
    owner = connection.execute(_ALL.where(projects.c.key == key)).first()
    if owner is not None:
        raise Conflict(f"{key} is the key of {owner.workspace}/{owner.name}.", "Choose another key, or none.")
    return key


def _free_key(connection: Connection, name: str) -> str:
    key = derive_key(name)
    taken = set(connection.execute(select(projects.c.key).where(projects.c.key.startswith(key))).scalars())
    count = 1
    while (key if count == 1 else f"{key}{count}") in taken:
        count += 1
    return key if count == 1 else f"{key}{count}"


def _take_up(connection: Connection, key: str) -> int:
    """Return the last number that was given with a key, by a project that is deleted now."""
    gone = delete(retired_keys).where(retired_keys.c.key == key).returning(retired_keys.c.last_id)
    return int(connection.execute(gone).scalar() or 0)


def _find_workspace(connection: Connection, name: str) -> int:
    query = select(workspaces.c.number).where(workspaces.c.folded == fold(name))
    number = connection.execute(query).scalar()
    if number is None:
        values = {"name": name, "folded": fold(name), "uid": make_uid()}
        number = connection.execute(insert(workspaces).returning(workspaces.c.number), values).scalar_one()
    return int(number)


def _find(connection: Connection, workspace: str, name: str) -> ProjectRow | None:
    query = _ALL.where(workspaces.c.folded == fold(workspace), projects.c.folded == fold(name))
    row = connection.execute(query).first()
    return None if row is None else _as_row(row)


def _get(connection: Connection, number: int) -> ProjectRow:
    row = connection.execute(_ALL.where(projects.c.number == number)).first()
    if row is None:
        raise ProjectNotFound(f"There is no project number {number}.", "It may have been deleted.")
    return _as_row(row)


def _as_row(row: Row[Any]) -> ProjectRow:
    facts = row._asdict()
    prefixes = tuple(json.loads(row.config_prefixes))
    return ProjectRow(**facts | {"config_prefixes": prefixes, "visibility": Visibility(row.visibility)})
