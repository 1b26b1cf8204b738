"""Whether the replies took up one question of a turn and left another out."""

from coach.labels import LabelledExchange, LabelledReply, Request
from coach.requests import shares_words
from coach.rules.timeline import Timeline
from coach.taxonomy import topics

_SHOWN = frozenset({"image", "video", "voice", "card", "link", "file"})


def was_skipped(timeline: Timeline, request: Request) -> bool:
    """Whether a reply answered another question of the same turn, and none until the session's end touched this one.

    Only where that is sure: a price was asked and no reply has one; or a yes or no, and no reply has a word of the
    question, while all that was said has words of the other one and no yes or no, or names other topics and no clause
    is a plain yes or no. What was shown may have told it.
    """
    exchange = timeline.exchange_of[request.span.message_id]
    others = _others(timeline, exchange, request)
    if not others or not any(reply.stance.name != "neutral" for reply in exchange.replies):
        return False
    asked = timeline.place[request.span.message_id]
    later = [reply for reply in timeline.replies if timeline.place[reply.turn.messages[0].id] > asked]
    if any(_may_show(reply) for reply in later) or any("deflection" in reply.flags for reply in exchange.replies):
        return False
    if timeline.cues.asks_price.search(request.text):
        return not any(timeline.cues.price_told.search(reply.turn.text) for reply in later)
    if not timeline.cues.asks_yes_no.search(request.text):
        return False
    said = "\n".join(reply.turn.text for reply in exchange.replies)
    if any(shares_words(request.text, reply.turn.text) for reply in later):
        return False
    if not timeline.cues.yes_or_no.search(said) and _is_all_of(timeline, exchange, others):
        return True
    return _is_of_other_topic(timeline, exchange, request, others)


def may_be_answered(timeline: Timeline, request: Request) -> bool:
    """Whether a reply to the same turn has, beside the answer to another question, a yes or no that may be for this."""
    exchange = timeline.exchange_of[request.span.message_id]
    others = _others(timeline, exchange, request)
    if not others or not timeline.cues.asks_yes_no.search(request.text):
        return False
    told = _told(timeline, exchange)
    rest = (clause for clause in told if not any(shares_words(other.text, clause) for other in others))
    return any(timeline.cues.yes_or_no.search(clause) for clause in rest)


def _others(timeline: Timeline, exchange: LabelledExchange, request: Request) -> list[Request]:
    """What else was asked in that turn."""
    if len(exchange.asks) < 2:
        return []
    exchanges = timeline.exchange_of
    return [
        one for one in timeline.linked.requests if one.id != request.id and exchanges[one.span.message_id] is exchange
    ]


def _may_show(reply: LabelledReply) -> bool:
    return any(message.kind in _SHOWN or message.refs.urls or message.refs.items for message in reply.turn.messages)


def _is_all_of(timeline: Timeline, exchange: LabelledExchange, others: list[Request]) -> bool:
    """Whether each clause of the replies that says something has a word of the other questions."""
    told = _told(timeline, exchange)
    return bool(told) and all(any(shares_words(other.text, clause) for other in others) for clause in told)


def _is_of_other_topic(timeline: Timeline, exchange: LabelledExchange, request: Request, others: list[Request]) -> bool:
    """Whether the replies take up a question of another message and type, and neither this topic nor a yes or no."""
    alike = (one.type.name == request.type.name or one.span.message_id == request.span.message_id for one in others)
    if request.type.unsure or any(alike):
        return False
    told = _told(timeline, exchange)
    said = "\n".join(told)
    if request.type.name in topics(said, language=timeline.language.code):
        return False
    plain = any(timeline.cues.plain_yes_no.search(clause) for clause in told)
    return not plain and any(shares_words(other.text, said) for other in others)


def _told(timeline: Timeline, exchange: LabelledExchange) -> list[str]:
    """The clauses of the replies that are more than a greeting or thanks."""
    texts = [reply.turn.text for reply in exchange.replies if reply.stance.name != "neutral"]
    clauses = [text[start:end] for text in texts for start, end in timeline.language.clauses(text)]
    return [clause for clause in clauses if timeline.language.acts(clause).isdisjoint(("greet", "welcome", "thank"))]
