"""Findings: opportunities that hit or credit, with their quotes, and chains of hits that follow from each other."""

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from msgspec import Struct

from coach.findings import Case, Finding, Opportunity, Quote
from coach.labels import Request, Span
from coach.transcript import Message, Session

QUOTED = 6
"""How many messages a finding quotes at most."""

LEADING_ON = frozenset(
    {"deflection", "lost_promise", "no_need_probe", "no_payment_follow_up", "repeated_question", "unanswered_question"}
)
"""Rules whose hits lead to one another: what was not given makes the customer ask again, leave, or not pay."""


class _Texts(Struct, frozen=True):
    """Where everything of a case stands: messages with their places, sessions, requests.

    `requests` has them by their ids, and by the ids of the messages that replied to them.
    """

    messages: Mapping[str, tuple[int, Message]]
    sessions: Mapping[str, Session]
    requests: Mapping[str, Sequence[Request]]


def findings(case: Case, opportunities: Iterable[Opportunity]) -> tuple[Finding, ...]:
    """The findings of one case in the order they happened; those without evidence are none.

    Ids are stable over runs: a hash of rule, agent and evidence. Hits that share a request or an order, directly or
    over others, and do not all rest on the same messages, have one `chain`.
    """
    texts = _texts(case)
    kept = [one for one in opportunities if one.outcome in ("hit", "credit") and one.evidence]
    kept.sort(key=lambda one: _moment(one, texts))
    ids = finding_ids(kept)
    chains = _chains(kept, ids)
    return tuple(
        Finding(
            id=finding_id,
            opportunity=one,
            customer=case.customer,
            platform=texts.sessions[one.session].platform,
            shop=texts.sessions[one.session].shop,
            quotes=_quotes(one, texts),
            chain=chains.get(finding_id),
        )
        for finding_id, one in zip(ids, kept, strict=True)
    )


def _texts(case: Case) -> _Texts:
    messages = [message for linked in case.sessions for message in linked.session.messages]
    requests: dict[str, list[Request]] = {}
    for request in (request for linked in case.sessions for request in linked.requests):
        said = (message.id for reply in request.replies for message in reply.turn.messages)
        for key in (request.id, *said):
            requests.setdefault(key, []).append(request)
    return _Texts(
        messages={message.id: (place, message) for place, message in enumerate(messages)},
        sessions={linked.session.id: linked.session for linked in case.sessions},
        requests=requests,
    )


def _moment(one: Opportunity, texts: _Texts) -> tuple[bool, datetime, int, str]:
    place = max(texts.messages[span.message_id][0] for span in one.evidence)
    return one.at is None, one.at or datetime.min, place, one.rule


def finding_ids(opportunities: Sequence[Opportunity]) -> list[str]:
    """An id for each, stable over runs: a hash of rule, agent and evidence."""
    seen: Counter[str] = Counter()
    ids = []
    for one in opportunities:
        evidence = (f"{span.message_id}:{span.start}:{span.end}" for span in one.evidence)
        key = "\x1f".join((one.rule, one.agent, *evidence))
        ids.append(_hash(f"{key}\x1f{seen[key]}" if seen[key] else key))
        seen[key] += 1
    return ids


def _hash(key: str) -> str:
    return hashlib.blake2b(key.encode(), digest_size=8).hexdigest()


def _chains(opportunities: Sequence[Opportunity], ids: Sequence[str]) -> dict[str, str]:
    """The chain of each finding that has one, named after its first finding.

    A chain has at least two rules of LEADING_ON: a slow or a curt reply beside one of them is no story by itself.
    """
    groups: list[tuple[set[str], list[int]]] = []
    for place, one in enumerate(opportunities):
        if one.outcome != "hit" or not one.links:
            continue
        joined = (set(one.links), [place])
        apart = []
        for group in groups:
            if group[0].isdisjoint(one.links):
                apart.append(group)
            else:
                joined = (joined[0] | group[0], group[1] + joined[1])
        groups = [*apart, joined]
    chains = {}
    for _, places in groups:
        shown = {frozenset(span.message_id for span in opportunities[place].evidence) for place in places}
        if len(shown) > 1 and len({opportunities[place].rule for place in places} & LEADING_ON) > 1:
            chain = _hash(f"chain\x1f{ids[min(places)]}")
            chains.update({ids[place]: chain for place in places})
    return chains


def _quotes(one: Opportunity, texts: _Texts) -> tuple[Quote, ...]:
    """The evidence, and if there is room the requests' opening messages and the replies they got, in order."""
    marks: dict[str, Span | None] = {}
    for span in one.evidence:
        marks.setdefault(span.message_id, span)
    keys = one.links or tuple(span.message_id for span in one.evidence)
    requests = [request for key in keys for request in texts.requests.get(key, ())]
    for request in requests:
        marks.setdefault(request.span.message_id, request.span)
    for request in requests:
        if request.replies:
            reply = request.replies[-1 if request.answer is None else request.answer]
            marks.setdefault(reply.turn.messages[0].id, None)
    shown = sorted(list(marks)[:QUOTED], key=lambda message_id: texts.messages[message_id][0])
    return tuple(_quote(texts.messages[message_id][1], marks[message_id]) for message_id in shown)


def _quote(message: Message, span: Span | None) -> Quote:
    return Quote(
        message_id=message.id,
        role=message.role,
        sender=message.sender,
        at=message.sent_at,
        text=message.text,
        kind=message.kind,
        start=span.start if span else 0,
        end=span.end if span else 0,
    )
