"""Where an agent ends a talk with a warm word of their own."""

from collections.abc import Iterator
from functools import partial

from coach.findings import Case, Opportunity
from coach.labels import LabelledReply
from coach.rules.rule import rule
from coach.rules.timeline import Timeline, saying, timelines, whole

LONG = {"han": 90, "latin": 300}
"""Letters from which a closing is a canned text."""

_opportunity = partial(Opportunity, "warm_closing", "attitude")


@rule("warm_closing", factor="attitude", needs=("stance", "flags"), praises=True)
def check(case: Case) -> Iterator[Opportunity]:
    """The last word of a talk → is warm and personal → in the agent's last turn of the session.

    Credit: a wish that fits this customer, or the agent's own offer to be there ("write to me directly"), without a
    plea for a rating. Clear: any other end of a talk in which customer and agent both wrote; nothing is missed by it.
    """
    for timeline in timelines(case):
        spoken = [exchange for exchange in timeline.linked.labelled.exchanges if exchange.exchange.prompt is not None]
        last = next((exchange.replies[-1] for exchange in reversed(spoken) if exchange.replies), None)
        if last is not None:
            warm = () if _is_canned(timeline, last) else saying(last.turn, timeline.cues.warm_wish)
            yield _opportunity(
                last.turn.sender,
                timeline.session.id,
                "credit" if warm else "clear",
                whole(warm or last.turn.messages[-1:]),
                at=last.turn.started_at,
            )


def _is_canned(timeline: Timeline, last: LabelledReply) -> bool:
    text = last.turn.text
    if last.flags or sum(map(str.isalnum, text)) > LONG[timeline.language.script]:
        return True
    return timeline.cues.good_review.search(text) is not None
