"""Indexes of what few objects have: a parent, a run they go on from, a place in the trash.

Revision ID: 0014
"""

from typing import Final

import sqlalchemy as sa
from alembic import op

revision: Final = "0014"
down_revision: Final = "0013"


def upgrade() -> None:
    """Make them; without, each question about a few read all objects."""
    for name, columns, test in (
        ("ix_objects_parent", ["parent"], "parent IS NOT NULL"),
        ("ix_objects_fork_of", ["project", "fork_of"], "fork_of IS NOT NULL"),
        ("ix_objects_trashed", ["project", "trashed_at"], "trashed_at IS NOT NULL"),
    ):
        op.create_index(name, "objects", columns, sqlite_where=sa.text(test), postgresql_where=sa.text(test))
