"""The tables of verdicts, disputes, curation, calibration."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Make the tables."""
    _calibrations()
    _curation()
    _disputes()
    _verdicts()
    _calibration_answers()


def _calibrations() -> None:
    op.create_table(
        "calibrations",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("shop", sa.String(32), sa.ForeignKey("shops.id"), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("field", sa.String(32), nullable=False),
        sa.Column("trainers", sa.JSON(), nullable=False),
        sa.Column("exchanges", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
    )
    op.create_index("ix_calibrations_shop", "calibrations", ["shop"])


def _curation() -> None:
    op.create_table(
        "curation",
        sa.Column("shop", sa.String(32), sa.ForeignKey("shops.id"), primary_key=True),
        sa.Column("candidate", sa.String(64), primary_key=True),
        sa.Column("status", sa.String(16), nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("merged_into", sa.String(64)),
        sa.Column("by", sa.String(200), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
    )


def _disputes() -> None:
    op.create_table(
        "disputes",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("shop", sa.String(32), sa.ForeignKey("shops.id"), nullable=False),
        sa.Column("who", sa.String(40), nullable=False),
        sa.Column("subject", sa.String(100), nullable=False),
        sa.Column("agent", sa.String(200), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("status", sa.String(16), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("answered_by", sa.String(200)),
        sa.Column("answered_at", sa.DateTime()),
    )
    op.create_index("ix_disputes_shop", "disputes", ["shop"])


def _verdicts() -> None:
    op.create_table(
        "verdicts",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("shop", sa.String(32), sa.ForeignKey("shops.id"), nullable=False),
        sa.Column("who", sa.String(40), nullable=False),
        sa.Column("exchange", sa.String(64)),
        sa.Column("subject", sa.String(100), nullable=False),
        sa.Column("field", sa.String(32), nullable=False),
        sa.Column("value", sa.String(200), nullable=False),
        sa.Column("predicted", sa.String(200), nullable=False),
        sa.Column("by", sa.String(200), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("run", sa.String(32)),
    )
    op.create_index("ix_verdicts_shop_exchange", "verdicts", ["shop", "exchange"])
    op.create_index("ix_verdicts_shop_subject_field", "verdicts", ["shop", "subject", "field"])
    op.create_index("ix_verdicts_shop_who", "verdicts", ["shop", "who"])


def _calibration_answers() -> None:
    op.create_table(
        "calibration_answers",
        sa.Column("calibration", sa.String(32), sa.ForeignKey("calibrations.id"), primary_key=True),
        sa.Column("trainer", sa.String(200), primary_key=True),
        sa.Column("exchange", sa.String(64), primary_key=True),
        sa.Column("value", sa.String(200), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
    )
