"""Whether agents answer without reproaching or mocking the customer."""

from collections.abc import Iterator
from functools import partial

from coach.findings import Advice, Case, Opportunity, OpportunityOutcome
from coach.labels import LabelledReply
from coach.rules.exemptions import was_abusive
from coach.rules.rule import rule
from coach.rules.timeline import Timeline, cleared, saying, timelines, whole
from coach.transcript import Message

_opportunity = partial(Opportunity, "blame", "attitude")


@rule("blame", factor="attitude", needs=("stance", "flags"))
def check(case: Case) -> Iterator[Opportunity]:
    """A reply → no reproach and no mockery → in that reply → unless the customer was abusive.

    Hit: a wording that blames the customer ("it says so, can't you read", "what is the hurry"). Clear: any other reply
    that is not neutral. Exempt: an abusive customer. Unknown: the model takes it for blame and no wording shows it.
    """
    for timeline in timelines(case):
        for reply in timeline.replies:
            telling = saying(reply.turn, timeline.cues.reproach)
            if telling or "blame" in reply.flags:
                yield _judged(timeline, reply, telling)
            elif reply.stance.name != "neutral":
                yield cleared(_opportunity, timeline, reply)


def _judged(timeline: Timeline, reply: LabelledReply, telling: tuple[Message, ...]) -> Opportunity:
    shown = telling or reply.turn.messages
    outcome = _outcome(timeline, reply, telling)
    said = " ".join(" ".join(message.text for message in shown).split())
    return _opportunity(
        reply.turn.sender,
        timeline.session.id,
        outcome,
        whole(shown),
        advice=Advice("advice.blame", {"said": said}) if outcome == "hit" else None,
        at=reply.turn.started_at,
    )


def _outcome(timeline: Timeline, reply: LabelledReply, telling: tuple[Message, ...]) -> OpportunityOutcome:
    if not telling:
        return "unknown"
    return "exempt" if was_abusive(timeline, until=reply.turn.messages[0].id) else "hit"
