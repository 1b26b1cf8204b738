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
from coach.faq import Asked, asked
from coach.findings import Case, Finding, Opportunity, Preset, RuleCount
from coach.highlights import Highlights, highlights
from coach.merge import is_masked
from coach.metrics.attributed import AttributedOrders
from coach.metrics.counts import Tally
from coach.metrics.counts import merge as merge_tallies
from coach.metrics.tally import tally
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

Keep = Callable[[Case, Sequence[Opportunity], Sequence[Finding]], object]
"""Takes a case, its opportunities and its findings, to be kept beside the part."""


class Part(Struct):
    """The contribution of some customers: everything in it is a sum, a union, or the best few.

    `shown` and `finding_counts` are by agent and rule.
    """

    tally: Tally = Tally()
    rules: dict[tuple[str, str], RuleCount] = {}
    asked: list[Asked] = []
    shown: dict[tuple[str, str], list[Finding]] = {}
    finding_counts: Counter[tuple[str, str]] = msgspec.field(default_factory=Counter)
    highlights: Highlights = msgspec.field(default_factory=Highlights)
    languages: Counter[str] = msgspec.field(default_factory=Counter)
    presets: dict[str, Preset] = {}
    shops: set[str] = set()
    masked_people: int = 0
    orders: int = 0
    first_at: datetime | None = None
    last_at: datetime | None = None


def warm_up(language: str) -> None:
    """Load what judging in a language needs; with "auto" in every language."""
    for code in languages.codes() if language == AUTO else (language,):
        languages.get(code).tokens(" ")
        load_classifier(code).classify([[Utterance("customer", "?"), Utterance("agent", ".")]])


def judge(partition: engine.Partition, *, plan: Plan, folder: Path) -> Part:
    """The part of one partition; all its findings are written to `folder`, one a line."""
    with engine.without_collecting(), (folder / f"{partition.index:06}.jsonl").open("wb") as file:
        coach = Coach(plan)
        cases = coach.cases(*engine.load(partition))
        return judge_cases(
            cases,
            coach=coach,
            keep=lambda _, __, found: file.writelines(msgspec.json.encode(one) + b"\n" for one in found),
        )


def judge_cases(cases: Sequence[Case], *, coach: Coach, keep: Keep) -> Part:
    """The part of some cases; each case, with what was found in it, is handed to `keep`."""
    owned = attribute_cases(cases)
    presale = frozenset(kind.name for kind in question_types() if kind.stage == "presale")
    opportunities = [coach.opportunities(case) for case in cases]
    part = Part(tally=tally(cases, orders=owned, presale=presale), rules=count(chain.from_iterable(opportunities)))
    for case, found in zip(cases, opportunities, strict=True):
        _take_case(part, case, found, owned=owned, keep=keep)
    return part


def join(parts: Iterable[Part]) -> Part:
    """The sum of all parts."""
    whole = Part()
    for part in parts:
        whole.tally = merge_tallies(whole.tally, part.tally)
        whole.rules = merge_counts(whole.rules, part.rules)
        whole.asked += part.asked
        for found in (finding for group in part.shown.values() for finding in group):
            _show(whole, found)
        whole.finding_counts += part.finding_counts
        whole.highlights.add(part.highlights)
        whole.languages += part.languages
        whole.presets |= part.presets
        whole.shops |= part.shops
        whole.masked_people += part.masked_people
        whole.orders += part.orders
        whole.first_at = min(filter(None, (whole.first_at, part.first_at)), default=None)
        whole.last_at = max(filter(None, (whole.last_at, part.last_at)), default=None)
    return whole


def across(whole: Part, *, rules: Sequence[Rule], keep: Callable[[Finding], object]) -> Part:
    """What corpus rules add to the sum of all parts, since they compare all requests; findings are handed to `keep`."""
    opportunities = [one for rule in rules if rule.compare for one in rule.compare(whole.asked)]
    part = Part(rules=count(opportunities))
    for found in corpus_findings(whole.asked, opportunities):
        keep(found)
        part.finding_counts[found.opportunity.agent, found.opportunity.rule] += 1
        _show(part, found)
    return part


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
    ordered_after = {one.session for one in owned.by_person.get(case.person, ())}
    for linked in case.sessions:
        part.asked += asked(linked, followed_by_order=linked.session.id in ordered_after, customer=case.customer)
        part.languages[linked.labelled.language] += 1
    session = case.sessions[0].session
    part.presets[session.platform] = case.preset
    part.shops.add(session.shop)
    part.masked_people += is_masked(session.customer)
    part.orders += len(case.orders)
    times = [at for one in case.sessions for at in (message.sent_at for message in one.session.messages) if at]
    part.first_at = min([*filter(None, (part.first_at,)), *times], default=None)
    part.last_at = max([*filter(None, (part.last_at,)), *times], default=None)


def _show(part: Part, found: Finding) -> None:
    """Keep the finding if it is among the first of its rule and agent, those of chains before the others."""
    group = part.shown.setdefault((found.opportunity.agent, found.opportunity.rule), [])
    most = SHOWN_PER_RULE if found.chain is None else SHOWN_OF_CHAINS
    if len(group) >= most and _order(found) > _order(group[-1]):
        return
    insort(group, found, key=_order)
    chained = sum(finding.chain is not None for finding in group)
    del group[max(SHOWN_PER_RULE, min(chained, SHOWN_OF_CHAINS)) :]


def _order(found: Finding) -> tuple[bool, datetime, str]:
    return found.chain is None, found.opportunity.at or datetime.max, found.id
