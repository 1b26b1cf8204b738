"""Verdicts and disputes from their rows."""

from typing import Any

from sqlalchemy import Row

from coach.findings import Verdict
from coach.store.values import Dispute, StoredVerdict


def verdict_value(row: Row[Any]) -> StoredVerdict:
    """The verdict in a row."""
    said = Verdict(row.subject, row.field, row.value, row.by, row.at, row.note)
    return StoredVerdict(id=row.id, verdict=said, predicted=row.predicted, run=row.run)


def dispute_value(row: Row[Any]) -> Dispute:
    """The dispute in a row."""
    return Dispute(**{name: row._mapping[name] for name in Dispute.__struct_fields__})
