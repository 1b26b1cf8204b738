"""Whether agents answer themselves instead of sending the customer elsewhere."""

from collections.abc import Iterator
from functools import partial

from coach.findings import Advice, Case, Opportunity, OpportunityOutcome
from coach.labels import LabelledReply
from coach.rules.exemptions import was_abusive
from coach.rules.rule import rule
from coach.rules.timeline import Served, Timeline, questions, timelines, whole
from coach.transcript import Message

ADVISED = frozenset({"size", "suitability", "quality", "usage", "shelf_life", "logistics", "after_sale"})
"""Question types with advice of their own (`advice.deflection.<type>`)."""

_opportunity = partial(Opportunity, "deflection", "professional_knowledge")


@rule("deflection", factor="professional_knowledge", needs=("question_type", "stance", "flags", "requests", "acts"))
def check(case: Case) -> Iterator[Opportunity]:
    """A reply to an open request → answers in the chat → in that reply → unless the customer was abusive.

    Hit: the reply is flagged as a deflection ("see the page", "compare yourself"). Clear: any other reply that is not
    neutral. Exempt: an abusive customer. A proactive reply that also points somewhere is clear.
    """
    for timeline in timelines(case):
        for one in timeline.served():
            if one.reply.stance.name != "neutral" or "deflection" in one.reply.flags:
                yield _judged(timeline, one)


def _judged(timeline: Timeline, one: Served) -> Opportunity:
    outcome = _outcome(timeline, one.reply)
    kind = one.requests[-1].type.name
    key = f"advice.deflection.{kind}" if kind in ADVISED else "advice.deflection"
    return _opportunity(
        one.reply.turn.sender,
        timeline.session.id,
        outcome,
        whole(_telling(timeline, one.reply)) if outcome == "hit" else timeline.shown(one.reply),
        advice=Advice(key, {"question": questions(one.requests[-1:])}) if outcome == "hit" else None,
        links=tuple([request.id for request in one.requests]),
        at=one.reply.turn.started_at,
    )


def _outcome(timeline: Timeline, reply: LabelledReply) -> OpportunityOutcome:
    if "deflection" not in reply.flags or reply.stance.name == "proactive":
        return "clear"
    return "exempt" if was_abusive(timeline, until=reply.turn.messages[0].id) else "hit"


def _telling(timeline: Timeline, reply: LabelledReply) -> tuple[Message, ...]:
    """The messages of the reply that deflect, or all of them when no single one gives it away."""
    messages = reply.turn.messages
    return tuple(message for message in messages if "deflect" in timeline.acts(message)) or messages
