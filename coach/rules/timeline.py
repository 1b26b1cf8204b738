"""Reading one session: who wrote what, in which order, and how long it took."""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextvars import ContextVar
from datetime import datetime, timedelta
from functools import cached_property

from msgspec import Struct

from coach import languages
from coach.findings import Case, Opportunity
from coach.labels import LabelledExchange, LabelledReply, LinkedSession, Request, Span
from coach.languages import Language
from coach.metrics.rounds import Wait, has_clock, waits
from coach.requests import shares_words
from coach.rules.cues import Cues, Wording, cues
from coach.segment import is_speech
from coach.transcript import Message, Session, Turn

_DOUBT_S = {"min": 60.0}


class Served(Struct, frozen=True):
    """A reply, and the requests that were open when it came."""

    reply: LabelledReply
    requests: tuple[Request, ...]


class Timeline:
    """One session of a case, read once for all rules; `previous` is the customer's session before it.

    `place` has each message's place in the session by its id; `heard` are the messages of the customer, `spoken` those
    of human agents to the customer, `replies` the labelled ones, all in order. `cues` are what rules look for in texts
    of `language`, in which the session was labelled.
    """

    def __init__(self, case: Case, index: int) -> None:
        self.case = case
        self.linked: LinkedSession = case.sessions[index]
        self.session: Session = self.linked.session
        self.previous = case.sessions[index - 1] if index else None
        self.next = case.sessions[index + 1] if index + 1 < len(case.sessions) else None
        self.language: Language = languages.get(self.linked.labelled.language)
        self.cues: Cues = cues(self.linked.labelled.language, case.words)
        self.messages = self.session.messages
        self.place = {message.id: place for place, message in enumerate(self.messages)}
        said = [message for message in self.messages if is_speech(message)]
        self.heard = tuple([message for message in said if message.role == "customer"])
        self.spoken = tuple([message for message in said if message.role == "agent"])
        self.replies: tuple[LabelledReply, ...] = tuple(
            [reply for exchange in self.linked.labelled.exchanges for reply in exchange.replies]
        )
        self._customers = [self.place[message.id] for message in self.heard]
        self._agents = [self.place[message.id] for message in self.spoken]

    @cached_property
    def exchange_of(self) -> dict[str, LabelledExchange]:
        """The exchange in which each of the customer's messages stands, by its id."""
        return {
            message.id: exchange
            for exchange in self.linked.labelled.exchanges
            if exchange.exchange.prompt is not None
            for message in exchange.exchange.prompt.messages
        }

    @cached_property
    def first_insult(self) -> int | None:
        """The place of the first message in which the customer insults the agent."""
        insult = self.cues.abuse.search
        return next((self.place[message.id] for message in self.heard if insult(message.text)), None)

    @cached_property
    def waits(self) -> tuple[Wait, ...]:
        """What awaited a reply in the session, as the preset counts."""
        return waits(self.linked.labelled, self.case.preset)

    @cached_property
    def missed(self) -> Mapping[str, Message]:
        """Where the customer says that the replies had missed a question, by the id of its request."""
        found: dict[str, Message] = {}
        for message in self.heard:
            plainly = self.cues.asked_this.search(message.text) is not None
            if plainly or self.cues.only_wants.search(message.text):
                replied = [one for one in self.linked.requests if self._was_replied_to(one, before=message)]
                alike = [one for one in replied if shares_words(one.text, message.text)]
                for one in (alike or (replied if plainly else []))[-1:]:
                    found.setdefault(one.id, message)
        return found

    def _was_replied_to(self, request: Request, *, before: Message) -> bool:
        replies = (reply for reply in request.replies if reply.stance.name != "neutral")
        return any(self.place[reply.turn.messages[-1].id] < self.place[before.id] for reply in replies)

    @cached_property
    def _shown(self) -> dict[str, tuple[Span, ...]]:
        return {reply.turn.messages[0].id: whole(reply.turn.messages) for reply in self.replies}

    def shown(self, reply: LabelledReply) -> tuple[Span, ...]:
        """The full texts of a reply as evidence."""
        return self._shown[reply.turn.messages[0].id]

    def acts(self, message: Message) -> frozenset[str]:
        """The speech acts of a message."""
        return self.language.acts(message.text) if message.text else frozenset()

    def message(self, message_id: str) -> Message:
        """The message of that id."""
        return self.messages[self.place[message_id]]

    def spoken_before(self, message_id: str) -> Sequence[Message]:
        """What agents said before that message."""
        return self.spoken[: bisect_left(self._agents, self.place[message_id])]

    def heard_before(self, message_id: str) -> Sequence[Message]:
        """What the customer said before that message."""
        return self.heard[: bisect_left(self._customers, self.place[message_id])]

    def heard_after(self, message_id: str) -> Sequence[Message]:
        """What the customer said after that message."""
        return self.heard[bisect_right(self._customers, self.place[message_id]) :]

    def after(self, message_id: str) -> Sequence[Message]:
        """All that follows that message."""
        return self.messages[self.place[message_id] + 1 :]

    def agent_near(self, message_id: str) -> str:
        """The agent who wrote last before that message, else the next one, else "" (nobody was assigned)."""
        if not self.spoken:
            return ""
        before = bisect_left(self._agents, self.place[message_id])
        return self.spoken[max(before - 1, 0)].sender

    def agent_after(self, message: Message) -> Message | None:
        """The first message of an agent after that one."""
        after = bisect_left(self._agents, self.place[message.id] + 1)
        return self.spoken[after] if after < len(self.spoken) else None

    def replied_since(self, request: Request, message_id: str) -> bool:
        """Whether a reply to the request came after that message."""
        asked = self.place[message_id]
        return any(self.place[reply.turn.messages[-1].id] > asked for reply in request.replies)

    def served(self) -> tuple[Served, ...]:
        """The replies that came while a request was open, in order."""
        return self._served

    @cached_property
    def _served(self) -> tuple[Served, ...]:
        waiting: dict[str, list[Request]] = {}
        for request in self.linked.requests:
            for reply in request.replies:
                waiting.setdefault(reply.turn.messages[0].id, []).append(request)
        return tuple(
            Served(reply=reply, requests=tuple(waiting[key]))
            for reply in self.replies
            if (key := reply.turn.messages[0].id) in waiting
        )


_RECENT: ContextVar[tuple[Case, tuple[Timeline, ...]] | None] = ContextVar("recent", default=None)


def timelines(case: Case) -> tuple[Timeline, ...]:
    """The timeline of each session of the case; all rules that look at one case after each other share them."""
    recent = _RECENT.get()
    if recent is None or recent[0] is not case:
        recent = (case, tuple(Timeline(case, index) for index in range(len(case.sessions))))
        _RECENT.set(recent)
    return recent[1]


def is_agent(message: Message) -> bool:
    """Whether a human agent said it to the customer."""
    return message.role == "agent" and is_speech(message)


def is_customer(message: Message) -> bool:
    """Whether the customer said it."""
    return message.role == "customer" and is_speech(message)


def last_asking(request: Request) -> Span:
    """Where the request was put for the last time."""
    return request.asked_again[-1] if request.asked_again else request.span


def whole(messages: Iterable[Message]) -> tuple[Span, ...]:
    """The full texts of the messages as evidence."""
    return tuple([Span(message.id, 0, len(message.text)) for message in messages])


def cleared(opportunity: Callable[..., Opportunity], timeline: Timeline, reply: LabelledReply) -> Opportunity:
    """The opportunity of a rule at a reply with which nothing is wrong."""
    turn = reply.turn
    return opportunity(turn.sender, timeline.session.id, "clear", timeline.shown(reply), at=turn.messages[0].sent_at)


def seconds_between(first: Message, second: Message) -> float | None:
    """Seconds from one message to another; None when a time of day is missing."""
    if first.sent_at is None or second.sent_at is None or not (has_clock(first) and has_clock(second)):
        return None
    return (second.sent_at - first.sent_at).total_seconds()


def saying(turn: Turn, wording: Wording) -> tuple[Message, ...]:
    """The messages of the turn that have the wording, or all when only they together have it; else none."""
    if wording.search(turn.text) is None:
        return ()
    return tuple(message for message in turn.messages if wording.search(message.text)) or turn.messages


def took_longer(first: Message, second: Message, *, limit_s: float) -> bool | None:
    """Whether more than `limit_s` seconds lie between two messages; None when their times cannot tell.

    A time by the minute may stand for up to a minute later: within that doubt the answer is None.
    """
    seconds = seconds_between(first, second)
    if seconds is None:
        return None
    if seconds - _DOUBT_S.get(first.precision, 0.0) > limit_s:
        return True
    return None if seconds + _DOUBT_S.get(second.precision, 0.0) > limit_s else False


def is_over(since: datetime | None, window: timedelta, *, seen_until: datetime | None) -> bool | None:
    """Whether a window had ended when the reading stopped; None when there are no times."""
    if since is None or seen_until is None:
        return None
    return seen_until - since >= window


def questions(requests: Iterable[Request]) -> str:
    """What the requests ask, on one line, for advice."""
    return " / ".join(dict.fromkeys(" ".join(request.text.split()) for request in requests))
