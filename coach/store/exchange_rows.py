"""A case's exchanges as rows of a list: what was labelled, how sure it is, and why a person should look at it."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from msgspec import Struct

from coach.findings import Case, Finding
from coach.labels import LabelledExchange, LinkedSession
from coach.packing import packed
from coach.rubrics import RISK
from coach.store.encoding import plain
from coach.store.values import ExchangeRow
from coach.transcript import Message

WEIGHTS = {"critical": 3.0, "chain": 2.0, "many_findings": 1.5, "unsure_type": 1.0, "unsure_stance": 1.0}
"""What each reason adds to the priority of an exchange; the doubt itself is added too."""

MANY = 3
"""From how many missed acts on an exchange is one to look at."""

EXCERPT = 400
"""How many characters of a turn a list shows."""


class CaseExchange(Struct, frozen=True):
    """An exchange of a case as a row, and the ids of all its messages."""

    exchange: ExchangeRow
    message_ids: frozenset[str]

    def row(self) -> dict[str, Any]:
        """The columns of its table."""
        one = self.exchange
        return {
            "id": one.id,
            "person": one.person,
            "at": one.at,
            "agent": plain(one.agent, 200),
            "question_type": one.type.name if one.type else None,
            "stance": one.stance.name if one.stance else None,
            "unsure": any(label is not None and label.unsure for label in (one.type, one.stance)),
            "doubt": one.doubt,
            "priority": one.priority,
            "body": packed(one),
        }


def case_exchanges(case: Case, found: Sequence[Finding]) -> tuple[CaseExchange, ...]:
    """The exchanges of a case in order."""
    hits = [one for one in found if one.opportunity.outcome == "hit"]
    return tuple(
        _exchange(case, linked, number, labelled, hits)
        for linked in case.sessions
        for number, labelled in enumerate(linked.labelled.exchanges)
    )


def exchange_messages(labelled: LabelledExchange) -> Iterator[Message]:
    """All messages of an exchange."""
    if labelled.exchange.prompt is not None:
        yield from labelled.exchange.prompt.messages
    for reply in labelled.replies:
        yield from reply.turn.messages


def _exchange(
    case: Case, linked: LinkedSession, number: int, labelled: LabelledExchange, hits: Sequence[Finding]
) -> CaseExchange:
    said = tuple(exchange_messages(labelled))
    ids = frozenset(message.id for message in said)
    last = labelled.replies[-1] if labelled.replies else None
    mine = [one for one in hits if one.opportunity.evidence[-1].message_id in ids]
    scores = [label.score for label in (labelled.type, last.stance if last else None) if label is not None]
    doubt = round(1 - min(scores, default=1.0), 4)
    reasons = tuple(_reasons(labelled, mine))
    names = dict.fromkeys(f"rule:{one.opportunity.rule}" for one in mine)
    prompt = labelled.exchange.prompt
    row = ExchangeRow(
        id=said[0].id,
        person=case.person,
        session=linked.session.id,
        number=number,
        at=said[0].sent_at,
        customer=case.customer,
        agent=last.turn.sender if last else "",
        prompt=prompt.text[:EXCERPT] if prompt else "",
        reply="\n".join(reply.turn.text for reply in labelled.replies)[:EXCERPT],
        reply_id=last.turn.messages[0].id if last else None,
        type=labelled.type,
        stance=last.stance if last else None,
        moves=_names(reply.moves for reply in labelled.replies),
        flags=_names(reply.flags for reply in labelled.replies),
        doubt=doubt,
        priority=sum(WEIGHTS[reason] for reason in reasons) + doubt if reasons else 0.0,
        reasons=(*reasons, *names),
    )
    return CaseExchange(row, ids)


def _reasons(labelled: LabelledExchange, hits: Sequence[Finding]) -> Iterator[str]:
    if any(one.opportunity.factor == RISK for one in hits):
        yield "critical"
    if any(one.chain is not None for one in hits):
        yield "chain"
    if len({one.opportunity.rule for one in hits}) >= MANY:
        yield "many_findings"
    if labelled.type is not None and labelled.type.unsure:
        yield "unsure_type"
    if any(reply.stance.unsure for reply in labelled.replies):
        yield "unsure_stance"


def _names(groups: Iterable[Iterable[str]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for group in groups for name in group))
