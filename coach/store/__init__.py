"""The store: uploads, conversations, results, and what people decided, on SQLite or PostgreSQL."""
