"""Whether the agent closes a talk that the customer ends politely."""

from collections.abc import Iterator
from datetime import timedelta
from functools import partial

from coach.findings import Advice, Case, Opportunity, OpportunityOutcome
from coach.labels import LabelledExchange, LabelledReply, Request
from coach.rules.exemptions import outside_hours, was_abusive
from coach.rules.rule import rule
from coach.rules.timeline import Timeline, is_over, last_asking, timelines, whole
from coach.transcript import Message

_CLOSING = frozenset({"farewell", "thank", "welcome"})

_opportunity = partial(Opportunity, "no_closing", "service_awareness")


@rule("no_closing", factor="service_awareness", needs=("question_type", "requests", "acts"))
def check(case: Case) -> Iterator[Opportunity]:
    """The customer ends the talk content, with thanks or goodbye → the agent closes it → before the session ends.

    Only a talk counts in which an agent replied and nothing is open. A closing is thanks, goodbye, "you are welcome",
    an offer to help again; it may stand in the reply just before. Hit: the agent said nothing more. Clear: a closing.
    Exempt: outside the preset's hours, an abusive customer. Unknown: another word than a closing, a picture, or the
    file ends too soon after the customer's last word.
    """
    for timeline in timelines(case):
        exchanges = timeline.linked.labelled.exchanges
        if len(exchanges) > 1 and _ends_politely(timeline, exchanges[-1]):
            yield _judged(timeline, exchanges[-1], exchanges[-2].replies)


def _ends_politely(timeline: Timeline, last: LabelledExchange) -> bool:
    prompt = last.exchange.prompt
    if prompt is None or last.asks or last.type is None or last.type.name != "none" or not timeline.spoken:
        return False
    if any(_is_open(timeline, request) for request in timeline.linked.requests):
        return False
    said = timeline.language.acts(prompt.text)
    content = not said.isdisjoint(("thank", "farewell")) or timeline.cues.settled.search(prompt.text) is not None
    if "ask" in said and not timeline.cues.own_errand.search(prompt.text):
        return False
    return content and said.isdisjoint(("complain", "nag", "leave"))


def _is_open(timeline: Timeline, request: Request) -> bool:
    """Whether nobody has said anything on it yet but to wait."""
    asked = timeline.place[last_asking(request).message_id]
    later = (reply for reply in request.replies if timeline.place[reply.turn.messages[-1].id] > asked)
    return request.status == "unanswered" and all(reply.stance.name == "neutral" for reply in later)


def _judged(timeline: Timeline, last: LabelledExchange, before: tuple[LabelledReply, ...]) -> Opportunity:
    assert last.exchange.prompt is not None  # noqa: S101 - seen by _ends_politely
    ending = last.exchange.prompt.messages[-1]
    after = tuple(message for reply in last.replies for message in reply.turn.messages)
    earlier = tuple(message for reply in before[-1:] for message in reply.turn.messages)
    outcome = _outcome(timeline, ending, earlier, after)
    shown = after[-1:] or earlier[-1:]
    return _opportunity(
        shown[0].sender if shown else timeline.agent_near(ending.id),
        timeline.session.id,
        outcome,
        whole(sorted((ending, *shown), key=lambda message: timeline.place[message.id])),
        advice=Advice("advice.no_closing") if outcome == "hit" else None,
        at=ending.sent_at,
    )


def _outcome(
    timeline: Timeline, ending: Message, earlier: tuple[Message, ...], after: tuple[Message, ...]
) -> OpportunityOutcome:
    if any(_closes(timeline, message) for message in (*earlier, *after)):
        return "clear"
    if outside_hours(timeline, ending.sent_at) or was_abusive(timeline, until=ending.id):
        return "exempt"
    limit = timedelta(seconds=timeline.case.preset.within_s[-1])
    over = is_over(ending.sent_at, limit, seen_until=timeline.case.seen_until)
    return "unknown" if after or over is False else "hit"


def _closes(timeline: Timeline, message: Message) -> bool:
    return not timeline.acts(message).isdisjoint(_CLOSING) or timeline.cues.closing.search(message.text) is not None
