"""The sheets of the report's workbook: what their columns are called, what kind of number each holds, and the rows."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

from msgspec import Struct

from coach.candidates import FaqCandidate
from coach.coaching.progress import SALES, AgentChanges, Change, Comparison
from coach.findings import Finding, Rate
from coach.metrics.summary import AgentMetrics, Durations
from coach.reports.comparison import title
from coach.reports.figures import orders_read
from coach.reports.method import method
from coach.reports.outcomes import GROUPS
from coach.reports.quotes import advice
from coach.reports.texts import Texts
from coach.result import AgentAnalysis, Analysis

Kind = str
"""What a cell holds: a text or long text, or a number by its format in the workbook, for money the currency."""


class Cell(Struct, frozen=True):
    """A value and what it is; a value of None leaves the cell empty."""

    value: object
    kind: Kind = "text"


class Sheet(Struct, frozen=True):
    """A sheet: its rows by column title."""

    title: str
    rows: tuple[Mapping[str, Cell], ...]


def sheets(analysis: Analysis, texts: Texts, *, comparison: Comparison | None) -> Iterator[Sheet]:
    """All tables of the report."""
    everyone = [(one.agent, one) for one in analysis.agents]
    yield Sheet(texts("nav.agents"), tuple(_agents(analysis, texts)))
    yield Sheet(texts("sheet.rules"), tuple(_rules(everyone, texts)))
    if comparison:
        yield Sheet(texts("nav.comparison"), tuple(_comparison(comparison, texts)))
    yield Sheet(texts("column.type"), tuple(_types(analysis, texts)))
    if orders_read(analysis):
        yield Sheet(texts("outcomes.losses"), tuple(_losses(analysis, texts)))
    if analysis.traffic:
        yield Sheet(texts("outcomes.traffic"), tuple(_traffic(analysis, texts)))
    yield Sheet(texts("nav.faq"), tuple(_faq(one, analysis, texts) for one in analysis.faq))
    yield Sheet(texts("agent.findings"), tuple(_findings(analysis, texts)))
    for kind in GROUPS:
        yield Sheet(texts(f"outcomes.by_{kind}"), tuple(_group(kind, analysis, texts)))
    yield Sheet(texts("nav.method"), tuple(_method(analysis, texts)))


def _agents(analysis: Analysis, texts: Texts) -> Iterator[Mapping[str, Cell]]:
    known = orders_read(analysis)
    for one in analysis.agents:
        yield {texts("team.agent"): Cell(one.agent), **_numbers(one.metrics, texts, known=known), **_scores(one, texts)}
    yield {texts("team.agent"): Cell(texts("team.shop")), **_numbers(analysis.shop, texts, known=known)}


def _numbers(metrics: AgentMetrics, texts: Texts, *, known: bool) -> dict[str, Cell]:
    nothing = Rate(hits=0, n=0)
    row = {
        texts("total.consultations"): Cell(metrics.consultations, "count"),
        texts("total.sessions"): Cell(metrics.sessions, "count"),
        texts("total.messages"): Cell(metrics.messages, "count"),
        texts("metric.orders"): Cell(metrics.orders if known else None, "count"),
        texts("metric.paid"): Cell(metrics.paid if known else None, "count"),
    }
    for currency, amount in sorted(metrics.amount.items()) if known else ():
        row[f"{texts('metric.amount')} {currency}"] = Cell(amount, currency)
    row |= _rate(texts("metric.conversion"), metrics.conversion if known else nothing, texts, kind="fine")
    row |= _wait(texts("metric.first_response"), metrics.first_response, texts)
    row |= _wait(texts("metric.response"), metrics.response, texts)
    for limit, rate in sorted(metrics.within.items()):
        row |= _rate(texts("metric.within", s=texts.seconds(limit)), rate, texts)
    row |= _rate(texts("metric.reply_rate"), metrics.reply_rate, texts)
    row |= _rate(texts("metric.passive_share"), metrics.passive_share, texts)
    return row | {texts("metric.qa_ratio"): Cell(metrics.qa_ratio, "ratio")}


def _rate(name: str, rate: Rate, texts: Texts, *, kind: Kind = "percent") -> dict[str, Cell]:
    return {
        name: Cell(rate.value, kind),
        f"{name}: {texts('column.low')}": Cell(rate.low, kind),
        f"{name}: {texts('column.high')}": Cell(rate.high, kind),
        f"{name}: {texts('column.n')}": Cell(rate.n, "count"),
    }


def _wait(name: str, found: Durations, texts: Texts) -> dict[str, Cell]:
    return {
        f"{name}: {texts('column.mean')}": Cell(found.mean, "seconds"),
        f"{name}: {texts('column.median')}": Cell(found.median, "seconds"),
        f"{name}: {texts('column.p90')}": Cell(found.p90, "seconds"),
        f"{name}: {texts('column.n')}": Cell(found.n, "count"),
    }


def _scores(one: AgentAnalysis, texts: Texts) -> dict[str, Cell]:
    row = {}
    for factor in one.card.factors:
        if factor.factor != "risk":
            row[texts(f"factor.{factor.factor}")] = Cell(factor.score, "score")
    return row | {texts("metric.score"): Cell(one.card.score, "score")}


def _rules(agents: Sequence[tuple[str, AgentAnalysis]], texts: Texts) -> Iterator[Mapping[str, Cell]]:
    for name, one in agents:
        for factor in one.card.factors:
            for rule, rate in factor.rules.items():
                yield {
                    texts("team.agent"): Cell(name),
                    texts("column.factor"): Cell(texts(f"factor.{factor.factor}")),
                    texts("column.rule"): Cell(texts.rule(rule)),
                    texts("column.missed_times"): Cell(rate.hits, "count"),
                    texts("column.due"): Cell(rate.n, "count"),
                    texts("column.part"): Cell(rate.value, "percent"),
                    texts("column.low"): Cell(rate.low, "percent"),
                    texts("column.high"): Cell(rate.high, "percent"),
                }


def _comparison(found: Comparison, texts: Texts) -> Iterator[Mapping[str, Cell]]:
    named: Iterable[tuple[str, AgentChanges]] = (
        (texts("team.shop"), found.shop),
        *((one.agent, one) for one in found.agents),
    )
    for name, one in named:
        for change in one.changes:
            if change.before.n or change.after.n:
                yield {texts("team.agent"): Cell(name), **_change(change, texts)}


def _change(change: Change, texts: Texts) -> dict[str, Cell]:
    """A wait is compared by its median."""
    kinds = {"wait": "seconds", "score": "score"}
    kind = kinds.get(change.kind, "fine" if change.name in SALES else "percent")
    values = {
        "before": change.before.value,
        "after": change.after.value,
        "low": change.low,
        "high": change.high,
    }
    name = title(change.name, change.kind, texts)
    median = f" ({texts('column.median')})" if change.kind == "wait" else ""
    return {
        texts("column.measure"): Cell(f"{name}{median}"),
        **{texts(f"column.{key}"): Cell(value, kind) for key, value in values.items()},
        texts("column.told"): Cell(texts(f"verdict.{change.verdict}")),
    }


def _types(analysis: Analysis, texts: Texts) -> Iterator[Mapping[str, Cell]]:
    for one in analysis.question_types:
        rate = analysis.shop.question_types.get(one.type) or Rate(hits=one.n, n=analysis.requests)
        yield {
            texts("column.type"): Cell(texts.question_type(one.type)),
            texts("column.requests"): Cell(one.n, "count"),
            texts("column.part"): Cell(one.share, "percent"),
            texts("column.low"): Cell(rate.low, "percent"),
            texts("column.high"): Cell(rate.high, "percent"),
        }


def _losses(analysis: Analysis, texts: Texts) -> Iterator[Mapping[str, Cell]]:
    """What each question type costs, and each likely owner's part, in shares of 1."""
    by_type = {texts.question_type(name): one for name, one in analysis.shop.losses.items()}
    by_owner = {texts(f"owner.{name}"): one for name, one in analysis.shop.owners.items()}
    for name, one in (by_type | by_owner).items():
        yield {
            texts("column.type"): Cell(name),
            texts("column.customers"): Cell(one.share.hits, "count"),
            **_rate(texts("column.paid_of_them"), one.paid.first, texts),
            texts("column.paid_of_others"): Cell(one.paid.second.value, "percent"),
            texts("column.difference"): Cell(one.value, "percent"),
            texts("column.low"): Cell(one.paid.low, "percent"),
            texts("column.high"): Cell(one.paid.high, "percent"),
        }


def _traffic(analysis: Analysis, texts: Texts) -> Iterator[Mapping[str, Cell]]:
    for one in analysis.traffic:
        yield {
            texts("column.day"): Cell(one.day, "day"),
            texts("column.visits"): Cell(one.visits, "count"),
            texts("column.orders_of_visits"): Cell(one.conversion.value if one.conversion else None, "fine"),
            texts("column.sales"): Cell(one.sales, "ratio"),
            texts("column.visit"): Cell(one.value, "ratio"),
        }


def _faq(one: FaqCandidate, analysis: Analysis, texts: Texts) -> Mapping[str, Cell]:
    items = ", ".join(analysis.item_titles.get(item, item) for item in one.items)
    return {
        texts("column.question"): Cell(one.question, "long"),
        texts("column.type"): Cell(texts.question_type(one.question_type)),
        texts("column.items"): Cell(items),
        texts("column.requests"): Cell(one.support, "count"),
        texts("column.part"): Cell(one.share, "percent"),
        texts("column.answer"): Cell(one.answers[0].text if one.answers else None, "long"),
        texts("column.wordings"): Cell("\n".join(variant.text for variant in one.variants), "long"),
    }


def _findings(analysis: Analysis, texts: Texts) -> Iterator[Mapping[str, Cell]]:
    """The findings that the report shows, agent by agent."""
    for agent in analysis.agents:
        for found in agent.findings:
            yield _finding(found, texts)


def _finding(found: Finding, texts: Texts) -> Mapping[str, Cell]:
    one = found.opportunity
    return {
        texts("team.agent"): Cell(one.agent),
        texts("column.rule"): Cell(texts.rule(one.rule)),
        texts("column.outcome"): Cell(texts(f"outcome.{one.outcome}")),
        texts("column.customer"): Cell(found.customer),
        texts("column.moment"): Cell(one.at, "moment"),
        texts("column.messages"): Cell("\n".join(f"{quote.sender}: {quote.text}" for quote in found.quotes), "long"),
        texts("column.advice"): Cell(advice(found, texts) or None, "long"),
    }


def _group(kind: str, analysis: Analysis, texts: Texts) -> Iterator[Mapping[str, Cell]]:
    """The shop by team, shop, platform, day or hour; by day and hour with the sessions that each agent began then."""
    for name, metrics in analysis.groups.get(kind, {}).items():
        begun = {"day": lambda one, at: one.by_day.get(at), "hour": lambda one, at: one.by_hour.get(int(at))}.get(kind)
        yield {
            texts(f"outcomes.{kind}"): Cell(date.fromisoformat(name), "day") if kind == "day" else Cell(name),
            **_numbers(metrics, texts, known=orders_read(analysis)),
            **({_own(one, texts): Cell(begun(one.metrics, name), "count") for one in analysis.agents} if begun else {}),
        }


def _own(one: AgentAnalysis, texts: Texts) -> str:
    return f"{texts('team.agent')}: {one.agent}"


def _method(analysis: Analysis, texts: Texts) -> Iterator[Mapping[str, Cell]]:
    found = method(analysis, texts)
    parts: Mapping[str, Iterable[str]] = {
        "report.period": [texts.period(analysis.first_at, analysis.last_at)],
        "report.shop": analysis.shops,
        "method.presets": [f"{one.name}: {one.rules}" for one in found.presets],
        "method.settings": [f"{name} = {value}" for name, value in found.settings],
        "method.models": [f"{one.task} {one.language} {one.trained} {one.checksum}" for one in found.models],
        "method.notes": found.notes,
        "method.notices": found.notices,
        "method.skipped": found.skipped,
    }
    for key, values in parts.items():
        for value in values:
            yield {texts("column.measure"): Cell(texts(key)), texts("column.value"): Cell(value, "long")}
