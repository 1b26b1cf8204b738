"""Cases of the rules, read from TOML and run from merging to linking with labels given by hand."""

import tomllib
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from coach.findings import Case, Opportunity, Order
from coach.metrics.presets import load_presets
from tests import golden

CASES = Path(__file__).parent.parent / "cases" / "rules"


def cases(rule: str) -> list[dict[str, Any]]:
    """The cases of a rule, as its file has them."""
    found: list[dict[str, Any]] = read(rule)["case"]
    return found


def read(name: str) -> dict[str, Any]:
    """A file of cases."""
    return tomllib.loads((CASES / f"{name}.toml").read_text(encoding="utf-8"))


def built(row: dict[str, Any]) -> Case:
    """The case of one customer; without `seen_until` the reading goes on for two days after its last message."""
    _, sessions = golden.linked(row)
    times: list[datetime] = [message["at"] for message in row["messages"] if "at" in message]
    seen_until = max(times) + timedelta(days=2) if times else None
    return Case(
        person=sessions[0].session.person,
        customer=sessions[0].session.customer,
        sessions=tuple(sessions),
        orders=tuple(_order(order) for order in row.get("orders", ())),
        preset=load_presets({}).presets[row.get("preset", "plain")],
        seen_until=row.get("seen_until", seen_until),
    )


def draw(opportunity: Opportunity) -> str:
    """For example "hit 小满 3,4": outcome, agent, and the messages of the evidence."""
    ids = dict.fromkeys(span.message_id for span in opportunity.evidence)
    return f"{opportunity.outcome} {opportunity.agent or '-'} {','.join(ids)}"


def _order(row: dict[str, Any]) -> Order:
    return Order(
        id=row["id"], customer="tb_demo", created_at=row["created"], paid_at=row.get("paid"), amount=Decimal("129.00")
    )
