"""Bringing the catalog's schema up to date, under a lock, in one transaction."""

from collections.abc import Iterable
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final

from alembic.migration import MigrationContext
from alembic.operations import Operations
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, delete, insert, inspect, select, text

from seamark.model.errors import Conflict
from seamark.storage import migrations
from seamark.storage.catalog.schema import VERSION_TABLE, facts

WRITTEN_BY: Final = "catalog_written_by"
"""The fact that names the program whose migrations ran last."""
_LOCK: Final = 0x5EA3A12C


def migrate(engine: Engine) -> None:
    """Run the migrations that are missing. A second server that starts meanwhile waits.

    Raises:
        Conflict: a newer program has written the schema.
    """
    folder = Path(migrations.__file__).parent
    scripts = ScriptDirectory(str(folder), version_locations=[str(folder)])
    with engine.begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
        context = _configure(connection, scripts)
        present = context.get_current_revision()
        if present == scripts.get_current_head():
            return
        if present is not None and present not in {script.revision for script in scripts.walk_revisions()}:
            raise _too_new(connection, present)
        with Operations.context(context):
            context.run_migrations()
        connection.execute(delete(facts).where(facts.c.name == WRITTEN_BY))
        connection.execute(insert(facts).values(name=WRITTEN_BY, value=version("seamark")))


def _configure(connection: Connection, scripts: ScriptDirectory) -> MigrationContext:
    def plan(revision: Any, context: MigrationContext) -> Iterable[Any]:
        del context
        return scripts._upgrade_revs("head", revision)  # noqa: SLF001 - what alembic's own command calls

    return MigrationContext.configure(
        connection, opts={"fn": plan, "version_table": VERSION_TABLE, "transactional_ddl": True}
    )


def _too_new(connection: Connection, present: str) -> Conflict:
    writer = None
    if inspect(connection).has_table(facts.name):
        writer = connection.execute(select(facts.c.value).where(facts.c.name == WRITTEN_BY)).scalar()
    return Conflict(
        f"The catalog was written by a newer Seamark ({writer or 'unknown version'}, schema {present}); "
        f"this is {version('seamark')}.",
        'Update this server: pip install -U "seamark[server]"',
    )
