"""Whether the agent asks about the need before advising."""

from collections.abc import Iterator
from functools import partial

from coach.findings import Advice, Case, Opportunity, OpportunityOutcome
from coach.labels import LabelledReply, Request
from coach.rules.exemptions import was_abusive
from coach.rules.rule import rule
from coach.rules.timeline import Timeline, questions, timelines, whole

ADVISING = ("size", "suitability", "recommendation")
"""Question types whose answer depends on who asks."""

NEED_SLOTS = frozenset({"height_cm", "weight_kg", "size", "age"})

_opportunity = partial(Opportunity, "no_need_probe", "service_awareness")


@rule("no_need_probe", factor="service_awareness", needs=("question_type", "moves", "requests", "slots"))
def check(case: Case) -> Iterator[Opportunity]:
    """A question of size, suitability or choice → ask about the need → by the answer → unless the need is known.

    Of size questions only those that ask which size fits a person count, not dimensions or the number in a pack.
    Hit: answered without a probe. Clear: probed. Credit: the customer had told the need, and the agent asked on.
    Exempt: told, and answered (height, weight, usual size, age, skin, for whom or what); an abusive customer. Unknown:
    the model was not sure of the question type. Questions never answered, or deflected, are for other rules.
    """
    for timeline in timelines(case):
        for request in timeline.linked.requests:
            if request.answer is not None and _depends_on_who_asks(timeline, request):
                yield _judged(timeline, request, request.replies[: request.answer + 1])


def _depends_on_who_asks(timeline: Timeline, request: Request) -> bool:
    if request.type.name == "size":
        return timeline.cues.which_size.search(request.text) is not None
    return request.type.name in ADVISING


def _judged(timeline: Timeline, request: Request, replies: tuple[LabelledReply, ...]) -> Opportunity:
    answer = replies[-1]
    probing = next((reply for reply in replies if "probe" in reply.moves), None)
    told = _need_is_told(timeline, until=(probing or answer).turn.messages[0].id)
    outcome = _outcome(timeline, request, probed=probing is not None, told=told)
    key = f"advice.no_need_probe.{request.type.name}"
    return _opportunity(
        (probing or answer).turn.sender,
        timeline.session.id,
        outcome,
        (request.span, *whole((probing or answer).turn.messages)),
        advice=Advice(key, {"question": questions([request])}) if outcome == "hit" else None,
        links=(request.id,),
        at=(probing or answer).turn.started_at,
    )


def _outcome(timeline: Timeline, request: Request, *, probed: bool, told: bool) -> OpportunityOutcome:
    if probed:
        return "credit" if told else "clear"
    if told or was_abusive(timeline, until=request.span.message_id):
        return "exempt"
    return "unknown" if request.type.unsure else "hit"


def _need_is_told(timeline: Timeline, *, until: str) -> bool:
    """Whether the customer said for whom or what, or gave a measure, before that message."""
    slots, stated = timeline.language.slots, timeline.cues.need_stated
    return any(
        stated.search(message.text) is not None or any(slot.kind in NEED_SLOTS for slot in slots(message.text))
        for message in timeline.heard_before(until)
    )
