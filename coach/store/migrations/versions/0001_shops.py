"""The tables of shops, accounts, uploads and what was said."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make the tables."""
    _accounts()
    _audit()
    _shops()
    _workers()
    _api_keys()
    _browser_sessions()
    _buckets()
    _imports()
    _members()
    _messages()
    _shop_tables()
    _idempotency_keys()
    _orders()
    _pieces()
    _stored_buckets()
    _mentions()


def _accounts() -> None:
    op.create_table(
        "accounts",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("password", sa.String(400), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("disabled_at", sa.DateTime()),
        sa.UniqueConstraint("name"),
    )


def _audit() -> None:
    op.create_table(
        "audit",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("shop", sa.String(32)),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("actor", sa.String(200), nullable=False),
        sa.Column("action", sa.String(64), nullable=False),
        sa.Column("subject", sa.String(200), nullable=False),
        sa.Column("detail", sa.JSON(), nullable=False),
    )
    op.create_index("ix_audit_shop", "audit", ["shop"])


def _shops() -> None:
    op.create_table(
        "shops",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("settings", sa.JSON(), nullable=False),
        sa.Column("retention_days", sa.Integer()),
        sa.Column("key", sa.LargeBinary(), nullable=False),
        sa.Column("run", sa.String(32)),
        sa.UniqueConstraint("name"),
    )


def _workers() -> None:
    op.create_table(
        "workers",
        sa.Column("id", sa.String(64), primary_key=True),
        sa.Column("seen_at", sa.DateTime(), nullable=False),
    )


def _api_keys() -> None:
    op.create_table(
        "api_keys",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("shop", sa.String(32), sa.ForeignKey("shops.id"), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("prefix", sa.String(16), nullable=False),
        sa.Column("hash", sa.String(128), nullable=False),
        sa.Column("role", sa.String(16), nullable=False),
        sa.Column("scopes", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("created_by", sa.String(200), nullable=False),
        sa.Column("expires_at", sa.DateTime()),
        sa.Column("revoked_at", sa.DateTime()),
        sa.Column("used_at", sa.DateTime()),
        sa.UniqueConstraint("hash"),
    )
    op.create_index("ix_api_keys_shop", "api_keys", ["shop"])


def _browser_sessions() -> None:
    op.create_table(
        "browser_sessions",
        sa.Column("token_hash", sa.String(128), primary_key=True),
        sa.Column("account", sa.String(32), sa.ForeignKey("accounts.id"), nullable=False),
        sa.Column("csrf", sa.String(128), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("expires_at", sa.DateTime(), nullable=False),
    )
    op.create_index("ix_browser_sessions_account", "browser_sessions", ["account"])


def _buckets() -> None:
    op.create_table(
        "buckets",
        sa.Column("shop", sa.String(32), sa.ForeignKey("shops.id"), primary_key=True),
        sa.Column("bucket", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("version", sa.Integer(), nullable=False),
    )


def _imports() -> None:
    op.create_table(
        "imports",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("shop", sa.String(32), sa.ForeignKey("shops.id"), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("name", sa.String(400), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(16), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("created_by", sa.String(200), nullable=False),
        sa.Column("options", sa.LargeBinary(), nullable=False),
        sa.Column("stage", sa.String(16), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("of", sa.Integer()),
        sa.Column("conversations", sa.Integer(), nullable=False),
        sa.Column("messages", sa.Integer(), nullable=False),
        sa.Column("skipped_count", sa.Integer(), nullable=False),
        sa.Column("log", sa.LargeBinary()),
        sa.Column("error", sa.Text()),
        sa.Column("finished_at", sa.DateTime()),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.UniqueConstraint("shop", "kind", "sha256"),
    )


def _members() -> None:
    op.create_table(
        "members",
        sa.Column("shop", sa.String(32), sa.ForeignKey("shops.id"), primary_key=True),
        sa.Column("account", sa.String(32), sa.ForeignKey("accounts.id"), primary_key=True),
        sa.Column("role", sa.String(16), nullable=False),
        sa.Column("agent", sa.String(200)),
    )


def _messages() -> None:
    op.create_table(
        "messages",
        sa.Column("shop", sa.String(32), sa.ForeignKey("shops.id"), primary_key=True),
        sa.Column("id", sa.String(64), primary_key=True),
        sa.Column("who", sa.String(40), primary_key=True),
        sa.Column("bucket", sa.Integer(), nullable=False),
        sa.Column("sent_at", sa.DateTime()),
        sa.Column("body", sa.LargeBinary(), nullable=False),
    )
    op.create_index("ix_messages_shop_bucket", "messages", ["shop", "bucket"])


def _shop_tables() -> None:
    op.create_table(
        "shop_tables",
        sa.Column("shop", sa.String(32), sa.ForeignKey("shops.id"), primary_key=True),
        sa.Column("kind", sa.String(16), primary_key=True),
        sa.Column("body", sa.LargeBinary(), nullable=False),
    )


def _idempotency_keys() -> None:
    op.create_table(
        "idempotency_keys",
        sa.Column("shop", sa.String(32), sa.ForeignKey("shops.id"), primary_key=True),
        sa.Column("key", sa.String(200), primary_key=True),
        sa.Column("import", sa.String(32), sa.ForeignKey("imports.id"), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
    )


def _orders() -> None:
    op.create_table(
        "orders",
        sa.Column("shop", sa.String(32), sa.ForeignKey("shops.id"), primary_key=True),
        sa.Column("id", sa.String(100), primary_key=True),
        sa.Column("import", sa.String(32), sa.ForeignKey("imports.id"), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(400), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("paid_at", sa.DateTime()),
        sa.Column("bucket", sa.Integer()),
        sa.Column("body", sa.LargeBinary(), nullable=False),
    )
    op.create_index("ix_orders_bucket", "orders", ["bucket"])


def _pieces() -> None:
    op.create_table(
        "pieces",
        sa.Column("id", sa.String(40), primary_key=True),
        sa.Column("shop", sa.String(32), sa.ForeignKey("shops.id"), nullable=False),
        sa.Column("bucket", sa.Integer(), nullable=False),
        sa.Column("import", sa.String(32), sa.ForeignKey("imports.id"), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("who", sa.String(40), nullable=False),
        sa.Column("name", sa.String(400), nullable=False),
        sa.Column("first_at", sa.DateTime()),
        sa.Column("last_at", sa.DateTime()),
        sa.Column("body", sa.LargeBinary(), nullable=False),
    )
    op.create_index("ix_pieces_import", "pieces", ["import"])
    op.create_index("ix_pieces_shop_bucket", "pieces", ["shop", "bucket"])
    op.create_index("ix_pieces_shop_name", "pieces", ["shop", "name"])
    op.create_index("ix_pieces_shop_who", "pieces", ["shop", "who"])


def _stored_buckets() -> None:
    op.create_table(
        "stored_buckets",
        sa.Column("import", sa.String(32), sa.ForeignKey("imports.id"), primary_key=True),
        sa.Column("bucket", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("new_messages", sa.Integer(), nullable=False),
    )


def _mentions() -> None:
    op.create_table(
        "mentions",
        sa.Column("shop", sa.String(32), sa.ForeignKey("shops.id"), primary_key=True),
        sa.Column("order_id", sa.String(100), primary_key=True),
        sa.Column("piece", sa.String(40), sa.ForeignKey("pieces.id"), primary_key=True),
    )
