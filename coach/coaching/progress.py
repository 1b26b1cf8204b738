"""Period against period: what changed for the shop and for each agent, as far as the numbers can tell."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Literal, TypeVar

import msgspec
from msgspec import Struct

from coach.coaching.period import AgentPeriod, Basis, Period, before
from coach.findings import FactorScore, Rate
from coach.metrics.intervals import apart
from coach.metrics.summary import Durations

Found = TypeVar("Found", Rate, Durations, FactorScore)
Kind = Literal["share", "wait", "score", "rule"]
Verdict = Literal["better", "worse", "same", "unknown", "incomparable"]
Area = Literal["orders", "service", "labels", "scores", "rules"]
Difference = Literal["shops", "overlap", "version", "settings", "presets", "models", "rules", "rubric", "orders"]

_EVERYTHING: frozenset[Area] = frozenset({"orders", "service", "labels", "scores", "rules"})
TOUCHED: Mapping[Difference, frozenset[Area]] = {
    "shops": _EVERYTHING,
    "overlap": _EVERYTHING,
    "version": _EVERYTHING,
    "settings": _EVERYTHING,
    "presets": frozenset({"service", "scores", "rules"}),
    "models": frozenset({"labels", "scores", "rules"}),
    "rules": frozenset({"scores", "rules"}),
    "rubric": frozenset({"scores"}),
    "orders": frozenset({"orders", "scores", "rules"}),
}
"""The numbers that a difference in their making touches."""

SALES = frozenset({"conversion", "conversion_of_inquirers", "paid_rate", "paid_next_day", "order_to_paid"})
FEWER_IS_BETTER = frozenset({"passive_share"})
CHECKSUM = 12
"""So many characters of a checksum are shown."""

_OTHER_NUMBERS = frozenset({"privacy", "faq", "vectors", "store", "service"})
"""Sections of the settings on which no number of a comparison depends."""


class Estimate(Struct, frozen=True):
    """A number with its 95 % interval and what it rests on; of a wait, `value` is the median and `mean` beside it."""

    value: float | None = None
    low: float | None = None
    high: float | None = None
    n: int = 0
    hits: int | None = None
    mean: float | None = None


class Change(Struct, frozen=True):
    """A number before and after, with the 95 % interval of after minus before.

    `verdict` is "same" where the interval holds 0: no change that the data can show. It is "unknown" where there is no
    interval, "incomparable" where the two were not computed alike.
    """

    name: str
    kind: Kind
    before: Estimate
    after: Estimate
    low: float | None
    high: float | None
    verdict: Verdict


class Reason(Struct, frozen=True):
    """A difference in how the two periods were computed, with both sides."""

    what: Difference
    before: str = ""
    after: str = ""


class AgentChanges(Struct, frozen=True):
    """One agent, or under "" the shop, in both periods."""

    agent: str
    before: AgentPeriod
    after: AgentPeriod
    changes: tuple[Change, ...]


class Comparison(Struct, frozen=True):
    """This period against an earlier one; `folder` is where the earlier one was found, as it was written then.

    `agents` are those of both, `new` and `gone` those of only one.
    """

    folder: str
    earlier: Period
    reasons: tuple[Reason, ...]
    shop: AgentChanges
    agents: tuple[AgentChanges, ...]
    new: tuple[str, ...]
    gone: tuple[str, ...]


def compare(earlier: Period, current: Period, *, folder: str) -> Comparison:
    """The comparison, agent by agent; nothing of the earlier period is computed anew."""
    reasons = tuple(_reasons(earlier, current))
    touched = frozenset(area for reason in reasons for area in TOUCHED[reason.what])
    old = {agent.agent: agent for agent in earlier.agents}
    now = {agent.agent: agent for agent in current.agents}
    return Comparison(
        folder=folder,
        earlier=earlier,
        reasons=reasons,
        shop=_agent(earlier.shop, current.shop, touched),
        agents=tuple(_agent(old[name], agent, touched) for name, agent in now.items() if name in old),
        new=tuple(name for name in now if name not in old),
        gone=tuple(name for name in old if name not in now),
    )


def _agent(old: AgentPeriod, now: AgentPeriod, touched: frozenset[Area]) -> AgentChanges:
    lines = (
        *_lines("share", old.shares, now.shares, _of_rate),
        *_lines("wait", old.waits, now.waits, _of_wait),
        *_lines("score", old.scores, now.scores, _of_score),
        *_lines("rule", old.rules, now.rules, _of_rate),
    )
    changes = tuple(_change(name, kind, one, two, touched) for name, kind, one, two in lines)
    return AgentChanges(agent=now.agent, before=old, after=now, changes=changes)


def _lines(
    kind: Kind, old: Mapping[str, Found], now: Mapping[str, Found], estimate: Callable[[Found], Estimate]
) -> Iterator[tuple[str, Kind, Estimate, Estimate]]:
    for name in dict.fromkeys((*now, *old)):
        one, two = (estimate(side[name]) if name in side else Estimate() for side in (old, now))
        yield name, kind, one, two


def _of_rate(found: Rate) -> Estimate:
    return Estimate(found.value, found.low, found.high, found.n, hits=found.hits)


def _of_wait(found: Durations) -> Estimate:
    return Estimate(found.median, found.median_low, found.median_high, found.n, mean=found.mean)


def _of_score(found: FactorScore) -> Estimate:
    return Estimate(found.score, found.low, found.high, found.n)


def _change(name: str, kind: Kind, old: Estimate, now: Estimate, touched: frozenset[Area]) -> Change:
    limits = _limits(old), _limits(now)
    if _area(name, kind) in touched:
        return Change(name, kind, old, now, None, None, "incomparable")
    if limits[0] is None or limits[1] is None:
        return Change(name, kind, old, now, None, None, "unknown")
    low, high = apart(limits[0], limits[1])
    return Change(name, kind, old, now, low, high, _verdict(low, high, fewer=_fewer_is_better(name, kind)))


def _limits(found: Estimate) -> tuple[float, float, float] | None:
    if found.value is None or found.low is None or found.high is None:
        return None
    return found.value, found.low, found.high


def _verdict(low: float, high: float, *, fewer: bool) -> Verdict:
    if low <= 0 <= high:
        return "same"
    return "better" if (high < 0) == fewer else "worse"


def _fewer_is_better(name: str, kind: Kind) -> bool:
    return kind in ("wait", "rule") or name in FEWER_IS_BETTER


def _area(name: str, kind: Kind) -> Area:
    if kind == "share":
        return "orders" if name in SALES else "labels" if name in FEWER_IS_BETTER else "service"
    return "service" if kind == "wait" else "scores" if kind == "score" else "rules"


def _reasons(earlier: Period, current: Period) -> Iterator[Reason]:
    """Every difference in the making of the two."""
    old, now = earlier.basis, current.basis
    if earlier.shops != current.shops:
        yield Reason("shops", ", ".join(earlier.shops), ", ".join(current.shops))
    if earlier.last_at and current.first_at and before(earlier, current) is None:
        yield Reason("overlap", f"{earlier.last_at:%Y-%m-%d %H:%M}", f"{current.first_at:%Y-%m-%d %H:%M}")
    if old.version != now.version:
        yield Reason("version", old.version, now.version)
    yield from _settings(old, now)
    yield from _differing("presets", _presets(old), _presets(now))
    yield from _differing("models", old.models, now.models)
    if old.own_rules != now.own_rules:
        yield Reason("rules", old.own_rules[:CHECKSUM] or "–", now.own_rules[:CHECKSUM] or "–")
    if old.rubric != now.rubric:
        yield Reason("rubric", old.rubric[:CHECKSUM], now.rubric[:CHECKSUM])
    if old.orders != now.orders:
        yield Reason("orders", "✓" if old.orders else "–", "✓" if now.orders else "–")


def _settings(old: Basis, now: Basis) -> Iterator[Reason]:
    """The settings that both know and that differ; those of rules touch only what rules say."""
    for section in sorted((old.settings.keys() & now.settings.keys()) - _OTHER_NUMBERS):
        what: Difference = "rules" if section == "rules" else "settings"
        yield from _differing(what, old.settings[section], now.settings[section], prefix=f"{section}.")


def _presets(basis: Basis) -> dict[str, str]:
    """By platform, what a preset counts; where it was taken from and who confirmed it changes no number."""
    plain = {platform: msgspec.to_builtins(preset) for platform, preset in basis.presets.items()}
    return {
        platform: " ".join(f"{key}={value}" for key, value in preset.items() if key not in ("source", "verified"))
        for platform, preset in plain.items()
    }


def _differing(
    what: Difference, old: Mapping[str, object], now: Mapping[str, object], *, prefix: str = ""
) -> Iterator[Reason]:
    for name in _common(old, now):
        one, two = _written(old[name]), _written(now[name])
        if one != two:
            shown = slice(CHECKSUM) if what == "models" else slice(None)
            yield Reason(what, f"{prefix}{name} = {one[shown]}", f"{prefix}{name} = {two[shown]}")


def _common(old: Iterable[str], now: Iterable[str]) -> list[str]:
    return sorted(set(old) & set(now))


def _written(value: object) -> str:
    """The value as text, in which what was read again from a file equals what was written."""
    return value if isinstance(value, str) else msgspec.json.encode(value).decode()
