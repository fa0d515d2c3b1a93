"""Edits of projects' descriptions.

Revision ID: 0013
"""

from typing import Final

import sqlalchemy as sa
from alembic import op

revision: Final = "0013"
down_revision: Final = "0012"

_LONG: Final = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "project_edits",
        sa.Column("number", _LONG, nullable=False),
        sa.Column("project", _LONG, nullable=False),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("at", _LONG, nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("cut", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["project"], ["projects.number"], name=op.f("fk_project_edits_project_projects")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_project_edits")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_project_edits_field", "project_edits", ["project", "path", "number"])
