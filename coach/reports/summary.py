"""summary.json: the numbers of a report for other programs."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import msgspec

from coach.coaching.allocation import Allocation
from coach.coaching.progress import AgentChanges, Comparison
from coach.findings import Scorecard
from coach.metrics.summary import AgentMetrics
from coach.reports.figures import orders_read
from coach.reports.method import public_settings
from coach.reports.outcome_numbers import outcome_numbers, service_numbers
from coach.result import AgentAnalysis, Analysis


def summary(analysis: Analysis, *, comparison: Comparison | None = None) -> dict[str, Any]:
    """The summary as plain values: shares have 4 decimals, waits are mean seconds, what is not known is None.

    `preset` is the preset's name, or the names by platform where they differ; `comparison` what changed since the
    earlier period, None without one.
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
        **outcome_numbers(analysis),
        "allocation": allocation(analysis.allocation),
        "calibration": _rounded(msgspec.to_builtins(analysis.calibration)),
        "skipped": msgspec.to_builtins(analysis.skipped),
        "preset": _preset(analysis),
        "settings": public_settings(analysis.settings),
        "comparison": _comparison(comparison) if comparison else None,
    }


def summary_json(analysis: Analysis, *, comparison: Comparison | None = None) -> bytes:
    """The summary as indented UTF-8 JSON."""
    return msgspec.json.format(msgspec.json.encode(summary(analysis, comparison=comparison)), indent=2) + b"\n"


def _comparison(found: Comparison) -> dict[str, Any]:
    earlier = found.earlier
    return {
        "folder": found.folder,
        "period": [one and one.isoformat() for one in (earlier.first_at, earlier.last_at)],
        "reasons": [msgspec.to_builtins(one) for one in found.reasons],
        "shop": _changes(found.shop),
        "agents": [{"agent": one.agent, **_changes(one)} for one in found.agents],
        "new": list(found.new),
        "gone": list(found.gone),
    }


def _changes(one: AgentChanges) -> dict[str, Any]:
    """The numbers of both periods by kind and name; `difference` is the interval of after minus before."""
    found: dict[str, dict[str, Any]] = {}
    for change in one.changes:
        found.setdefault(f"{change.kind}s", {})[change.name] = {
            "before": fraction(change.before.value),
            "after": fraction(change.after.value),
            "n": [change.before.n, change.after.n],
            "difference": [fraction(change.low), fraction(change.high)],
            "verdict": change.verdict,
        }
    findings = sorted(one.before.findings.keys() | one.after.findings.keys())
    found["findings"] = {rule: [side.findings.get(rule, 0) for side in (one.before, one.after)] for rule in findings}
    return found


def _agent(one: AgentAnalysis, known: bool) -> dict[str, Any]:
    trainers = {"trainers_factors": _factors(one.trainers_card)} if one.trainers_card else {}
    return {"agent": one.agent, **_numbers(one.metrics, one.card, known), **trainers, "findings": one.finding_counts}


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
        "requests": {kind: sum(by_status.values()) for kind, by_status in metrics.requests.items()},
        "first_response_s": seconds(metrics.first_response.mean),
        "average_response_s": seconds(metrics.response.mean),
        "passive_share": fraction(metrics.passive_share.value),
        **service_numbers(metrics),
        "factors": _factors(card),
    }


def _factors(card: Scorecard) -> dict[str, float | None]:
    return {
        one.factor: None if one.score is None else round(one.score, 2) for one in card.factors if one.factor != "risk"
    }


def allocation(found: Allocation) -> dict[str, Any]:
    """Who was given what and what to change, as plain values; "unsupported" says why nothing is suggested."""
    plain: dict[str, Any] = _rounded(msgspec.to_builtins(found, str_keys=True))
    return plain


def _rounded(value: Any) -> Any:  # noqa: ANN401 - any plain value
    """The value with every fraction in it to 4 decimals."""
    if isinstance(value, dict):
        return {key: _rounded(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_rounded(one) for one in value]
    return round(value, 4) if isinstance(value, float) else value


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
