"""An analysis: from files to the one result that reports, the store and the API take."""

import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
from msgspec import Struct

from coach import engine
from coach.findings import FaqCandidate, Finding, Order, Preset, Scorecard
from coach.gathering import Progress, gather, silent
from coach.highlights import Highlight
from coach.metrics.summary import AgentMetrics, summarise
from coach.pipeline import Coach, Plan
from coach.readers import Notice, ReadLog, ReadOptions, Skipped
from coach.rubrics import Rubric
from coach.rules.own import OwnRule
from coach.rules.own_check import as_rules
from coach.scorecard import TEAM, scorecards
from coach.settings import Settings

if TYPE_CHECKING:
    from coach.parts import Part

UNMATCHED_SHOWN = 5
"""How many orders without a matching customer the result names."""


class AgentAnalysis(Struct, frozen=True):
    """One agent: numbers, scorecard, the findings worth showing, best and worst exchange.

    `findings` is a choice (all of them are in findings.jsonl); `finding_counts` counts all hits and credits by rule.
    """

    agent: str
    metrics: AgentMetrics
    card: Scorecard
    findings: tuple[Finding, ...]
    finding_counts: dict[str, int]
    best: Highlight | None
    worst: Highlight | None


class TypeShare(Struct, frozen=True):
    """How often a question type was asked: requests of it, and its part of all requests."""

    type: str
    n: int
    share: float


class ModelUsed(Struct, frozen=True):
    """A model that labelled part of the chats: for whom, when it was trained, and the checksum of its bytes."""

    language: str
    task: str
    trained: str
    sha256: str


class Analysis(Struct, frozen=True):
    """Everything a report needs: totals, the shop, the agents, what was asked, and how it was computed.

    `presets` maps each platform met to the preset it was judged under; `unmatched_orders` could not be joined to a
    customer who wrote; `masked_people` were counted per session, since their names are blotted out.
    """

    conversations: int
    sessions: int
    exchanges: int
    requests: int
    messages: int
    masked_people: int
    first_at: datetime | None
    last_at: datetime | None
    languages: dict[str, int]
    question_types: tuple[TypeShare, ...]
    shop: AgentMetrics
    team: Scorecard
    agents: tuple[AgentAnalysis, ...]
    faq: tuple[FaqCandidate, ...]
    orders: int
    unmatched_orders: int
    presets: dict[str, Preset]
    settings: Settings
    models: tuple[ModelUsed, ...]
    skipped: tuple[Skipped, ...]
    skipped_count: int
    notices: tuple[Notice, ...]
    shops: tuple[str, ...] = ()
    item_titles: dict[str, str] = {}
    unmatched_examples: tuple[Order, ...] = ()
    own_rules: tuple[OwnRule, ...] = ()


def analyse(
    paths: Sequence[Path],
    *,
    plan: Plan,
    options: ReadOptions,
    log: ReadLog,
    findings_file: Path,
    rubric: Rubric,
    orders: Sequence[Order] = (),
    item_titles: Mapping[str, str] | None = None,
    jobs: int | None = None,
    progress: Progress | None = None,
    meanwhile: Callable[[], object] = lambda: None,
) -> Analysis:
    """Read, judge and add up; all findings go to `findings_file`, one a line.

    `meanwhile` is called where this process would only wait for a worker: to get ready for what comes next.

    Memory is bounded by the partition, but for the requests, which FAQ mining needs together (a few hundred bytes
    each). The result does not depend on `jobs`.
    """
    tell = progress or silent
    with tempfile.TemporaryDirectory(prefix="coach-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        gathered = gather(
            paths, plan=plan, options=options, log=log, orders=orders, folder=folder, jobs=jobs, progress=tell
        )
        whole = _judged(gathered.partitions, plan=gathered.plan, folder=folder, jobs=jobs, progress=tell)
        with findings_file.open("wb") as target:
            for part in sorted(folder.glob("*.jsonl")):
                with part.open("rb") as source:
                    shutil.copyfileobj(source, target)
    with findings_file.open("ab") as target:
        return add_up(
            whole,
            conversations=gathered.spool.conversations,
            unmatched=gathered.spool.unmatched,
            plan=gathered.plan,
            log=log,
            rubric=rubric,
            item_titles=item_titles or {},
            faq=_mined(whole, settings=plan.settings, jobs=jobs, meanwhile=meanwhile)
            if len(gathered.partitions) > 1
            else _mined(whole, settings=plan.settings, jobs=1),
            keep=lambda found: target.write(msgspec.json.encode(found) + b"\n"),
        )


def _judged(
    partitions: Sequence[engine.Partition], *, plan: Plan, folder: Path, jobs: int | None, progress: Progress
) -> "Part":
    """The sum over all partitions; what judging imports takes seconds, so it comes after the workers have begun."""
    from coach.parts import join, judge

    parts = engine.run(partitions, partial(judge, plan=plan, folder=folder), jobs=jobs)
    return join(_counted_parts(parts, progress, of=len(partitions)))


def _counted_parts(parts: Iterable["Part"], progress: Progress, *, of: int) -> Iterator["Part"]:
    progress("judge", 0, of)
    for done, part in enumerate(parts, start=1):
        progress("judge", done, of)
        yield part


def _mined(
    whole: "Part", *, settings: Settings, jobs: int | None, meanwhile: Callable[[], object] = lambda: None
) -> Callable[[], tuple[FaqCandidate, ...]]:
    """The FAQ candidates, mined by a worker, who has the word lists, while this process adds up and gets ready."""
    from coach.faq import mine

    search = partial(mine, whole.asked, settings=settings.faq, vectors=settings.vectors.encoder)
    found = engine.aside(search, jobs=jobs)

    def wait() -> tuple[FaqCandidate, ...]:
        meanwhile()
        return found()

    return wait


def add_up(
    whole: "Part",
    *,
    conversations: int,
    unmatched: Sequence[Order],
    plan: Plan,
    log: ReadLog,
    rubric: Rubric,
    item_titles: Mapping[str, str],
    faq: Callable[[], tuple[FaqCandidate, ...]],
    keep: Callable[[Finding], object] | None = None,
) -> Analysis:
    """The analysis of what was read (`conversations` of it, `unmatched` orders), from the sum of all its parts.

    `keep` takes the findings that show only in the sum: those of corpus rules.
    """
    from coach.parts import across, join

    coach = Coach(plan)
    whole = join((whole, across(whole, rules=coach.rules, keep=keep or (lambda _: None))))
    summary = summarise(whole.tally)
    shown = coach.shown
    cards = {card.agent: card for card in scorecards(whole.rules, rubric, own=as_rules(plan.own_rules))}
    asked = sum(rate.hits for rate in summary.shop.question_types.values())
    return Analysis(
        conversations=conversations,
        sessions=summary.shop.sessions,
        exchanges=summary.shop.exchanges,
        requests=asked,
        messages=summary.shop.messages,
        masked_people=whole.masked_people,
        first_at=whole.first_at,
        last_at=whole.last_at,
        languages=dict(sorted(whole.languages.items())),
        question_types=_type_shares(summary.shop),
        shop=summary.shop,
        team=cards.get(TEAM) or Scorecard(TEAM, (), None, None, 0),
        agents=tuple(_agent(metrics, cards, whole) for metrics in summary.agents),
        faq=faq(),
        orders=whole.orders,
        unmatched_orders=len(unmatched),
        presets=dict(sorted(whole.presets.items())),
        settings=plan.settings,
        models=tuple(_models(whole.languages)),
        skipped=tuple(msgspec.structs.replace(one, reason=shown(one.reason)) for one in log.skipped),
        skipped_count=sum(log.counts.values()),
        notices=tuple(msgspec.structs.replace(one, text=shown(one.text)) for one in log.notices),
        shops=tuple(sorted(filter(None, whole.shops))),
        item_titles=dict(item_titles),
        unmatched_examples=tuple(unmatched[:UNMATCHED_SHOWN]),
        own_rules=plan.own_rules,
    )


def _type_shares(shop: AgentMetrics) -> tuple[TypeShare, ...]:
    shares = [TypeShare(name, rate.hits, rate.value or 0.0) for name, rate in shop.question_types.items()]
    return tuple(sorted(shares, key=lambda share: (-share.n, share.type)))


def _agent(metrics: AgentMetrics, cards: Mapping[str, Scorecard], whole: "Part") -> AgentAnalysis:
    name = metrics.agent or TEAM
    shown = [found for (agent, _), group in sorted(whole.shown.items()) if agent == name for found in group]
    return AgentAnalysis(
        agent=name,
        metrics=metrics,
        card=cards.get(name) or Scorecard(name, (), None, None, 0),
        findings=tuple(shown),
        finding_counts={rule: n for (agent, rule), n in sorted(whole.finding_counts.items()) if agent == name},
        best=whole.highlights.best.get(name),
        worst=whole.highlights.worst.get(name),
    )


def _models(codes: Iterable[str]) -> Iterator[ModelUsed]:
    from coach.classifiers import load_classifier

    for code in sorted(codes):
        classifier = load_classifier(code)
        for manifest in (classifier.questions.manifest, classifier.stances.manifest):
            yield ModelUsed(code, manifest.task, manifest.trained_at, manifest.sha256)
