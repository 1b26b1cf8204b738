"""Whether agents keep clear of words that no customer should hear."""

from collections.abc import Iterator
from functools import partial

from coach.findings import Advice, Case, Opportunity, OpportunityOutcome
from coach.labels import LabelledReply
from coach.rules.exemptions import was_abusive
from coach.rules.rule import rule
from coach.rules.timeline import Timeline, saying, timelines, whole
from coach.transcript import Message

_opportunity = partial(Opportunity, "forbidden_phrase", "attitude")


@rule("forbidden_phrase", factor="attitude", needs=("stance",))
def check(case: Case) -> Iterator[Opportunity]:
    """A reply → none of the forbidden phrases → in that reply → unless the customer was abusive.

    Hit: a phrase of the list ("not my problem", "suit yourself", a bare "no idea"). Clear: any other reply that is not
    neutral. Exempt: an abusive customer. Reproaches are for `blame`.
    """
    for timeline in timelines(case):
        for reply in timeline.replies:
            telling = saying(reply.turn, timeline.cues.forbidden)
            if telling or reply.stance.name != "neutral":
                yield _judged(timeline, reply, telling)


def _judged(timeline: Timeline, reply: LabelledReply, telling: tuple[Message, ...]) -> Opportunity:
    outcome = _outcome(timeline, telling)
    found = timeline.cues.forbidden.search(reply.turn.text) if outcome == "hit" else None
    said = " ".join(found.group().split()) if found is not None else ""
    return _opportunity(
        reply.turn.sender,
        timeline.session.id,
        outcome,
        whole(telling or reply.turn.messages),
        advice=Advice("advice.forbidden_phrase", {"said": said}) if outcome == "hit" else None,
        at=reply.turn.started_at,
    )


def _outcome(timeline: Timeline, telling: tuple[Message, ...]) -> OpportunityOutcome:
    if not telling:
        return "clear"
    return "exempt" if was_abusive(timeline, until=telling[0].id) else "hit"
