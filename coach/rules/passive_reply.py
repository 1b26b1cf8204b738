"""Whether replies to requests do more than was asked."""

from collections.abc import Iterator
from functools import partial

from coach.findings import Advice, Case, Opportunity, OpportunityOutcome
from coach.labels import LabelledReply
from coach.rules.exemptions import was_abusive
from coach.rules.rule import rule
from coach.rules.timeline import Served, Timeline, questions, timelines

ADVISED = ("off_topic", "refusal", "perfunctory", "blame")
"""Flags with advice of their own (`advice.passive_reply.<flag>`), the gravest first."""
ADVISED_TYPES = frozenset(
    {"size", "suitability", "quality", "shelf_life", "usage", "logistics", "price", "stock", "after_sale"}
)
"""Question types with advice of their own (`advice.passive_reply.<type>`)."""

_opportunity = partial(Opportunity, "passive_reply", "proactive_selling")


@rule("passive_reply", factor="proactive_selling", needs=("question_type", "stance", "moves", "flags", "requests"))
def check(case: Case) -> Iterator[Opportunity]:
    """A reply to an open request → goes beyond it by one move → in that reply → unless the customer was abusive.

    Hit: passive by the guide, also a short but sufficient fact. Clear: proactive. Neutral replies ("one moment",
    thanks) are no opportunity. Exempt: an abusive customer. Unknown: the model was not sure of the stance. A passive
    reply that deflects counts here too, but only `deflection` tells of it in a chain: one act, one link.
    """
    for timeline in timelines(case):
        for one in timeline.served():
            if one.reply.stance.name != "neutral":
                yield _judged(timeline, one)


def _judged(timeline: Timeline, one: Served) -> Opportunity:
    outcome = _outcome(timeline, one.reply)
    return _opportunity(
        one.reply.turn.sender,
        timeline.session.id,
        outcome,
        timeline.shown(one.reply),
        advice=Advice(_key(one.reply, one.requests[-1].type.name), {"question": questions(one.requests[-1:])})
        if outcome == "hit"
        else None,
        links=() if "deflection" in one.reply.flags else tuple([request.id for request in one.requests]),
        at=one.reply.turn.started_at,
    )


def _outcome(timeline: Timeline, reply: LabelledReply) -> OpportunityOutcome:
    if reply.stance.unsure:
        return "unknown"
    if reply.stance.name == "proactive":
        return "clear"
    return "exempt" if was_abusive(timeline, until=reply.turn.messages[0].id) else "hit"


def _key(reply: LabelledReply, question_type: str) -> str:
    """The advice for the reply's flag, else for what was asked, else the general one."""
    flag = next((flag for flag in ADVISED if flag in reply.flags), None)
    variant = flag or (question_type if question_type in ADVISED_TYPES else None)
    return f"advice.passive_reply.{variant}" if variant else "advice.passive_reply"
