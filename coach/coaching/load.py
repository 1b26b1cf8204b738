"""Who was given which consultations, and how many at a time: counts that add up over any split of the customers."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta

from msgspec import Struct, field

from coach.findings import Case
from coach.labels import LinkedSession
from coach.metrics.attributed import AttributedOrder
from coach.metrics.rounds import has_clock
from coach.segment import is_speech
from coach.transcript import Message

UNKNOWN_HOUR = -1
"""The hour of a consultation whose file gives no time of day."""

APART = timedelta(minutes=30)
"""A silence from which an agent no longer serves the customer at that moment, though the session may go on."""


class _Visit(Struct, frozen=True):
    """A session in which both wrote, with what people said in it."""

    linked: LinkedSession
    speech: list[Message]


class Load(Struct):
    """The consultations of agents, a person counting once for each agent who served them.

    `consultations` and `orders` (people who ordered from the agent) are by agent, question type and hour of day;
    `begun` and `written` are consultations begun and messages written by agent and clock hour ("2024-03-05T14");
    `changes` is by agent and second: how many more customers were being served from then on.
    """

    consultations: Counter[tuple[str, str, int]] = field(default_factory=Counter)
    orders: Counter[tuple[str, str, int]] = field(default_factory=Counter)
    begun: Counter[tuple[str, str]] = field(default_factory=Counter)
    written: Counter[tuple[str, str]] = field(default_factory=Counter)
    changes: Counter[tuple[str, int]] = field(default_factory=Counter)

    def add(self, other: "Load") -> None:
        """Take in the counts of other customers."""
        for name in self.__struct_fields__:
            getattr(self, name).update(getattr(other, name))

    def take(self, case: Case, sales: Sequence[AttributedOrder]) -> None:
        """Take in one person, with the orders that count for agents.

        The question type of a consultation is the one first asked in the sessions with that agent ("" where none
        was), its hour that of the first of them.
        """
        theirs: dict[str, list[_Visit]] = {}
        for linked in case.sessions:
            speech = [message for message in linked.session.messages if is_speech(message)]
            if any(message.role == "customer" for message in speech):
                for agent in dict.fromkeys(message.sender for message in speech if message.role == "agent"):
                    theirs.setdefault(agent, []).append(_Visit(linked, speech))
        sellers = {sale.agent for sale in sales}
        for agent, visits in theirs.items():
            begun = next((message.sent_at for message in visits[0].speech[:1] if has_clock(message)), None)
            asked = next((request.type.name for visit in visits for request in visit.linked.requests), "")
            cell = (agent, asked, begun.hour if begun else UNKNOWN_HOUR)
            self.consultations[cell] += 1
            if agent in sellers:
                self.orders[cell] += 1
            if begun:
                self.begun[agent, clock_hour(begun)] += 1
            for visit in visits:
                self._serve(agent, visit.speech)

    def _serve(self, agent: str, speech: Sequence[Message]) -> None:
        timed = [(message.sender, message.sent_at) for message in speech if has_clock(message) and message.sent_at]
        own = [at for sender, at in timed if sender == agent]
        for at in own:
            self.written[agent, clock_hour(at)] += 1
        if own:
            alone = len({message.sender for message in speech if message.role == "agent"}) == 1
            opened = timed[0][1] if alone else min(own)
            for begin, end in _spells([at for _, at in timed if opened <= at <= max(own)]):
                self.changes[agent, _second(begin)] += 1
                self.changes[agent, _second(end) + 1] -= 1


def clock_hour(at: datetime) -> str:
    """The hour of a day as text, such as "2024-03-05T14"."""
    return at.isoformat()[:13]


def peaks(load: Load) -> dict[str, int]:
    """By agent, the most customers served at the same time (a silence of 30 minutes parts two spells of service)."""
    most: dict[str, int] = {}
    serving: Counter[str] = Counter()
    for (agent, _), change in sorted(load.changes.items(), key=lambda one: one[0][1]):
        serving[agent] += change
        most[agent] = max(most.get(agent, 0), serving[agent])
    return most


def _spells(times: Sequence[datetime]) -> Iterable[tuple[datetime, datetime]]:
    """The spells of talk in a session: from the first to the last message without a long silence between."""
    found: list[tuple[datetime, datetime]] = []
    for at in sorted(times):
        if found and at - found[-1][1] <= APART:
            found[-1] = (found[-1][0], at)
        else:
            found.append((at, at))
    return found


def _second(at: datetime) -> int:
    """A wall clock's second as a number."""
    return int(at.replace(tzinfo=UTC).timestamp())
