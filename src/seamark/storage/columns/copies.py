"""Copies of a whole store: written beside a store at work, opened again as a store."""

import secrets
import shutil
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

from seamark.model.errors import Conflict
from seamark.storage.columns.engine import Engine
from seamark.storage.columns.rows import Sql
from seamark.storage.columns.schema import ALL, MIGRATIONS

FROZEN: Final = "frozen"
"""Below the store's folder: a copy's parts, one folder per table, until it is opened."""
_VERSION: Final = "version"
"""The file that says which version of the schema the copy has."""


def freeze(engine: Engine, target: Path, settle: Callable[[], None]) -> None:
    """Copy the parts of all tables into ``target/frozen/<table>/<part>``, as of one moment, in which
    nothing waits after ``settle``.

    Raises:
        Conflict: the engine's files are on another machine.
    """
    folder = engine.dialect.folder
    if folder is None:
        raise Conflict("The columns store is a server of its own.", "Back it up by its own means.")
    name = f"freeze{secrets.token_hex(4)}"
    shadow = folder / "shadow" / name
    try:
        with engine.writing:
            settle()
            for table in ALL:
                engine.command(f"ALTER TABLE {table} FREEZE WITH NAME '{name}'")
        for table in ALL:
            parts = shadow / _find_place(engine, table).relative_to(folder.resolve())
            (target / FROZEN / table).mkdir(parents=True)
            for part in parts.iterdir() if parts.exists() else ():
                shutil.copytree(part, target / FROZEN / table / part.name)
        (target / FROZEN / _VERSION).write_text(str(len(MIGRATIONS)))
    finally:
        shutil.rmtree(shadow, ignore_errors=True)


def thaw(engine: Engine) -> None:
    """Take in the copy that lies in the store's folder, if one does.

    A crash on the way leaves the rest for the next time: a part is in one of three places, and
    what is detached is attached whoever put it there.
    """
    if engine.dialect.folder is None or not (engine.dialect.folder / FROZEN).exists():
        return
    frozen = engine.dialect.folder / FROZEN
    _migrate_to_copy(engine, int((frozen / _VERSION).read_text()))
    for table in ALL:
        detached = _find_place(engine, table) / "detached"
        detached.mkdir(exist_ok=True)
        for part in sorted((frozen / table).iterdir()) if (frozen / table).exists() else ():
            part.rename(detached / part.name)
        _attach(engine, table, sorted(part.name for part in detached.iterdir()))
    shutil.rmtree(frozen)


def _migrate_to_copy(engine: Engine, version: int) -> None:
    if version > len(MIGRATIONS):
        raise Conflict(
            f"The copy is of version {version}; this program knows versions up to {len(MIGRATIONS)}.",
            "Start the newer Seamark that wrote it.",
        )
    engine.migrate(version)


def _attach(engine: Engine, table: str, parts: Sequence[str]) -> None:
    for part in parts:
        engine.command(f"ALTER TABLE {table} ATTACH PART '{part}'")


def _find_place(engine: Engine, table: str) -> Path:
    found = engine.survey(
        Sql(
            text="SELECT data_paths[1] AS place FROM system.tables WHERE concat(database, '.', name) = {name:String}",
            parameters={"name": table},
        )
    )
    return Path(found.column("place")[0].as_py()).resolve()
