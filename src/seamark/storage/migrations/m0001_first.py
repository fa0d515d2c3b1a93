"""The catalog as it began.

Revision ID: 0001
"""

from typing import Final

import sqlalchemy as sa
from alembic import op

revision: Final = "0001"
down_revision: Final = None

_LONG: Final = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make all tables."""
    _make_facts()
    _make_lease()
    _make_people()
    _make_workspaces()
    _make_projects()
    _make_tokens()
    _make_uploads()
    _make_objects()
    _make_aliases()
    _make_sessions()


def _make_facts() -> None:
    op.create_table(
        "facts",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_facts")),
    )


def _make_lease() -> None:
    op.create_table(
        "lease",
        sa.Column("slot", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("holder", sa.Text(), nullable=False),
        sa.Column("host", sa.Text(), nullable=False),
        sa.Column("pid", _LONG, nullable=False),
        sa.Column("boot", sa.Text(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("renewed_at", _LONG, nullable=False),
        sa.PrimaryKeyConstraint("slot", name=op.f("pk_lease")),
    )


def _make_people() -> None:
    op.create_table(
        "people",
        sa.Column("number", _LONG, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("folded", sa.Text(), nullable=False),
        sa.Column("admin", sa.Boolean(), nullable=False),
        sa.Column("password", sa.Text(), nullable=False),
        sa.Column("created_at", _LONG, nullable=False),
        sa.Column("disabled", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_people")),
        sa.UniqueConstraint("folded", name=op.f("uq_people_folded")),
        sqlite_autoincrement=True,
    )


def _make_workspaces() -> None:
    op.create_table(
        "workspaces",
        sa.Column("number", _LONG, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("folded", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_workspaces")),
        sa.UniqueConstraint("folded", name=op.f("uq_workspaces_folded")),
        sqlite_autoincrement=True,
    )


def _make_projects() -> None:
    op.create_table(
        "projects",
        sa.Column("number", _LONG, nullable=False),
        sa.Column("workspace", _LONG, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("folded", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("config_prefixes", sa.Text(), nullable=False),
        sa.Column("objective", sa.Text(), nullable=False),
        sa.Column("created_at", _LONG, nullable=False),
        sa.Column("last_id", _LONG, nullable=False),
        sa.Column("runs", _LONG, nullable=False),
        sa.ForeignKeyConstraint(["workspace"], ["workspaces.number"], name=op.f("fk_projects_workspace_workspaces")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_projects")),
        sa.UniqueConstraint("key", name=op.f("uq_projects_key")),
        sa.UniqueConstraint("workspace", "folded", name=op.f("uq_projects_workspace_folded")),
        sqlite_autoincrement=True,
    )


def _make_tokens() -> None:
    op.create_table(
        "tokens",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("person", _LONG, nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("created_at", _LONG, nullable=False),
        sa.Column("expires_at", _LONG, nullable=True),
        sa.Column("used_at", _LONG, nullable=True),
        sa.ForeignKeyConstraint(["person"], ["people.number"], name=op.f("fk_tokens_person_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tokens")),
        sa.UniqueConstraint("digest", name=op.f("uq_tokens_digest")),
    )
    op.create_index(op.f("ix_tokens_person"), "tokens", ["person"], unique=False)


def _make_uploads() -> None:
    op.create_table(
        "uploads",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("person", _LONG, nullable=False),
        sa.Column("size", _LONG, nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("received", _LONG, nullable=False),
        sa.Column("complete", sa.Boolean(), nullable=False),
        sa.Column("touched_at", _LONG, nullable=False),
        sa.ForeignKeyConstraint(["person"], ["people.number"], name=op.f("fk_uploads_person_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_uploads")),
    )
    op.create_index("ix_uploads_person_digest", "uploads", ["person", "digest"], unique=False)
    op.create_index(op.f("ix_uploads_touched_at"), "uploads", ["touched_at"], unique=False)


def _make_objects() -> None:
    op.create_table(
        "objects",
        sa.Column("number", _LONG, nullable=False),
        sa.Column("project", _LONG, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("uid", sa.Text(), nullable=False),
        sa.Column("short", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("own_id", sa.Text(), nullable=True),
        sa.Column("parent", _LONG, nullable=True),
        sa.Column("created_at", _LONG, nullable=False),
        sa.Column("created_by", sa.Text(), nullable=False),
        sa.Column("trashed_at", _LONG, nullable=True),
        sa.ForeignKeyConstraint(["parent"], ["objects.number"], name=op.f("fk_objects_parent_objects")),
        sa.ForeignKeyConstraint(["project"], ["projects.number"], name=op.f("fk_objects_project_projects")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_objects")),
        sa.UniqueConstraint("id", name=op.f("uq_objects_id")),
        sa.UniqueConstraint("project", "own_id", name=op.f("uq_objects_project_own_id")),
        sa.UniqueConstraint("uid", name=op.f("uq_objects_uid")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_objects_newest", "objects", ["project", "kind", "trashed_at", "number"], unique=False)
    op.create_index(op.f("ix_objects_own_id"), "objects", ["own_id"], unique=False)
    op.create_index(op.f("ix_objects_short"), "objects", ["short"], unique=False)


def _make_aliases() -> None:
    op.create_table(
        "aliases",
        sa.Column("uid", sa.Text(), nullable=False),
        sa.Column("short", sa.Text(), nullable=False),
        sa.Column("object", _LONG, nullable=False),
        sa.ForeignKeyConstraint(["object"], ["objects.number"], name=op.f("fk_aliases_object_objects")),
        sa.PrimaryKeyConstraint("uid", name=op.f("pk_aliases")),
    )
    op.create_index(op.f("ix_aliases_short"), "aliases", ["short"], unique=False)


def _make_sessions() -> None:
    op.create_table(
        "sessions",
        sa.Column("number", _LONG, nullable=False),
        sa.Column("origin", sa.Text(), nullable=False),
        sa.Column("object", _LONG, nullable=False),
        sa.Column("attempt", _LONG, nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("host", sa.Text(), nullable=False),
        sa.Column("pid", _LONG, nullable=False),
        sa.Column("command", sa.Text(), nullable=False),
        sa.Column("started_at", _LONG, nullable=False),
        sa.Column("seq", _LONG, nullable=False),
        sa.Column("commit", _LONG, nullable=False),
        sa.Column("ended_at", _LONG, nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["object"], ["objects.number"], name=op.f("fk_sessions_object_objects")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_sessions")),
        sa.UniqueConstraint("origin", name=op.f("uq_sessions_origin")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_sessions_object"), "sessions", ["object"], unique=False)
    op.create_index(
        "ix_sessions_running",
        "sessions",
        ["number"],
        unique=False,
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )
