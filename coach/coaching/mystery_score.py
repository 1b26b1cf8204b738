"""Scoring a mystery test: each line of the script found in the transcript, and its replies held against it."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

import msgspec
from msgspec import Struct

from coach.coaching.mystery import Script, ScriptLine
from coach.errors import InputError
from coach.findings import Case, Opportunity
from coach.labels import LabelledExchange, LabelledReply, LinkedSession, Request
from coach.metrics.rounds import has_clock
from coach.segment import is_speech
from coach.transcript import Message

ALIKE = 0.5
"""The cosine of n-grams from which a message counts as the line: testers may change a word or two."""


class LineScore(Struct, frozen=True):
    """One line that was asked: what the agent did. None where it does not apply or cannot be known.

    `asked` is the message as it was sent; `moves` are those of the replies, `missing` the expected ones that were not
    made; `seconds` is the time to the first reply, `in_time` whether that is within the script's limit.
    """

    line: ScriptLine
    asked: str
    answered: bool
    proactive: bool
    moves: tuple[str, ...]
    missing: tuple[str, ...]
    flags: tuple[str, ...]
    replies: tuple[str, ...]
    seconds: float | None = None
    in_time: bool | None = None

    @property
    def met(self) -> int:
        """How many of the criteria are met: answered, proactive, each expected move, in time."""
        kept = len(self.line.expected) - len(self.missing)
        return self.answered + self.proactive + kept + (self.in_time is True)

    @property
    def of(self) -> int:
        """How many criteria there are; the time is none where the transcript has no clock."""
        return 2 + len(self.line.expected) + (self.in_time is not None)


class MysteryScore(Struct, frozen=True):
    """The outcome of a test: the lines in the script's order, those that were never asked, and rules missed besides.

    `met` of `of` criteria over the lines that were asked; `agents` are those who wrote in the transcript.
    """

    agent: str
    agents: tuple[str, ...]
    met: int
    of: int
    lines: tuple[LineScore, ...]
    not_asked: tuple[ScriptLine, ...]
    missed_rules: dict[str, int] = {}

    @property
    def share(self) -> float | None:
        """The part of the criteria that was met; None when no line was asked."""
        return self.met / self.of if self.of else None


class _Asked(Struct, frozen=True):
    """A customer's message with the requests it opened and the replies up to the tester's next line.

    `place` is that of its exchange in the transcript.
    """

    message: Message
    place: int
    requests: tuple[Request, ...]
    replies: tuple[LabelledReply, ...] = ()


def score(script: Script, cases: Sequence[Case], missed: Iterable[Opportunity]) -> MysteryScore:
    """The script held against the labelled transcript; `missed` are the opportunities found in it.

    Raises InputError when no agent wrote, or no line of the script was asked.
    """
    sessions = [linked for case in cases for linked in case.sessions]
    agents = tuple(dict.fromkeys(agent for linked in sessions for agent in linked.session.agents))
    if not agents:
        raise InputError("nobody answers in the transcript; name the agent's account with --agents")
    places = [(linked, exchange) for linked in sessions for exchange in linked.labelled.exchanges]
    asked = [one for place, pair in enumerate(places) for one in _asked(*pair, place)]
    found = _matched(script.lines, asked)
    if not found:
        raise InputError(f"none of the script's {len(script.lines)} lines is in the transcript; is it this test's?")
    with_replies = _with_replies({n: asked[place] for n, place in found.items()}, [one for _, one in places])
    lines = tuple(_line(script, script.lines[n], one) for n, one in sorted(with_replies.items()))
    rules = sorted(one.rule for one in missed if one.outcome == "hit" and one.agent in agents)
    return MysteryScore(
        agent=script.agent,
        agents=agents,
        met=sum(one.met for one in lines),
        of=sum(one.of for one in lines),
        lines=lines,
        not_asked=tuple(line for n, line in enumerate(script.lines) if n not in found),
        missed_rules={rule: rules.count(rule) for rule in dict.fromkeys(rules)},
    )


def _asked(linked: LinkedSession, exchange: LabelledExchange, place: int) -> Iterable[_Asked]:
    prompt = exchange.exchange.prompt
    for message in (one for one in (prompt.messages if prompt else ()) if is_speech(one) and one.text.strip()):
        yield _Asked(message, place, tuple(one for one in linked.requests if _opened_by(one, message)))


def _with_replies(found: Mapping[int, _Asked], exchanges: Sequence[LabelledExchange]) -> dict[int, _Asked]:
    """Each with the replies of its exchange, and of those after it in which no other line of the script is asked."""
    starts = sorted({one.place for one in found.values()})
    whole = {}
    for n, one in found.items():
        until = next((place for place in starts if place > one.place), len(exchanges))
        replies = tuple(reply for exchange in exchanges[one.place : until] for reply in exchange.replies)
        whole[n] = msgspec.structs.replace(one, replies=replies)
    return whole


def _opened_by(request: Request, message: Message) -> bool:
    return message.id in {request.span.message_id, *(span.message_id for span in request.asked_again)}


def _matched(lines: Sequence[ScriptLine], asked: Sequence[_Asked]) -> dict[int, int]:
    """For each line that was asked the place of its message: the best pairs, each message for one line at most."""
    from scipy.optimize import linear_sum_assignment

    from coach.similar import ngram_vectors

    if not asked:
        return {}
    vectors = ngram_vectors([*(line.say for line in lines), *(one.message.text for one in asked)])
    alike = (vectors[: len(lines)] @ vectors[len(lines) :].T).toarray()
    pairs = zip(*linear_sum_assignment(alike, maximize=True), strict=True)
    return {int(line): int(place) for line, place in pairs if alike[line, place] >= ALIKE}


def _line(script: Script, line: ScriptLine, asked: _Asked) -> LineScore:
    replies = asked.replies
    moves = tuple(dict.fromkeys(move for reply in replies for move in reply.moves))
    seconds = _seconds(asked.message, replies)
    silent = seconds is None and not (replies or not has_clock(asked.message))
    return LineScore(
        line=line,
        asked=asked.message.text,
        answered=_is_answered(asked),
        proactive=any(reply.stance.name == "proactive" for reply in replies),
        moves=moves,
        missing=tuple(move for move in line.expected if move not in moves),
        flags=tuple(dict.fromkeys(flag for reply in replies for flag in reply.flags)),
        replies=tuple(reply.turn.text for reply in replies),
        seconds=seconds,
        in_time=False if silent else None if seconds is None else seconds <= script.limit_s,
    )


def _is_answered(asked: _Asked) -> bool:
    """By its requests; where the words opened none, by a reply that is more than a pleasantry."""
    if asked.requests:
        return all(one.answer is not None and one.replies[one.answer] in asked.replies for one in asked.requests)
    return any(reply.stance.name != "neutral" for reply in asked.replies)


def _seconds(message: Message, replies: Sequence[LabelledReply]) -> float | None:
    """Seconds from the message to the next reply; None while there is none, or without a clock."""
    later: list[datetime] = [
        one.sent_at for reply in replies for one in reply.turn.messages if has_clock(one) and one.sent_at is not None
    ]
    sent = message.sent_at
    if sent is None or not has_clock(message):
        return None
    return min(((at - sent).total_seconds() for at in later if at >= sent), default=None)
