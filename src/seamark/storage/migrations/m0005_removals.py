"""Removals: what was taken out of the catalog and still has rows in the columns; names that were given once.

Revision ID: 0005
"""

from typing import Final

import sqlalchemy as sa
from alembic import op

revision: Final = "0005"
down_revision: Final = "0004"

_LONG: Final = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "removals",
        sa.Column("project", _LONG, autoincrement=False, nullable=False),
        sa.Column("object", _LONG, autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("project", "object", name=op.f("pk_removals")),
    )
    op.create_table(
        "tombstones",
        sa.Column("uid", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("uid", name=op.f("pk_tombstones")),
    )
    op.create_index(op.f("ix_tombstones_id"), "tombstones", ["id"])
    op.create_table(
        "retired_keys",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("last_id", _LONG, nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_retired_keys")),
    )
