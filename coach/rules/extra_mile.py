"""Where an agent did notably more than was asked."""

from collections.abc import Iterator
from functools import partial

from coach.findings import Case, Opportunity
from coach.labels import LabelledReply
from coach.rules.rule import rule
from coach.rules.timeline import Timeline, timelines

_opportunity = partial(Opportunity, "extra_mile", "service_awareness")


@rule("extra_mile", factor="service_awareness", needs=("stance", "moves", "flags", "requests"), praises=True)
def check(case: Case) -> Iterator[Opportunity]:
    """A reply to an open request → does the customer a favour that nobody demanded → in that reply.

    Credit: the reply commits to something and names a favour (keeps the last one, packs it better, reminds). Clear: any
    other reply that is not neutral; nothing is missed by it. Unknown: the model was not sure of the stance.
    """
    for timeline in timelines(case):
        for one in timeline.served():
            if one.reply.stance.name == "neutral":
                continue
            favour = _does_a_favour(timeline, one.reply)
            yield _opportunity(
                one.reply.turn.sender,
                timeline.session.id,
                ("unknown" if one.reply.stance.unsure else "credit") if favour else "clear",
                timeline.shown(one.reply),
                at=one.reply.turn.started_at,
            )


def _does_a_favour(timeline: Timeline, reply: LabelledReply) -> bool:
    if reply.stance.name != "proactive" or "commit" not in reply.moves or reply.flags:
        return False
    return timeline.cues.favour.search(reply.turn.text) is not None
