"""Notebooks and their checkpoints.

Revision ID: 0006
"""

from typing import Final

import sqlalchemy as sa
from alembic import op

revision: Final = "0006"
down_revision: Final = "0005"

_LONG: Final = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "notebooks",
        sa.Column("number", _LONG, nullable=False),
        sa.Column("uid", sa.Text(), nullable=False),
        sa.Column("project", _LONG, nullable=False),
        sa.Column("owner", sa.Text(), nullable=False),
        sa.Column("created_at", _LONG, nullable=False),
        sa.ForeignKeyConstraint(["project"], ["projects.number"], name=op.f("fk_notebooks_project_projects")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_notebooks")),
        sa.UniqueConstraint("uid", name=op.f("uq_notebooks_uid")),
    )
    op.create_index(op.f("ix_notebooks_project"), "notebooks", ["project"])
    op.create_table(
        "checkpoints",
        sa.Column("number", _LONG, nullable=False),
        sa.Column("uid", sa.Text(), nullable=False),
        sa.Column("notebook", _LONG, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("size", _LONG, nullable=False),
        sa.Column("created_at", _LONG, nullable=False),
        sa.Column("created_by", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["notebook"], ["notebooks.number"], name=op.f("fk_checkpoints_notebook_notebooks")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_checkpoints")),
        sa.UniqueConstraint("uid", name=op.f("uq_checkpoints_uid")),
    )
    op.create_index(op.f("ix_checkpoints_notebook"), "checkpoints", ["notebook"])
