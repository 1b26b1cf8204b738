"""Whether replies speak to the question that was asked."""

from collections.abc import Iterator
from functools import partial
from itertools import takewhile

from coach.contradictions import SETTLED
from coach.findings import Advice, Case, Opportunity, OpportunityOutcome
from coach.labels import Request
from coach.rules.exemptions import was_abusive
from coach.rules.rule import rule
from coach.rules.timeline import Served, Timeline, is_customer, questions, timelines, whole
from coach.rules.touching import touches
from coach.taxonomy import topics
from coach.transcript import Message

SOLD_BY_ADVERTS = frozenset({"price", "recommendation"})
"""Question types that praise and promotions may answer."""

PLEASANT = frozenset({"greet", "welcome", "thank", "apologise", "farewell"})
SHORT = 6
"""Letters below which a reply is too short to tell that it is about something else."""

MORE = {"han": 12, "latin": 45}
"""Letters beside an advert from which a clause says something of its own."""

_opportunity = partial(Opportunity, "off_topic", "professional_knowledge")


@rule("off_topic", factor="professional_knowledge", needs=("question_type", "stance", "flags", "requests", "acts"))
def check(case: Case) -> Iterator[Opportunity]:
    """A reply to a question just put → speaks to it → in that reply → unless the customer was abusive.

    Hit: nothing but praise of the shop, promotions or phrases, or a price beside a question of the product alone, or
    flagged as off the topic, and without a word or topic of the question, and nobody answered before the customer wrote
    again; or the customer says that it was not what had
    been asked. Clear: any other reply that is not neutral. Exempt: an abusive customer. Unknown: flagged, but short, or
    the question type is a guess.
    """
    for timeline in timelines(case):
        for one in timeline.served():
            asked = _just_asked(timeline, one)
            if asked and (one.reply.stance.name != "neutral" or _advertises(timeline, one, asked)):
                yield _judged(timeline, one, asked)


def _just_asked(timeline: Timeline, one: Served) -> tuple[Request, ...]:
    """The requests to which the reply is the first word of any agent since they were put."""
    said = {message.id for message in one.reply.turn.messages}
    firsts = (timeline.agent_after(_asking(timeline, request, one)) for request in one.requests)
    return tuple([request for request, first in zip(one.requests, firsts, strict=True) if first and first.id in said])


def _asking(timeline: Timeline, request: Request, one: Served) -> Message:
    """Where the request was put for the last time before the reply."""
    start = timeline.place[one.reply.turn.messages[0].id]
    if not request.asked_again:
        return timeline.message(request.span.message_id)
    askings = [timeline.message(span.message_id) for span in (request.span, *request.asked_again)]
    return [message for message in askings if timeline.place[message.id] < start][-1]


def _judged(timeline: Timeline, one: Served, asked: tuple[Request, ...]) -> Opportunity:
    outcome = _outcome(timeline, one, asked)
    return _opportunity(
        one.reply.turn.sender,
        timeline.session.id,
        outcome,
        whole((_asking(timeline, asked[-1], one), *one.reply.turn.messages)),
        advice=Advice("advice.off_topic", {"question": questions(asked[-1:])}) if outcome == "hit" else None,
        links=tuple(request.id for request in asked),
        at=one.reply.turn.started_at,
    )


def _outcome(timeline: Timeline, one: Served, asked: tuple[Request, ...]) -> OpportunityOutcome:
    if _is_missed(timeline, one, asked):
        return "exempt" if was_abusive(timeline, until=one.reply.turn.messages[0].id) else "hit"
    advertises = _advertises(timeline, one, asked) or _sells_instead(timeline, one, asked)
    if not (advertises or _seems_off(timeline, one, asked)) or _is_answered_at_once(timeline, one, asked):
        return "clear"
    if was_abusive(timeline, until=one.reply.turn.messages[0].id):
        return "exempt"
    text = one.reply.turn.text
    sure = not any(request.type.unsure for request in asked)
    asks = any(_asks(timeline, request) for request in asked)
    named = topics(text, language=timeline.language.code)
    return "hit" if (advertises and (sure or asks)) or (sure and named and _letters(text) >= SHORT) else "unknown"


def _asks(timeline: Timeline, request: Request) -> bool:
    acts = timeline.language.acts(request.text)
    return "ask" in acts and "acknowledge" not in acts


def _is_missed(timeline: Timeline, one: Served, asked: tuple[Request, ...]) -> bool:
    """Whether the customer says so, and the reply did not just ask back or point elsewhere."""
    if "probe" in one.reply.moves or "deflection" in one.reply.flags:
        return False
    missed = timeline.missed
    if not missed:
        return False
    start = timeline.place[one.reply.turn.messages[0].id]
    return any(request.id in missed and timeline.place[missed[request.id].id] > start for request in asked)


def _seems_off(timeline: Timeline, one: Served, asked: tuple[Request, ...]) -> bool:
    """Whether the reply is flagged, and shows in no other way that it speaks to the question: yes, no, an apology."""
    flags, text = one.reply.flags, one.reply.turn.text
    if "off_topic" not in flags or "blame" in flags or one.reply.stance.name != "passive":
        return False
    return not touches(timeline, text, asked) and "apologise" not in timeline.language.acts(text)


def _advertises(timeline: Timeline, one: Served, asked: tuple[Request, ...]) -> bool:
    """Whether the reply is nothing but praise, promotion and phrases, and the question not about them."""
    text, advert = one.reply.turn.text, timeline.cues.advert
    if any(request.type.name in SOLD_BY_ADVERTS for request in asked) or not advert.search(text):
        return False
    if "welcome" in timeline.language.acts(text) or touches(timeline, text, asked):
        return False
    said = [text[start:end] for start, end in timeline.language.clauses(text)]
    return all(_is_advert(timeline, clause) or _is_pleasant(timeline, clause) for clause in said)


def _sells_instead(timeline: Timeline, one: Served, asked: tuple[Request, ...]) -> bool:
    """Whether the reply begins with a price nobody asked, and nothing until the customer's next word touches it."""
    cues = timeline.cues
    if any(request.type.name not in SETTLED or cues.asks_price.search(request.text) for request in asked):
        return False
    start = timeline.place[one.reply.turn.messages[0].id]
    said = list(takewhile(lambda message: not is_customer(message), timeline.messages[start:]))
    text = "\n".join(message.text for message in said)
    clauses = [text[begin:end] for begin, end in timeline.language.clauses(text)]
    first = next((clause for clause in clauses if not timeline.language.acts(clause) & PLEASANT), "")
    shown = any(message.kind != "text" for message in said)
    if shown or "probe" in one.reply.moves or not cues.sales_offer.search(first):
        return False
    return not any(touches(timeline, clause, asked) for clause in clauses)


def _is_advert(timeline: Timeline, clause: str) -> bool:
    rest, found = timeline.cues.advert.subn("", clause)
    return found > 0 and _letters(rest) < MORE[timeline.language.script]


def _is_pleasant(timeline: Timeline, clause: str) -> bool:
    acts = timeline.language.acts(clause)
    phrase = bool(acts) and acts <= PLEASANT and _letters(clause) < MORE[timeline.language.script]
    return phrase or _letters(clause) < 3


def _letters(text: str) -> int:
    return sum(map(str.isalnum, text))


def _is_answered_at_once(timeline: Timeline, one: Served, asked: tuple[Request, ...]) -> bool:
    """Whether another agent answered all of it before the customer wrote again."""
    start = timeline.place[one.reply.turn.messages[0].id]
    answers = [timeline.place[r.replies[r.answer].turn.messages[0].id] for r in asked if r.answer is not None]
    if len(answers) < len(asked) or min(answers) <= start:
        return False
    return not any(is_customer(message) for message in timeline.messages[start : max(answers)])
