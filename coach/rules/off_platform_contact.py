"""Whether agents keep the talk and the payment on the platform."""

from collections.abc import Iterator
from functools import partial

from coach.findings import Advice, Case, Opportunity, OpportunityOutcome
from coach.rules.rule import rule
from coach.rules.timeline import Timeline, cleared, saying, timelines, whole
from coach.transcript import Message, Turn

_opportunity = partial(Opportunity, "off_platform_contact", "risk")


@rule("off_platform_contact", factor="risk", needs=("stance",))
def check(case: Case) -> Iterator[Opportunity]:
    """A reply → leads nowhere off the platform → in that reply → unless it is the line of a courier or hotline.

    Hit: a private messenger, number or group, a payment past the platform. Clear: any other reply that is not neutral,
    also one that declines to. Exempt: the contact of a courier, hotline, technician or the shop's own counter.
    """
    for timeline in timelines(case):
        for reply in timeline.replies:
            found = saying(reply.turn, timeline.cues.off_platform)
            if found:
                yield _judged(timeline, reply.turn, found)
            elif reply.stance.name != "neutral":
                yield cleared(_opportunity, timeline, reply)


def _judged(timeline: Timeline, turn: Turn, found: tuple[Message, ...]) -> Opportunity:
    leading = tuple(message for message in found if not timeline.cues.stays_here.search(message.text))
    outcome = _outcome(timeline, leading)
    said = " ".join(" ".join(message.text for message in leading).split())
    return _opportunity(
        turn.sender,
        timeline.session.id,
        outcome,
        whole(leading or found),
        advice=Advice("advice.off_platform_contact", {"said": said}) if outcome == "hit" else None,
        at=turn.started_at,
    )


def _outcome(timeline: Timeline, leading: tuple[Message, ...]) -> OpportunityOutcome:
    if not leading:
        return "clear"
    return "exempt" if all(timeline.cues.official_line.search(message.text) for message in leading) else "hit"
