"""Forks: the run that a run goes on from, and up to which step.

Revision ID: 0007
"""

from typing import Final

import sqlalchemy as sa
from alembic import op

revision: Final = "0007"
down_revision: Final = "0006"

_LONG: Final = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Add the columns; no run that was there is a fork."""
    op.add_column("objects", sa.Column("fork_of", _LONG, nullable=True))
    op.add_column("objects", sa.Column("fork_step", sa.Double(), nullable=True))
