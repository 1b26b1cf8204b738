"""Whether the agent greets the customer."""

from collections.abc import Iterator
from datetime import timedelta
from functools import partial

from coach.findings import Advice, Case, Opportunity, OpportunityOutcome
from coach.labels import LabelledExchange
from coach.rules.exemptions import outside_hours, was_abusive, was_continued
from coach.rules.rule import rule
from coach.rules.timeline import Timeline, timelines, whole
from coach.segment import is_speech
from coach.transcript import Message

_COURTEOUS = frozenset({"greet", "welcome", "apologise", "thank"})
"""Speech acts that open a talk politely."""

_opportunity = partial(Opportunity, "no_greeting", "service_awareness")


@rule("no_greeting", factor="service_awareness", needs=("question_type", "acts"))
def check(case: Case) -> Iterator[Opportunity]:
    """The customer opens the talk → the agent greets → in the first `greeting_messages` → unless they just spoke.

    A greeting, a welcome, an opening apology or thanks, and a polite address at the beginning all count. Hit: nothing
    of it. Exempt: a bot greeted; the customer spoke with the shop less than `same_visit_hours` before; a session
    continued from another agent; outside the preset's hours; an abusive customer. Unknown: the address stands
    elsewhere, the agent sent no text, or the file may begin in the middle of a talk: the customer's first words are no
    question, or a question without a time.
    """
    for timeline in timelines(case):
        exchanges = timeline.linked.labelled.exchanges
        if exchanges and exchanges[0].exchange.prompt is not None and timeline.spoken:
            yield _judged(timeline, exchanges[0], exchanges[0].exchange.prompt.messages)


def _judged(timeline: Timeline, opening: LabelledExchange, heard: tuple[Message, ...]) -> Opportunity:
    first = timeline.spoken[0]
    said = tuple(message for message in timeline.spoken if message.sender == first.sender)
    said = said[: timeline.case.windows.greeting_messages]
    outcome = _outcome(timeline, opening, heard, said)
    return _opportunity(
        first.sender,
        timeline.session.id,
        outcome,
        whole((heard[0], first)),
        advice=Advice("advice.no_greeting") if outcome == "hit" else None,
        at=first.sent_at,
    )


def _outcome(
    timeline: Timeline, opening: LabelledExchange, heard: tuple[Message, ...], said: tuple[Message, ...]
) -> OpportunityOutcome:
    if any(_greets(timeline, message) for message in said):
        return "clear"
    if outside_hours(timeline, heard[0].sent_at) or was_continued(timeline, said[0]) or _same_visit(timeline):
        return "exempt"
    if _bot_greeted(timeline, until=said[0]) or was_abusive(timeline, until=said[0].id):
        return "exempt"
    texts = [message.text for message in said if message.text]
    if not texts or any(timeline.cues.address.search(text) for text in texts):
        return "unknown"
    return "hit" if _begins(timeline, opening, heard) else "unknown"


def _begins(timeline: Timeline, opening: LabelledExchange, heard: tuple[Message, ...]) -> bool:
    """Whether these are the first words of a talk: a greeting, or a question before which times show a silence."""
    if any("greet" in timeline.acts(message) for message in heard):
        return True
    return heard[0].sent_at is not None and bool(opening.asks) and not timeline.acts(heard[0]) & {"affirm", "deny"}


def _greets(timeline: Timeline, message: Message) -> bool:
    return not timeline.acts(message).isdisjoint(_COURTEOUS) or timeline.cues.greeting.search(message.text) is not None


def _same_visit(timeline: Timeline) -> bool:
    """Whether the customer and the shop spoke so shortly before that another greeting is not due."""
    if timeline.previous is None or not timeline.previous.session.agents:
        return False
    before = [message.sent_at for message in timeline.previous.session.messages if is_speech(message)][-1:]
    began = timeline.session.started_at
    if not before or before[0] is None or began is None:
        return True
    return began - before[0] < timedelta(hours=timeline.case.windows.same_visit_hours)


def _bot_greeted(timeline: Timeline, *, until: Message) -> bool:
    earlier = timeline.messages[: timeline.place[until.id]]
    return any(message.role in ("bot", "system") and _greets(timeline, message) for message in earlier)
