"""What corpus rules find, as rows: they compare the requests of all customers, so no bucket has them."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, delete, insert, select

from coach.faq import Asked
from coach.findings import Finding, Opportunity, OpportunityOutcome
from coach.packing import packed, unpacked
from coach.store.count_rows import COLUMNS, MODELS, PEOPLE
from coach.store.encoding import plain
from coach.store.judgement_tables import verdicts
from coach.store.result_tables import counts, findings

CORPUS = -1
"""The bucket of what is found only in all buckets together."""


def corpus_finding_row(found: Finding, asked: Mapping[str, Asked]) -> dict[str, Any]:
    """A finding under the customer in whose session it happened last; `asked` has a request of each session."""
    one = found.opportunity
    return {
        "id": found.id,
        "person": asked[one.session].person,
        "at": one.at,
        "agent": plain(one.agent, 200),
        "rule": one.rule,
        "factor": one.factor,
        "outcome": one.outcome,
        "chain": found.chain,
        "exchange": None,
        "body": packed(found),
    }


def count_people(connection: Connection, shop: str, run: str) -> None:
    """Count what corpus rules found as people see it: all of it, in their voice, once there is a verdict on any."""
    mine = (counts.c.shop == shop) & (counts.c.run == run) & (counts.c.bucket == CORPUS)
    connection.execute(delete(counts).where(mine, counts.c.voice == PEOPLE))
    said = _overruled(connection, shop, run)
    if not said:
        return
    rows = [dict(row._mapping) for row in connection.execute(select(counts).where(mine, counts.c.voice == MODELS))]
    found = {(row["session"], row["agent"], row["rule"]): row | {"voice": PEOPLE} for row in rows}
    for one, outcome in said:
        row = found[one.session, plain(one.agent, 200), one.rule]
        row[COLUMNS[one.outcome]] -= 1
        row[COLUMNS[outcome]] += 1
    connection.execute(insert(counts), list(found.values()))


def _overruled(connection: Connection, shop: str, run: str) -> list[tuple[Opportunity, OpportunityOutcome]]:
    """The opportunities of these findings on which there is a verdict, each with the latest one's outcome."""
    about = (verdicts.c.shop == findings.c.shop) & (verdicts.c.subject == "finding:" + findings.c.id)
    chosen = select(findings.c.id, findings.c.body, verdicts.c.value).join(verdicts, about)
    chosen = chosen.where(findings.c.shop == shop, findings.c.run == run, findings.c.bucket == CORPUS)
    latest = {row.id: row for row in connection.execute(chosen.order_by(verdicts.c.at, verdicts.c.id))}
    return [(unpacked(row.body, Finding).opportunity, row.value) for row in latest.values()]
