"""Findings, scorecards and the whole analysis of a shop."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Select, case, func, select

from coach.coaching.precision import hinted
from coach.errors import NotFound
from coach.findings import Factor, Finding, OpportunityOutcome, RuleCount, Scorecard
from coach.packing import unpacked
from coach.result import Analysis
from coach.rubrics import Rubric, load_rubric
from coach.rules.own import read_own_rules
from coach.rules.own_check import as_rules
from coach.rules.rule import Rule
from coach.scorecard import TEAM, scorecards
from coach.store.chats import between, of_run
from coach.store.corpus_rows import CORPUS
from coach.store.count_rows import MODELS, PEOPLE
from coach.store.paging import Order, page
from coach.store.result_tables import counts, findings, runs, summaries
from coach.store.shops import shop_settings
from coach.store.values import Page, Paging, Run, ScorecardPair

if TYPE_CHECKING:
    from coach.store.store import Store

_FINDINGS = Order(
    columns={name: findings.c[name] for name in ("at", "rule", "agent")}, key=findings.c.id, default="-at"
)
Counts = dict[tuple[str, str], RuleCount]


class Results:
    """What follows from the labels, as the run that a shop shows has it."""

    def __init__(self, store: "Store") -> None:
        self.store = store
        self.database = store.database

    def findings(
        self,
        shop: str,
        paging: Paging,
        *,
        agent: str | None = None,
        rule: str | None = None,
        factor: Factor | None = None,
        outcome: OpportunityOutcome | None = None,
        person: str | None = None,
        since: date | None = None,
        until: date | None = None,
        run: str | None = None,
    ) -> Page[Finding]:
        """The findings that these words choose, the latest first."""
        wanted = {"agent": agent, "rule": rule, "factor": factor, "outcome": outcome, "person": person}
        chosen = of_run(select(findings), findings, shop, run)
        for name, value in wanted.items():
            if value is not None:
                chosen = chosen.where(findings.c[name] == value)
        with self.database.reading() as connection:
            rows, following = page(connection, between(chosen, findings.c.at, since, until), paging, _FINDINGS)
        return Page(tuple(unpacked(row.body, Finding) for row in rows), following)

    def every_finding(self, shop: str) -> Iterator[Finding]:
        """All findings one after the other, for the reports."""
        cursor: str | None = None
        while True:
            found = self.findings(shop, Paging(limit=500, cursor=cursor, sort="at"))
            yield from found.items
            cursor = found.next
            if cursor is None:
                return

    def finding(self, shop: str, finding_id: str) -> Finding:
        """One finding; NotFound when the shop has no such one."""
        chosen = of_run(select(findings.c.body), findings, shop, None).where(findings.c.id == finding_id)
        with self.database.reading() as connection:
            body = connection.execute(chosen).scalar()
        if body is None:
            raise NotFound("this shop has no such finding; list its findings to see their ids")
        return unpacked(body, Finding)

    def analysis(self, shop: str, *, run: str | None = None) -> Analysis | None:
        """Everything a report needs; None before the first import is done."""
        chosen = of_run(select(summaries.c.body), summaries, shop, run)
        with self.database.reading() as connection:
            body = connection.execute(chosen).scalar()
        return unpacked(body, Analysis) if body else None

    def runs(self, shop: str) -> tuple[Run, ...]:
        """All runs of a shop, the newest first."""
        chosen = select(runs).where(runs.c.shop == shop).order_by(runs.c.created_at.desc(), runs.c.id)
        with self.database.reading() as connection:
            return tuple(Run(**row._mapping) for row in connection.execute(chosen))

    def seen(self, shop: str) -> tuple[date, date] | None:
        """The first and the last day on which a session began."""
        chosen = of_run(select(func.min(counts.c.day), func.max(counts.c.day)), counts, shop, None)
        with self.database.reading() as connection:
            first, last = connection.execute(chosen).one()
        return (first, last) if first and last else None

    def scorecards(
        self, shop: str, *, since: date | None = None, until: date | None = None, agent: str | None = None
    ) -> tuple[ScorecardPair, ...]:
        """The team's and each agent's card of the sessions begun in these days, or only the card of `agent`."""
        settings = shop_settings(self.store.shops.get(shop), self.store.settings)
        own = as_rules(read_own_rules([Path(name) for name in settings.rules.own]))
        hints = self.store.verdicts.hints(shop, least=settings.rules.least_precision)
        rubric = hinted(load_rubric(own=own), hints)
        with self.database.reading() as connection:
            automatic = _cards(_counts(connection, _chosen(shop, since, until, people=False)), rubric, own)
            told = _has_people(connection, shop, since, until)
            trainers = (
                _cards(_counts(connection, _chosen(shop, since, until, people=True)), rubric, own) if told else {}
            )
        return tuple(
            ScorecardPair(name, since, until, card, trainers.get(name))
            for name, card in automatic.items()
            if agent in (None, name)
        )

    def trend(self, shop: str, agent: str, *, weeks: int = 8) -> tuple[ScorecardPair, ...]:
        """An agent's card week by week (Monday to Sunday) up to the last day seen, the oldest first."""
        days = self.seen(shop)
        if days is None:
            return ()
        monday = days[1] - timedelta(days=days[1].weekday())
        starts = [monday - timedelta(weeks=back) for back in reversed(range(weeks))]
        found = (self.scorecards(shop, since=day, until=day + timedelta(days=6), agent=agent) for day in starts)
        return tuple(card for cards in found for card in cards)


def cards_since(connection: Connection, shop: str, run: str, *, day: date, own: Sequence[Rule]) -> dict[str, Scorecard]:
    """By agent the models' card of a run, of the sessions begun from that day on."""
    mine = of_run(select(counts), counts, shop, run).where(counts.c.voice == MODELS, counts.c.day >= day)
    return _cards(_counts(connection, mine), load_rubric(own=own), own)


def _chosen(shop: str, since: date | None, until: date | None, *, people: bool) -> Select[Any]:
    """The counts of the models, or those of people where a person has judged the customer's conversation.

    What corpus rules find is counted together: by people as soon as they have judged any of it.
    """
    told = of_run(select(counts.c.person), counts, shop, None).where(counts.c.voice == PEOPLE).correlate(None)
    across = told.where(counts.c.bucket == CORPUS).exists()
    unheard = case(
        (counts.c.bucket == CORPUS, ~across), else_=counts.c.person.not_in(told.where(counts.c.bucket != CORPUS))
    )
    voice = (counts.c.voice == PEOPLE) | unheard if people else counts.c.voice == MODELS
    chosen = of_run(select(counts), counts, shop, None).where(voice)
    chosen = chosen.where(counts.c.day >= since) if since else chosen
    return chosen.where(counts.c.day <= until) if until else chosen


def _has_people(connection: Connection, shop: str, since: date | None, until: date | None) -> bool:
    chosen = _chosen(shop, since, until, people=True).where(counts.c.voice == PEOPLE).limit(1)
    return connection.execute(chosen).first() is not None


def _counts(connection: Connection, chosen: Select[Any]) -> Counts:
    """The counts by agent and rule, with the sums over sessions that intervals need."""
    one = chosen.subquery()
    n = one.c.hits + one.c.clears + one.c.credits
    sums = (
        *(func.sum(one.c[name]) for name in ("hits", "clears", "credits", "exempt", "unknown")),
        func.count(func.nullif(n, 0)),
        func.sum(one.c.hits * one.c.hits),
        func.sum(n * n),
        func.sum(one.c.hits * n),
    )
    rows = connection.execute(select(one.c.agent, one.c.rule, *sums).group_by(one.c.agent, one.c.rule))
    return {(row[0], row[1]): RuleCount(*map(int, row[2:])) for row in rows}


def _cards(found: Counts, rubric: Rubric, own: Sequence[Rule]) -> dict[str, Scorecard]:
    """The cards by agent, the team's first."""
    cards: Sequence[Scorecard] = scorecards(found, rubric, own=own) if found else ()
    return {card.agent: card for card in sorted(cards, key=lambda card: (card.agent != TEAM, card.agent))}
