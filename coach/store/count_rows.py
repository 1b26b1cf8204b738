"""What became of opportunities, as rows: one for each session, agent and rule, in one of two voices."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from coach.findings import Case, Opportunity
from coach.store.encoding import plain

MODELS, PEOPLE = "models", "people"
"""The two voices: as predicted, and with people's verdicts in place of predictions."""

COLUMNS = {"hit": "hits", "clear": "clears", "credit": "credits", "exempt": "exempt", "unknown": "unknown"}
"""The column that counts each outcome."""

Begun = Mapping[str, tuple[str, date | None]]
"""By session, whose it is and the day on which it began."""


def begun(case: Case) -> dict[str, tuple[str, date | None]]:
    """The sessions of a case."""
    found = ((linked.session.id, linked.session.started_at) for linked in case.sessions)
    return {number: (case.person, at.date() if at else None) for number, at in found}


def count_rows(opportunities: Iterable[Opportunity], sessions: Begun, *, voice: str) -> Iterator[dict[str, Any]]:
    """The rows of the table of counts, without shop, run and bucket."""
    found: dict[tuple[str, str, str], Counter[str]] = {}
    for one in opportunities:
        found.setdefault((one.session, one.agent, one.rule), Counter())[one.outcome] += 1
    for (session, agent, rule), outcomes in found.items():
        person, day = sessions[session]
        yield {
            "voice": voice,
            "session": session,
            "agent": plain(agent, 200),
            "rule": rule,
            "person": person,
            "day": day,
            **{column: outcomes[outcome] for outcome, column in COLUMNS.items()},
        }
