"""The period of an analysis, and its comparison with an earlier one."""

import hashlib
from pathlib import Path

import msgspec

from coach import __version__
from coach.coaching.period import AgentPeriod, Basis, Period, find_previous
from coach.coaching.progress import Comparison, compare
from coach.findings import Rate, Scorecard
from coach.metrics.summary import AgentMetrics
from coach.readers import Notice
from coach.reports.figures import orders_read
from coach.reports.method import public_settings
from coach.result import Analysis


def compared(analysis: Analysis, out: Path, *, named: str | None) -> tuple[Comparison | None, tuple[Notice, ...]]:
    """The comparison with the period in the folder `named` ("none": with none), else with the latest before it.

    The latest is looked for in `out` and beside it. The notices name folders that could not be used, and why.
    """
    current = period_of(analysis)
    search = find_previous(out, current, named=named)
    notices = tuple(Notice(folder, why) for folder, why in search.passed_over)
    if search.previous is None:
        return None, notices
    return compare(search.previous.period, current, folder=search.previous.folder.resolve().name), notices


def period_json(analysis: Analysis) -> bytes:
    """The period as indented JSON, for the folder of the report."""
    return msgspec.json.format(msgspec.json.encode(period_of(analysis)), indent=1) + b"\n"


def period_of(analysis: Analysis) -> Period:
    """What a later comparison needs of this analysis."""
    known = orders_read(analysis)
    counts: dict[str, int] = {}
    for one in analysis.agents:
        for rule, n in one.finding_counts.items():
            counts[rule] = counts.get(rule, 0) + n
    return Period(
        first_at=analysis.first_at,
        last_at=analysis.last_at,
        shops=analysis.shops,
        basis=_basis(analysis),
        shop=_numbers("", analysis.shop, analysis.team, counts, known=known),
        agents=tuple(
            _numbers(one.agent, one.metrics, one.card, one.finding_counts, known=known) for one in analysis.agents
        ),
    )


def _basis(analysis: Analysis) -> Basis:
    return Basis(
        version=__version__,
        presets=analysis.presets,
        settings=public_settings(analysis.settings),
        models={f"{one.language} {one.task}": one.sha256 for one in analysis.models},
        rubric=analysis.rubric,
        own_rules=hashlib.sha256(msgspec.json.encode(analysis.own_rules)).hexdigest() if analysis.own_rules else "",
        orders=orders_read(analysis),
    )


def _numbers(
    agent: str, metrics: AgentMetrics, card: Scorecard, findings: dict[str, int], *, known: bool
) -> AgentPeriod:
    """Without orders nothing is said of sales."""
    sales = {"orders": metrics.orders, "paid": metrics.paid} if known else {}
    return AgentPeriod(
        agent=agent,
        counts={"consultations": metrics.consultations, "sessions": metrics.sessions, **sales},
        amount=metrics.amount if known else {},
        shares=_shares(metrics, known=known),
        waits={"first_response": metrics.first_response, "response": metrics.response},
        scores={one.factor: msgspec.structs.replace(one, rules={}) for one in card.factors if one.factor != "risk"},
        rules={rule: rate for one in card.factors for rule, rate in one.rules.items()},
        findings=findings,
        score=card.score,
    )


def _shares(metrics: AgentMetrics, *, known: bool) -> dict[str, Rate]:
    sales = {"conversion": metrics.conversion, "order_to_paid": metrics.order_to_paid} if known else {}
    within = {f"within_{limit}_s": rate for limit, rate in sorted(metrics.within.items())}
    return {**sales, **within, "reply_rate": metrics.reply_rate, "passive_share": metrics.passive_share}
