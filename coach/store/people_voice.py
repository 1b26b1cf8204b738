"""The latest verdicts of people, by customer: what their voice is counted from."""

from sqlalchemy import Connection, select

from coach.store.judgement_tables import verdicts


def given(connection: Connection, shop: str, people: set[str]) -> dict[str, dict[tuple[str, str], str]]:
    """The latest verdicts on each of these customers, by their hash."""
    chosen = select(verdicts).where(verdicts.c.shop == shop).order_by(verdicts.c.at, verdicts.c.id)
    found: dict[str, dict[tuple[str, str], str]] = {}
    for row in connection.execute(chosen):
        if row.who in people:
            found.setdefault(row.who, {})[row.subject, row.field] = row.value
    return found
