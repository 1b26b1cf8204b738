"""Invented periods to compare."""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from msgspec.structs import replace

from coach.coaching.period import AgentPeriod, Basis, Period
from coach.findings import FactorScore, Preset
from coach.metrics.intervals import wilson
from coach.metrics.summary import durations

MONDAY = datetime(2024, 3, 4, 9, 0)
TAOBAO = Preset("taobao", 480, 1440, "round", (180,))
BASIS = Basis(
    version="1",
    presets={"taobao": TAOBAO},
    settings={"session": {"silence_min": 30}, "rules": {"off": []}, "privacy": {"keep_personal_data": False}},
    models={"zh stance": "ab" * 32},
    rubric="cd" * 32,
    own_rules="",
    orders=True,
)


def agent(name: str, *, ordered: int = 7, passive: int = 30, wait: int = 20, missed: int = 5) -> AgentPeriod:
    """An agent with 80 consultations, and as many waits, replies and greetings due."""
    waits = durations({wait - 5: 20, wait: 40, wait + 5: 20}, sessions=80)
    return AgentPeriod(
        agent=name,
        counts={"consultations": 80, "orders": ordered},
        amount={"CNY": Decimal("59.90") * ordered},
        shares={
            "conversion": wilson(ordered, 80),
            "within_180_s": wilson(70, 80),
            "passive_share": wilson(passive, 80),
        },
        waits={"response": waits},
        scores={"attitude": FactorScore("attitude", 80.0, 40, 70.0, 90.0)},
        rules={"no_greeting": wilson(missed, 80)},
        findings={"no_greeting": missed},
        score=71.0,
    )


def period(*agents: AgentPeriod, week: int = 0, **changes: Any) -> Period:
    """The agents in one week of a shop."""
    begin = MONDAY + timedelta(weeks=week)
    whole = Period(
        first_at=begin,
        last_at=begin + timedelta(days=6, hours=9),
        shops=("flower",),
        basis=BASIS,
        shop=agent(""),
        agents=agents or (agent("mei"), agent("lan")),
    )
    return replace(whole, **changes)
