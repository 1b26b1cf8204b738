"""summary.json: the numbers of a report for other programs."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import msgspec

from coach.analysis import AgentAnalysis, Analysis
from coach.findings import Scorecard
from coach.metrics.summary import AgentMetrics
from coach.reports.figures import orders_read
from coach.reports.method import public_settings


def summary(analysis: Analysis) -> dict[str, Any]:
    """The summary as plain values: shares have 4 decimals, waits are mean seconds, what is not known is None.

    `preset` is the preset's name, or the names by platform where they differ.
    """
    read = orders_read(analysis)
    found = [_agent(one, read) for one in analysis.agents]
    return {
        "sessions": analysis.sessions,
        "exchanges": analysis.exchanges,
        "requests": analysis.requests,
        "messages": analysis.messages,
        "question_types": {one.type: {"n": one.n, "share": round(one.share, 4)} for one in analysis.question_types},
        "agents": found,
        "shop": _shop(analysis, read),
        "skipped": msgspec.to_builtins(analysis.skipped),
        "preset": _preset(analysis),
        "settings": public_settings(analysis.settings),
    }


def summary_json(analysis: Analysis) -> bytes:
    """The summary as indented UTF-8 JSON."""
    return msgspec.json.format(msgspec.json.encode(summary(analysis)), indent=2) + b"\n"


def _agent(one: AgentAnalysis, known: bool) -> dict[str, Any]:
    return {"agent": one.agent, **_numbers(one.metrics, one.card, known), "findings": one.finding_counts}


def _shop(analysis: Analysis, known: bool) -> dict[str, Any]:
    counts: dict[str, int] = {}
    for one in analysis.agents:
        for rule, n in one.finding_counts.items():
            counts[rule] = counts.get(rule, 0) + n
    return {"agent": None, **_numbers(analysis.shop, analysis.team, known), "findings": counts}


def _numbers(metrics: AgentMetrics, card: Scorecard, known: bool) -> dict[str, Any]:
    return {
        "consultations": metrics.consultations,
        "orders": metrics.orders,
        "paid": metrics.paid,
        "amount": total(metrics.amount),
        "conversion": fraction(metrics.conversion.value if known else None),
        "first_response_s": seconds(metrics.first_response.mean),
        "average_response_s": seconds(metrics.response.mean),
        "passive_share": fraction(metrics.passive_share.value),
        "factors": {
            one.factor: None if one.score is None else round(one.score, 2)
            for one in card.factors
            if one.factor != "risk"
        },
    }


def total(amount: Mapping[str, Decimal]) -> float | dict[str, float]:
    """The sum to 2 decimals; by currency where there are several."""
    sums = {currency: float(round(value, 2)) for currency, value in sorted(amount.items())}
    if len(sums) > 1:
        return sums
    return next(iter(sums.values()), 0.0)


def fraction(value: float | None) -> float | None:
    """A share to 4 decimals."""
    return None if value is None else round(value, 4)


def seconds(value: float | None) -> float | None:
    """A mean wait to a tenth of a second."""
    return None if value is None else round(value, 1)


def _preset(analysis: Analysis) -> str | dict[str, str] | None:
    names = {platform: preset.name for platform, preset in analysis.presets.items()}
    if len(set(names.values())) > 1:
        return names
    return next(iter(names.values()), None)
