"""The comparison as a report shows it: every number before and after, and whether the data can tell them apart."""

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal

from msgspec import Struct

from coach.coaching.period import AgentPeriod
from coach.coaching.progress import SALES, AgentChanges, Change, Comparison, Estimate, Reason
from coach.reports.figures import Figure
from coach.reports.texts import Texts, visible

TOLD = ("better", "worse")
"""Verdicts that say something changed."""


class ChangeRow(Struct, frozen=True):
    """A number in both periods; `verdict` names its kind, `told` says it in words."""

    title: str
    before: Figure
    after: Figure
    difference: str
    verdict: str
    told: str


class Changes(Struct, frozen=True):
    """An agent, or with `anchor` empty the shop: what was counted, the measures, and the rules by what they tell.

    `told` says in a sentence or two what got better and what worse.
    """

    name: str
    anchor: str
    told: tuple[str, ...]
    counts: tuple[ChangeRow, ...]
    measures: tuple[ChangeRow, ...]
    rules: tuple[ChangeRow, ...]
    quiet_rules: tuple[ChangeRow, ...]


class ComparisonView(Struct, frozen=True):
    """The whole comparison; `reasons` say why the two cannot be compared everywhere."""

    lead: str
    reasons: tuple[str, ...]
    shop: Changes
    agents: tuple[Changes, ...]
    new: tuple[str, ...]
    gone: tuple[str, ...]


def comparison_view(comparison: Comparison, texts: Texts) -> ComparisonView:
    """The comparison in words."""
    earlier = comparison.earlier
    period = texts.period(earlier.first_at, earlier.last_at)
    return ComparisonView(
        lead=texts("comparison.lead", period=period, folder=visible(comparison.folder)),
        reasons=tuple(_reason(one, texts) for one in comparison.reasons),
        shop=changes_view(comparison.shop, texts, name=texts("team.shop"), anchor=""),
        agents=tuple(
            changes_view(one, texts, name=visible(one.agent), anchor=f"change-{number}")
            for number, one in enumerate(comparison.agents, start=1)
        ),
        new=tuple(map(visible, comparison.new)),
        gone=tuple(map(visible, comparison.gone)),
    )


def changes_view(one: AgentChanges, texts: Texts, *, name: str, anchor: str) -> Changes:
    """One agent's changes in words; rules that tell something stand first, those never missed are left out."""
    rows = [(change, _row(change, texts)) for change in one.changes if _tells(change)]
    rules = [(change, row) for change, row in rows if change.kind == "rule"]
    return Changes(
        name=name,
        anchor=anchor,
        told=_told([row for _, row in rows], texts),
        counts=_counts(one.before, one.after, texts),
        measures=tuple(row for change, row in rows if change.kind != "rule"),
        rules=tuple(row for change, row in rules if change.verdict in TOLD),
        quiet_rules=tuple(row for change, row in rules if change.verdict not in TOLD),
    )


def _tells(change: Change) -> bool:
    """Whether there is anything to compare: something counted, and of a rule something missed."""
    sides = (change.before, change.after)
    return any(side.hits if change.kind == "rule" else side.n for side in sides)


def _told(rows: Sequence[ChangeRow], texts: Texts) -> tuple[str, ...]:
    found = {verdict: [row.title for row in rows if row.verdict == verdict] for verdict in TOLD}
    separator = texts("punctuation.list")
    told = [texts(f"comparison.{verdict}", names=separator.join(names)) for verdict, names in found.items() if names]
    return tuple(told) or (texts("comparison.nothing"),)


def title(name: str, kind: str, texts: Texts) -> str:
    """What a number of a comparison is called."""
    if kind == "rule":
        return texts.rule(name)
    if kind == "score":
        return texts(f"factor.{name}")
    if name.startswith("within_"):
        return texts("metric.within", s=texts.seconds(float(name.removeprefix("within_").removesuffix("_s"))))
    return texts(f"metric.{name}")


def _counts(before: AgentPeriod, after: AgentPeriod, texts: Texts) -> tuple[ChangeRow, ...]:
    """What was counted, not sampled: no interval, and no verdict."""
    titles = {
        "consultations": texts("total.consultations"),
        "sessions": texts("total.sessions"),
        "orders": texts("metric.orders"),
        "paid": texts("metric.paid"),
    }
    rows = [
        _plain(titles[name], before.counts.get(name), after.counts.get(name), texts, texts.number)
        for name in titles
        if name in before.counts or name in after.counts
    ]
    currencies = sorted(before.amount.keys() | after.amount.keys())
    for currency in currencies if {"orders"} <= before.counts.keys() & after.counts.keys() else ():
        old, now = (float(side.amount.get(currency, 0)) for side in (before, after))
        rows.append(_plain(texts("metric.amount"), old, now, texts, _money(currency, texts)))
    if before.score is not None or after.score is not None:
        rows.append(_plain(texts("metric.score"), before.score, after.score, texts, texts.number))
    return tuple(rows)


def _money(currency: str, texts: Texts) -> Callable[[float], str]:
    return lambda value: texts.money({currency: Decimal(str(round(value, 2)))})


def _plain(
    name: str, before: float | None, after: float | None, texts: Texts, write: Callable[[float], str]
) -> ChangeRow:
    old, now = (
        Figure(texts("missing.unknown"), missing=True) if one is None else Figure(write(one)) for one in (before, after)
    )
    apart = "" if before is None or after is None else _signed(after - before, write)
    return ChangeRow(name, old, now, apart, "counted", "")


def _row(change: Change, texts: Texts) -> ChangeRow:
    places = 2 if change.name in SALES else 1
    write = _written(change.kind, texts, places)
    return ChangeRow(
        title=title(change.name, change.kind, texts),
        before=_figure(change.before, change.kind, texts, write),
        after=_figure(change.after, change.kind, texts, write),
        difference=_difference(change, texts, places),
        verdict=change.verdict,
        told=texts(f"verdict.{change.verdict}"),
    )


def _written(kind: str, texts: Texts, places: int) -> Callable[[float], str]:
    writers: Mapping[str, Callable[[float], str]] = {"wait": texts.seconds, "score": texts.number}
    return writers.get(kind, lambda share: texts.percent(share, places=places))


def _figure(found: Estimate, kind: str, texts: Texts, write: Callable[[float], str]) -> Figure:
    if found.value is None:
        return Figure(texts("missing.judged" if found.n else "missing.nothing_counted"), missing=True)
    counted = texts("figure.n", n=texts.number(found.n))
    if kind == "wait" and found.mean is not None:
        return Figure(write(found.mean), (texts("figure.median", s=write(found.value)), counted))
    if found.hits is not None:
        return Figure(write(found.value), (f"{texts.number(found.hits)}/{texts.number(found.n)}",))
    return Figure(write(found.value), (counted,))


def _difference(change: Change, texts: Texts, places: int) -> str:
    """After minus before with its interval; shares in percentage points, waits by their medians."""
    if change.low is None or change.high is None or change.before.value is None or change.after.value is None:
        return ""
    times = 1 if change.kind in ("wait", "score") else 100
    digits = places if times == 100 else 0

    def write(value: float) -> str:
        return texts.number(value, places=digits)

    apart = (change.after.value - change.before.value) * times
    low, high = (_signed(limit * times, write) for limit in (change.low, change.high))
    unit = {"wait": "difference.seconds", "score": "difference.points"}.get(change.kind, "difference.percent")
    return texts(unit, difference=_signed(apart, write), low=low, high=high)


def _signed(value: float, write: Callable[[float], str]) -> str:
    """With its sign: +3, −2, and 0 for what rounds to nothing."""
    written = write(abs(value))
    if written == write(0):
        return written
    return f"+{written}" if value > 0 else f"−{written}"


def _reason(reason: Reason, texts: Texts) -> str:
    return texts(
        f"comparison.reason.{reason.what}", before=visible(reason.before) or "–", after=visible(reason.after) or "–"
    )
