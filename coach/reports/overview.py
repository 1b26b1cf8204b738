"""The first pages of a report: totals, the funnel, waits and rates, what was asked, and the FAQ candidates."""

from msgspec import Struct
from msgspec.structs import replace

from coach.candidates import FaqAnswer, FaqCandidate, FaqVariant
from coach.findings import Rate
from coach.metrics.summary import AgentMetrics, Durations
from coach.reports import figures
from coach.reports.charts import Bar, bar_chart
from coach.reports.figures import Figure
from coach.reports.texts import Texts, visible
from coach.result import Analysis, TypeShare

LISTED_CANDIDATES = 20
LISTED_VARIANTS = 12
LISTED_ANSWERS = 3


class Step(Struct, frozen=True):
    """A step of the funnel: people left, their part of the first step in percent, and the rate with its basis."""

    title: str
    count: Figure
    percent: float
    rate: Figure | None


class Wait(Struct, frozen=True):
    """A wait: mean beside median and 90th percentile, or `missing` when none was measured."""

    title: str
    mean: str
    median: str
    p90: str
    n: str
    missing: str = ""


class Named(Struct, frozen=True):
    """A figure with its name."""

    title: str
    figure: Figure


class TypeRow(Struct, frozen=True):
    """A question type: its title, and its share with counts and interval."""

    title: str
    share: Figure


class Questions(Struct, frozen=True):
    """What was asked: the chart, its words for those who do not see it, and the rows behind it."""

    chart: str
    description: str
    total: str
    rows: tuple[TypeRow, ...]


class Candidate(Struct, frozen=True):
    """An FAQ candidate as it is listed."""

    question: str
    type: str
    items: tuple[str, ...]
    support: str
    share: str
    answers: tuple[FaqAnswer, ...]
    variants: tuple[FaqVariant, ...]
    more_variants: int


class Overview(Struct, frozen=True):
    """The shop as a whole."""

    totals: tuple[Named, ...]
    funnel: tuple[Step, ...]
    money: tuple[Named, ...]
    final: bool
    waits: tuple[Wait, ...]
    rates: tuple[Named, ...]
    questions: Questions | None
    candidates: tuple[Candidate, ...]
    more_candidates: int


def overview(analysis: Analysis, texts: Texts, *, draws: bool = True) -> Overview:
    """Everything the report says of the shop, in words; `draws` False leaves out the chart, which takes a while."""
    orders_read = figures.orders_read(analysis)
    shop = analysis.shop
    return Overview(
        totals=_totals(analysis, texts),
        funnel=_funnel(analysis, texts),
        money=_money(analysis, texts) if orders_read else (),
        final=shop.paid_rate_is_final,
        waits=(
            _wait(texts, "metric.first_response", shop.first_response, shop),
            _wait(texts, "metric.response", shop.response, shop),
            _wait(texts, "metric.handle", shop.handle, shop),
        ),
        rates=_rates(analysis, texts),
        questions=_questions(analysis, texts, draws=draws),
        candidates=tuple(_candidate(one, analysis, texts) for one in analysis.faq[:LISTED_CANDIDATES]),
        more_candidates=max(len(analysis.faq) - LISTED_CANDIDATES, 0),
    )


def _totals(analysis: Analysis, texts: Texts) -> tuple[Named, ...]:
    counts = {
        "total.consultations": analysis.shop.consultations,
        "total.sessions": analysis.sessions,
        "total.requests": analysis.requests,
        "total.messages": analysis.messages,
        "total.agents": len(analysis.agents),
    }
    return tuple(Named(texts(key), Figure(texts.number(count))) for key, count in counts.items())


def _funnel(analysis: Analysis, texts: Texts) -> tuple[Step, ...]:
    shop, read = analysis.shop, figures.orders_read(analysis)
    asked = Figure(texts.number(shop.consultations))
    ordered = figures.bought(texts, shop, shop.orders, orders_read=read)
    paid = figures.bought(texts, shop, shop.paid, orders_read=read)
    return (
        Step(texts("funnel.consultations"), asked, 100.0 if shop.consultations else 0.0, None),
        _step(texts, "funnel.inquirers", Figure(texts.number(shop.inquirers)), shop.inquiry),
        _step(texts, "funnel.orders", ordered, shop.conversion),
        _step(texts, "funnel.paid", paid, shop.paid_rate),
    )


def _step(texts: Texts, key: str, count: Figure, found: Rate) -> Step:
    if count.missing or found.value is None:
        return Step(texts(key), count, 0.0, None)
    return Step(texts(key), count, round(found.value * 100, 2), figures.rate(texts, found, places=2))


def _money(analysis: Analysis, texts: Texts) -> tuple[Named, ...]:
    shop = analysis.shop
    found = [Named(texts("metric.amount"), figures.amount(texts, shop, orders_read=True))]
    if shop.basket is not None:
        basket = texts.money(dict.fromkeys(shop.amount, shop.basket))
        per_customer = texts("figure.n", n=texts.number(shop.paid))
        found.append(Named(texts("metric.basket"), Figure(basket, (per_customer,))))
    paying = figures.rate(texts, shop.order_to_paid, why="none_ordered")
    soon = figures.rate(texts, shop.paid_next_day, why="consultations")
    if not shop.paid_next_day_is_final:
        soon = Figure(soon.text, (*soon.basis, texts("figure.not_final")), missing=soon.missing)
    return (*found, Named(texts("metric.order_to_paid"), paying), Named(texts("metric.paid_next_day"), soon))


def _wait(texts: Texts, key: str, found: Durations, shop: AgentMetrics) -> Wait:
    if found.mean is None or found.median is None or found.p90 is None:
        return Wait(texts(key), "", "", "", "", missing=texts(f"missing.{figures.why_no_wait(shop)}"))
    return Wait(
        title=texts(key),
        mean=texts.seconds(found.mean),
        median=texts.seconds(found.median),
        p90=texts.seconds(found.p90),
        n=texts.number(found.n),
    )


def _rates(analysis: Analysis, texts: Texts) -> tuple[Named, ...]:
    shop = analysis.shop
    within = [
        Named(texts("metric.within", s=texts.seconds(limit)), figures.within(texts, shop, limit))
        for limit in sorted(shop.within)
    ]
    ratio = figures.missing(texts, "nothing_counted")
    if shop.qa_ratio is not None:
        ratio = Figure(
            texts.number(shop.qa_ratio, places=2), (texts("figure.messages", n=texts.number(shop.messages)),)
        )
    return (
        *within,
        Named(texts("metric.reply_rate"), figures.rate(texts, shop.reply_rate)),
        Named(texts("metric.passive_share"), figures.rate(texts, shop.passive_share)),
        Named(texts("metric.qa_ratio"), ratio),
        Named(texts("metric.resolved"), _resolved(shop, texts)),
        Named(texts("metric.transferred"), Figure(texts.number(shop.transferred_in))),
        Named(texts("metric.followed_up"), Figure(texts.number(shop.followed_up))),
    )


def _resolved(shop: AgentMetrics, texts: Texts) -> Figure:
    """Sessions after which the same was not asked again; not final while the days that settings name still run."""
    found = figures.rate(texts, shop.resolved, why="times" if shop.sessions else "nothing_counted")
    if found.missing or shop.resolved_is_final:
        return found
    return Figure(found.text, (*found.basis, texts("figure.not_final")))


def _questions(analysis: Analysis, texts: Texts, *, draws: bool) -> Questions | None:
    asked = [one for one in analysis.question_types if one.n > 0]
    if not asked:
        return None
    titles = [texts.question_type(one.type) for one in asked]
    bars = [
        Bar(label=title, share=one.share, figure=f"{texts.percent(one.share)} · n = {texts.number(one.n)}")
        for title, one in zip(titles, asked, strict=True)
    ]
    told = ", ".join(f"{bar.label} {texts.percent(bar.share)}" for bar in bars)
    rows = tuple(_type_row(one, analysis, texts) for one in asked)
    return Questions(
        chart=bar_chart(bars) if draws else "",
        description=texts("questions.description", shares=told),
        total=texts.number(analysis.requests),
        rows=rows,
    )


def _type_row(one: TypeShare, analysis: Analysis, texts: Texts) -> TypeRow:
    with_interval = analysis.shop.question_types.get(one.type) or Rate(hits=one.n, n=analysis.requests)
    return TypeRow(texts.question_type(one.type), figures.rate(texts, with_interval))


def _candidate(one: FaqCandidate, analysis: Analysis, texts: Texts) -> Candidate:
    return Candidate(
        question=visible(one.question),
        type=texts.question_type(one.question_type),
        items=tuple(visible(analysis.item_titles.get(item, item)) for item in one.items),
        support=texts("faq.support", n=texts.number(one.support)),
        share=texts("faq.share", share=texts.percent(one.share), n=texts.number(analysis.requests)),
        answers=tuple(replace(answer, text=visible(answer.text)) for answer in one.answers[:LISTED_ANSWERS]),
        variants=tuple(replace(variant, text=visible(variant.text)) for variant in one.variants[:LISTED_VARIANTS]),
        more_variants=max(len(one.variants) - LISTED_VARIANTS, 0),
    )
