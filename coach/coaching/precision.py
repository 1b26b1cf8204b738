"""How far rules and labels are right by people's verdicts, how far people agree, and what agents dispute."""

from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import combinations

import msgspec
from msgspec import Struct

from coach.coaching.people_voice import Judged
from coach.coaching.verdicts import DISPUTE, latest
from coach.findings import Rate, Verdict
from coach.metrics.intervals import wilson
from coach.rubrics import Rubric

LEAST_JUDGED = 5
"""How many of a rule's findings people must have judged before it can become a hint."""

LISTED_UNKNOWN = 5
"""How many subjects that this analysis does not have are named."""


class RulePrecision(Struct, frozen=True):
    """A rule's findings that people confirmed, of those they judged; a `hint` costs no points any more."""

    rule: str
    confirmed: Rate
    hint: bool


class LabelPrecision(Struct, frozen=True):
    """The labels of one kind ("question_type" or "stance") that people confirmed, of those they judged."""

    field: str
    confirmed: Rate


class Agreement(Struct, frozen=True):
    """How often two trainers said the same on what both judged, and Cohen's kappa (None: chance would agree always)."""

    first: str
    second: str
    field: str
    same: Rate
    kappa: float | None


class Disputes(Struct, frozen=True):
    """An agent's objections: how many are open, accepted and rejected, and how many there are by rule."""

    agent: str
    open: int
    accepted: int
    rejected: int
    rules: dict[str, int] = {}


class Calibration(Struct, frozen=True):
    """What verdicts say about the analysis: the latest one on a subject holds; agreement compares the trainers' own.

    `unknown` counts subjects that this analysis does not have, of which `unknown_examples` names some.
    """

    verdicts: int
    trainers: tuple[str, ...]
    rules: tuple[RulePrecision, ...]
    labels: tuple[LabelPrecision, ...]
    agreements: tuple[Agreement, ...]
    disputes: tuple[Disputes, ...]
    unknown: int = 0
    unknown_examples: tuple[str, ...] = ()

    @property
    def hints(self) -> frozenset[str]:
        """The rules that became hints."""
        return frozenset(one.rule for one in self.rules if one.hint)


def calibration(judged: Iterable[Judged], verdicts: Sequence[Verdict], *, least: float) -> Calibration:
    """What the verdicts, the oldest first, say about the judged subjects; `least` is the precision asked of a rule."""
    by_key = {(one.subject, one.field): one for one in judged}
    subjects = {one.subject for one in by_key.values()}
    unknown = sorted({one.subject for one in verdicts} - subjects)
    said = latest(verdicts)
    confirmed = {key: (one, said[key] == one.predicted) for key, one in by_key.items() if key in said}
    rules: Counter[tuple[str, bool]] = Counter((one.rule, right) for one, right in confirmed.values() if one.rule)
    labels: Counter[tuple[str, bool]] = Counter((one.field, right) for one, right in confirmed.values() if not one.rule)
    return Calibration(
        verdicts=sum(one.field != DISPUTE for one in verdicts),
        trainers=tuple(sorted({one.person for one in verdicts if one.field != DISPUTE})),
        rules=tuple(RulePrecision(rule, share, surely_below(share, least)) for rule, share in _shares(rules)),
        labels=tuple(LabelPrecision(field, share) for field, share in _shares(labels)),
        agreements=tuple(_agreements(verdicts)),
        disputes=tuple(_disputes(verdicts, {one.subject: one.rule for one in by_key.values()})),
        unknown=len(unknown),
        unknown_examples=tuple(unknown[:LISTED_UNKNOWN]),
    )


def surely_below(confirmed: Rate, least: float) -> bool:
    """Whether five or more were judged and the whole 95 % interval lies under `least`: few verdicts silence no rule."""
    return confirmed.n >= LEAST_JUDGED and confirmed.high is not None and confirmed.high < least


def hinted(rubric: Rubric, hints: Iterable[str]) -> Rubric:
    """The rubric in which these rules are hints: they weigh nothing and cap no card."""
    silent = frozenset(hints)
    if not silent:
        return rubric
    weights = {
        factor: {rule: 0.0 if rule in silent else weight for rule, weight in rules.items()}
        for factor, rules in rubric.rules.items()
    }
    critical = tuple(rule for rule in rubric.critical.rules if rule not in silent)
    capping = msgspec.structs.replace(rubric.critical, rules=critical)
    return msgspec.structs.replace(rubric, rules=weights, critical=capping)


def kappa(pairs: Sequence[tuple[str, str]]) -> float | None:
    """Cohen's kappa of two people's answers; None where chance alone would agree always."""
    if len({value for pair in pairs for value in pair}) < 2:
        return None
    from sklearn.metrics import cohen_kappa_score

    return float(cohen_kappa_score(*zip(*pairs, strict=True)))


def _shares(counted: Counter[tuple[str, bool]]) -> list[tuple[str, Rate]]:
    """By name, how many were right of all."""
    names = sorted({name for name, _ in counted})
    return [(name, wilson(counted[name, True], counted[name, True] + counted[name, False])) for name in names]


def _agreements(verdicts: Sequence[Verdict]) -> Iterable[Agreement]:
    """Every two trainers who judged the same, field by field."""
    own: dict[str, dict[str, dict[str, str]]] = {}
    for one in verdicts:
        if one.field != DISPUTE:
            own.setdefault(one.field, {}).setdefault(one.person, {})[one.subject] = one.value
    for field, people in sorted(own.items()):
        for first, second in combinations(sorted(people), 2):
            both = sorted(people[first].keys() & people[second].keys())
            pairs = [(people[first][subject], people[second][subject]) for subject in both]
            if pairs:
                yield Agreement(first, second, field, wilson(sum(a == b for a, b in pairs), len(pairs)), kappa(pairs))


def _disputes(verdicts: Sequence[Verdict], rule_of: dict[str, str]) -> Iterable[Disputes]:
    """The disputes by agent; on each subject the latest word counts."""
    last = {(one.person, one.subject): one.value for one in verdicts if one.field == DISPUTE}
    for agent in sorted({person for person, _ in last}):
        values = Counter(value for (person, _), value in last.items() if person == agent)
        rules = Counter(rule_of.get(subject, "") for person, subject in last if person == agent)
        rules.pop("", None)
        yield Disputes(agent, values["open"], values["accepted"], values["rejected"], dict(sorted(rules.items())))
