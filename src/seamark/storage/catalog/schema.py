"""The tables of the catalog, one schema for SQLite and PostgreSQL; ``storage/migrations`` makes them.

Texts that are compared without case stand twice: as written, and folded (``fold``), so that both
engines agree on what is equal. Times are microseconds since 1970 UTC.
"""

import unicodedata
from typing import Final

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Double,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
    false,
)

LONG: Final = BigInteger().with_variant(Integer, "sqlite")
"""64 bits on both engines; SQLite counts up by itself only what is called INTEGER."""

VERSION_TABLE: Final = "catalog_version"
"""Where Alembic keeps which migration ran last."""

metadata: Final = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)

facts: Final = Table(
    "facts",
    metadata,
    Column("name", Text, primary_key=True),
    Column("value", Text, nullable=False),
)

lease: Final = Table(
    "lease",
    metadata,
    Column("slot", Integer, primary_key=True, autoincrement=False),
    Column("holder", Text, nullable=False),
    Column("host", Text, nullable=False),
    Column("pid", LONG, nullable=False),
    Column("boot", Text, nullable=False),
    Column("url", Text, nullable=False),
    Column("renewed_at", LONG, nullable=False),
)

workspaces: Final = Table(
    "workspaces",
    metadata,
    Column("number", LONG, primary_key=True),
    Column("name", Text, nullable=False),
    Column("folded", Text, nullable=False, unique=True),
    Column("uid", Text, nullable=False, unique=True, index=True, server_default=""),
    sqlite_autoincrement=True,
)

people: Final = Table(
    "people",
    metadata,
    Column("number", LONG, primary_key=True),
    Column("name", Text, nullable=False),
    Column("folded", Text, nullable=False, unique=True),
    Column("admin", Boolean, nullable=False),
    Column("password", Text, nullable=False),
    Column("created_at", LONG, nullable=False),
    Column("disabled", Boolean, nullable=False),
    Column("service", Boolean, nullable=False, server_default=false()),
    Column("workspace", LONG),
    sqlite_autoincrement=True,
)

tokens: Final = Table(
    "tokens",
    metadata,
    Column("id", Text, primary_key=True),
    Column("person", LONG, ForeignKey("people.number"), nullable=False, index=True),
    Column("digest", Text, nullable=False, unique=True),
    Column("name", Text, nullable=False),
    Column("scope", Text, nullable=False),
    Column("purpose", Text, nullable=False),
    Column("created_at", LONG, nullable=False),
    Column("expires_at", LONG),
    Column("used_at", LONG),
)

projects: Final = Table(
    "projects",
    metadata,
    Column("number", LONG, primary_key=True),
    Column("workspace", LONG, ForeignKey("workspaces.number"), nullable=False),
    Column("name", Text, nullable=False),
    Column("folded", Text, nullable=False),
    Column("key", Text, nullable=False, unique=True),
    Column("description", Text, nullable=False),
    Column("config_prefixes", Text, nullable=False),
    Column("objective", Text, nullable=False),
    Column("created_at", LONG, nullable=False),
    Column("last_id", LONG, nullable=False),
    Column("runs", LONG, nullable=False),
    Column("visibility", Text, nullable=False, server_default="private"),
    Column("uid", Text, nullable=False, unique=True, index=True, server_default=""),
    Column("baseline", LONG, nullable=False, server_default="0"),
    Column("default_view", Text, nullable=False, server_default=""),
    UniqueConstraint("workspace", "folded"),
    sqlite_autoincrement=True,
)

workspace_members: Final = Table(
    "workspace_members",
    metadata,
    Column("workspace", LONG, ForeignKey("workspaces.number"), primary_key=True, autoincrement=False),
    Column("person", LONG, ForeignKey("people.number"), primary_key=True, autoincrement=False, index=True),
    Column("role", Text, nullable=False),
)

project_members: Final = Table(
    "project_members",
    metadata,
    Column("project", LONG, ForeignKey("projects.number"), primary_key=True, autoincrement=False),
    Column("person", LONG, ForeignKey("people.number"), primary_key=True, autoincrement=False, index=True),
    Column("role", Text, nullable=False),
)

invites: Final = Table(
    "invites",
    metadata,
    Column("id", Text, primary_key=True),
    Column("digest", Text, nullable=False, unique=True),
    Column("workspace", LONG, ForeignKey("workspaces.number"), index=True),
    Column("role", Text, nullable=False),
    Column("project", LONG, ForeignKey("projects.number")),
    Column("project_role", Text, nullable=False),
    Column("person", LONG, ForeignKey("people.number")),
    Column("note", Text, nullable=False),
    Column("created_by", Text, nullable=False),
    Column("created_at", LONG, nullable=False),
    Column("expires_at", LONG, nullable=False),
    Column("used_at", LONG),
    Column("used_by", Text, nullable=False),
)

audit: Final = Table(
    "audit",
    metadata,
    Column("number", LONG, primary_key=True),
    Column("at", LONG, nullable=False),
    Column("actor", Text, nullable=False),
    Column("action", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("workspace", Text, nullable=False, index=True),
    Column("detail", Text, nullable=False),
    sqlite_autoincrement=True,
)

objects: Final = Table(
    "objects",
    metadata,
    Column("number", LONG, primary_key=True),
    Column("project", LONG, ForeignKey("projects.number"), nullable=False),
    Column("kind", Text, nullable=False),
    Column("uid", Text, nullable=False, unique=True),
    Column("short", Text, nullable=False, index=True),
    Column("id", Text, nullable=False, unique=True),
    Column("own_id", Text, index=True),
    Column("parent", LONG, ForeignKey("objects.number")),
    Column("created_at", LONG, nullable=False),
    Column("created_by", Text, nullable=False),
    Column("trashed_at", LONG),
    Column("trashed_by", Text),
    Column("versions", LONG, nullable=False, server_default="0"),
    Column("fork_of", LONG),
    Column("fork_step", Double),
    UniqueConstraint("project", "own_id"),
    sqlite_autoincrement=True,
)
aliases: Final = Table(
    "aliases",
    metadata,
    Column("uid", Text, primary_key=True),
    Column("short", Text, nullable=False, index=True),
    Column("object", LONG, ForeignKey("objects.number"), nullable=False),
)
"""Uids that a run was given where it was continued by its own id: their links lead to it."""

Index("ix_objects_newest", objects.c.project, objects.c.kind, objects.c.trashed_at, objects.c.number)


def _index_few(name: str, *columns: "Column[int]") -> None:
    """Index the few objects that have the last of these columns."""
    test = columns[-1].is_not(None)
    Index(name, *columns, sqlite_where=test, postgresql_where=test)


_index_few("ix_objects_parent", objects.c.parent)
_index_few("ix_objects_fork_of", objects.c.project, objects.c.fork_of)
_index_few("ix_objects_trashed", objects.c.project, objects.c.trashed_at)

sessions: Final = Table(
    "sessions",
    metadata,
    Column("number", LONG, primary_key=True),
    Column("origin", Text, nullable=False, unique=True),
    Column("object", LONG, ForeignKey("objects.number"), nullable=False, index=True),
    Column("attempt", LONG, nullable=False),
    Column("state", Text, nullable=False),
    Column("host", Text, nullable=False),
    Column("pid", LONG, nullable=False),
    Column("command", Text, nullable=False),
    Column("started_at", LONG, nullable=False),
    Column("seq", LONG, nullable=False),
    Column("commit", LONG, nullable=False),
    Column("ended_at", LONG),
    Column("reason", Text, nullable=False),
    Column("quiet", Boolean, nullable=False, server_default=false()),
    Column("listens", Boolean, nullable=False, server_default=false()),
    Column("stop_by", Text, nullable=False, server_default=""),
    sqlite_autoincrement=True,
)
Index(
    "ix_sessions_running",
    sessions.c.number,
    sqlite_where=sessions.c.ended_at.is_(None),
    postgresql_where=sessions.c.ended_at.is_(None),
)

artifacts: Final = Table(
    "artifacts",
    metadata,
    Column("project", LONG, ForeignKey("projects.number"), primary_key=True, autoincrement=False),
    Column("hash", Text, primary_key=True),
    Column("size", LONG, nullable=False),
    Column("digest", Text, nullable=False),
    Column("created_at", LONG, nullable=False),
)
"""Lists of a dataset's files by their hash; ``digest`` names the blob with the list, once it was sent."""

notebooks: Final = Table(
    "notebooks",
    metadata,
    Column("number", LONG, primary_key=True),
    Column("uid", Text, nullable=False, unique=True),
    Column("project", LONG, ForeignKey("projects.number"), nullable=False, index=True),
    Column("owner", Text, nullable=False),
    Column("created_at", LONG, nullable=False),
)

checkpoints: Final = Table(
    "checkpoints",
    metadata,
    Column("number", LONG, primary_key=True),
    Column("uid", Text, nullable=False, unique=True),
    Column("notebook", LONG, ForeignKey("notebooks.number"), nullable=False, index=True),
    Column("name", Text, nullable=False),
    Column("description", Text, nullable=False),
    Column("path", Text, nullable=False),
    Column("digest", Text, nullable=False),
    Column("size", LONG, nullable=False),
    Column("created_at", LONG, nullable=False),
    Column("created_by", Text, nullable=False),
)
"""States of a notebook, newest last; ``digest`` names the blob with the content, empty for one without."""

views: Final = Table(
    "views",
    metadata,
    Column("number", LONG, primary_key=True),
    Column("uid", Text, nullable=False, unique=True),
    Column("project", LONG, ForeignKey("projects.number"), nullable=False),
    Column("reader", LONG, nullable=False),
    Column("name", Text, nullable=False),
    Column("folded", Text, nullable=False),
    Column("address", Text, nullable=False),
    Column("owner", LONG, ForeignKey("people.number"), nullable=False),
    Column("created_at", LONG, nullable=False),
    Column("changed_at", LONG, nullable=False),
    UniqueConstraint("project", "reader", "folded"),
)
"""Saved views; ``reader`` is the one person who sees it, 0 for a shared one."""

links: Final = Table(
    "links",
    metadata,
    Column("key", Text, primary_key=True),
    Column("project", LONG, ForeignKey("projects.number"), nullable=False),
    Column("digest", Text, nullable=False),
    Column("address", Text, nullable=False),
    Column("created_at", LONG, nullable=False),
    Column("created_by", Text, nullable=False),
    UniqueConstraint("project", "digest"),
)
"""Short links; ``digest`` is the SHA-256 of the address."""

edits: Final = Table(
    "edits",
    metadata,
    Column("number", LONG, primary_key=True),
    Column("object", LONG, ForeignKey("objects.number"), nullable=False),
    Column("path", Text, nullable=False),
    Column("person", Text, nullable=False),
    Column("at", LONG, nullable=False),
    Column("value", Text, nullable=False),
    Column("cut", Boolean, nullable=False),
    Column("deleted", Boolean, nullable=False),
    sqlite_autoincrement=True,
)
"""What people made of fields by hand; ``value`` is JSON, ``person`` empty for what a field was before."""
Index("ix_edits_field", edits.c.object, edits.c.path, edits.c.number)
Index("ix_edits_object", edits.c.object, edits.c.number)

project_edits: Final = Table(
    "project_edits",
    metadata,
    Column("number", LONG, primary_key=True),
    Column("project", LONG, ForeignKey("projects.number"), nullable=False),
    Column("path", Text, nullable=False),
    Column("person", Text, nullable=False),
    Column("at", LONG, nullable=False),
    Column("value", Text, nullable=False),
    Column("cut", Boolean, nullable=False),
    sqlite_autoincrement=True,
)
"""The same of projects, whose only such field is the description."""
Index("ix_project_edits_field", project_edits.c.project, project_edits.c.path, project_edits.c.number)

removals: Final = Table(
    "removals",
    metadata,
    Column("project", LONG, primary_key=True, autoincrement=False),
    Column("object", LONG, primary_key=True, autoincrement=False),
)
"""What is no more in the catalog and still has rows in the columns; object 0 is the whole project."""

tombstones: Final = Table(
    "tombstones",
    metadata,
    Column("uid", Text, primary_key=True),
    Column("id", Text, nullable=False, index=True),
)
"""Uids and ids of deleted objects: who still logs to one does not make it anew, and no other gets its id."""

retired_keys: Final = Table(
    "retired_keys",
    metadata,
    Column("key", Text, primary_key=True),
    Column("last_id", LONG, nullable=False),
)
"""Keys of deleted projects and ids of deleted models, and the last number given with each: no id is given twice."""

uploads: Final = Table(
    "uploads",
    metadata,
    Column("id", Text, primary_key=True),
    Column("person", LONG, ForeignKey("people.number"), nullable=False),
    Column("size", LONG, nullable=False),
    Column("digest", Text, nullable=False),
    Column("received", LONG, nullable=False),
    Column("complete", Boolean, nullable=False),
    Column("touched_at", LONG, nullable=False, index=True),
)
Index("ix_uploads_person_digest", uploads.c.person, uploads.c.digest)


def fold(name: str) -> str:
    """Return what of a name counts when names are compared."""
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).casefold())
