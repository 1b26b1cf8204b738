"""Findings, cards and practices built by hand, for tests of advice and plans."""

from datetime import datetime
from typing import Any

from coach.findings import Advice, Factor, FactorScore, Finding, Opportunity, Quote, Rate, Scorecard, Span
from coach.practice import Practice


def practice(text: str, *, agent: str = "li", **fields: Any) -> Practice:
    """A colleague's reply; its session and message are numbered by its text."""
    fields.setdefault("session", f"s-{text}")
    return Practice(text=text, agent=agent, message_id=f"m-{text}", **fields)


def finding(
    rule: str,
    question: str,
    reply: str = "",
    *,
    agent: str = "wang",
    factor: Factor = "proactive_selling",
    session: str = "",
    chain: str | None = None,
    at: datetime | None = None,
    advice: Advice | None = None,
    advice_from: Practice | None = None,
) -> Finding:
    """A hit: a customer's question and the agent's reply to it, in a session named by the question."""
    session = session or f"s-{question}"
    said = [Quote(f"q-{question}", "customer", "mei", at, question, start=0, end=len(question))]
    if reply:
        said.append(Quote(f"r-{question}", "agent", agent, at, reply))
    return Finding(
        id=f"{rule}-{question}",
        opportunity=Opportunity(
            rule,
            factor,
            agent,
            session,
            "hit",
            tuple(Span(quote.message_id, 0, len(quote.text)) for quote in said),
            advice=advice or Advice(f"advice.{rule}", {"question": question}),
            at=at,
        ),
        customer="mei",
        platform="taobao",
        shop="shop",
        quotes=tuple(said),
        chain=chain,
        advice_from=advice_from,
    )


def card(agent: str, rules: dict[str, tuple[Factor, int, int]]) -> Scorecard:
    """A card of rules, each with its factor, hits and opportunities."""
    factors: dict[Factor, dict[str, Rate]] = {}
    for rule, (factor, hits, n) in rules.items():
        factors.setdefault(factor, {})[rule] = Rate(hits=hits, n=n)
    scores = (FactorScore(factor, 50.0, 10, None, None, rates) for factor, rates in factors.items())
    return Scorecard(agent, tuple(scores), 50.0, None, 10)
