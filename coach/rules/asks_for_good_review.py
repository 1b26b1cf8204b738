"""Whether agents leave it to the customer what to write in a review."""

from collections.abc import Iterator
from functools import partial

from coach.findings import Advice, Case, Opportunity, OpportunityOutcome
from coach.labels import LabelledReply
from coach.rules.rule import rule
from coach.rules.timeline import Timeline, cleared, saying, timelines, whole
from coach.transcript import Message

_opportunity = partial(Opportunity, "asks_for_good_review", "risk")


@rule("asks_for_good_review", factor="risk", needs=("stance",))
def check(case: Case) -> Iterator[Opportunity]:
    """A reply → no plea for a good review, none paid for → in that reply → unless the customer spoke of it first.

    Hit: asks for five stars or good words, to take back a bad review, or offers something for either. Clear: any other
    reply, also "please rate this chat". Exempt: the customer spoke of the review first, and nothing is offered for it;
    the agent says that the shop gives nothing for reviews.
    """
    for timeline in timelines(case):
        for reply in timeline.replies:
            found = saying(reply.turn, timeline.cues.good_review)
            if found:
                yield _judged(timeline, reply, found)
            elif reply.stance.name != "neutral":
                yield cleared(_opportunity, timeline, reply)


def _judged(timeline: Timeline, reply: LabelledReply, found: tuple[Message, ...]) -> Opportunity:
    rewarded = any(timeline.cues.review_reward.search(message.text) for message in found)
    outcome = _outcome(timeline, found, rewarded=rewarded)
    said = " ".join(" ".join(message.text for message in found).split())
    key = f"advice.asks_for_good_review.{'reward' if rewarded else 'plea'}"
    return _opportunity(
        reply.turn.sender,
        timeline.session.id,
        outcome,
        whole(found),
        advice=Advice(key, {"said": said}) if outcome == "hit" else None,
        at=reply.turn.started_at,
    )


def _outcome(timeline: Timeline, found: tuple[Message, ...], *, rewarded: bool) -> OpportunityOutcome:
    before = timeline.heard_before(found[0].id)
    first = any(timeline.cues.good_review.search(message.text) for message in before)
    declined = all(timeline.cues.review_declined.search(message.text) for message in found)
    return "exempt" if declined or (first and not rewarded) else "hit"
