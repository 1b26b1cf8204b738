"""What one partition contributes to an analysis, and how parts add up."""

from bisect import insort
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from itertools import chain
from pathlib import Path

import msgspec
from msgspec import Struct

from coach import engine, languages
from coach.classifiers import Utterance, load_classifier
from coach.coaching.load import Load
from coach.coaching.people_voice import Judged, corrected, judged, judged_findings, overruled
from coach.coaching.practices import Practices
from coach.coaching.verdicts import latest
from coach.faq import Asked, asked
from coach.faq.value import Payment, payments
from coach.findings import Case, Finding, Opportunity, Preset, RuleCount, Verdict
from coach.highlights import Highlights, highlights
from coach.merge import is_masked
from coach.metrics.attributed import AttributedOrders
from coach.metrics.counts import Tally
from coach.metrics.counts import merge as merge_tallies
from coach.metrics.tally import Counting, tally
from coach.outcomes import attribute_cases
from coach.pipeline import AUTO, Coach, Plan
from coach.rules import Rule
from coach.rules.corpus import corpus_findings
from coach.rules.counts import count, merge_counts
from coach.rules.findings import findings
from coach.taxonomy import question_types

SHOWN_PER_RULE = 3
SHOWN_OF_CHAINS = 20
"""How many findings of one rule and agent a report shows, and how many more of chains; findings.jsonl has them all."""

KEPT_PER_RULE = 20
"""How many findings of one rule and agent plans choose their exchanges from."""

Keep = Callable[[Case, Sequence[Opportunity], Sequence[Finding]], object]
"""Takes a case, its opportunities and its findings, to be kept beside the part."""


class Part(Struct):
    """The contribution of some customers: everything in it is a sum, a union, or the best few.

    `shown` and `finding_counts` are by agent and rule. Where there are verdicts, `people` counts as `rules` does, with
    people's word in place of the predictions, and `judged` has what the verdicts are about.
    """

    tally: Tally = Tally()
    rules: dict[tuple[str, str], RuleCount] = {}
    asked: list[Asked] = []
    paid: dict[str, list[Payment]] = {}
    shown: dict[tuple[str, str], list[Finding]] = {}
    finding_counts: Counter[tuple[str, str]] = msgspec.field(default_factory=Counter)
    practices: Practices = msgspec.field(default_factory=Practices)
    highlights: Highlights = msgspec.field(default_factory=Highlights)
    load: Load = msgspec.field(default_factory=Load)
    people: dict[tuple[str, str], RuleCount] = {}
    judged: list[Judged] = []
    languages: Counter[str] = msgspec.field(default_factory=Counter)
    presets: dict[str, Preset] = {}
    shops: set[str] = set()
    masked_people: int = 0
    orders: int = 0
    excluded_orders: int = 0
    first_at: datetime | None = None
    last_at: datetime | None = None


def warm_up(language: str) -> None:
    """Load what judging in a language needs; with "auto" in every language."""
    for code in languages.codes() if language == AUTO else (language,):
        languages.get(code).tokens(" ")
        load_classifier(code).classify([[Utterance("customer", "?"), Utterance("agent", ".")]])


def judge(partition: engine.Partition, *, plan: Plan, folder: Path) -> Part:
    """The part of one partition; all its findings are written to `folder`, one a line."""
    # The cases must be gone when garbage is collected again: nothing here may hold them.
    with engine.without_collecting(), (folder / f"{partition.index:06}.jsonl").open("wb") as file:
        coach = Coach(plan)
        return judge_cases(
            coach.cases(*engine.load(partition)),
            coach=coach,
            keep=lambda _, __, found: file.writelines(msgspec.json.encode(one) + b"\n" for one in found),
        )


def judge_cases(cases: Sequence[Case], *, coach: Coach, keep: Keep) -> Part:
    """The part of some cases; each case, with what was found in it, is handed to `keep`."""
    metrics = coach.plan.settings.metrics
    owned = attribute_cases(cases, method=metrics.attribution)
    counting = Counting(
        presale=frozenset(kind.name for kind in question_types() if kind.stage == "presale"),
        resolved_days=metrics.resolved_days,
        team_of=coach.plan.roster.team,
    )
    opportunities = [coach.opportunities(case) for case in cases]
    part = Part(tally=tally(cases, orders=owned, counting=counting), rules=count(chain.from_iterable(opportunities)))
    part.paid = payments(owned)
    for case, found in zip(cases, opportunities, strict=True):
        _take_case(part, case, found, owned=owned, keep=keep)
    if coach.plan.verdicts:
        _hear_people(part, cases, opportunities, coach=coach)
    return part


def join(parts: Iterable[Part]) -> Part:
    """The sum of all parts."""
    whole = Part()
    for part in parts:
        whole.tally = merge_tallies(whole.tally, part.tally)
        whole.rules = merge_counts(whole.rules, part.rules)
        whole.asked += part.asked
        whole.paid |= part.paid
        for found in (finding for group in part.shown.values() for finding in group):
            _show(whole, found)
        whole.finding_counts += part.finding_counts
        whole.highlights.add(part.highlights)
        whole.practices.add(part.practices)
        whole.load.add(part.load)
        whole.people = merge_counts(whole.people, part.people)
        whole.judged += part.judged
        whole.languages += part.languages
        whole.presets |= part.presets
        whole.shops |= part.shops
        whole.masked_people += part.masked_people
        whole.orders += part.orders
        whole.excluded_orders += part.excluded_orders
        whole.first_at = min(filter(None, (whole.first_at, part.first_at)), default=None)
        whole.last_at = max(filter(None, (whole.last_at, part.last_at)), default=None)
    return whole


def across(
    whole: Part, *, rules: Sequence[Rule], keep: Callable[[Finding], object], verdicts: Sequence[Verdict] = ()
) -> Part:
    """What corpus rules add to the sum of all parts, since they compare all requests; findings are handed to `keep`."""
    opportunities = [one for rule in rules if rule.compare for one in rule.compare(whole.asked)]
    part = Part(rules=count(opportunities))
    across_cases = corpus_findings(whole.asked, opportunities)
    if verdicts:
        subjects = {one.subject for one in verdicts}
        part.people = count(overruled(opportunities, across_cases, latest(verdicts)))
        part.judged = [one for one in judged_findings(across_cases) if one.subject in subjects]
    for found in across_cases:
        keep(found)
        part.finding_counts[found.opportunity.agent, found.opportunity.rule] += 1
        _show(part, found)
    return part


def _hear_people(
    part: Part, cases: Sequence[Case], opportunities: Sequence[Sequence[Opportunity]], *, coach: Coach
) -> None:
    """Count again with verdicts in place of the predictions; cases that nobody judged count as they are."""
    said = latest(coach.plan.verdicts)
    subjects = frozenset(one.subject for one in coach.plan.verdicts)
    voiced: list[Sequence[Opportunity]] = []
    for case, due in zip(cases, opportunities, strict=True):
        here = judged(case, findings(case, due), subjects)
        part.judged += here
        voiced.append(corrected(case, said, coach.opportunities) if here else due)
    part.people = count(chain.from_iterable(voiced))


def _take_case(
    part: Part, case: Case, opportunities: Sequence[Opportunity], *, owned: AttributedOrders, keep: Keep
) -> None:
    shown = findings(case, opportunities)
    keep(case, opportunities, shown)
    for found in shown:
        part.finding_counts[found.opportunity.agent, found.opportunity.rule] += 1
        _show(part, found)
    speech = languages.get(case.sessions[0].labelled.language)
    part.highlights.add(highlights(case, opportunities, language=speech))
    part.load.take(case, owned.by_person.get(case.person, ()))
    ordered_after = {one.session for one in owned.by_person.get(case.person, ())}
    part.practices.take(case, opportunities, ordered_after=ordered_after)
    for linked in case.sessions:
        part.asked += asked(linked, followed_by_order=linked.session.id in ordered_after, customer=case.customer)
        part.languages[linked.labelled.language] += 1
    session = case.sessions[0].session
    part.presets[session.platform] = case.preset
    part.shops.add(session.shop)
    part.masked_people += is_masked(session.customer)
    part.orders += len(case.orders)
    part.excluded_orders += sum(bool(order.excluded) for order in case.orders)
    times = [message.sent_at for one in case.sessions for message in one.session.messages if message.sent_at]
    part.first_at = min([*filter(None, (part.first_at,)), *times], default=None)
    part.last_at = max([*filter(None, (part.last_at,)), *times], default=None)


def worth_showing(group: Sequence[Finding]) -> Sequence[Finding]:
    """Those of the findings kept of one rule and agent that a report shows: the first ones, and more of chains."""
    chained = sum(finding.chain is not None for finding in group)
    return group[: max(SHOWN_PER_RULE, min(chained, SHOWN_OF_CHAINS))]


def _show(part: Part, found: Finding) -> None:
    """Keep the finding if it is among the first of its rule and agent, those of chains before the others."""
    group = part.shown.setdefault((found.opportunity.agent, found.opportunity.rule), [])
    if len(group) >= KEPT_PER_RULE and _order(found) > _order(group[-1]):
        return
    insort(group, found, key=_order)
    del group[KEPT_PER_RULE:]


def _order(found: Finding) -> tuple[bool, datetime, str]:
    return found.chain is None, found.opportunity.at or datetime.max, found.id
