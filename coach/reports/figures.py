"""Numbers as a report shows them: the figure, what it rests on, or why it is missing."""

from msgspec import Struct

from coach.findings import FactorScore, Rate
from coach.metrics.summary import AgentMetrics, Durations
from coach.reports.texts import Texts
from coach.result import Analysis


class Figure(Struct, frozen=True):
    """A number as text, with what it rests on (n, interval …); `missing` tells that `text` says why there is none."""

    text: str
    basis: tuple[str, ...] = ()
    missing: bool = False


def orders_read(analysis: Analysis) -> bool:
    """Whether any order is known, and times by which to give it to an agent.

    Without these nobody can say that no customer ordered.
    """
    return analysis.first_at is not None and analysis.orders + analysis.unmatched_orders > 0


def missing(texts: Texts, why: str) -> Figure:
    """A figure that is not there; `why` is the end of a key under "missing."."""
    return Figure(text=texts(f"missing.{why}"), missing=True)


def rate(texts: Texts, found: Rate, *, places: int = 1, why: str = "nothing_counted") -> Figure:
    """A share with its numerator, n and 95 % interval."""
    if found.value is None:
        return missing(texts, why)
    counted = f"{texts.number(found.hits)}/{texts.number(found.n)}"
    if found.low is None or found.high is None:
        return Figure(text=texts.percent(found.value, places=places), basis=(counted,))
    return Figure(texts.percent(found.value, places=places), (counted, texts.percents(found.low, found.high)))


def mean(texts: Texts, found: Durations, metrics: AgentMetrics) -> Figure:
    """A mean wait with median, 90th percentile and n."""
    if found.mean is None or found.median is None or found.p90 is None:
        return missing(texts, why_no_wait(metrics))
    median = texts("figure.median", s=texts.seconds(found.median))
    p90 = texts("figure.p90", s=texts.seconds(found.p90))
    return Figure(texts.seconds(found.mean), (median, p90, texts("figure.n", n=texts.number(found.n))))


def why_no_wait(metrics: AgentMetrics) -> str:
    """Why nobody could time a reply: no message had a time, or none lay within the hours counted."""
    return "waits" if metrics.by_day else "times"


def within(texts: Texts, metrics: AgentMetrics, limit: int) -> Figure:
    """The share answered within so many seconds."""
    if limit not in metrics.within:
        return missing(texts, "limit")
    return rate(texts, metrics.within[limit], why=why_no_wait(metrics))


def bought(texts: Texts, metrics: AgentMetrics, count: int, *, orders_read: bool) -> Figure:
    """How many customers ordered or paid; without any order to look at there is no number."""
    if not orders_read:
        return missing(texts, "orders")
    return Figure(text=texts.number(count)) if metrics.consultations else missing(texts, "consultations")


def conversion(texts: Texts, metrics: AgentMetrics, *, orders_read: bool) -> Figure:
    """The share of consultations that became an order."""
    if not orders_read:
        return missing(texts, "orders")
    return rate(texts, metrics.conversion, places=2, why="consultations")


def amount(texts: Texts, metrics: AgentMetrics, *, orders_read: bool) -> Figure:
    """The money paid."""
    if not orders_read:
        return missing(texts, "orders")
    return Figure(text=texts.money(metrics.amount) if metrics.amount else texts("figure.none_paid"))


def score(texts: Texts, value: float | None, *, n: int) -> Figure:
    """An overall score of 0 to 100 with its n, or that there is too little to judge."""
    basis = (texts("figure.n", n=texts.number(n)),)
    if value is None:
        return Figure(text=texts("missing.judged" if n else "missing.occasions"), basis=basis, missing=True)
    return Figure(text=texts.number(value), basis=basis)


def factor(texts: Texts, found: FactorScore) -> Figure:
    """The score of one factor with n and interval, or that there is too little to judge."""
    shown = score(texts, found.score, n=found.n)
    if shown.missing or found.low is None or found.high is None:
        return shown
    return Figure(text=shown.text, basis=(*shown.basis, f"{texts.number(found.low)}–{texts.number(found.high)}"))
