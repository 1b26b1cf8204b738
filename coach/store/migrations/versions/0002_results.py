"""The tables of results of runs."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Make the tables."""
    _runs()
    _conversations()
    _counts()
    _exchanges()
    _findings()
    _parts()
    _summaries()


def _runs() -> None:
    op.create_table(
        "runs",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("shop", sa.String(32), sa.ForeignKey("shops.id"), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("version", sa.String(32), nullable=False),
        sa.Column("models", sa.JSON(), nullable=False),
        sa.Column("settings", sa.Text(), nullable=False),
    )
    op.create_index("ix_runs_shop", "runs", ["shop"])


def _conversations() -> None:
    op.create_table(
        "conversations",
        sa.Column("shop", sa.String(32), sa.ForeignKey("shops.id"), primary_key=True),
        sa.Column("run", sa.String(32), sa.ForeignKey("runs.id"), primary_key=True),
        sa.Column("person", sa.String(64), primary_key=True),
        sa.Column("bucket", sa.Integer(), nullable=False),
        sa.Column("who", sa.String(40), nullable=False),
        sa.Column("customer", sa.String(400), nullable=False),
        sa.Column("platform", sa.String(64), nullable=False),
        sa.Column("language", sa.String(8), nullable=False),
        sa.Column("first_at", sa.DateTime()),
        sa.Column("last_at", sa.DateTime()),
        sa.Column("sessions", sa.Integer(), nullable=False),
        sa.Column("messages", sa.Integer(), nullable=False),
        sa.Column("findings", sa.Integer(), nullable=False),
        sa.Column("agents", sa.JSON(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
    )
    op.create_index("ix_conversations_shop_run_bucket", "conversations", ["shop", "run", "bucket"])
    op.create_index("ix_conversations_shop_run_last_at", "conversations", ["shop", "run", "last_at"])


def _counts() -> None:
    op.create_table(
        "counts",
        sa.Column("shop", sa.String(32), sa.ForeignKey("shops.id"), primary_key=True),
        sa.Column("run", sa.String(32), sa.ForeignKey("runs.id"), primary_key=True),
        sa.Column("voice", sa.String(8), primary_key=True),
        sa.Column("session", sa.String(80), primary_key=True),
        sa.Column("agent", sa.String(200), primary_key=True),
        sa.Column("rule", sa.String(64), primary_key=True),
        sa.Column("bucket", sa.Integer(), nullable=False),
        sa.Column("person", sa.String(64), nullable=False),
        sa.Column("day", sa.Date()),
        sa.Column("hits", sa.Integer(), nullable=False),
        sa.Column("clears", sa.Integer(), nullable=False),
        sa.Column("credits", sa.Integer(), nullable=False),
        sa.Column("exempt", sa.Integer(), nullable=False),
        sa.Column("unknown", sa.Integer(), nullable=False),
    )
    op.create_index("ix_counts_shop_run_bucket", "counts", ["shop", "run", "bucket"])
    op.create_index("ix_counts_shop_run_person", "counts", ["shop", "run", "person"])


def _exchanges() -> None:
    op.create_table(
        "exchanges",
        sa.Column("shop", sa.String(32), sa.ForeignKey("shops.id"), primary_key=True),
        sa.Column("run", sa.String(32), sa.ForeignKey("runs.id"), primary_key=True),
        sa.Column("id", sa.String(64), primary_key=True),
        sa.Column("bucket", sa.Integer(), nullable=False),
        sa.Column("person", sa.String(64), nullable=False),
        sa.Column("at", sa.DateTime()),
        sa.Column("agent", sa.String(200), nullable=False),
        sa.Column("question_type", sa.String(64)),
        sa.Column("stance", sa.String(16)),
        sa.Column("unsure", sa.Boolean(), nullable=False),
        sa.Column("doubt", sa.Float(), nullable=False),
        sa.Column("priority", sa.Float(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
    )
    op.create_index("ix_exchanges_shop_run_at", "exchanges", ["shop", "run", "at"])
    op.create_index("ix_exchanges_shop_run_bucket", "exchanges", ["shop", "run", "bucket"])
    op.create_index("ix_exchanges_shop_run_person", "exchanges", ["shop", "run", "person"])
    op.create_index("ix_exchanges_shop_run_priority", "exchanges", ["shop", "run", "priority"])


def _findings() -> None:
    op.create_table(
        "findings",
        sa.Column("shop", sa.String(32), sa.ForeignKey("shops.id"), primary_key=True),
        sa.Column("run", sa.String(32), sa.ForeignKey("runs.id"), primary_key=True),
        sa.Column("id", sa.String(64), primary_key=True),
        sa.Column("bucket", sa.Integer(), nullable=False),
        sa.Column("person", sa.String(64), nullable=False),
        sa.Column("at", sa.DateTime()),
        sa.Column("agent", sa.String(200), nullable=False),
        sa.Column("rule", sa.String(64), nullable=False),
        sa.Column("factor", sa.String(32), nullable=False),
        sa.Column("outcome", sa.String(16), nullable=False),
        sa.Column("chain", sa.String(64)),
        sa.Column("exchange", sa.String(64)),
        sa.Column("body", sa.LargeBinary(), nullable=False),
    )
    op.create_index("ix_findings_shop_run_at", "findings", ["shop", "run", "at"])
    op.create_index("ix_findings_shop_run_bucket", "findings", ["shop", "run", "bucket"])
    op.create_index("ix_findings_shop_run_person", "findings", ["shop", "run", "person"])


def _parts() -> None:
    op.create_table(
        "parts",
        sa.Column("shop", sa.String(32), sa.ForeignKey("shops.id"), primary_key=True),
        sa.Column("run", sa.String(32), sa.ForeignKey("runs.id"), primary_key=True),
        sa.Column("bucket", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("seen_until", sa.DateTime()),
        sa.Column("body", sa.LargeBinary(), nullable=False),
    )


def _summaries() -> None:
    op.create_table(
        "summaries",
        sa.Column("shop", sa.String(32), sa.ForeignKey("shops.id"), primary_key=True),
        sa.Column("run", sa.String(32), sa.ForeignKey("runs.id"), primary_key=True),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
    )
