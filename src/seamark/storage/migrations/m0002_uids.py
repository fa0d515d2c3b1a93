"""Workspaces and projects get uids, sessions may end by silence, models count their versions.

Revision ID: 0002
"""

from typing import Final

import sqlalchemy as sa
from alembic import op

from seamark.model.objects import make_uid

revision: Final = "0002"
down_revision: Final = "0001"

_LONG: Final = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Add the columns, and a uid to whatever has none."""
    for table in ("workspaces", "projects"):
        op.add_column(table, sa.Column("uid", sa.Text(), nullable=False, server_default=""))
        _fill(table)
        op.create_index(op.f(f"ix_{table}_uid"), table, ["uid"], unique=True)
    op.add_column("sessions", sa.Column("quiet", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("objects", sa.Column("versions", _LONG, nullable=False, server_default="0"))


def _fill(table: str) -> None:
    rows = sa.table(table, sa.column("number", _LONG), sa.column("uid", sa.Text()))
    connection = op.get_bind()
    for number in connection.execute(sa.select(rows.c.number)).scalars().all():
        connection.execute(sa.update(rows).where(rows.c.number == number).values(uid=make_uid()))
