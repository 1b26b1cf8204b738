"""Whether agents keep clear of words that no customer should hear."""

from collections.abc import Iterator
from functools import partial

from coach.findings import Advice, Case, Opportunity, OpportunityOutcome
from coach.labels import LabelledReply
from coach.rules.exemptions import was_abusive
from coach.rules.rule import rule
from coach.rules.timeline import Timeline, cleared, saying, timelines, whole
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
            if telling:
                yield _judged(timeline, reply, telling)
            elif reply.stance.name != "neutral":
                yield cleared(_opportunity, timeline, reply)


def _judged(timeline: Timeline, reply: LabelledReply, telling: tuple[Message, ...]) -> Opportunity:
    outcome: OpportunityOutcome = "exempt" if was_abusive(timeline, until=telling[0].id) else "hit"
    found = timeline.cues.forbidden.search(reply.turn.text) if outcome == "hit" else None
    said = " ".join(found.group().split()) if found is not None else ""
    return _opportunity(
        reply.turn.sender,
        timeline.session.id,
        outcome,
        whole(telling),
        advice=Advice("advice.forbidden_phrase", {"said": said}) if outcome == "hit" else None,
        at=reply.turn.started_at,
    )
