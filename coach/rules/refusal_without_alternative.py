"""Whether a no comes with a reason or another way."""

from collections.abc import Iterator
from functools import partial

from coach.findings import Advice, Case, Opportunity, OpportunityOutcome
from coach.labels import LabelledReply, Request
from coach.rules.exemptions import was_abusive
from coach.rules.rule import rule
from coach.rules.timeline import Served, Timeline, questions, timelines, whole

WISHES = frozenset({"after_sale", "logistics", "order", "other", "price", "recommendation", "size", "stock"})
"""Question types in which a no denies the customer something; elsewhere it is a fact ("does it fade?")."""

LONG = {"han": 30, "latin": 110}
"""Letters from which a reply is no bare refusal, whatever it says."""

MORE = {"han": 4, "latin": 25}
"""Letters beside the clauses that say no from which a reply says something more."""

PLEASANT = frozenset({"greet", "welcome", "thank", "apologise", "farewell", "acknowledge"})

_opportunity = partial(Opportunity, "refusal_without_alternative", "professional_knowledge")


@rule(
    "refusal_without_alternative", factor="professional_knowledge", needs=("question_type", "moves", "requests", "acts")
)
def check(case: Case) -> Iterator[Opportunity]:
    """The agent says no to a wish → gives a reason or another way → in that reply → unless the customer was abusive.

    A wish is something to be had or done: a colour, a discount, a change, a return. Hit: a short no and nothing else.
    Clear: a reason, an alternative, a way, a time, or a move of any kind. Exempt: an abusive customer. A no that is
    good news or a mere fact ("does it fade?" - "no") is no opportunity.
    """
    for timeline in timelines(case):
        for one in timeline.served():
            wished = tuple([request for request in one.requests if _is_wish(timeline, request)])
            if wished and _refuses(timeline, one.reply.turn.text):
                yield _judged(timeline, one, wished)


def _is_wish(timeline: Timeline, request: Request) -> bool:
    if request.type.name not in WISHES or timeline.cues.unwanted.search(request.text):
        return False
    return timeline.cues.wish.search(request.text) is not None


def _refuses(timeline: Timeline, text: str) -> bool:
    refusal = timeline.cues.refusal.search
    return any(refusal(text[start:end]) for start, end in timeline.language.clauses(text))


def _judged(timeline: Timeline, one: Served, wished: tuple[Request, ...]) -> Opportunity:
    outcome = _outcome(timeline, one)
    denied = next((asked for asked in wished if _is_answered(asked, one.reply)), wished[-1])
    return _opportunity(
        one.reply.turn.sender,
        timeline.session.id,
        outcome,
        (denied.span, *whole(one.reply.turn.messages)),
        advice=Advice("advice.refusal_without_alternative", {"question": questions([denied])})
        if outcome == "hit"
        else None,
        links=tuple(request.id for request in wished),
        at=one.reply.turn.started_at,
    )


def _is_answered(asked: Request, reply: LabelledReply) -> bool:
    return asked.answer is not None and asked.replies[asked.answer] is reply


def _outcome(timeline: Timeline, one: Served) -> OpportunityOutcome:
    if one.reply.stance.name == "proactive" or any(message.kind != "text" for message in one.reply.turn.messages):
        return "clear"
    if _says_more(timeline, one.reply.turn.text):
        return "clear"
    return "exempt" if was_abusive(timeline, until=one.reply.turn.messages[0].id) else "hit"


def _says_more(timeline: Timeline, text: str) -> bool:
    """Whether the reply gives a reason or another way, or says anything else than no."""
    cues, script = timeline.cues, timeline.language.script
    if cues.reason.search(text) or cues.way_out.search(text) or _letters(text) > LONG[script]:
        return True
    clauses = (text[start:end] for start, end in timeline.language.clauses(text))
    beside = [clause for clause in clauses if not cues.refusal.search(clause)]
    return sum(_letters(one) for one in beside if not _is_pleasant(timeline, one)) > MORE[script]


def _is_pleasant(timeline: Timeline, clause: str) -> bool:
    acts = timeline.language.acts(clause)
    return bool(acts) and acts <= PLEASANT


def _letters(text: str) -> int:
    return sum(map(str.isalnum, text))
