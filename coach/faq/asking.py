"""What FAQ mining keeps of a request: small enough that all requests of a shop fit into memory together."""

from collections.abc import Iterator
from datetime import datetime
from itertools import pairwise

from msgspec import Struct

from coach import languages
from coach.faq.questions import is_question
from coach.labels import LabelledExchange, LinkedSession, Request, RequestStatus


class Given(Struct, frozen=True):
    """The reply that answered a request: its text, who gave it, where it stands, and how it was labelled."""

    text: str
    agent: str
    message_id: str
    stance: str
    moves: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()
    at: datetime | None = None


class Asked(Struct, frozen=True):
    """One request: what was asked, by whom, when, and what came of it.

    `asks` tells that the words themselves ask something (`is_question`); `unsure` that the type is a guess.
    `followed_by_order` holds for the session, `thanked` for the customer's turn after the answer.
    """

    text: str
    type: str
    item: str | None = None
    session: str = ""
    message_id: str = ""
    person: str = ""
    at: datetime | None = None
    status: RequestStatus = "unanswered"
    answer: Given | None = None
    language: str = "zh"
    asks: bool = True
    unsure: bool = False
    followed_by_order: bool = False
    thanked: bool = False
    customer: str = ""
    platform: str = ""
    shop: str = ""


def asked(linked: LinkedSession, *, followed_by_order: bool = False, customer: str = "") -> Iterator[Asked]:
    """The requests of a session, in the order they were opened; texts stay redacted as they are.

    `customer` is the name as it may be shown.
    """
    speech = languages.get(linked.labelled.language)
    heard_after = _prompts_after(linked.labelled.exchanges)
    for request in linked.requests:
        answer = _answer(request)
        after = heard_after.get(answer.message_id, "") if answer else ""
        yield Asked(
            text=request.text,
            type=request.type.name,
            item=request.item,
            session=linked.session.id,
            message_id=request.span.message_id,
            person=linked.session.person,
            at=request.opened_at,
            status=request.status,
            answer=answer,
            language=speech.code,
            asks=is_question(request.text, speech),
            unsure=request.type.unsure,
            followed_by_order=followed_by_order,
            thanked="thank" in speech.acts(after),
            customer=customer,
            platform=linked.session.platform,
            shop=linked.session.shop,
        )


def _answer(request: Request) -> Given | None:
    if request.status != "answered" or request.answer is None:
        return None
    reply = request.replies[request.answer]
    return Given(
        text=reply.turn.text,
        agent=reply.turn.sender,
        message_id=reply.turn.messages[0].id,
        stance=reply.stance.name,
        moves=reply.moves,
        flags=reply.flags,
        at=reply.turn.started_at,
    )


def _prompts_after(exchanges: tuple[LabelledExchange, ...]) -> dict[str, str]:
    """What the customer wrote right after each reply, by the id of its first message."""
    return {
        reply.turn.messages[0].id: following.exchange.prompt.text
        for exchange, following in pairwise(exchanges)
        if following.exchange.prompt is not None
        for reply in exchange.replies
    }
