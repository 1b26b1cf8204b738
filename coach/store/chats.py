"""Conversations and exchanges with their labels, as the run that a shop shows has them."""

import json
from datetime import date, datetime, time, timedelta
from typing import Any

from msgspec.structs import replace
from sqlalchemy import ColumnElement, Connection, Select, String, Table, cast, exists, select

from coach.errors import NotFound
from coach.findings import Case, Finding
from coach.packing import unpacked
from coach.store.database import Database
from coach.store.judgement_tables import disputes, verdicts
from coach.store.paging import Order, page
from coach.store.result_tables import conversations, exchanges, findings
from coach.store.tables import shops
from coach.store.values import ConversationDetail, ConversationRow, ExchangeRow, Page, Paging
from coach.store.verdict_rows import dispute_value, verdict_value

_CONVERSATIONS = Order(
    columns={name: conversations.c[name] for name in ("last_at", "first_at", "messages", "findings", "customer")},
    key=conversations.c.person,
    default="-last_at",
)
_EXCHANGES = Order(
    columns={name: exchanges.c[name] for name in ("at", "doubt", "priority")}, key=exchanges.c.id, default="-at"
)
_JUDGED = exists().where(verdicts.c.shop == exchanges.c.shop, verdicts.c.exchange == exchanges.c.id)


class Chats:
    """What was said and how it is labelled; with `agent`, only what that agent took part in."""

    def __init__(self, database: Database) -> None:
        self.database = database

    def conversations(
        self,
        shop: str,
        paging: Paging,
        *,
        agent: str | None = None,
        platform: str | None = None,
        customer: str | None = None,
        since: date | None = None,
        until: date | None = None,
        run: str | None = None,
    ) -> Page[ConversationRow]:
        """The conversations that say something from `since` to `until` (both included), the latest first."""
        chosen = of_run(select(conversations), conversations, shop, run)
        if platform:
            chosen = chosen.where(conversations.c.platform == platform)
        if customer:
            chosen = chosen.where(conversations.c.customer.contains(customer, autoescape=True))
        if agent is not None:
            chosen = chosen.where(_wrote(agent))
        if since:
            chosen = chosen.where(conversations.c.last_at >= _begin(since))
        if until:
            chosen = chosen.where(conversations.c.first_at < _end(until))
        with self.database.reading() as connection:
            rows, following = page(connection, chosen, paging, _CONVERSATIONS)
        return Page(tuple(map(conversation_value, rows)), following)

    def conversation(
        self, shop: str, person: str, *, agent: str | None = None, run: str | None = None
    ) -> ConversationDetail:
        """One conversation with all that is known of it; NotFound unless the shop has it (and the agent wrote in it).

        For an agent, findings on others are left out.
        """
        chosen = of_run(select(conversations), conversations, shop, run).where(conversations.c.person == person)
        if agent is not None:
            chosen = chosen.where(_wrote(agent))
        with self.database.reading() as connection:
            row = connection.execute(chosen).first()
            if row is None:
                raise NotFound("this shop has no such conversation; list its conversations to see their ids")
            return ConversationDetail(
                case=unpacked(row.body, Case),
                findings=_findings(connection, shop, row.run, person, agent),
                exchanges=_exchanges(connection, shop, row.run, person),
                verdicts=tuple(map(verdict_value, connection.execute(_about(verdicts, shop, row.who)))),
                disputes=tuple(map(dispute_value, connection.execute(_about(disputes, shop, row.who)))),
            )

    def exchanges(
        self,
        shop: str,
        paging: Paging,
        *,
        agent: str | None = None,
        question_type: str | None = None,
        stance: str | None = None,
        unsure: bool | None = None,
        person: str | None = None,
        since: date | None = None,
        until: date | None = None,
        run: str | None = None,
    ) -> Page[ExchangeRow]:
        """The exchanges that these words choose, the latest first."""
        wanted = {"agent": agent, "question_type": question_type, "stance": stance, "unsure": unsure, "person": person}
        chosen = of_run(select(exchanges, _JUDGED.label("judged")), exchanges, shop, run)
        for name, value in wanted.items():
            if value is not None:
                chosen = chosen.where(exchanges.c[name] == value)
        return self._exchange_page(between(chosen, exchanges.c.at, since, until), paging)

    def exchange(self, shop: str, exchange_id: str, *, run: str | None = None) -> ExchangeRow:
        """One exchange; NotFound when the shop has no such one."""
        chosen = of_run(select(exchanges, _JUDGED.label("judged")), exchanges, shop, run)
        with self.database.reading() as connection:
            row = connection.execute(chosen.where(exchanges.c.id == exchange_id)).first()
        if row is None:
            raise NotFound("this shop has no such exchange; list its exchanges to see their ids")
        return exchange_value(row)

    def queue(self, shop: str, paging: Paging, *, agent: str | None = None) -> Page[ExchangeRow]:
        """What a trainer should look at and nobody has judged yet, the most important first."""
        chosen = of_run(select(exchanges, _JUDGED.label("judged")), exchanges, shop, None)
        chosen = chosen.where(exchanges.c.priority > 0, ~_JUDGED)
        if agent is not None:
            chosen = chosen.where(exchanges.c.agent == agent)
        return self._exchange_page(chosen, Paging(paging.limit, paging.cursor, paging.sort or "-priority"))

    def _exchange_page(self, chosen: Select[Any], paging: Paging) -> Page[ExchangeRow]:
        with self.database.reading() as connection:
            rows, following = page(connection, chosen, paging, _EXCHANGES)
        return Page(tuple(map(exchange_value, rows)), following)


def of_run(chosen: Select[Any], table: Table, shop: str, run: str | None) -> Select[Any]:
    """The rows of a run, by default of the one that the shop shows."""
    shown = select(shops.c.run).where(shops.c.id == shop).scalar_subquery()
    return chosen.where(table.c.shop == shop, table.c.run == (shown if run is None else run))


def between(
    chosen: Select[Any], at: ColumnElement[datetime | None], since: date | None, until: date | None
) -> Select[Any]:
    """The rows from one day to another, both included."""
    chosen = chosen.where(at >= _begin(since)) if since else chosen
    return chosen.where(at < _end(until)) if until else chosen


def exchange_value(row: Any) -> ExchangeRow:  # noqa: ANN401 - a row
    """The exchange in a row that has the column judged."""
    return replace(unpacked(row.body, ExchangeRow), judged=bool(row.judged))


def _wrote(agent: str) -> ColumnElement[bool]:
    """Whether the agent is among those of the conversation: a list in JSON, whose strings are quoted alike."""
    return cast(conversations.c.agents, String).contains(json.dumps(agent), autoescape=True)


def _findings(connection: Connection, shop: str, run: str, person: str, agent: str | None) -> tuple[Finding, ...]:
    chosen = of_run(select(findings.c.body), findings, shop, run).where(findings.c.person == person)
    chosen = chosen.where(findings.c.agent == agent) if agent is not None else chosen
    bodies = connection.execute(chosen.order_by(findings.c.at, findings.c.id)).scalars()
    return tuple(unpacked(body, Finding) for body in bodies)


def _exchanges(connection: Connection, shop: str, run: str, person: str) -> tuple[ExchangeRow, ...]:
    chosen = of_run(select(exchanges, _JUDGED.label("judged")), exchanges, shop, run)
    rows = connection.execute(chosen.where(exchanges.c.person == person).order_by(exchanges.c.at, exchanges.c.id))
    return tuple(map(exchange_value, rows))


def _about(table: Table, shop: str, who: str) -> Select[Any]:
    return select(table).where(table.c.shop == shop, table.c.who == who).order_by(table.c.at, table.c.id)


def _begin(day: date) -> datetime:
    return datetime.combine(day, time())


def _end(day: date) -> datetime:
    return datetime.combine(day, time()) + timedelta(days=1)


def conversation_value(row: Any) -> ConversationRow:  # noqa: ANN401 - a row
    """The conversation in a row."""
    fields = {name: row._mapping[name] for name in ConversationRow.__struct_fields__}
    return ConversationRow(**fields | {"agents": tuple(row.agents)})
