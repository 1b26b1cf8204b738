"""The tables of shops, who may do what, uploads, and what was said in them."""

from sqlalchemy import (
    JSON,
    Column,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from coach.store.columns import Moment, count, metadata, shop_id, text

shops = Table(
    "shops",
    metadata,
    text("id", primary_key=True),
    text("name", 200, unique=True),
    Column("created_at", Moment, nullable=False),
    Column("settings", JSON, nullable=False),
    Column("retention_days", Integer),
    Column("key", LargeBinary, nullable=False),
    text("run", nullable=True),
)

accounts = Table(
    "accounts",
    metadata,
    text("id", primary_key=True),
    text("name", 200, unique=True),
    text("password", 400),
    Column("created_at", Moment, nullable=False),
    Column("disabled_at", Moment),
)

members = Table(
    "members",
    metadata,
    shop_id(primary_key=True),
    Column("account", String(32), ForeignKey("accounts.id"), primary_key=True),
    text("role", 16),
    text("agent", 200, nullable=True),
)

browser_sessions = Table(
    "browser_sessions",
    metadata,
    text("token_hash", 128, primary_key=True),
    Column("account", String(32), ForeignKey("accounts.id"), nullable=False, index=True),
    text("csrf", 128),
    Column("created_at", Moment, nullable=False),
    Column("expires_at", Moment, nullable=False),
)

api_keys = Table(
    "api_keys",
    metadata,
    text("id", primary_key=True),
    shop_id(index=True),
    text("name", 200),
    text("prefix", 16),
    text("hash", 128, unique=True),
    text("role", 16),
    Column("scopes", JSON, nullable=False),
    Column("created_at", Moment, nullable=False),
    text("created_by", 200),
    Column("expires_at", Moment),
    Column("revoked_at", Moment),
    Column("used_at", Moment),
)

audit = Table(
    "audit",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("shop", String(32), index=True),
    Column("at", Moment, nullable=False),
    text("actor", 200),
    text("action", 64),
    text("subject", 200),
    Column("detail", JSON, nullable=False),
)

imports = Table(
    "imports",
    metadata,
    text("id", primary_key=True),
    shop_id(),
    text("kind", 16),
    text("name", 400),
    text("sha256", 64),
    Column("size", Integer, nullable=False),
    text("status", 16),
    Column("created_at", Moment, nullable=False),
    text("created_by", 200),
    Column("options", LargeBinary, nullable=False),
    text("stage", 16),
    count("done"),
    Column("of", Integer),
    count("conversations"),
    count("messages"),
    count("skipped_count"),
    Column("log", LargeBinary),
    Column("error", Text),
    Column("finished_at", Moment),
    count("attempt", 1),
    UniqueConstraint("shop", "kind", "sha256"),
)

idempotency_keys = Table(
    "idempotency_keys",
    metadata,
    shop_id(primary_key=True),
    text("key", 200, primary_key=True),
    Column("import", String(32), ForeignKey("imports.id"), nullable=False),
    Column("at", Moment, nullable=False),
)

shop_tables = Table(
    "shop_tables",
    metadata,
    shop_id(primary_key=True),
    text("kind", 16, primary_key=True),
    Column("body", LargeBinary, nullable=False),
)

buckets = Table(
    "buckets",
    metadata,
    shop_id(primary_key=True),
    Column("bucket", Integer, primary_key=True, autoincrement=False),
    count("version"),
)

stored_buckets = Table(
    "stored_buckets",
    metadata,
    Column("import", String(32), ForeignKey("imports.id"), primary_key=True),
    Column("bucket", Integer, primary_key=True, autoincrement=False),
    count("new_messages"),
)

pieces = Table(
    "pieces",
    metadata,
    text("id", 40, primary_key=True),
    shop_id(),
    Column("bucket", Integer, nullable=False),
    Column("import", String(32), ForeignKey("imports.id"), nullable=False, index=True),
    count("number"),
    text("who", 40),
    text("name", 400),
    Column("first_at", DateTime),
    Column("last_at", DateTime),
    Column("body", LargeBinary, nullable=False),
    Index(None, "shop", "bucket"),
    Index(None, "shop", "who"),
    Index(None, "shop", "name"),
)

messages = Table(
    "messages",
    metadata,
    shop_id(primary_key=True),
    text("id", 64, primary_key=True),
    text("who", 40, primary_key=True),
    Column("bucket", Integer, nullable=False),
    Column("sent_at", DateTime),
    Column("body", LargeBinary, nullable=False),
    Index(None, "shop", "bucket"),
)

mentions = Table(
    "mentions",
    metadata,
    shop_id(primary_key=True),
    text("order_id", 100, primary_key=True),
    Column("piece", String(40), ForeignKey("pieces.id"), primary_key=True),
)

orders = Table(
    "orders",
    metadata,
    shop_id(primary_key=True),
    text("id", 100, primary_key=True),
    Column("import", String(32), ForeignKey("imports.id"), nullable=False),
    count("number"),
    text("name", 400),
    Column("created_at", DateTime, nullable=False),
    Column("paid_at", DateTime),
    Column("bucket", Integer, index=True),
    Column("body", LargeBinary, nullable=False),
)

workers = Table(
    "workers",
    metadata,
    text("id", 64, primary_key=True),
    Column("seen_at", Moment, nullable=False),
)
