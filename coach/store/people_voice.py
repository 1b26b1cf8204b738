"""The people's voice: the same case judged again with verdicts in place of predictions, counted beside the models'."""

from collections.abc import Mapping

import msgspec
from sqlalchemy import Connection, select

from coach import languages
from coach.findings import Case, Opportunity
from coach.labels import Ask, Label, LabelledExchange, LabelledReply, LinkedSession, Span
from coach.pipeline import Coach
from coach.requests import link
from coach.rules.findings import findings
from coach.store.judgement_tables import verdicts

Given = Mapping[tuple[str, str], str]
"""The latest verdicts, by subject and field."""


def given(connection: Connection, shop: str, people: set[str]) -> dict[str, dict[tuple[str, str], str]]:
    """The latest verdicts on each of these customers, by their hash."""
    chosen = select(verdicts).where(verdicts.c.shop == shop).order_by(verdicts.c.at, verdicts.c.id)
    found: dict[str, dict[tuple[str, str], str]] = {}
    for row in connection.execute(chosen):
        if row.who in people:
            found.setdefault(row.who, {})[row.subject, row.field] = row.value
    return found


def corrected(coach: Coach, case: Case, said: Given) -> tuple[Opportunity, ...]:
    """The opportunities of the case as people see it: labels corrected, rules asked again, findings overruled."""
    second = msgspec.structs.replace(case, sessions=tuple(_session(linked, said) for linked in case.sessions))
    due = coach.opportunities(second)
    ids = {id(one.opportunity): one.id for one in findings(second, due)}
    outcomes = [said.get((f"finding:{ids.get(id(one))}", "outcome")) for one in due]
    return tuple(
        msgspec.structs.replace(one, outcome=outcome) if outcome else one
        for one, outcome in zip(due, outcomes, strict=True)
    )


def _session(linked: LinkedSession, said: Given) -> LinkedSession:
    labelled = linked.labelled
    exchanges = tuple(_exchange(one, said) for one in labelled.exchanges)
    if exchanges == labelled.exchanges:
        return linked
    corrected = msgspec.structs.replace(labelled, exchanges=exchanges)
    return link(corrected, language=languages.get(labelled.language))


def _exchange(labelled: LabelledExchange, said: Given) -> LabelledExchange:
    replies = tuple(_reply(reply, said) for reply in labelled.replies)
    labelled = msgspec.structs.replace(labelled, replies=replies)
    prompt = labelled.exchange.prompt
    name = said.get((f"turn:{prompt.messages[0].id}", "question_type")) if prompt else None
    if prompt is None or name is None or labelled.type is None or labelled.type.name == name:
        return labelled
    verdict = Label(name=name, score=1.0, source="person")
    kept = tuple(
        msgspec.structs.replace(ask, type=verdict) if ask.type.name == labelled.type.name else ask
        for ask in labelled.asks
    )
    if name == "none":
        kept = ()
    elif not kept:
        first = prompt.messages[0]
        kept = (Ask(span=Span(first.id, 0, len(first.text)), text=first.text, type=verdict),)
    return msgspec.structs.replace(labelled, type=verdict, asks=kept)


def _reply(reply: LabelledReply, said: Given) -> LabelledReply:
    name = said.get((f"turn:{reply.turn.messages[0].id}", "stance"))
    if name is None or name == reply.stance.name:
        return reply
    moves = reply.moves if name == "proactive" else ()
    flags = reply.flags if name == "passive" else ()
    return msgspec.structs.replace(reply, stance=Label(name, 1.0, "person"), moves=moves, flags=flags)
