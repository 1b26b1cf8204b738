"""A bucket's results: its cases judged as the command line does, and kept in one transaction."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import msgspec
from msgspec import Struct
from sqlalchemy import Connection, Table, delete, insert, select

from coach.coaching.people_voice import corrected
from coach.findings import Case, Finding, Opportunity
from coach.merge import person_key
from coach.packing import packed
from coach.parts import judge_cases
from coach.pipeline import Coach, Plan
from coach.store.count_rows import MODELS, PEOPLE, begun, count_rows
from coach.store.database import Database, replace_row
from coach.store.encoding import plain
from coach.store.exchange_rows import case_exchanges
from coach.store.keeping import claim, kept, seen_until, who
from coach.store.people_voice import given
from coach.store.result_tables import conversations, counts, exchanges, findings, parts
from coach.store.tables import buckets

RESULTS: tuple[Table, ...] = (conversations, exchanges, findings, counts)
"""The tables whose rows of a bucket are replaced together."""


class _Rows(Struct):
    """The rows of a bucket's results, table by table."""

    conversations: list[dict[str, Any]] = []
    exchanges: list[dict[str, Any]] = []
    findings: list[dict[str, Any]] = []
    counts: list[dict[str, Any]] = []


def judge_bucket(database: Database, *, shop: str, run: str, bucket: int, plan: Plan) -> None:
    """Replace the bucket's results of this run; Conflict when somebody changes the bucket meanwhile."""
    with database.reading() as connection:
        version = _version(connection, shop, bucket)
        latest = seen_until(connection, shop)
        said, placed = kept(connection, shop, bucket)
        verdicts = given(connection, shop, {who(*person_key(one)) for one in said})
    coach = Coach(msgspec.structs.replace(plan, seen_until=latest))
    rows = _Rows()
    place = {"shop": shop, "run": run, "bucket": bucket}

    def keep(case: Case, opportunities: Sequence[Opportunity], found: Sequence[Finding]) -> None:
        rows.conversations.append(_conversation(case, found) | place)
        shown = case_exchanges(case, found)
        rows.exchanges.extend({**one.row(), **place} for one in shown)
        rows.findings.extend(_finding(one, case, shown) | place for one in found)
        rows.counts.extend(one | place for one in count_rows(opportunities, begun(case), voice=MODELS))
        if mine := verdicts.get(case_hash(case)):
            rows.counts.extend(
                one | place for one in count_rows(corrected(case, mine, coach.opportunities), begun(case), voice=PEOPLE)
            )

    part = judge_cases(coach.cases(said, placed), coach=coach, keep=keep)
    with database.writing() as connection:
        claim(connection, shop, bucket, version)
        _replace(connection, rows, shop=shop, run=run, bucket=bucket)
        kept_part = {"version": version, "seen_until": latest, "body": packed(part)}
        replace_row(connection, parts, place | kept_part)


def case_hash(case: Case) -> str:
    """The customer of a case, as `keeping.who` has it for the conversations it came from."""
    session = case.sessions[0].session
    return who(session.platform, session.shop, session.customer)


def _version(connection: Connection, shop: str, bucket: int) -> int:
    chosen = select(buckets.c.version).where(buckets.c.shop == shop, buckets.c.bucket == bucket)
    return connection.execute(chosen).scalar() or 0


def _replace(connection: Connection, rows: _Rows, *, shop: str, run: str, bucket: int) -> None:
    for table in RESULTS:
        mine = (table.c.shop == shop) & (table.c.run == run) & (table.c.bucket == bucket)
        connection.execute(delete(table).where(mine))
        if new := getattr(rows, table.name):
            connection.execute(insert(table), new)


def _conversation(case: Case, found: Sequence[Finding]) -> dict[str, Any]:
    said = [message for linked in case.sessions for message in linked.session.messages]
    times: list[datetime] = [message.sent_at for message in said if message.sent_at]
    session = case.sessions[0].session
    return {
        "person": case.person,
        "who": case_hash(case),
        "customer": plain(case.customer, 400),
        "platform": plain(session.platform, 64),
        "language": case.sessions[0].labelled.language,
        "first_at": min(times, default=None),
        "last_at": max(times, default=None),
        "sessions": len(case.sessions),
        "messages": len(said),
        "findings": sum(one.opportunity.outcome == "hit" for one in found),
        "agents": list(dict.fromkeys(plain(name, 200) for linked in case.sessions for name in linked.session.agents)),
        "body": packed(case),
    }


def _finding(found: Finding, case: Case, shown: Sequence[Any]) -> dict[str, Any]:
    one = found.opportunity
    cited = {span.message_id for span in one.evidence}
    exchange = next((row.exchange.id for row in shown if cited & row.message_ids), None)
    return {
        "id": found.id,
        "person": case.person,
        "at": one.at,
        "agent": plain(one.agent, 200),
        "rule": one.rule,
        "factor": one.factor,
        "outcome": one.outcome,
        "chain": found.chain,
        "exchange": exchange,
        "body": packed(found),
    }
