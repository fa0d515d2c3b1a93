"""Sessions that listen can be told to stop.

Revision ID: 0012
"""

from typing import Final

import sqlalchemy as sa
from alembic import op

revision: Final = "0012"
down_revision: Final = "0011"


def upgrade() -> None:
    """Add the columns; clients that were there do not listen."""
    op.add_column("sessions", sa.Column("listens", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("sessions", sa.Column("stop_by", sa.Text(), nullable=False, server_default=""))
