"""Whether something is named where the customer wants a choice, or what they want is sold out."""

from collections.abc import Iterator
from functools import partial

from coach.findings import Advice, Case, Opportunity, OpportunityOutcome
from coach.labels import LabelledReply, Request
from coach.rules.exemptions import was_abusive
from coach.rules.rule import rule
from coach.rules.timeline import Timeline, questions, timelines, whole

STOCKED = frozenset({"stock", "size", "feature", "recommendation"})
"""Question types to which "sold out" is an answer."""

NAMING = frozenset({"recommend", "commit", "invite"})
SHOWING = frozenset({"card", "link", "image", "video"})

_opportunity = partial(Opportunity, "no_recommendation", "proactive_selling")


@rule("no_recommendation", factor="proactive_selling", needs=("question_type", "stance", "moves", "requests"))
def check(case: Case) -> Iterator[Opportunity]:
    """A choice is wanted, or a thing sold out → the agent names one → by the end of the session → unless let go.

    Hit: the choice is handed back ("all are good", "as you like"), or "sold out" and nothing after it. Clear: a
    product, variant, link or picture, also later; in this or the next reply another way, or when it is back. Exempt:
    an abusive customer; one who was asked about the need and wrote no more. Unknown: something else was said in which
    no product is made out, or the question type is a guess.
    """
    for timeline in timelines(case):
        for request in timeline.linked.requests:
            if reply := _handed_back(timeline, request):
                yield _judged(timeline, request, reply, "choice")
            elif reply := _sold_out(timeline, request):
                yield _judged(timeline, request, reply, "stock")


def _handed_back(timeline: Timeline, request: Request) -> LabelledReply | None:
    """The first reply with a word to say to a customer who wants one thing named."""
    if request.type.name != "recommendation" or not timeline.cues.wants_choice.search(request.text):
        return None
    return next((reply for reply in request.replies if reply.stance.name != "neutral"), None)


def _sold_out(timeline: Timeline, request: Request) -> LabelledReply | None:
    if request.type.name not in STOCKED:
        return None
    says_so = timeline.cues.out_of_stock.search
    says_no = timeline.cues.refusal.search if _asks_for_one(timeline, request) else says_so
    said = ((reply, reply.turn.text) for reply in request.replies)
    return next((reply for reply, text in said if says_so(text) or says_no(text)), None)


def _asks_for_one(timeline: Timeline, request: Request) -> bool:
    """Whether the customer asks whether there is one, so that a no says that there is none."""
    cues = timeline.cues
    return (
        request.type.name == "stock" and bool(cues.wish.search(request.text)) and not cues.unwanted.search(request.text)
    )


def _judged(timeline: Timeline, request: Request, reply: LabelledReply, wanted: str) -> Opportunity:
    outcome = _outcome(timeline, request, reply, wanted)
    key = f"advice.no_recommendation.{wanted}"
    return _opportunity(
        reply.turn.sender,
        timeline.session.id,
        outcome,
        (request.span, *whole(reply.turn.messages)),
        advice=Advice(key, {"question": questions([request])}) if outcome == "hit" else None,
        links=(request.id,),
        at=reply.turn.started_at,
    )


def _outcome(timeline: Timeline, request: Request, reply: LabelledReply, wanted: str) -> OpportunityOutcome:
    start = timeline.place[reply.turn.messages[0].id]
    later = [one for one in timeline.replies if timeline.place[one.turn.messages[0].id] >= start]
    if any("recommend" in one.moves for one in later) or any(_names(timeline, one, wanted) for one in later[:2]):
        return "clear"
    if was_abusive(timeline, until=reply.turn.messages[0].id):
        return "exempt"
    probing = next((one for one in later if "probe" in one.moves), None)
    if wanted == "choice" and probing is not None:
        return "unknown" if _went_on(timeline, probing) else "exempt"
    if request.type.unsure or (wanted == "choice" and not timeline.cues.your_choice.search(reply.turn.text)):
        return "unknown"
    return "hit"


def _names(timeline: Timeline, reply: LabelledReply, wanted: str) -> bool:
    """Whether the reply names or shows a product or variant; of a sold-out one also another way or a date."""
    if not NAMING.isdisjoint(reply.moves):
        return True
    if any(message.kind in SHOWING or message.refs.items or message.refs.urls for message in reply.turn.messages):
        return True
    return wanted == "stock" and timeline.cues.way_out.search(reply.turn.text) is not None


def _went_on(timeline: Timeline, reply: LabelledReply) -> bool:
    return bool(timeline.heard_after(reply.turn.messages[-1].id))
