"""Values as the columns of a database take them."""

from datetime import datetime


def naive(at: datetime | None) -> datetime | None:
    """The time as it was written, without its offset."""
    return at.replace(tzinfo=None) if at else None


def plain(text: str, longest: int) -> str:
    """The text as any database takes it: not too long, without the character 0 and halves of characters."""
    return text.replace("\x00", "").encode("utf-8", "replace").decode()[:longest]
