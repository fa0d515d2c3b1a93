"""Roles in workspaces and projects, visibility, service accounts, invitations and the audit trail.

What was there stays open to those who had it: everybody becomes a member of every workspace, and every
project is open to its workspace.

Revision ID: 0003
"""

from typing import Final

import sqlalchemy as sa
from alembic import op

revision: Final = "0003"
down_revision: Final = "0002"

_LONG: Final = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make the tables, and give everybody what they had."""
    op.add_column("projects", sa.Column("visibility", sa.Text(), nullable=False, server_default="private"))
    op.add_column("people", sa.Column("service", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("people", sa.Column("workspace", _LONG, nullable=True))
    _make_members("workspace", "workspaces")
    _make_members("project", "projects")
    _make_invites()
    _make_audit()
    op.execute("UPDATE projects SET visibility = 'workspace'")
    op.execute(
        "INSERT INTO workspace_members (workspace, person, role) "
        "SELECT workspaces.number, people.number, CASE WHEN people.admin THEN 'admin' ELSE 'member' END "
        "FROM workspaces CROSS JOIN people"
    )


def _make_members(what: str, table: str) -> None:
    op.create_table(
        f"{what}_members",
        sa.Column(what, _LONG, nullable=False),
        sa.Column("person", _LONG, nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint([what], [f"{table}.number"], name=op.f(f"fk_{what}_members_{what}_{table}")),
        sa.ForeignKeyConstraint(["person"], ["people.number"], name=op.f(f"fk_{what}_members_person_people")),
        sa.PrimaryKeyConstraint(what, "person", name=op.f(f"pk_{what}_members")),
    )
    op.create_index(op.f(f"ix_{what}_members_person"), f"{what}_members", ["person"], unique=False)


def _make_invites() -> None:
    op.create_table(
        "invites",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("workspace", _LONG, nullable=True),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("project", _LONG, nullable=True),
        sa.Column("project_role", sa.Text(), nullable=False),
        sa.Column("person", _LONG, nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("created_by", sa.Text(), nullable=False),
        sa.Column("created_at", _LONG, nullable=False),
        sa.Column("expires_at", _LONG, nullable=False),
        sa.Column("used_at", _LONG, nullable=True),
        sa.Column("used_by", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["workspace"], ["workspaces.number"], name=op.f("fk_invites_workspace_workspaces")),
        sa.ForeignKeyConstraint(["project"], ["projects.number"], name=op.f("fk_invites_project_projects")),
        sa.ForeignKeyConstraint(["person"], ["people.number"], name=op.f("fk_invites_person_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invites")),
        sa.UniqueConstraint("digest", name=op.f("uq_invites_digest")),
    )
    op.create_index(op.f("ix_invites_workspace"), "invites", ["workspace"], unique=False)


def _make_audit() -> None:
    op.create_table(
        "audit",
        sa.Column("number", _LONG, nullable=False),
        sa.Column("at", _LONG, nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("workspace", sa.Text(), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_audit")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_audit_workspace"), "audit", ["workspace"], unique=False)
