"""Where an agent names a product or variant that the customer did not name."""

from collections.abc import Iterator
from functools import partial

from coach.findings import Case, Opportunity
from coach.labels import LabelledReply
from coach.rules.rule import rule
from coach.rules.timeline import Timeline, timelines
from coach.taxonomy import question_types

_opportunity = partial(Opportunity, "recommendation", "proactive_selling")


@rule(
    "recommendation", factor="proactive_selling", needs=("question_type", "stance", "moves", "requests"), praises=True
)
def check(case: Case) -> Iterator[Opportunity]:
    """A reply to a question before buying → names one thing to choose → in that reply.

    Credit: the reply recommends, and the words or a link show what. Clear: any other reply that is not neutral; nothing
    is missed by it. Unknown: the model was not sure of the stance.
    """
    presale = frozenset(kind.name for kind in question_types() if kind.stage == "presale")
    for timeline in timelines(case):
        for one in timeline.served():
            if one.reply.stance.name == "neutral" or all(asked.type.name not in presale for asked in one.requests):
                continue
            recommends = _recommends(timeline, one.reply)
            yield _opportunity(
                one.reply.turn.sender,
                timeline.session.id,
                ("unknown" if one.reply.stance.unsure else "credit") if recommends else "clear",
                (one.requests[-1].span, *timeline.shown(one.reply)),
                at=one.reply.turn.started_at,
            )


def _recommends(timeline: Timeline, reply: LabelledReply) -> bool:
    if reply.stance.name != "proactive" or "recommend" not in reply.moves or reply.flags:
        return False
    shown = any(message.refs.items or message.kind in ("card", "link") for message in reply.turn.messages)
    return shown or timeline.cues.advises.search(reply.turn.text) is not None
