"""Saved views and short links of projects.

Revision ID: 0010
"""

from typing import Final

import sqlalchemy as sa
from alembic import op

revision: Final = "0010"
down_revision: Final = "0009"

_LONG: Final = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "views",
        sa.Column("number", _LONG, nullable=False),
        sa.Column("uid", sa.Text(), nullable=False),
        sa.Column("project", _LONG, nullable=False),
        sa.Column("reader", _LONG, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("folded", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("owner", _LONG, nullable=False),
        sa.Column("created_at", _LONG, nullable=False),
        sa.Column("changed_at", _LONG, nullable=False),
        sa.ForeignKeyConstraint(["project"], ["projects.number"], name=op.f("fk_views_project_projects")),
        sa.ForeignKeyConstraint(["owner"], ["people.number"], name=op.f("fk_views_owner_people")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_views")),
        sa.UniqueConstraint("uid", name=op.f("uq_views_uid")),
        sa.UniqueConstraint("project", "reader", "folded", name=op.f("uq_views_project_reader_folded")),
    )
    op.create_table(
        "links",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("project", _LONG, nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("created_at", _LONG, nullable=False),
        sa.Column("created_by", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["project"], ["projects.number"], name=op.f("fk_links_project_projects")),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_links")),
        sa.UniqueConstraint("project", "digest", name=op.f("uq_links_project_digest")),
    )
