"""Whether agents keep clear of words that no customer should hear."""

from collections.abc import Iterator
from functools import partial

from coach.findings import Case, Opportunity, OpportunityOutcome
from coach.rules.exemptions import was_abusive
from coach.rules.phrases import phrased
from coach.rules.rule import rule
from coach.rules.timeline import cleared, saying, timelines

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
                outcome: OpportunityOutcome = "exempt" if was_abusive(timeline, until=telling[0].id) else "hit"
                yield phrased(
                    _opportunity,
                    timeline,
                    reply,
                    telling,
                    phrase=timeline.cues.forbidden,
                    outcome=outcome,
                    advice="advice.forbidden_phrase",
                )
            elif reply.stance.name != "neutral":
                yield cleared(_opportunity, timeline, reply)
