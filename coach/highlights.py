"""The exchange an agent can be proud of, and the one to learn from."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from msgspec import Struct

from coach.findings import Case, Opportunity, Quote
from coach.labels import LabelledExchange, LabelledReply, LinkedSession
from coach.languages import Language
from coach.transcript import Message

QUOTED = 8
"""How many messages of an exchange a highlight quotes."""


class Highlight(Struct, frozen=True):
    """An exchange worth showing to its agent.

    `reasons` are names of moves, flags and rules that speak for the choice; `weight` ranks it among others.
    """

    agent: str
    session: str
    customer: str
    at: datetime | None
    weight: float
    reasons: tuple[str, ...]
    quotes: tuple[Quote, ...]


class Highlights(Struct):
    """By agent, the best exchange and the one to learn from."""

    best: dict[str, Highlight] = {}
    worst: dict[str, Highlight] = {}

    def add(self, other: "Highlights") -> None:
        """Keep the stronger of each pair; equal ones are decided by time and session, so that order does not matter."""
        for mine, theirs in ((self.best, other.best), (self.worst, other.worst)):
            for agent, highlight in theirs.items():
                mine[agent] = min((mine.get(agent, highlight), highlight), key=_rank)


def highlights(case: Case, opportunities: Sequence[Opportunity], *, language: Language) -> Highlights:
    """The best and the worst exchange of each agent in a case.

    Best: the most different moves in one exchange, then thanks from the customer. Worst: the most rules missed and
    flags in one exchange. An agent with neither has none.
    """
    found = Highlights()
    for linked in case.sessions:
        missed = _missed(linked, opportunities)
        exchanges = linked.labelled.exchanges
        for number, exchange in enumerate(exchanges):
            after = exchanges[number + 1] if number + 1 < len(exchanges) else None
            for agent in dict.fromkeys(reply.turn.sender for reply in exchange.replies):
                replies = [reply for reply in exchange.replies if reply.turn.sender == agent]
                good = _good(replies, after, language)
                bad = (*_names(reply.flags for reply in replies), *_missed_here(exchange, agent, missed))
                for reasons, kept in ((good, found.best), (bad, found.worst)):
                    stronger = agent not in kept or len(reasons) >= kept[agent].weight
                    if reasons and stronger and exchange.exchange.prompt is not None:
                        thanks = after if kept is found.best and "thanked" in reasons else None
                        made = _highlight(case, linked, exchange, thanks, agent, reasons)
                        kept[agent] = min((kept.get(agent, made), made), key=_rank)
    return found


def _good(replies: Sequence[LabelledReply], after: LabelledExchange | None, language: Language) -> tuple[str, ...]:
    moves = _names(reply.moves for reply in replies)
    if not moves or any(reply.flags for reply in replies):
        return ()
    prompt = after.exchange.prompt if after else None
    thanked = prompt is not None and "thank" in language.acts(prompt.text)
    return (*moves, "thanked") if thanked else moves


def _names(groups: Iterable[Iterable[str]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for group in groups for name in group))


def _missed(linked: LinkedSession, opportunities: Sequence[Opportunity]) -> list[Opportunity]:
    return [one for one in opportunities if one.outcome == "hit" and one.session == linked.session.id]


def _missed_here(exchange: LabelledExchange, agent: str, missed: Sequence[Opportunity]) -> tuple[str, ...]:
    theirs = [one for one in missed if one.agent == agent]
    here = {message.id for message in _messages(exchange)} if theirs else set()
    return tuple(dict.fromkeys(one.rule for one in theirs if any(span.message_id in here for span in one.evidence)))


def _messages(exchange: LabelledExchange) -> Iterator[Message]:
    if exchange.exchange.prompt is not None:
        yield from exchange.exchange.prompt.messages
    for reply in exchange.replies:
        yield from reply.turn.messages


def _highlight(
    case: Case,
    linked: LinkedSession,
    exchange: LabelledExchange,
    thanks: LabelledExchange | None,
    agent: str,
    reasons: tuple[str, ...],
) -> Highlight:
    messages = list(_messages(exchange))
    if thanks is not None and thanks.exchange.prompt is not None:
        messages += thanks.exchange.prompt.messages
    return Highlight(
        agent=agent,
        session=linked.session.id,
        customer=case.customer,
        at=messages[0].sent_at,
        weight=len(reasons),
        reasons=reasons,
        quotes=tuple(
            Quote(message.id, message.role, message.sender, message.sent_at, message.text, message.kind)
            for message in messages[:QUOTED]
        ),
    )


def _rank(highlight: Highlight) -> tuple[float, int, str, str]:
    """For choosing the least: more reasons first, then the shorter exchange, then the earlier one."""
    at = highlight.at.isoformat() if highlight.at else ""
    return -highlight.weight, len(highlight.quotes), at, highlight.session
