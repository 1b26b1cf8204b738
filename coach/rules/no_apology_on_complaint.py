"""Whether a customer who complains hears a word of regret."""

from collections.abc import Iterator, Sequence
from datetime import timedelta
from functools import partial

from coach.findings import Advice, Case, Opportunity, OpportunityOutcome
from coach.labels import Request
from coach.rules.exemptions import was_abusive
from coach.rules.rule import rule
from coach.rules.timeline import Timeline, is_agent, is_customer, is_over, timelines, whole
from coach.transcript import Message

ADVISED = frozenset({"after_sale", "logistics"})
"""Question types in which a complaint is one about what the shop owes, each with advice of its own."""

_opportunity = partial(Opportunity, "no_apology_on_complaint", "attitude")


@rule("no_apology_on_complaint", factor="attitude", needs=("question_type", "requests", "acts"))
def check(case: Case) -> Iterator[Opportunity]:
    """A complaint about goods, delivery or service → an apology or a word of feeling → within `apology_messages`.

    The messages are counted from the agent's first word after the first complaint; one opportunity a session. Hit: none
    of them regrets. Clear: one does. Exempt: an abusive customer, one who took leave before the agent wrote. Unknown:
    the question type is a guess and no word is plain, the agent sent what cannot be read, or the file ends before the
    window does. A complaint to which nobody replied is for `unanswered_question`; what another shop sold is none. Where
    the type is a guess at something else, plain words about goods that have come make the complaint.
    """
    for timeline in timelines(case):
        complaint = next((request for request in timeline.linked.requests if _complains(timeline, request)), None)
        if complaint is not None:
            said = _next_words(timeline, complaint)
            if said:
                yield _judged(timeline, complaint, said)


def _complains(timeline: Timeline, request: Request) -> bool:
    text, cues = timeline.message(request.span.message_id).text, timeline.cues
    if cues.not_ours.search(text):
        return False
    grieved = cues.grievance.search(text) is not None
    if request.type.name not in ADVISED:
        return request.type.unsure and grieved and cues.received.search(text) is not None
    return grieved or "complain" in timeline.language.acts(text)


def _next_words(timeline: Timeline, complaint: Request) -> tuple[Message, ...]:
    said = [message for message in timeline.after(complaint.span.message_id) if is_agent(message)]
    return tuple(said[: timeline.case.windows.apology_messages])


def _judged(timeline: Timeline, complaint: Request, said: tuple[Message, ...]) -> Opportunity:
    regret = next((message for message in said if _regrets(timeline, message)), None)
    outcome = _outcome(timeline, complaint, said, regret)
    heard = " ".join(timeline.message(complaint.span.message_id).text.split())
    kind = complaint.type.name if complaint.type.name in ADVISED else "after_sale"
    key = f"advice.no_apology_on_complaint.{kind}"
    return _opportunity(
        said[0].sender,
        timeline.session.id,
        outcome,
        (complaint.span, *whole((regret,) if regret is not None else said)),
        advice=Advice(key, {"said": heard}) if outcome == "hit" else None,
        links=(complaint.id,),
        at=said[0].sent_at,
    )


def _regrets(timeline: Timeline, message: Message) -> bool:
    return "apologise" in timeline.acts(message) or timeline.cues.empathy.search(message.text) is not None


def _outcome(
    timeline: Timeline, complaint: Request, said: Sequence[Message], regret: Message | None
) -> OpportunityOutcome:
    if regret is not None:
        return "clear"
    start = timeline.place[complaint.span.message_id]
    before = timeline.messages[start : timeline.place[said[0].id]]
    left = any(is_customer(one) and not timeline.acts(one).isdisjoint(("leave", "farewell")) for one in before)
    if left or was_abusive(timeline, until=said[-1].id):
        return "exempt"
    heard = timeline.message(complaint.span.message_id).text
    plain = not complaint.type.unsure or timeline.cues.grievance.search(heard) is not None
    if not plain or any(message.kind != "text" for message in said):
        return "unknown"
    if len(said) == timeline.case.windows.apology_messages:
        return "hit"
    limit = timedelta(seconds=timeline.case.preset.within_s[-1])
    return "unknown" if is_over(said[-1].sent_at, limit, seen_until=timeline.case.seen_until) is False else "hit"
