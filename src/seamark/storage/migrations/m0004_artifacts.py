"""Artifacts: lists of a dataset's files, by their hash.

Revision ID: 0004
"""

from typing import Final

import sqlalchemy as sa
from alembic import op

revision: Final = "0004"
down_revision: Final = "0003"

_LONG: Final = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "artifacts",
        sa.Column("project", _LONG, nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.Column("size", _LONG, nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("created_at", _LONG, nullable=False),
        sa.ForeignKeyConstraint(["project"], ["projects.number"], name=op.f("fk_artifacts_project_projects")),
        sa.PrimaryKeyConstraint("project", "hash", name=op.f("pk_artifacts")),
    )
