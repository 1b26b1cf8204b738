"""The section on outcomes: where the funnel leaks, what questions cost, whose the losses are, and traffic."""

from collections.abc import Mapping

from msgspec import Struct

from coach.findings import Rate
from coach.metrics.funnel import leak, most_lost
from coach.metrics.loss import Loss
from coach.metrics.summary import AgentMetrics
from coach.reports import figures
from coach.reports.figures import Figure
from coach.reports.texts import Texts, visible
from coach.result import Analysis

LISTED_DAYS = 62
FEWEST = 10
"""Of fewer customers who asked nothing is said but the numbers."""

GROUPS = ("team", "shop", "platform", "day", "hour")


class Table(Struct, frozen=True):
    """A table with its title, what it says, the names of its columns (the first is the rows'), and notes below."""

    key: str
    title: str
    lead: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, tuple[Figure, ...]], ...]
    notes: tuple[str, ...] = ()
    folded: bool = False


def outcome_tables(analysis: Analysis, texts: Texts) -> tuple[Table, ...]:
    """The tables that have something to say, in the order they are read."""
    found = [_funnel(analysis, texts)] if analysis.agents else []
    if figures.orders_read(analysis):
        found += [
            _losses(analysis, texts, "losses", {_type(name, texts): one for name, one in _asked(analysis).items()}),
            _losses(
                analysis, texts, "owners", {_owner(name, texts): one for name, one in analysis.shop.owners.items()}
            ),
        ]
    found.append(_intent(analysis, texts))
    if analysis.traffic:
        found.append(_traffic(analysis, texts))
    found += [_group(kind, analysis, texts) for kind in GROUPS if len(analysis.groups.get(kind, {})) > 1]
    return tuple(one for one in found if one.rows)


def _funnel(analysis: Analysis, texts: Texts) -> Table:
    """Each agent's steps from consultation to payment, with the step that is surely below the colleagues'."""
    team = [one.metrics for one in analysis.agents]
    read = figures.orders_read(analysis)
    rows = [
        (visible(one.agent or ""), _steps(one, analysis, texts, _leak(one, team, texts, read=read))) for one in team
    ]
    rows.append((texts("team.shop"), _steps(analysis.shop, analysis, texts, Figure("–"))))
    columns = ("team.agent", "funnel.consultations", "funnel.inquirers", "funnel.ordered", "funnel.paid_of_ordered")
    return Table(
        key="funnel",
        title=texts("outcomes.funnel"),
        lead=texts("outcomes.funnel.lead"),
        columns=(*map(texts, columns), texts("outcomes.leak"), texts("outcomes.standardised")),
        rows=tuple(rows),
        notes=_remarks(analysis.shop, texts) if read else (),
    )


def _remarks(shop: AgentMetrics, texts: Texts) -> tuple[str, ...]:
    """Where the shop loses most, who ordered without asking, and whether the numbers may still change."""
    lost = most_lost(shop)
    unasked = shop.orders - shop.conversion_of_inquirers.hits
    notes = [texts(f"outcomes.most_lost.{lost[0]}", n=texts.number(lost[1]))] if lost else []
    if unasked:
        notes.append(texts("outcomes.unasked", n=texts.number(unasked)))
    if not shop.paid_rate_is_final:
        notes.append(texts("overview.not_final"))
    return tuple(notes)


def _steps(one: AgentMetrics, analysis: Analysis, texts: Texts, at: Figure) -> tuple[Figure, ...]:
    read = figures.orders_read(analysis)
    unknown = figures.missing(texts, "orders")
    return (
        Figure(texts.number(one.consultations)),
        figures.rate(texts, one.inquiry, why="consultations"),
        figures.rate(texts, one.conversion_of_inquirers, why="nobody_inquired") if read else unknown,
        figures.rate(texts, one.inquirers_paid, why="none_ordered") if read else unknown,
        at,
        _standardised(one.agent, analysis, texts) if read else unknown,
    )


def _leak(one: AgentMetrics, team: list[AgentMetrics], texts: Texts, *, read: bool) -> Figure:
    if not read:
        return figures.missing(texts, "orders")
    if len(team) < 2:
        return figures.missing(texts, "one_agent")
    found = leak(one, team)
    if found is None or found.shares.first.value is None or found.shares.second.value is None:
        return Figure(texts("outcomes.no_leak"))
    own, others = texts.percent(found.shares.first.value), texts.percent(found.shares.second.value)
    told = texts("outcomes.leak.basis", own=own, others=others)
    fewer = texts("outcomes.leak.fewer", n=texts.number(found.lost, places=1))
    return Figure(texts(f"outcomes.leak.{found.step}"), (told, fewer))


def _standardised(agent: str | None, analysis: Analysis, texts: Texts) -> Figure:
    if agent is None:
        return Figure("–")
    found = analysis.standardised.get(agent)
    if found is None:
        return figures.missing(texts, "in_common")
    team = texts("outcomes.standardised.team", team=texts.percent(found.team))
    covered = texts("outcomes.standardised.covered", coverage=texts.percent(found.coverage))
    return Figure(texts.percent(found.value), (texts.percents(found.low, found.high), team, covered))


def _asked(analysis: Analysis) -> dict[str, Loss]:
    return {name: one for name, one in analysis.shop.losses.items() if name not in ("none", "other")}


def _losses(analysis: Analysis, texts: Texts, key: str, found: Mapping[str, Loss]) -> Table:
    first = "column.type" if key == "losses" else "column.owner"
    columns = (first, "column.customers", "column.paid_of_them", "column.paid_of_others", "column.loss")
    return Table(
        key=key,
        title=texts(f"outcomes.{key}"),
        lead=texts(f"outcomes.{key}.lead", n=texts.number(analysis.shop.prospects.n)),
        columns=tuple(map(texts, columns)),
        rows=tuple((title, _loss(one, texts)) for title, one in found.items()),
        notes=(texts("outcomes.no_cause"),),
    )


def _loss(one: Loss, texts: Texts) -> tuple[Figure, ...]:
    value, low, high = one.value, one.paid.low, one.paid.high
    cost = figures.missing(texts, "compared")
    if value is not None and low is not None and high is not None:
        said = "decisive" if one.decisive else "sure" if one.is_sure else "unsure" if high >= 0 else "gain"
        said = said if one.share.hits >= FEWEST else "few"
        limits = f"{_points(low, texts)} … {_points(high, texts)}"
        cost = Figure(_points(value, texts), (limits, texts(f"outcomes.loss.{said}")))
    asked = Figure(texts.number(one.share.hits), (texts.percent(one.share.value or 0.0),))
    return asked, _counted(one.paid.first, texts), _counted(one.paid.second, texts), cost


def _counted(found: Rate, texts: Texts) -> Figure:
    """A share with its counts; the interval that matters is that of the difference."""
    shown = figures.rate(texts, found)
    return Figure(shown.text, shown.basis[:1], missing=shown.missing)


def _points(value: float, texts: Texts) -> str:
    """A difference of shares in percentage points, with its sign."""
    return f"{'+' if value > 0 else '−' if value < 0 else ''}{texts.number(abs(value) * 100, places=1)}"


def _intent(analysis: Analysis, texts: Texts) -> Table:
    """Customers who asked what one asks before buying, what came of it, and how often they were put off."""
    everyone = [(visible(one.agent), one.metrics) for one in analysis.agents] + [(texts("team.shop"), analysis.shop)]
    read = figures.orders_read(analysis)
    rows = [
        (
            name,
            (
                Figure(texts.number(one.intent.n)),
                figures.rate(texts, one.intent) if read else figures.missing(texts, "orders"),
                figures.rate(texts, one.evaded),
            ),
        )
        for name, one in everyone
        if one.intent.n
    ]
    return Table(
        key="intent",
        title=texts("outcomes.intent"),
        lead=texts("outcomes.intent.lead"),
        columns=tuple(map(texts, ("team.agent", "column.customers", "metric.orders", "column.evaded"))),
        rows=tuple(rows),
    )


def _traffic(analysis: Analysis, texts: Texts) -> Table:
    rows = []
    for one in analysis.traffic[-LISTED_DAYS:]:
        rate = figures.missing(texts, "orders")
        if one.conversion is not None:
            rate = figures.rate(texts, one.conversion, places=2, why="visits")
        sales, value = (_money(amount, texts) for amount in (one.sales, one.value))
        rows.append((one.day.isoformat(), (Figure(texts.number(one.visits)), rate, sales, value)))
    return Table(
        key="traffic",
        title=texts("outcomes.traffic"),
        lead=texts("outcomes.traffic.lead"),
        columns=tuple(
            map(texts, ("column.day", "column.visits", "column.orders_of_visits", "column.sales", "column.visit"))
        ),
        rows=tuple(rows),
    )


def _money(amount: object, texts: Texts) -> Figure:
    from decimal import Decimal

    if not isinstance(amount, Decimal):
        return figures.missing(texts, "sales")
    return Figure(texts.number(amount, places=2))


def _group(kind: str, analysis: Analysis, texts: Texts) -> Table:
    """The shop looked at by team, shop, platform, day or hour."""
    read = figures.orders_read(analysis)
    rows = [
        (
            visible(f"{name}:00" if kind == "hour" else name),
            (
                Figure(texts.number(one.consultations), (texts("figure.sessions", n=texts.number(one.sessions)),)),
                figures.conversion(texts, one, orders_read=read),
                figures.amount(texts, one, orders_read=read),
                figures.mean(texts, one.first_response, one),
                figures.mean(texts, one.response, one),
                figures.rate(texts, one.passive_share),
            ),
        )
        for name, one in analysis.groups[kind].items()
    ]
    keys = ("total.consultations", "metric.conversion", "metric.amount", "metric.first_response", "metric.response")
    return Table(
        key=f"by_{kind}",
        title=texts(f"outcomes.by_{kind}"),
        lead="",
        columns=(texts(f"outcomes.{kind}"), *map(texts, keys), texts("metric.passive_share")),
        rows=tuple(rows),
        folded=True,
    )


def _type(name: str, texts: Texts) -> str:
    return texts.question_type(name)


def _owner(name: str, texts: Texts) -> str:
    return texts(f"owner.{name}")
