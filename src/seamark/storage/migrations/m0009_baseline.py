"""What a project's screens begin with: the run that others are compared with, and a saved view.

Revision ID: 0009
"""

from typing import Final

import sqlalchemy as sa
from alembic import op

revision: Final = "0009"
down_revision: Final = "0008"

_LONG: Final = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Add the columns; no project had either."""
    op.add_column("projects", sa.Column("baseline", _LONG, nullable=False, server_default="0"))
    op.add_column("projects", sa.Column("default_view", sa.Text(), nullable=False, server_default=""))
