"""The FAQ board of a run, wordings that people moved, detail pages, and what a decision was about."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Make the tables and the column."""
    op.add_column("curation", sa.Column("asked", sa.Text(), nullable=False, server_default=""))
    op.create_table(
        "boards",
        _shop(),
        sa.Column("run", sa.String(32), sa.ForeignKey("runs.id"), primary_key=True),
        sa.Column("asked", sa.String(32), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
    )
    op.create_table(
        "moves",
        _shop(),
        sa.Column("candidate", sa.String(64), primary_key=True),
        sa.Column("form", sa.String(64), primary_key=True),
        sa.Column("wording", sa.Text(), nullable=False),
        sa.Column("target", sa.Text(), nullable=False),
        *_who(),
    )
    op.create_table(
        "detail_pages",
        _shop(),
        sa.Column("name", sa.String(200), primary_key=True),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        *_who(),
    )


def _shop() -> sa.Column[str]:
    return sa.Column("shop", sa.String(32), sa.ForeignKey("shops.id"), primary_key=True)


def _who() -> tuple[sa.Column[str], sa.Column[object]]:
    return sa.Column("by", sa.String(200), nullable=False), sa.Column("at", sa.DateTime(), nullable=False)
