"""Requests: what was asked, which replies it got, and when it was answered."""

from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import pairwise

import msgspec
from msgspec import Struct

from coach.labels import (
    Ask,
    LabelledExchange,
    LabelledReply,
    LabelledSession,
    LinkedSession,
    Request,
    RequestStatus,
    Span,
)
from coach.languages import Language
from coach.taxonomy import topics
from coach.transcript import Message, Turn

SAME_REQUEST = 0.4
"""Share of the shorter clause's character pairs from which two clauses of one type ask the same thing again."""

_REMEMBERED = 4096
"""Of how many texts the pairs are kept: a question is compared with several replies, and many recur."""

_HOLDING = frozenset({"hold", "transfer", "promise"})
_PLEASANTRIES = _HOLDING | {"greet", "welcome", "thank", "apologise", "farewell", "acknowledge", "nag"}
_WAITING_FOR_CUSTOMER = frozenset({"acknowledge", "thank", "hold", "promise"})
"""Acts of a customer who was asked something back and still owes the answer."""


class _Open(Struct):
    """A request while it is followed through the session."""

    request: Request
    exchange: int
    deflected: bool = False
    probed: bool = False

    def close(self, status: RequestStatus, **changes: object) -> None:
        self.request = msgspec.structs.replace(self.request, status=status, **changes)


def link(labelled: LabelledSession, *, language: Language) -> LinkedSession:
    """The session with its requests, in the order they were opened.

    A holding reply, a pleasantry, a deflection and a question back leave a request open; any other reply answers the
    open requests whose topic it touches, or, when it touches none, those of the latest prompt. The same question put
    again before it was answered stays one request.
    """
    opened: list[_Open] = []
    item: str | None = None
    messages = {message.id: message for message in labelled.session.messages}
    for number, exchange in enumerate(labelled.exchanges):
        prompt = exchange.exchange.prompt
        if prompt is not None:
            item = _last_item(prompt.messages) or item
            _hear(exchange, prompt, opened, number=number, item=item, messages=messages, language=language)
        for reply in exchange.replies:
            item = _last_item(reply.turn.messages) or item
            _take_reply(reply, opened, language=language)
    return LinkedSession(labelled=labelled, requests=tuple(_finished(one) for one in opened))


def _hear(
    exchange: LabelledExchange,
    prompt: Turn,
    opened: list[_Open],
    *,
    number: int,
    item: str | None,
    messages: dict[str, Message],
    language: Language,
) -> None:
    """Take in a customer turn: requests asked again, replaced, given up, and new ones."""
    acts = language.acts(prompt.text)
    if not acts or acts - _WAITING_FOR_CUSTOMER:
        for one in opened:
            one.probed = False
    for message in prompt.messages:
        pending = [one for one in opened if one.request.status == "unanswered"]
        presses = "nag" in language.acts(message.text)
        if presses and pending:
            _ask_again(pending[-1], Span(message.id, 0, len(message.text)))
        else:
            for ask in (ask for ask in exchange.asks if ask.span.message_id == message.id):
                _take_ask(ask, messages[message.id], opened, number=number, item=_last_item([message]) or item)
    if "leave" in acts and not exchange.asks:
        for one in opened:
            if one.request.status == "unanswered" and one.request.replies:
                one.close("deflected" if one.deflected else "given_up")


def _take_ask(ask: Ask, message: Message, opened: list[_Open], *, number: int, item: str | None) -> None:
    """An asking clause: an open request put again, one reopened, or a new one, which replaces those of its type."""
    pending = [one for one in opened if one.request.status == "unanswered"]
    same = next((one for one in pending if _same(one, ask)), None) or _curtly_answered(ask, opened, number=number)
    if same is not None:
        _ask_again(same, ask.span)
        return
    for one in pending:
        if one.request.type.name == ask.type.name and one.request.replies:
            one.close("replaced")
    opened.append(_Open(_request(ask, message, item=item), exchange=number))


def _curtly_answered(ask: Ask, opened: Sequence[_Open], *, number: int) -> _Open | None:
    """The request of the exchange before that a passive reply had seemed to answer, if the customer puts it again."""
    for one in reversed(opened):
        request = one.request
        if request.status != "answered" or request.answer is None or one.exchange != number - 1:
            continue
        if request.replies[request.answer].stance.name == "passive" and _same(one, ask):
            one.request = msgspec.structs.replace(request, status="unanswered", answer=None, answered_at=None)
            return one
    return None


def _ask_again(one: _Open, span: Span) -> None:
    one.request = msgspec.structs.replace(one.request, asked_again=(*one.request.asked_again, span))


def _request(ask: Ask, message: Message, *, item: str | None) -> Request:
    return Request(
        id=f"{ask.span.message_id}:{ask.span.start}",
        span=ask.span,
        text=ask.text,
        type=ask.type,
        item=item,
        opened_at=message.sent_at,
    )


def _take_reply(reply: LabelledReply, opened: Sequence[_Open], *, language: Language) -> None:
    pending = [one for one in opened if one.request.status == "unanswered"]
    if not pending:
        return
    for one in pending:
        one.request = msgspec.structs.replace(one.request, replies=(*one.request.replies, reply))
        one.probed = reply.moves == ("probe",)
    if "deflection" in reply.flags:
        for one in _touched(reply, pending, language=language):
            one.deflected = True
        return
    if not _answers(reply, language=language):
        return
    at = reply.turn.started_at
    for one in _touched(reply, pending, language=language):
        one.close("answered", answer=len(one.request.replies) - 1, answered_at=at)


def _answers(reply: LabelledReply, *, language: Language) -> bool:
    """Whether the reply is an answer at all, to whatever: not a pleasantry, a question back or off the topic."""
    if {"off_topic", "blame"} & set(reply.flags) or reply.moves == ("probe",):
        return False
    text = reply.turn.text
    if not text:
        return any(
            message.kind in ("image", "video", "voice", "card", "link", "file") for message in reply.turn.messages
        )
    if reply.stance.name != "neutral":
        return not _is_only(text, _HOLDING, language)
    return not language.acts(text) & _HOLDING and not _is_only(text, _PLEASANTRIES, language)


def _is_only(text: str, acts: frozenset[str], language: Language) -> bool:
    """Whether every clause of the text performs one of these acts and nothing else that could be an answer."""
    said = [language.acts(text[start:end]) for start, end in language.clauses(text)]
    return bool(said) and all(found & acts and not found - _PLEASANTRIES - acts for found in said)


def _touched(reply: LabelledReply, pending: Sequence[_Open], *, language: Language) -> list[_Open]:
    """The open requests that the reply is about: by topic or shared words, else those of the latest prompt."""
    if len(pending) == 1:
        return list(pending)
    text = reply.turn.text
    named = topics(text, language=language.code)
    matched = [one for one in pending if one.request.type.name in named or shares_words(one.request.text, text)]
    latest = max(one.exchange for one in pending)
    return matched or [one for one in pending if one.exchange == latest]


def _same(one: _Open, ask: Ask) -> bool:
    """Whether the clause asks the open request again; after a deflection any shared words will do."""
    if one.request.type.name != ask.type.name:
        return False
    first, second = _pairs(one.request.text), _pairs(ask.text)
    overlap = len(first & second)
    if one.deflected and overlap:
        return True
    return overlap >= SAME_REQUEST * min(len(first), len(second)) if first and second else one.request.text == ask.text


def shares_words(question: str, reply: str) -> bool:
    """Whether two texts have a word in common: two neighbouring characters in Chinese, four letters elsewhere."""
    return bool(_pairs(question) & _pairs(reply))


@lru_cache(maxsize=_REMEMBERED)
def _pairs(text: str) -> frozenset[str]:
    """Pairs of neighbouring characters for Chinese, words of four letters and more elsewhere."""
    letters = [character for character in text.lower() if character.isalnum()]
    if any("一" <= character <= "龥" for character in letters):
        return frozenset(first + second for first, second in pairwise(letters) if not (first + second).isascii())
    return frozenset(word for word in text.lower().split() if len(word) > 3)


def _last_item(messages: Iterable[Message]) -> str | None:
    items = [item for message in messages for item in message.refs.items]
    return items[-1] if items else None


def _finished(one: _Open) -> Request:
    """The request at the session's end: one that waited for the customer was given up, not left unanswered."""
    if one.request.status == "unanswered" and one.deflected:
        one.close("deflected")
    elif one.request.status == "unanswered" and one.probed:
        one.close("given_up")
    return one.request
