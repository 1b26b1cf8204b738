"""Whether agents promise only what they can keep."""

from collections.abc import Iterator
from functools import partial

from coach.findings import Case, Opportunity, OpportunityOutcome
from coach.rules.exemptions import was_abusive
from coach.rules.phrases import phrased
from coach.rules.rule import rule
from coach.rules.timeline import Timeline, cleared, saying, timelines
from coach.transcript import Message

_opportunity = partial(Opportunity, "absolute_promise", "risk")


@rule("absolute_promise", factor="risk", needs=("stance",))
def check(case: Case) -> Iterator[Opportunity]:
    """A reply → no promise that nobody can be sure of → in that reply → unless law or platform vouch for it.

    Hit: "will definitely arrive", "never fades", "100 % effective", "cheapest anywhere". Clear: any other reply that is
    not neutral, also "I cannot promise that it arrives for sure". Exempt: what the shop has to keep anyway (return
    within the days of the law, warranty, authenticity).
    """
    for timeline in timelines(case):
        refuses = timeline.cues.no_promise.search
        for reply in timeline.replies:
            said = saying(reply.turn, timeline.cues.absolute)
            telling = tuple([message for message in said if not refuses(message.text)])
            if telling:
                outcome = _outcome(timeline, telling)
                yield phrased(
                    _opportunity,
                    timeline,
                    reply,
                    telling,
                    phrase=timeline.cues.absolute,
                    outcome=outcome,
                    advice="advice.absolute_promise",
                )
            elif reply.stance.name != "neutral":
                yield cleared(_opportunity, timeline, reply)


def _outcome(timeline: Timeline, telling: tuple[Message, ...]) -> OpportunityOutcome:
    vouched = all(timeline.cues.guaranteed.search(message.text) for message in telling)
    return "exempt" if vouched or was_abusive(timeline, until=telling[0].id) else "hit"
