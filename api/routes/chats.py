"""Conversations, exchanges and findings of the shop's current run."""

from typing import Annotated, Any

from fastapi import APIRouter, Path

from api import showing
from api.deps import Asking, Paged, Stored
from api.guarding import Guarded, allowed
from api.routes.language import AdviceIn
from api.schemas.chats import ConversationAnswer, ConversationLine, ExchangeLine, FindingLine
from api.schemas.failure import failures
from api.schemas.fields import Day, Key, Listed, Name, Word
from coach.findings import Factor, OpportunityOutcome
from coach.labels import Stance
from coach.reports.tables import flat_finding
from coach.store.values import ConversationRow, ExchangeRow, Page

router = APIRouter(prefix="/v1", route_class=Guarded, tags=["results"])
_MISSING = failures({404: "There is no such conversation, or it is not yours to see."})


@router.get("/conversations", operation_id="listConversations", response_model=Listed[ConversationLine])
@allowed("results")
def list_conversations(
    caller: Asking,
    store: Stored,
    paging: Paged,
    agent: Name | None = None,
    platform: Word | None = None,
    customer: Name | None = None,
    since: Day | None = None,
    until: Day | None = None,
) -> Page[ConversationRow]:
    """Conversations, by customer; `customer` is part of the name; sort by last_at, first_at, messages, findings."""
    whose = agent if caller.only is None else caller.only
    return store.chats.conversations(
        caller.shop, paging, agent=whose, platform=platform, customer=customer, since=since, until=until
    )


@router.get(
    "/conversations/{person}", operation_id="getConversation", response_model=ConversationAnswer, responses=_MISSING
)
@allowed("results")
def get_conversation(person: Annotated[Key, Path()], caller: Asking, store: Stored, texts: AdviceIn) -> dict[str, Any]:
    """One conversation: messages, requests, labels, findings, verdicts and disputes."""
    return showing.conversation(store.chats.conversation(caller.shop, person, agent=caller.only), texts)


@router.get("/exchanges", operation_id="listExchanges", response_model=Listed[ExchangeLine])
@allowed("results")
def list_exchanges(
    caller: Asking,
    store: Stored,
    paging: Paged,
    agent: Name | None = None,
    question_type: Word | None = None,
    stance: Stance | None = None,
    unsure: bool | None = None,
    person: Key | None = None,
    since: Day | None = None,
    until: Day | None = None,
) -> Page[ExchangeRow]:
    """Exchanges with their labels; sort by at, doubt, priority."""
    whose = agent if caller.only is None else caller.only
    return store.chats.exchanges(
        caller.shop,
        paging,
        agent=whose,
        question_type=question_type,
        stance=stance,
        unsure=unsure,
        person=person,
        since=since,
        until=until,
    )


@router.get("/queue", operation_id="listQueue", response_model=Listed[ExchangeLine])
@allowed("judge")
def list_queue(caller: Asking, store: Stored, paging: Paged, agent: Name | None = None) -> Page[ExchangeRow]:
    """Doubtful and important exchanges that nobody has judged yet, the most urgent first."""
    return store.chats.queue(caller.shop, paging, agent=agent)


@router.get("/findings", operation_id="listFindings", response_model=Listed[FindingLine])
@allowed("results")
def list_findings(
    caller: Asking,
    store: Stored,
    paging: Paged,
    texts: AdviceIn,
    agent: Name | None = None,
    rule: Word | None = None,
    factor: Factor | None = None,
    outcome: OpportunityOutcome | None = None,
    person: Key | None = None,
    since: Day | None = None,
    until: Day | None = None,
) -> dict[str, Any]:
    """Findings with their messages and advice; sort by at, rule, agent."""
    whose = agent if caller.only is None else caller.only
    found = store.results.findings(
        caller.shop,
        paging,
        agent=whose,
        rule=rule,
        factor=factor,
        outcome=outcome,
        person=person,
        since=since,
        until=until,
    )
    return {"items": [flat_finding(one, texts) for one in found.items], "next": found.next}
