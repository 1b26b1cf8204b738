"""A session looked at once for all who are counted: the shop, its agents, its teams."""

from collections.abc import Container, Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from itertools import pairwise

from msgspec import Struct

from coach.findings import Case, Preset
from coach.labels import LinkedSession, Request
from coach.metrics.counts import ClusterSums
from coach.metrics.rounds import Round, Wait, rounds, waits
from coach.segment import is_speech
from coach.transcript import Message

Members = Container[str] | None
"""The agents who are counted together; None: the shop, whoever wrote."""


class Visit(Struct, frozen=True):
    """A session with what is counted in it; `handoffs` are pairs of who left the customer and who took over."""

    linked: LinkedSession
    speech: tuple[Message, ...]
    waits: tuple[Wait, ...]
    rounds: tuple[Round, ...]
    agents: frozenset[str]
    has_customer: bool
    handoffs: tuple[tuple[str, str], ...]


def visit(linked: LinkedSession, preset: Preset, *, shift: timedelta) -> Visit:
    """The visit of a session; a colleague who writes more than `shift` later was not handed the customer."""
    speech = tuple(message for message in linked.session.messages if is_speech(message))
    awaited = waits(linked.labelled, preset)
    return Visit(
        linked=linked,
        speech=speech,
        waits=awaited,
        rounds=tuple(one for one in rounds(linked.labelled, preset, known=awaited) if one.counted),
        agents=frozenset(message.sender for message in speech if message.role == "agent"),
        has_customer=any(message.role == "customer" for message in speech),
        handoffs=tuple(_handoffs(speech, shift)),
    )


def is_member(agent: str | None, members: Members) -> bool:
    """Whether what an agent did, or owed, counts for the members."""
    return members is None or agent in members


def is_taken_over(one: Visit, members: Members) -> bool:
    """Whether a member took the customer over from somebody else."""
    return any(is_member(to, members) and (members is None or left not in members) for left, to in one.handoffs)


def is_handed_on(one: Visit, members: Members) -> bool:
    """Whether a member handed the customer to somebody else."""
    return any(is_member(left, members) and (members is None or to not in members) for left, to in one.handoffs)


def is_followed_up(one: Visit, members: Members) -> bool:
    """Whether a member wrote first; a bot's greeting does not count."""
    first = next((message for message in one.speech if message.role in ("agent", "customer")), None)
    return first is not None and first.role == "agent" and is_member(first.sender, members)


def resolved(case: Case, visits: Sequence[Visit], everyone: Sequence[Visit], *, days: float) -> tuple[ClusterSums, int]:
    """The visits after which the person did not ask the same again within so many days, and how many are younger.

    The same is asked by a request of the same type, unless both name an item and these differ. `everyone` are all
    visits of the person, whoever served. Visits without a request or without a time are left out.
    """
    window = timedelta(days=days)
    asking = [(begun, one) for begun, one in _begun(visits) if one.linked.requests]
    again = [_comes_again(begun, one, everyone, window) for begun, one in asking]
    young = [
        begun
        for (begun, _), repeated in zip(asking, again, strict=True)
        if not repeated and (case.seen_until is None or case.seen_until - begun < window)
    ]
    return ClusterSums.of(again.count(False), len(asking)), len(young)


def _comes_again(begun: datetime, one: Visit, everyone: Sequence[Visit], window: timedelta) -> bool:
    later = [other for at, other in _begun(everyone) if begun < at <= begun + window]
    return any(
        _same(mine, theirs) for other in later for theirs in other.linked.requests for mine in one.linked.requests
    )


def _begun(visits: Iterable[Visit]) -> list[tuple[datetime, Visit]]:
    """The visits whose files have times, each with the time it began."""
    starts = ((one.linked.session.started_at, one) for one in visits)
    return [(begun, one) for begun, one in starts if begun is not None]


def _same(one: Request, other: Request) -> bool:
    return one.type.name == other.type.name and (one.item is None or other.item is None or one.item == other.item)


def _handoffs(speech: Sequence[Message], shift: timedelta) -> Iterator[tuple[str, str]]:
    written = [message for message in speech if message.role == "agent"]
    for before, after in pairwise(written):
        late = before.sent_at and after.sent_at and after.sent_at - before.sent_at > shift
        if before.sender != after.sender and not late:
            yield before.sender, after.sender
