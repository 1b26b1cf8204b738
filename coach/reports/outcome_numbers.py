"""The numbers of the section on outcomes for other programs: a part of summary.json."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from coach.findings import Rate
from coach.metrics.comparison import Standardised
from coach.metrics.funnel import Leak, leak
from coach.metrics.loss import Loss
from coach.metrics.summary import AgentMetrics
from coach.metrics.traffic import TrafficResult
from coach.reports.figures import orders_read
from coach.result import Analysis


def outcome_numbers(analysis: Analysis) -> dict[str, Any]:
    """Funnel, losses, intent, traffic and groups as plain values; shares have 4 decimals, what is not known is None.

    `order_source` is "export", "cards" (in the chats) or "none"; rates carry their hits, n and 95 % interval.
    """
    read = orders_read(analysis)
    team = [one.metrics for one in analysis.agents]
    source = "none" if not read else "cards" if analysis.order_cards else "export"
    return {
        "attribution": analysis.attribution,
        "order_source": source,
        "excluded_orders": analysis.excluded_orders,
        "funnel": {
            "shop": _steps(analysis.shop, read),
            "agents": {
                one.agent or "": {**_steps(one, read), "leak": _leak(leak(one, team)) if read else None} for one in team
            },
        },
        "standardised": {agent: _standardised(one) for agent, one in analysis.standardised.items()},
        "losses": _losses(analysis.shop.losses) if read else None,
        "losses_by_owner": _losses(analysis.shop.owners) if read else None,
        "traffic": [_traffic(one) for one in analysis.traffic],
        "groups": {
            kind: {name: _group(one, read) for name, one in of_kind.items()}
            for kind, of_kind in analysis.groups.items()
        },
    }


def service_numbers(metrics: AgentMetrics) -> dict[str, Any]:
    """Counts of people and what was settled, by the names of the metrics."""
    return {
        "inquirers": metrics.inquirers,
        "asked": metrics.asked,
        "transferred_in": metrics.transferred_in,
        "transferred_out": metrics.transferred_out,
        "followed_up": metrics.followed_up,
        "resolved": rate(metrics.resolved),
        "resolved_is_final": metrics.resolved_is_final,
        "paid_is_final": metrics.paid_rate_is_final,
        "intent": rate(metrics.intent),
        "evaded": rate(metrics.evaded),
    }


def rate(found: Rate) -> dict[str, Any]:
    """A share with its numerator, denominator and interval."""
    shares = {"value": found.value, "low": found.low, "high": found.high}
    return {"hits": found.hits, "n": found.n, **{name: _fraction(value) for name, value in shares.items()}}


def _standardised(one: Standardised) -> dict[str, Any]:
    return {
        "conversion": _fraction(one.value),
        "low": _fraction(one.low),
        "high": _fraction(one.high),
        "shop": _fraction(one.team),
        "coverage": _fraction(one.coverage),
    }


def _traffic(one: TrafficResult) -> dict[str, Any]:
    return {
        "day": one.day.isoformat(),
        "visits": one.visits,
        "conversion": rate(one.conversion) if one.conversion is not None else None,
        "sales": _money(one.sales),
        "value_of_visit": _money(one.value),
    }


def _steps(one: AgentMetrics, read: bool) -> dict[str, Any]:
    return {
        "consultations": one.consultations,
        "inquiry": rate(one.inquiry),
        "order": rate(one.conversion_of_inquirers) if read else None,
        "payment": rate(one.inquirers_paid) if read else None,
    }


def _leak(found: Leak | None) -> dict[str, Any] | None:
    if found is None:
        return None
    own, others = rate(found.shares.first), rate(found.shares.second)
    return {"step": found.step, "own": own, "colleagues": others, "lost": round(found.lost, 1)}


def _losses(found: Mapping[str, Loss]) -> dict[str, Any]:
    return {
        name: {
            "customers": one.share.hits,
            "share": _fraction(one.share.value),
            "paid": rate(one.paid.first),
            "paid_of_others": rate(one.paid.second),
            "loss": _fraction(one.value),
            "low": _fraction(one.paid.low),
            "high": _fraction(one.paid.high),
            "decisive": one.decisive,
        }
        for name, one in found.items()
    }


def _group(one: AgentMetrics, read: bool) -> dict[str, Any]:
    waits = {"first_response_s": one.first_response, "average_response_s": one.response}
    return {
        "sessions": one.sessions,
        "consultations": one.consultations,
        "orders": one.orders if read else None,
        "paid": one.paid if read else None,
        "conversion": _fraction(one.conversion.value) if read else None,
        **{name: round(found.mean, 1) if found.mean is not None else None for name, found in waits.items()},
        "reply_rate": _fraction(one.reply_rate.value),
        "passive_share": _fraction(one.passive_share.value),
    }


def _fraction(value: float | None) -> float | None:
    return None if value is None else round(value, 4)


def _money(amount: Decimal | None) -> float | None:
    return None if amount is None else float(amount)
