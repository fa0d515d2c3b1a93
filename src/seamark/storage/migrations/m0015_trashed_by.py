"""Who put an object into the trash.

Revision ID: 0015
"""

from typing import Final

import sqlalchemy as sa
from alembic import op

revision: Final = "0015"
down_revision: Final = "0014"


def upgrade() -> None:
    """Add the column; of what lies there already nobody knows."""
    op.add_column("objects", sa.Column("trashed_by", sa.Text()))
