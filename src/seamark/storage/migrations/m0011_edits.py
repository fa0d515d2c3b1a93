"""Edits of fields by hand.

Revision ID: 0011
"""

from typing import Final

import sqlalchemy as sa
from alembic import op

revision: Final = "0011"
down_revision: Final = "0010"

_LONG: Final = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "edits",
        sa.Column("number", _LONG, nullable=False),
        sa.Column("object", _LONG, nullable=False),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("at", _LONG, nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("cut", sa.Boolean(), nullable=False),
        sa.Column("deleted", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["object"], ["objects.number"], name=op.f("fk_edits_object_objects")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_edits")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_edits_field", "edits", ["object", "path", "number"])
    op.create_index("ix_edits_object", "edits", ["object", "number"])
