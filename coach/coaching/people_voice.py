"""The people's voice: the same case judged again with verdicts in place of predictions, beside the models'."""

from collections.abc import Callable, Iterator, Sequence

import msgspec
from msgspec import Struct

from coach import languages
from coach.coaching.verdicts import Said
from coach.findings import Case, Finding, Opportunity
from coach.labels import Ask, Label, LabelledExchange, LabelledReply, LinkedSession, Span
from coach.requests import link
from coach.rules.findings import findings


class Judged(Struct, frozen=True):
    """A label or finding that people said something about: what was predicted, for whom; `rule` is "" for a label."""

    subject: str
    field: str
    predicted: str
    agent: str
    rule: str = ""


def judged(case: Case, found: Sequence[Finding], subjects: frozenset[str]) -> list[Judged]:
    """What the case has of these subjects, as predicted."""
    return [one for one in (*judged_findings(found), *_turns(case)) if one.subject in subjects]


def judged_findings(found: Sequence[Finding]) -> Iterator[Judged]:
    """The findings as a verdict names them."""
    for one in found:
        due = one.opportunity
        yield Judged(f"finding:{one.id}", "outcome", due.outcome, due.agent, due.rule)


def _turns(case: Case) -> Iterator[Judged]:
    for labelled in (one for linked in case.sessions for one in linked.labelled.exchanges):
        prompt = labelled.exchange.prompt
        agent = labelled.replies[-1].turn.sender if labelled.replies else ""
        if prompt is not None and labelled.type is not None:
            yield Judged(f"turn:{prompt.messages[0].id}", "question_type", labelled.type.name, agent)
        for reply in labelled.replies:
            yield Judged(f"turn:{reply.turn.messages[0].id}", "stance", reply.stance.name, reply.turn.sender)


def corrected(case: Case, said: Said, judge: Callable[[Case], Sequence[Opportunity]]) -> tuple[Opportunity, ...]:
    """The opportunities of the case as people see it: labels corrected, rules asked again, findings overruled."""
    second = msgspec.structs.replace(case, sessions=tuple(_session(linked, said) for linked in case.sessions))
    due = judge(second)
    return overruled(due, findings(second, due), said)


def overruled(due: Sequence[Opportunity], found: Sequence[Finding], said: Said) -> tuple[Opportunity, ...]:
    """The opportunities with people's outcome where they gave one on the finding that became of it."""
    ids = {id(one.opportunity): one.id for one in found}
    outcomes = [said.get((f"finding:{ids.get(id(one))}", "outcome")) for one in due]
    return tuple(
        msgspec.structs.replace(one, outcome=outcome) if outcome else one
        for one, outcome in zip(due, outcomes, strict=True)
    )


def _session(linked: LinkedSession, said: Said) -> LinkedSession:
    labelled = linked.labelled
    exchanges = tuple(_exchange(one, said) for one in labelled.exchanges)
    if exchanges == labelled.exchanges:
        return linked
    corrected = msgspec.structs.replace(labelled, exchanges=exchanges)
    return link(corrected, language=languages.get(labelled.language))


def _exchange(labelled: LabelledExchange, said: Said) -> LabelledExchange:
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


def _reply(reply: LabelledReply, said: Said) -> LabelledReply:
    name = said.get((f"turn:{reply.turn.messages[0].id}", "stance"))
    if name is None or name == reply.stance.name:
        return reply
    moves = reply.moves if name == "proactive" else ()
    flags = reply.flags if name == "passive" else ()
    return msgspec.structs.replace(reply, stance=Label(name, 1.0, "person"), moves=moves, flags=flags)
