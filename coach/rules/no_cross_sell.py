"""Whether a customer who orders hears of something that goes with it: a hint that costs no points."""

from collections.abc import Iterator
from datetime import timedelta
from functools import partial

from coach.findings import Advice, Case, Opportunity, OpportunityOutcome
from coach.metrics.rounds import has_clock
from coach.rules.exemptions import was_abusive
from coach.rules.rule import rule
from coach.rules.timeline import Timeline, timelines, whole
from coach.transcript import Message

_opportunity = partial(Opportunity, "no_cross_sell", "proactive_selling")


@rule("no_cross_sell", factor="proactive_selling", needs=("question_type", "requests", "acts"))
def check(case: Case) -> Iterator[Opportunity]:
    """The customer orders in the chat → a second thing is named → by the end of the session → unless it is no moment.

    Hit: no agent named a thing that goes with it, a bundle or a next discount step. Clear: one did. Exempt: something
    is still unanswered, the customer complains or asks about a return, an abusive customer. Where the agent wrote
    nothing in `at_hand_min` before the order, or nothing at all, there is no opportunity.
    """
    for timeline in timelines(case):
        ordering = _ordering(timeline)
        if ordering is not None:
            yield _judged(timeline, ordering)


def _ordering(timeline: Timeline) -> Message | None:
    """The customer's message that tells of the order, or the agent's last one before an order while they talked."""
    says = timeline.cues.ordered.search
    at_hand = timedelta(minutes=timeline.case.windows.at_hand_min)
    told = next((message for message in timeline.heard if says(message.text)), None)
    if told is not None:
        return told if timeline.spoken_before(told.id) else None
    for order in timeline.case.orders:
        near = [
            message
            for message in timeline.spoken
            if message.sent_at is not None
            and has_clock(message)
            and message.sent_at <= order.created_at <= message.sent_at + at_hand
        ]
        if near:
            return near[-1]
    return None


def _judged(timeline: Timeline, ordering: Message) -> Opportunity:
    naming = next((message for message in timeline.spoken if _names_another(timeline, message)), None)
    outcome = _outcome(timeline, ordering, naming)
    return _opportunity(
        naming.sender if naming is not None else timeline.agent_near(ordering.id),
        timeline.session.id,
        outcome,
        whole((ordering,) if naming is None or naming.id == ordering.id else (naming, ordering)),
        advice=Advice("advice.no_cross_sell") if outcome == "hit" else None,
        at=ordering.sent_at,
    )


def _names_another(timeline: Timeline, message: Message) -> bool:
    return timeline.cues.cross_sell.search(message.text) is not None


def _outcome(timeline: Timeline, ordering: Message, naming: Message | None) -> OpportunityOutcome:
    if naming is not None:
        return "clear"
    requests = timeline.linked.requests
    troubled = any(one.type.name == "after_sale" or one.status != "answered" for one in requests)
    complains = any("complain" in timeline.acts(message) for message in timeline.heard)
    return "exempt" if troubled or complains or was_abusive(timeline, until=ordering.id) else "hit"
