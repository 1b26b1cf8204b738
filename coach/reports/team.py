"""The team table: one row an agent, every number with its n."""

from msgspec import Struct

from coach.findings import Scorecard
from coach.metrics.summary import AgentMetrics
from coach.reports import figures
from coach.reports.figures import Figure
from coach.reports.texts import Texts, visible
from coach.result import Analysis


class Row(Struct, frozen=True):
    """An agent, or with `anchor` empty the shop, and the figures of the columns."""

    name: str
    anchor: str
    cells: tuple[Figure, ...]


class Team(Struct, frozen=True):
    """The titles of the columns after the name, and the rows."""

    columns: tuple[str, ...]
    rows: tuple[Row, ...]


def team(analysis: Analysis, texts: Texts) -> Team:
    """The table; every limit in seconds that a preset in use counts has its column."""
    everyone = (analysis.shop, *(agent.metrics for agent in analysis.agents))
    limits = sorted({limit for one in everyone for limit in one.within})
    keys = (
        "total.consultations",
        "metric.orders",
        "metric.amount",
        "metric.conversion",
        "metric.first_response",
        "metric.response",
    )
    within = [texts("metric.within", s=texts.seconds(limit)) for limit in limits]
    titles = (*map(texts, keys), *within, texts("metric.passive_share"), texts("metric.score"))
    known = figures.orders_read(analysis)
    rows = [
        Row(visible(one.agent), f"agent-{number}", _cells(texts, one.metrics, one.card, limits, known=known))
        for number, one in enumerate(analysis.agents, start=1)
    ]
    shop = Row(texts("team.shop"), "", _cells(texts, analysis.shop, analysis.team, limits, known=known))
    return Team(columns=titles, rows=(*rows, shop))


def _cells(
    texts: Texts, metrics: AgentMetrics, card: Scorecard, limits: list[int], *, known: bool
) -> tuple[Figure, ...]:
    sessions = texts("figure.sessions", n=texts.number(metrics.sessions))
    ordered = figures.bought(texts, metrics, metrics.orders, orders_read=known)
    paid: tuple[str, ...] = () if ordered.missing else (texts("figure.paid", n=texts.number(metrics.paid)),)
    if paid and not metrics.paid_rate_is_final:
        paid = (*paid, texts("figure.not_final"))
    return (
        Figure(texts.number(metrics.consultations), (sessions,)),
        Figure(ordered.text, paid, missing=ordered.missing),
        figures.amount(texts, metrics, orders_read=known),
        figures.conversion(texts, metrics, orders_read=known),
        figures.mean(texts, metrics.first_response, metrics),
        figures.mean(texts, metrics.response, metrics),
        *(figures.within(texts, metrics, limit) for limit in limits),
        figures.rate(texts, metrics.passive_share),
        figures.score(texts, card.score, n=card.n),
    )
