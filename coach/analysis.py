"""An analysis: from files to the one result that reports, the store and the API take."""

import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import partial
from pathlib import Path

import msgspec
from msgspec import Struct

from coach import engine
from coach.classifiers import load_classifier
from coach.faq import mine
from coach.findings import FaqCandidate, Finding, Order, Preset, Scorecard
from coach.highlights import Highlight
from coach.merge import clock, wall_clock
from coach.metrics.summary import AgentMetrics, summarise
from coach.parts import Part, join, judge, ready
from coach.pipeline import Coach, Plan
from coach.readers import Notice, ReadLog, ReadOptions, Skipped, read
from coach.rubrics import Rubric
from coach.scorecard import TEAM, scorecards
from coach.settings import Settings
from coach.transcript import Conversation

Progress = Callable[[str, int, int | None], None]
"""`progress(stage, done, of)`: stages are "read" (messages, of unknown) and "judge" (partitions)."""

LARGE_BYTES = 3_000_000
"""Size of chat files from which there is more than one partition of work, roughly."""

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
) -> Analysis:
    """Read, judge and add up; all findings go to `findings_file`, one a line.

    Memory is bounded by the partition, but for the requests, which FAQ mining needs together (a few hundred bytes
    each). The result does not depend on `jobs`.
    """
    tell = progress or _silent
    with tempfile.TemporaryDirectory(prefix="coach-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        spool = engine.Spool(folder / "spool.sqlite")
        if _is_large(paths):
            engine.warm(ready, jobs=jobs)
        latest = _Latest(zone=plan.settings.read.zone, orders=orders)
        spool.fill(latest.watch(_counted_messages(read(paths, options=options, log=log), tell)), orders)
        plan = msgspec.structs.replace(plan, seen_until=latest.at)
        partitions = spool.partitions()
        parts = engine.run(partitions, partial(judge, plan=plan, folder=folder), jobs=jobs)
        whole = join(_counted_parts(parts, tell, of=len(partitions)))
        with findings_file.open("wb") as target:
            for part in sorted(folder.glob("*.jsonl")):
                with part.open("rb") as source:
                    shutil.copyfileobj(source, target)
    return _analysis(whole, spool=spool, plan=plan, log=log, rubric=rubric, item_titles=item_titles or {})


def _is_large(paths: Sequence[Path]) -> bool:
    """Whether the files are large enough for more than one partition, so that workers will be needed."""
    files = (file for path in paths for file in (path.rglob("*") if path.is_dir() else (path,)) if file.is_file())
    return sum(file.stat().st_size for file in files) > LARGE_BYTES


def _silent(stage: str, done: int, of: int | None) -> None:
    """Progress that nobody watches."""


class _Latest:
    """Watches conversations and orders go by for the latest time in them, on the shop's wall clock."""

    def __init__(self, *, zone: str, orders: Sequence[Order]) -> None:
        self.clock = clock(zone)
        moments = [moment for order in orders for moment in (order.created_at, order.paid_at) if moment]
        self.at = max(moments, default=None)

    def watch(self, conversations: Iterable[Conversation]) -> Iterator[Conversation]:
        for conversation in conversations:
            times = [message.sent_at for message in conversation.messages if message.sent_at]
            if times:
                latest = max(wall_clock(at, self.clock) for at in times)
                self.at = max(self.at, latest) if self.at else latest
            yield conversation


def _counted_messages(conversations: Iterable[Conversation], progress: Progress) -> Iterator[Conversation]:
    done = 0
    for conversation in conversations:
        done += len(conversation.messages)
        progress("read", done, None)
        yield conversation


def _counted_parts(parts: Iterable[Part], progress: Progress, *, of: int) -> Iterator[Part]:
    progress("judge", 0, of)
    for done, part in enumerate(parts, start=1):
        progress("judge", done, of)
        yield part


def _analysis(
    whole: Part, *, spool: engine.Spool, plan: Plan, log: ReadLog, rubric: Rubric, item_titles: Mapping[str, str]
) -> Analysis:
    summary = summarise(whole.tally)
    shown = Coach(plan).shown
    cards = {card.agent: card for card in scorecards(whole.rules, rubric)}
    asked = sum(rate.hits for rate in summary.shop.question_types.values())
    return Analysis(
        conversations=spool.conversations,
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
        faq=mine(whole.asked, settings=plan.settings.faq),
        orders=whole.orders,
        unmatched_orders=len(spool.unmatched),
        presets=dict(sorted(whole.presets.items())),
        settings=plan.settings,
        models=tuple(_models(whole.languages)),
        skipped=tuple(msgspec.structs.replace(one, reason=shown(one.reason)) for one in log.skipped),
        skipped_count=sum(log.counts.values()),
        notices=tuple(msgspec.structs.replace(one, text=shown(one.text)) for one in log.notices),
        shops=tuple(sorted(filter(None, whole.shops))),
        item_titles=dict(item_titles),
        unmatched_examples=tuple(spool.unmatched[:UNMATCHED_SHOWN]),
    )


def _type_shares(shop: AgentMetrics) -> tuple[TypeShare, ...]:
    shares = [TypeShare(name, rate.hits, rate.value or 0.0) for name, rate in shop.question_types.items()]
    return tuple(sorted(shares, key=lambda share: (-share.n, share.type)))


def _agent(metrics: AgentMetrics, cards: Mapping[str, Scorecard], whole: Part) -> AgentAnalysis:
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
    for code in sorted(codes):
        classifier = load_classifier(code)
        for manifest in (classifier.questions.manifest, classifier.stances.manifest):
            yield ModelUsed(code, manifest.task, manifest.trained_at, manifest.sha256)
