"""What people say about labels and findings: verdicts, which have the last word, and disputes."""

from typing import TYPE_CHECKING

from sqlalchemy import ColumnElement, Connection, Table, delete, insert, select, update

from coach.coaching.people_voice import corrected
from coach.coaching.precision import surely_below
from coach.errors import InputError, NotFound
from coach.findings import Case, Verdict
from coach.metrics.intervals import wilson
from coach.packing import unpacked
from coach.pipeline import Coach
from coach.store.corpus_rows import count_people
from coach.store.count_rows import PEOPLE, begun, count_rows
from coach.store.database import new_id, now
from coach.store.judgement_tables import disputes, verdicts
from coach.store.keeping import touch
from coach.store.paging import Order, page
from coach.store.people_voice import given
from coach.store.result_tables import conversations, counts, findings, parts
from coach.store.running import ground
from coach.store.subjects import Subject, find_subject
from coach.store.tables import buckets
from coach.store.values import Dispute, DisputeStatus, Page, Paging, StoredVerdict
from coach.store.verdict_rows import dispute_value, verdict_value

if TYPE_CHECKING:
    from coach.store.store import Store

_VERDICTS = Order(columns={"at": verdicts.c.at}, key=verdicts.c.id, default="-at")
_DISPUTES = Order(columns={"at": disputes.c.at}, key=disputes.c.id, default="-at")


class Verdicts:
    """The verdicts and disputes of all shops; predictions are never touched by them."""

    def __init__(self, store: "Store") -> None:
        self.store = store
        self.database = store.database

    def give(self, shop: str, *, subject: str, field: str, value: str, person: str, note: str = "") -> StoredVerdict:
        """A person's word on a label or finding; the latest one on a field holds. The trainers' scores follow at once.

        Raises InputError for a field or value that the subject cannot have.
        """
        coach = Coach(ground(self.store, shop).plan)
        with self.database.writing() as connection:
            found = find_subject(connection, shop, subject)
            if field != found.field:
                raise InputError(f"{subject} has no {field!r}; a verdict on it is about {found.field}")
            if value not in found.values:
                raise InputError(f"{field} cannot be {value!r}; choose one of: {', '.join(found.values)}")
            said = StoredVerdict(
                new_id(), Verdict(subject, field, value, person, now(), note), found.predicted, found.run
            )
            connection.execute(insert(verdicts).values(**_row(said, shop, found)))
            _recount(connection, coach, shop, found)
        return said

    def withdraw(self, shop: str, verdict_id: str) -> None:
        """Take a verdict back; NotFound when the shop has no such one."""
        coach = Coach(ground(self.store, shop).plan)
        mine = (verdicts.c.shop == shop) & (verdicts.c.id == verdict_id)
        with self.database.writing() as connection:
            subject = connection.execute(select(verdicts.c.subject).where(mine)).scalar()
            if subject is None:
                raise NotFound("this shop has no such verdict; list its verdicts to see their ids")
            found = find_subject(connection, shop, subject)
            connection.execute(delete(verdicts).where(mine))
            _recount(connection, coach, shop, found)

    def list(
        self, shop: str, paging: Paging, *, person: str | None = None, subject: str | None = None
    ) -> Page[StoredVerdict]:
        """The verdicts of a shop, or those of one person or on one subject; the latest first."""
        chosen = select(verdicts).where(verdicts.c.shop == shop)
        chosen = chosen.where(verdicts.c.by == person) if person else chosen
        chosen = chosen.where(verdicts.c.subject == subject) if subject else chosen
        with self.database.reading() as connection:
            rows, following = page(connection, chosen, paging, _VERDICTS)
        return Page(tuple(map(verdict_value, rows)), following)

    def agreement(self, shop: str) -> dict[str, tuple[int, int]]:
        """By field, and for findings also by rule ("rule:NAME"): verdicts that confirm, of how many."""
        rule = select(findings.c.rule).where(
            findings.c.shop == shop, findings.c.run == verdicts.c.run, "finding:" + findings.c.id == verdicts.c.subject
        )
        chosen = select(verdicts, rule.scalar_subquery().label("rule")).where(verdicts.c.shop == shop)
        with self.database.reading() as connection:
            latest = {(row.subject, row.field): row for row in connection.execute(chosen.order_by(verdicts.c.at))}
        found: dict[str, tuple[int, int]] = {}
        for row in latest.values():
            for name in (row.field, *([f"rule:{row.rule}"] if row.rule else [])):
                confirmed, judged = found.get(name, (0, 0))
                found[name] = confirmed + (row.value == row.predicted), judged + 1
        return dict(sorted(found.items()))

    def hints(self, shop: str, *, least: float) -> frozenset[str]:
        """The rules that cost no points in this shop: people confirmed surely less than the part `least` of them."""
        rules = {name.removeprefix("rule:"): n for name, n in self.agreement(shop).items() if name.startswith("rule:")}
        return frozenset(rule for rule, (right, judged) in rules.items() if surely_below(wilson(right, judged), least))

    def dispute(self, shop: str, *, subject: str, agent: str, reason: str) -> Dispute:
        """An agent objects to a label or a finding on a chat of theirs; NotFound for one of somebody else's."""
        made = Dispute(id=new_id(), subject=subject, agent=agent, reason=reason, at=now())
        with self.database.writing() as connection:
            found = find_subject(connection, shop, subject)
            if found.agent != agent:
                raise NotFound("this label or finding is not about a chat of this agent")
            row = {name: getattr(made, name) for name in Dispute.__struct_fields__}
            connection.execute(insert(disputes).values(**row, shop=shop, who=found.who))
        return made

    def answer(self, shop: str, dispute_id: str, *, status: DisputeStatus, answer: str, by: str) -> Dispute:
        """A trainer's answer; what follows from an accepted one is said by a verdict."""
        mine = (disputes.c.shop == shop) & (disputes.c.id == dispute_id)
        values = {"status": status, "answer": answer, "answered_by": by, "answered_at": now()}
        with self.database.writing() as connection:
            connection.execute(update(disputes).where(mine).values(**values))
            row = connection.execute(select(disputes).where(mine)).first()
        if row is None:
            raise NotFound("this shop has no such dispute; list its disputes to see their ids")
        return dispute_value(row)

    def disputes(
        self, shop: str, paging: Paging, *, agent: str | None = None, status: DisputeStatus | None = None
    ) -> Page[Dispute]:
        """The disputes of a shop, the latest first."""
        chosen = select(disputes).where(disputes.c.shop == shop)
        chosen = chosen.where(disputes.c.agent == agent) if agent is not None else chosen
        chosen = chosen.where(disputes.c.status == status) if status else chosen
        with self.database.reading() as connection:
            rows, following = page(connection, chosen, paging, _DISPUTES)
        return Page(tuple(map(dispute_value, rows)), following)


def _row(said: StoredVerdict, shop: str, found: Subject) -> dict[str, object]:
    verdict = said.verdict
    return {
        "id": said.id,
        "shop": shop,
        "who": found.who,
        "exchange": found.exchange,
        "subject": verdict.subject,
        "field": verdict.field,
        "value": verdict.value,
        "predicted": said.predicted,
        "by": verdict.person,
        "at": verdict.at,
        "note": verdict.note,
        "run": said.run,
    }


def _recount(connection: Connection, coach: Coach, shop: str, found: Subject) -> None:
    """Count the customer's conversations again as people see them.

    The bucket changes, so that one that is being judged at this moment is judged again; its results stay as fresh or
    stale as they were.
    """
    if found.across:
        count_people(connection, shop, found.run)
    of_bucket = (buckets.c.shop == shop) & (buckets.c.bucket == found.bucket)
    before = connection.execute(select(buckets.c.version).where(of_bucket)).scalar_one()
    touch(connection, shop, [found.bucket])
    fresh = _of(parts, shop, found) & (parts.c.version == before)
    connection.execute(update(parts).where(fresh).values(version=before + 1))
    said = given(connection, shop, {found.who}).get(found.who, {})
    for row in connection.execute(
        select(conversations).where(_of(conversations, shop, found), conversations.c.who == found.who)
    ):
        mine = _of(counts, shop, found) & (counts.c.person == row.person) & (counts.c.voice == PEOPLE)
        connection.execute(delete(counts).where(mine))
        if said:
            case = unpacked(row.body, Case)
            place = {"shop": shop, "run": found.run, "bucket": found.bucket}
            heard = corrected(case, said, coach.opportunities)
            rows = [one | place for one in count_rows(heard, begun(case), voice=PEOPLE)]
            if rows:
                connection.execute(insert(counts), rows)


def _of(table: Table, shop: str, found: Subject) -> ColumnElement[bool]:
    """The rows of the subject's bucket in its run."""
    return (table.c.shop == shop) & (table.c.run == found.run) & (table.c.bucket == found.bucket)
