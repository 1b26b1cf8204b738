"""The list of conversations, and one conversation with all that is known of it."""

from typing import Annotated

from fastapi import APIRouter, Path, Request
from starlette.responses import Response

from api.deps import Asking, Paged, Stored
from api.guarding import Guarded, allowed
from api.pages.judgements import Judge
from api.pages.rendering import address, show, texts_about
from api.pages.seeing import better_replies, seen_by
from api.pages.talk import visits
from api.permissions import Caller
from api.schemas.fields import Key
from coach.store.store import Store
from coach.store.values import Paging

router = APIRouter(route_class=Guarded)


@router.get("/conversations")
@allowed("results")
def conversations_page(
    request: Request, caller: Asking, store: Stored, paging: Paged, customer: str = "", agent: str = ""
) -> Response:
    """The conversations of a customer or an agent, the latest first; agents see those they wrote in."""
    whose = agent or None if caller.only is None else caller.only
    found = store.chats.conversations(caller.shop, paging, agent=whose, customer=customer or None)
    analysis = store.results.analysis(caller.shop)
    names = [one.agent for one in analysis.agents if caller.only in (None, one.agent)] if analysis else []
    return show(
        request,
        "conversations.html.j2",
        rows=found.items,
        next=found.next,
        customer=customer,
        agent=agent,
        agents=names,
        sort=paging.sort or "-last_at",
    )


@router.get("/conversations/{person}")
@allowed("results")
def conversation_page(
    request: Request, person: Annotated[Key, Path()], caller: Asking, store: Stored, queue: bool = False
) -> Response:
    """One conversation; opened from the queue (`queue`), it leads on to the next exchange there."""
    detail = store.chats.conversation(caller.shop, person, agent=caller.only)
    analysis = store.results.analysis(caller.shop)
    texts = texts_about(request, analysis)
    case = detail.case
    better = better_replies(seen_by(caller, analysis, texts)) if analysis else {}
    return show(
        request,
        "conversation.html.j2",
        texts=texts,
        case=case,
        first=case.sessions[0].session,
        messages=sum(len(linked.session.messages) for linked in case.sessions),
        visits=visits(detail, Judge(detail, caller, texts), texts, better=better),
        keys=_keys(caller, in_queue=queue),
        in_queue=queue and caller.may("judge"),
        onward=_onward(store, caller.shop, person) if queue and caller.may("judge") else "",
    )


def _keys(caller: Caller, *, in_queue: bool) -> tuple[tuple[str, str], ...]:
    """The keys that do something for this person, each with the end of its text's name."""
    judging = (("c", "confirm"), ("e", "correct"), ("u", "withdraw")) if caller.may("judge") else ()
    disputing = () if caller.only is None else (("d", "dispute"),)
    onward = (("n", "onward"),) if in_queue and caller.may("judge") else ()
    return (("j / k", "next"), *judging, *disputing, *onward)


def _onward(store: Store, shop: str, person: str) -> str:
    """Where the queue goes on: its first exchange in another conversation, else nowhere."""
    waiting = store.chats.queue(shop, Paging(limit=100)).items
    row = next((row for row in waiting if row.person != person), None)
    return f"{address(f'/conversations/{row.person}', queue=1)}#x-{row.id}" if row else ""
