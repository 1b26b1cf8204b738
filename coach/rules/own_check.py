"""Judging by a shop's own rule: its occasions, and whether what is expected or forbidden was said there."""

import re
from collections.abc import Iterator, Sequence
from datetime import timedelta
from functools import cache, partial

from msgspec import Struct

from coach.findings import Advice, Case, Opportunity, OpportunityOutcome
from coach.labels import Span
from coach.rules.exemptions import left_after, outside_hours, was_abusive
from coach.rules.own import Due, OwnRule, Said
from coach.rules.rule import Rule
from coach.rules.timeline import Timeline, is_agent, is_customer, is_over, seconds_between, timelines, whole
from coach.transcript import Message

_NEVER = "(?!)"


class _Found(Struct, frozen=True):
    """Where a rule's words stand: the span, or None when nothing was found; `sure` is False while times cannot tell."""

    span: Span | None
    sure: bool = True


def as_rules(own: Sequence[OwnRule]) -> tuple[Rule, ...]:
    """The rules in the form that all rules have."""
    return tuple(
        Rule(
            name=one.name,
            factor=one.factor,
            needs=tuple(_needs(one)),
            check=partial(check, one),
            praises=one.praise is not None,
        )
        for one in own
    )


def _needs(one: OwnRule) -> Iterator[str]:
    if one.due.within_min is not None:
        yield "times"
    if one.due.type or (one.when is not None and one.when.type):
        yield "requests"


def check(own: OwnRule, case: Case) -> Iterator[Opportunity]:
    """The occasions of the rule in all sessions of the case.

    Without `when` the occasion of something expected or praised is the session (both sides wrote), of something
    forbidden each agent in it. Of occasions between which nobody replied, only the first counts.
    """
    for timeline in timelines(case):
        if own.when is None and own.forbid is not None and own.due.who == "agent":
            yield from (_forbidden(own, timeline, agent) for agent in timeline.session.agents)
        else:
            for occasion in _occasions(own, timeline):
                yield _judged(own, timeline, occasion)


def _forbidden(own: OwnRule, timeline: Timeline, agent: str) -> Opportunity:
    """Whether the agent said it anywhere in the session."""
    said = [message for message in timeline.messages if is_agent(message) and message.sender == agent]
    span = next(filter(None, (_says(timeline, own.due, message) for message in said)), None)
    shown = (span,) if span else whole(said[:1] or timeline.messages[:1])
    return _opportunity(own, timeline, agent, "hit" if span else "clear", shown)


def _occasions(own: OwnRule, timeline: Timeline) -> Iterator[Span]:
    if not timeline.spoken:
        return
    if own.when is None:
        first = next((message for message in timeline.messages if is_customer(message)), None)
        yield from whole((first,)) if first else ()
        return
    answered = True
    for message in timeline.messages:
        span = _says(timeline, own.when, message) if answered or own.when.who == "agent" else None
        if span is not None:
            answered = False
            yield span
        elif is_agent(message):
            answered = True


def _judged(own: OwnRule, timeline: Timeline, occasion: Span) -> Opportunity:
    found = _find(own.due, timeline, timeline.message(occasion.message_id))
    outcome = _outcome(own, timeline, occasion, found)
    agent = _responsible(own, timeline, occasion, found)
    shown: tuple[Span, ...] = (occasion,)
    if found.span is not None:
        shown = (occasion, found.span)
    elif (reply := timeline.agent_after(timeline.message(occasion.message_id))) is not None:
        shown = (occasion, *whole((reply,)))
    return _opportunity(own, timeline, agent, outcome, shown)


def _find(due: Due, timeline: Timeline, occasion: Message) -> _Found:
    """The first message in the window that says it."""
    place = timeline.place[occasion.id]
    around: Sequence[Message] = timeline.messages[place + 1 :]
    if due.place == "before":
        around = timeline.messages[:place][::-1]
    theirs = [message for message in around if _is_of(due.who, message)][: due.within_messages]
    unsure = _Found(None)
    for message in theirs:
        span = _says(timeline, due, message)
        if span is None:
            continue
        in_time = _in_time(due, occasion, message)
        if in_time:
            return _Found(span)
        if in_time is None:
            unsure = _Found(span, sure=False)
    return unsure


def _in_time(due: Due, occasion: Message, message: Message) -> bool | None:
    if due.within_min is None:
        return True
    seconds = seconds_between(occasion, message)
    return None if seconds is None else abs(seconds) <= due.within_min * 60


def _outcome(own: OwnRule, timeline: Timeline, occasion: Span, found: _Found) -> OpportunityOutcome:
    if not found.sure:
        return "unknown"
    if own.forbid is not None:
        return "hit" if found.span else "clear"
    if own.praise is not None:
        return "credit" if found.span else "clear"
    return "clear" if found.span else _missing(own.due, timeline, timeline.message(occasion.message_id))


def _missing(due: Due, timeline: Timeline, occasion: Message) -> OpportunityOutcome:
    """Something expected was not said: unless the customer left, or it may still come."""
    if outside_hours(timeline, occasion.sent_at) or was_abusive(timeline, until=occasion.id):
        return "exempt"
    if due.place == "after":
        minutes = due.within_min if due.within_min is not None else timeline.case.preset.within_s[-1] / 60
        if left_after(timeline, occasion, limit_s=minutes * 60):
            return "exempt"
        last = timeline.messages[-1] if due.within_min is None else occasion
        if is_over(last.sent_at, timedelta(minutes=minutes), seen_until=timeline.case.seen_until) is False:
            return "unknown"
    return "hit"


def _responsible(own: OwnRule, timeline: Timeline, occasion: Span, found: _Found) -> str:
    message = timeline.message(found.span.message_id if found.span else occasion.message_id)
    if is_agent(message):
        return message.sender
    if is_agent(timeline.message(occasion.message_id)):
        return timeline.message(occasion.message_id).sender
    following = timeline.agent_after(timeline.message(occasion.message_id)) if own.due.place == "after" else None
    return following.sender if following is not None else timeline.agent_near(occasion.message_id)


def _opportunity(
    own: OwnRule, timeline: Timeline, agent: str, outcome: OpportunityOutcome, shown: tuple[Span, ...]
) -> Opportunity:
    return Opportunity(
        own.name,
        own.factor,
        agent,
        timeline.session.id,
        outcome,
        shown,
        advice=Advice(f"advice.{own.name}") if outcome == "hit" else None,
        at=timeline.message(shown[-1].message_id).sent_at,
    )


def _says(timeline: Timeline, said: Said, message: Message) -> Span | None:
    """Where the message says it; a question type alone points at the question."""
    if not _is_of(said.who, message):
        return None
    span = None
    if said.type:
        asked = (request.span for request in timeline.linked.requests if request.type.name in said.type)
        span = next((one for one in asked if one.message_id == message.id), None)
        if span is None:
            return None
    if not (said.contains or said.matches):
        return span
    match = _pattern(said.contains, said.matches).search(message.text)
    return Span(message.id, *match.span()) if match else None


def _is_of(who: str, message: Message) -> bool:
    if who == "bot":
        return message.role == "bot" and bool(message.text)
    return is_agent(message) if who == "agent" else is_customer(message)


@cache
def _pattern(contains: tuple[str, ...], matches: tuple[str, ...]) -> re.Pattern[str]:
    alternatives = [*map(re.escape, contains), *(f"(?:{pattern})" for pattern in matches)]
    return re.compile("|".join(alternatives) or _NEVER, re.IGNORECASE)
