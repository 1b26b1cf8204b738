"""What a verdict or a dispute is about: a turn's label or a finding, and what was predicted there."""

from collections.abc import Iterator

from msgspec import Struct
from sqlalchemy import Connection, select

from coach.errors import InputError, NotFound
from coach.findings import Case
from coach.packing import unpacked
from coach.store.chats import of_run
from coach.store.corpus_rows import CORPUS
from coach.store.result_tables import conversations, findings
from coach.store.tables import messages
from coach.store.values import OUTCOMES
from coach.taxonomy import question_types

STANCES = ("proactive", "passive", "neutral")


class Subject(Struct, frozen=True):
    """A label or a finding as predicted: whose conversation it is in, where, and the values a verdict may have.

    `across` tells that it was found in the requests of all customers, not in this one's conversation alone.
    """

    person: str
    who: str
    bucket: int
    run: str
    exchange: str | None
    agent: str
    field: str
    predicted: str
    values: tuple[str, ...]
    across: bool = False


def find_subject(connection: Connection, shop: str, subject: str) -> Subject:
    """The subject of that name; InputError for one that is no subject, NotFound for one that the shop does not have."""
    kind, _, name = subject.partition(":")
    if kind not in ("turn", "finding") or not name:
        raise InputError(
            'a verdict is about "turn:MESSAGE" or "finding:ID"; take the ids from the exchanges or findings'
        )
    found = _finding(connection, shop, name) if kind == "finding" else _turn(connection, shop, name)
    if found is None:
        raise NotFound(f"this shop has no {kind} of that id; list its exchanges and findings to see their ids")
    return found


def _finding(connection: Connection, shop: str, name: str) -> Subject | None:
    home = (conversations.c.who, conversations.c.bucket.label("home"))
    chosen = of_run(select(findings, *home), findings, shop, None).where(findings.c.id == name)
    same = (conversations.c.shop == findings.c.shop) & (conversations.c.run == findings.c.run)
    row = connection.execute(chosen.join(conversations, same & (conversations.c.person == findings.c.person))).first()
    if row is None:
        return None
    place = {"person": row.person, "who": row.who, "bucket": row.home, "run": row.run, "exchange": row.exchange}
    across = row.bucket == CORPUS
    return Subject(**place, agent=row.agent, field="outcome", predicted=row.outcome, values=OUTCOMES, across=across)


def _turn(connection: Connection, shop: str, name: str) -> Subject | None:
    people = select(messages.c.who).where(messages.c.shop == shop, messages.c.id == name)
    chosen = of_run(select(conversations), conversations, shop, None).where(conversations.c.who.in_(people))
    for row in connection.execute(chosen):
        for exchange, agent, field, predicted in _turns(unpacked(row.body, Case), name):
            place = {"person": row.person, "who": row.who, "bucket": row.bucket, "run": row.run, "exchange": exchange}
            values = STANCES if field == "stance" else tuple(one.name for one in question_types())
            return Subject(**place, agent=agent, field=field, predicted=predicted, values=values)
    return None


def _turns(case: Case, name: str) -> Iterator[tuple[str, str, str, str]]:
    """The labelled turn that begins with this message: its exchange, the agent, the field and its value."""
    for labelled in (one for linked in case.sessions for one in linked.labelled.exchanges):
        prompt = labelled.exchange.prompt
        first = prompt.messages[0].id if prompt else labelled.replies[0].turn.messages[0].id
        agent = labelled.replies[-1].turn.sender if labelled.replies else ""
        if prompt is not None and labelled.type is not None and first == name:
            yield first, agent, "question_type", labelled.type.name
        for reply in labelled.replies:
            if reply.turn.messages[0].id == name:
                yield first, reply.turn.sender, "stance", reply.stance.name
