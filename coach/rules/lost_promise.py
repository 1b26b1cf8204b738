"""Whether "one moment, I'll check" is followed by a word."""

from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from itertools import pairwise

from msgspec import Struct

from coach.findings import Advice, Case, Opportunity, OpportunityOutcome
from coach.labels import LabelledReply, Request, Span
from coach.rules.exemptions import left_after, outside_hours, was_abusive
from coach.rules.rule import rule
from coach.rules.timeline import Served, Timeline, is_over, questions, timelines, took_longer, whole
from coach.transcript import Message

_SOON = ("分", "秒", "min", "sec", "seg", "moment", "片刻")

_THIS_DAY = (
    *("小时", "今", "晚", "上午", "下午", "明天", "明早"),
    *("hour", "today", "tonight", "tomorrow"),
    *("hora", "hoy", "mañana", "tarde", "noche"),
)

_opportunity = partial(Opportunity, "lost_promise", "response_speed")


class _Asked(Struct, frozen=True):
    """What the customer waits for: the requests that a reply came to, which it left open, and the last words heard."""

    served: tuple[Request, ...]
    still_open: tuple[Request, ...]
    heard: Message | None

    def to_wait(self, goes_on: bool) -> bool:
        """Whether a request waits on, or waited when the same turn goes on."""
        return bool(self.served if goes_on else self.still_open)

    @property
    def where(self) -> Span | None:
        """Where the customer spoke last."""
        return Span(self.heard.id, 0, len(self.heard.text)) if self.heard is not None else None


@rule("lost_promise", factor="response_speed", needs=("times", "requests", "stance", "acts", "slots"))
def check(case: Case) -> Iterator[Opportunity]:
    """The agent asks to wait, or promises a word → writes again → in time: see the two windows.

    "One moment" counts while a request is open, or when the reply says nothing else, and its window is
    `lost_promise_min` minutes. "I will get back to you shortly" has `promised_word_hours` hours; a named later day,
    somebody else's word, or one that waits for goods is unknown. Hit: no agent wrote in that time; of a promised word,
    no agent ever. Clear: the agent wrote again, or a colleague answered, in time. Exempt: the customer left meanwhile
    or needs it no more, a colleague went on with the session, outside the preset's hours, an abusive customer. Unknown:
    no times, or the file ends before the window does.
    """
    for timeline in timelines(case):
        open_at = {one.reply.turn.messages[0].id: one for one in timeline.served()}
        for reply in timeline.replies:
            for holding, goes_on in _holding(timeline, reply):
                asked = _asked(timeline, reply, open_at.get(reply.turn.messages[0].id))
                if asked.to_wait(goes_on) or _only_holds(timeline, reply) or _is_word_to_come(timeline, holding):
                    yield from _judged(timeline, holding, asked)


def _asked(timeline: Timeline, reply: LabelledReply, one: Served | None) -> _Asked:
    still_open = tuple(request for request in one.requests if _is_open_after(request, one)) if one else ()
    heard = timeline.heard_before(reply.turn.messages[0].id)
    return _Asked(served=one.requests if one else (), still_open=still_open, heard=heard[-1] if heard else None)


def _holding(timeline: Timeline, reply: LabelledReply) -> Iterator[tuple[Message, bool]]:
    """The messages that ask to wait, the last of each run of them, with whether the same turn goes on after it."""
    said = [(message, not timeline.acts(message).isdisjoint(("hold", "promise"))) for message in reply.turn.messages]
    for (message, holds), (_, still) in pairwise([*said, (said[-1][0], False)]):
        if holds and not still:
            yield message, message is not said[-1][0]


def _is_open_after(request: Request, one: Served) -> bool:
    if request.answer is None:
        return True
    place = next(
        i for i, reply in enumerate(request.replies) if reply.turn.messages[0].id == one.reply.turn.messages[0].id
    )
    return place < request.answer


def _only_holds(timeline: Timeline, reply: LabelledReply) -> bool:
    return reply.stance.name == "neutral" and timeline.cues.wait_here.search(reply.turn.text) is not None


def _judged(timeline: Timeline, holding: Message, asked: _Asked) -> Iterator[Opportunity]:
    requests = asked.still_open or asked.served
    where = requests[-1].span if requests else asked.where
    if where is None:
        return
    to_come = _is_for_later(timeline, holding)
    following = _word_since(timeline, holding) if to_come else _next_word(timeline, holding)
    outcome = _kept(timeline, holding, following) if to_come else _outcome(timeline, holding, following, requests)
    windows = timeline.case.windows
    question = questions(requests[-1:]) or (asked.heard.text if asked.heard else "")
    key, values = "advice.lost_promise", {"question": question, "minutes": f"{windows.lost_promise_min:g}"}
    if to_come:
        key, values = "advice.lost_promise.word", {"question": question, "hours": f"{windows.promised_word_hours:g}"}
    late = (following,) if following is not None and following.id in timeline.place else ()
    yield _opportunity(
        holding.sender,
        timeline.session.id,
        outcome,
        (where, *whole((holding, *late))),
        advice=Advice(key, values) if outcome == "hit" else None,
        links=tuple(request.id for request in requests),
        at=holding.sent_at,
    )


def _next_word(timeline: Timeline, holding: Message) -> Message | None:
    """The next message of any agent, also the one with which an agent opens the customer's next session."""
    following = timeline.agent_after(holding)
    if following is not None or timeline.next is None or not timeline.next.labelled.exchanges:
        return following
    first = timeline.next.labelled.exchanges[0].exchange
    return first.replies[0].messages[0] if first.prompt is None else None


def _word_since(timeline: Timeline, holding: Message) -> Message | None:
    """The next message of any agent in the customer's whole timeline that is more than a pleasantry in this session."""
    start = timeline.place[holding.id]
    later = (one.turn.messages for one in timeline.replies if one.stance.name != "neutral")
    here = next((message for said in later for message in said if timeline.place[message.id] > start), None)
    every = timelines(timeline.case)
    return here or next((one.spoken[0] for one in every[every.index(timeline) + 1 :] if one.spoken), None)


def _outcome(
    timeline: Timeline, holding: Message, following: Message | None, waiting: tuple[Request, ...]
) -> OpportunityOutcome:
    window = timedelta(minutes=timeline.case.windows.lost_promise_min)
    late = _is_late(timeline, holding, following, window)
    if late is None:
        return "unknown"
    if following is not None and not late:
        taken_over = following.sender != holding.sender
        still = bool(waiting) and all(request.status != "answered" for request in waiting)
        return "exempt" if taken_over and still else "clear"
    return "exempt" if _is_excused(timeline, holding, window) else "hit"


def _kept(timeline: Timeline, holding: Message, following: Message | None) -> OpportunityOutcome:
    """What came of a promised word: a hit only when no agent ever wrote again."""
    window = timedelta(hours=timeline.case.windows.promised_word_hours)
    late = _is_late(timeline, holding, following, window)
    if late is None or not _is_word_to_come(timeline, holding):
        return "unknown"
    if following is not None:
        return "unknown" if late else "clear"
    soon = timedelta(minutes=timeline.case.windows.lost_promise_min)
    return "exempt" if _is_excused(timeline, holding, soon) else "hit"


def _is_late(timeline: Timeline, holding: Message, following: Message | None, window: timedelta) -> bool | None:
    if following is not None:
        return took_longer(holding, following, limit_s=window.total_seconds())
    return True if is_over(holding.sent_at, window, seen_until=timeline.case.seen_until) else None


def _is_excused(timeline: Timeline, holding: Message, window: timedelta) -> bool:
    if holding.sent_at is None:
        return True
    if outside_hours(timeline, holding.sent_at) or outside_hours(timeline, holding.sent_at + window):
        return True
    heard = timeline.heard_after(holding.id)
    declined = bool(heard) and "deny" in timeline.acts(heard[0])
    left = left_after(timeline, holding, limit_s=window.total_seconds())
    return declined or left or was_abusive(timeline, until=holding.id)


def _is_for_later(timeline: Timeline, holding: Message) -> bool:
    """Whether the agent did not ask to wait in the chat but promised a word later, or named a time."""
    if "hold" not in timeline.acts(holding) or _is_word_to_come(timeline, holding):
        return True
    return any(not any(soon in value for soon in _SOON) for value in _times(timeline, holding))


def _is_word_to_come(timeline: Timeline, holding: Message) -> bool:
    """Whether the agent promises to come back with a word of their own before another day."""
    cues, text = timeline.cues, holding.text
    if "promise" not in timeline.acts(holding) or not cues.comes_back.search(text):
        return False
    if cues.others_word.search(text) or cues.wait_here.search(text):
        return False
    return all(any(soon in value for soon in (*_SOON, *_THIS_DAY)) for value in _times(timeline, holding))


def _times(timeline: Timeline, message: Message) -> list[str]:
    return [str(slot.value).lower() for slot in timeline.language.slots(message.text) if slot.kind == "time"]
