"""The tables of results: every row belongs to a shop, to the run that computed it, and to a bucket of customers."""

from sqlalchemy import JSON, Boolean, Column, Date, DateTime, Float, Index, Integer, LargeBinary, Table, Text

from coach.store.columns import Moment, count, metadata, run_id, shop_id, text

runs = Table(
    "runs",
    metadata,
    text("id", primary_key=True),
    shop_id(index=True),
    Column("created_at", Moment, nullable=False),
    text("version", 32),
    Column("models", JSON, nullable=False),
    Column("settings", Text, nullable=False),
)

parts = Table(
    "parts",
    metadata,
    shop_id(primary_key=True),
    run_id(),
    Column("bucket", Integer, primary_key=True, autoincrement=False),
    count("version"),
    Column("seen_until", DateTime),
    Column("body", LargeBinary, nullable=False),
)

summaries = Table(
    "summaries",
    metadata,
    shop_id(primary_key=True),
    run_id(),
    Column("at", Moment, nullable=False),
    Column("body", LargeBinary, nullable=False),
)

boards = Table(
    "boards",
    metadata,
    shop_id(primary_key=True),
    run_id(),
    text("asked"),
    Column("body", LargeBinary, nullable=False),
)

conversations = Table(
    "conversations",
    metadata,
    shop_id(primary_key=True),
    run_id(),
    text("person", 64, primary_key=True),
    Column("bucket", Integer, nullable=False),
    text("who", 40),
    text("customer", 400),
    text("platform", 64),
    text("language", 8),
    Column("first_at", DateTime),
    Column("last_at", DateTime),
    count("sessions"),
    count("messages"),
    count("findings"),
    Column("agents", JSON, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Index(None, "shop", "run", "bucket"),
    Index(None, "shop", "run", "last_at"),
)

exchanges = Table(
    "exchanges",
    metadata,
    shop_id(primary_key=True),
    run_id(),
    text("id", 64, primary_key=True),
    Column("bucket", Integer, nullable=False),
    text("person", 64),
    Column("at", DateTime),
    text("agent", 200),
    text("question_type", 64, nullable=True),
    text("stance", 16, nullable=True),
    Column("unsure", Boolean, nullable=False),
    Column("doubt", Float, nullable=False),
    Column("priority", Float, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Index(None, "shop", "run", "bucket"),
    Index(None, "shop", "run", "person"),
    Index(None, "shop", "run", "priority"),
    Index(None, "shop", "run", "at"),
)

findings = Table(
    "findings",
    metadata,
    shop_id(primary_key=True),
    run_id(),
    text("id", 64, primary_key=True),
    Column("bucket", Integer, nullable=False),
    text("person", 64),
    Column("at", DateTime),
    text("agent", 200),
    text("rule", 64),
    text("factor", 32),
    text("outcome", 16),
    text("chain", 64, nullable=True),
    text("exchange", 64, nullable=True),
    Column("body", LargeBinary, nullable=False),
    Index(None, "shop", "run", "bucket"),
    Index(None, "shop", "run", "person"),
    Index(None, "shop", "run", "at"),
)

counts = Table(
    "counts",
    metadata,
    shop_id(primary_key=True),
    run_id(),
    text("voice", 8, primary_key=True),
    text("session", 80, primary_key=True),
    text("agent", 200, primary_key=True),
    text("rule", 64, primary_key=True),
    Column("bucket", Integer, nullable=False),
    text("person", 64),
    Column("day", Date),
    count("hits"),
    count("clears"),
    count("credits"),
    count("exempt"),
    count("unknown"),
    Index(None, "shop", "run", "bucket"),
    Index(None, "shop", "run", "person"),
)
