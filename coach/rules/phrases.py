"""Rules about phrases that no customer should read: the opportunity at a reply that has one."""

from collections.abc import Callable

from coach.findings import Advice, Opportunity, OpportunityOutcome
from coach.labels import LabelledReply
from coach.rules.cues import Wording
from coach.rules.timeline import Timeline, whole
from coach.transcript import Message


def phrased(
    opportunity: Callable[..., Opportunity],
    timeline: Timeline,
    reply: LabelledReply,
    telling: tuple[Message, ...],
    *,
    phrase: Wording,
    outcome: OpportunityOutcome,
    advice: str,
) -> Opportunity:
    """The opportunity at a reply whose messages `telling` have the phrase; the advice of a hit quotes it."""
    found = phrase.search(reply.turn.text) if outcome == "hit" else None
    said = " ".join(found.group().split()) if found is not None else ""
    return opportunity(
        reply.turn.sender,
        timeline.session.id,
        outcome,
        whole(telling),
        advice=Advice(advice, {"said": said}) if outcome == "hit" else None,
        at=reply.turn.started_at,
    )
