"""The tables of what people decided: verdicts, disputes, curation of the FAQ, calibration."""

from sqlalchemy import JSON, Column, ForeignKey, Index, LargeBinary, String, Table, Text

from coach.store.columns import Moment, metadata, shop_id, text

verdicts = Table(
    "verdicts",
    metadata,
    text("id", primary_key=True),
    shop_id(),
    text("who", 40),
    text("exchange", 64, nullable=True),
    text("subject", 100),
    text("field", 32),
    text("value", 200),
    text("predicted", 200),
    text("by", 200),
    Column("at", Moment, nullable=False),
    Column("note", Text, nullable=False),
    text("run", nullable=True),
    Index(None, "shop", "subject", "field"),
    Index(None, "shop", "who"),
    Index(None, "shop", "exchange"),
)

disputes = Table(
    "disputes",
    metadata,
    text("id", primary_key=True),
    shop_id(index=True),
    text("who", 40),
    text("subject", 100),
    text("agent", 200),
    Column("reason", Text, nullable=False),
    Column("at", Moment, nullable=False),
    text("status", 16),
    Column("answer", Text, nullable=False),
    text("answered_by", 200, nullable=True),
    Column("answered_at", Moment),
)

curation = Table(
    "curation",
    metadata,
    shop_id(primary_key=True),
    text("candidate", 64, primary_key=True),
    text("status", 16),
    Column("question", Text, nullable=False),
    Column("answer", Text, nullable=False),
    text("merged_into", 64, nullable=True),
    Column("asked", Text, nullable=False, server_default=""),
    text("by", 200),
    Column("at", Moment, nullable=False),
)

moves = Table(
    "moves",
    metadata,
    shop_id(primary_key=True),
    text("candidate", 64, primary_key=True),
    text("form", 64, primary_key=True),
    Column("wording", Text, nullable=False),
    Column("target", Text, nullable=False),
    text("by", 200),
    Column("at", Moment, nullable=False),
)

detail_pages = Table(
    "detail_pages",
    metadata,
    shop_id(primary_key=True),
    text("name", 200, primary_key=True),
    Column("body", LargeBinary, nullable=False),
    text("by", 200),
    Column("at", Moment, nullable=False),
)

calibrations = Table(
    "calibrations",
    metadata,
    text("id", primary_key=True),
    shop_id(index=True),
    text("name", 200),
    text("field", 32),
    Column("trainers", JSON, nullable=False),
    Column("exchanges", JSON, nullable=False),
    Column("created_at", Moment, nullable=False),
)

calibration_answers = Table(
    "calibration_answers",
    metadata,
    Column("calibration", String(32), ForeignKey("calibrations.id"), primary_key=True),
    text("trainer", 200, primary_key=True),
    text("exchange", 64, primary_key=True),
    text("value", 200),
    Column("at", Moment, nullable=False),
)
