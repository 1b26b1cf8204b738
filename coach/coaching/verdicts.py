"""Verdicts from a file: what people said about labels and findings, a JSON object a line."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import get_args

import msgspec

from coach.errors import InputError, NothingRead, UnreadableFile
from coach.findings import OpportunityOutcome, Verdict
from coach.labels import Stance
from coach.taxonomy import question_types

DISPUTE = "dispute"
"""The field under which an agent objects; its value is what became of it, its note the reason."""

DISPUTE_VALUES = ("open", "accepted", "rejected")

Said = Mapping[tuple[str, str], str]
"""The latest verdicts, by subject and field."""


def read_verdicts(file: Path) -> tuple[Verdict, ...]:
    """The verdicts of a JSON Lines file, the oldest first; what else a line holds is ignored.

    Subjects are "finding:ID" (field outcome) and "turn:MESSAGE" (fields question_type and stance); on both an agent
    may have a dispute. Raises InputError naming the first line that cannot be, NothingRead for a file without any.
    """
    try:
        lines = file.read_text(encoding="utf-8-sig").split("\n")
    except OSError as problem:
        raise UnreadableFile(f"{file} cannot be read: {problem.strerror}; check the path", file=str(file)) from None
    except UnicodeDecodeError:
        raise UnreadableFile(f"{file} is not UTF-8 text; save it as UTF-8", file=str(file)) from None
    found = [_verdict(line, file=file, number=number) for number, line in enumerate(lines, 1) if line.strip()]
    if not found:
        wanted = '{"subject", "field", "value", "person", "at"}'
        raise NothingRead(f"{file} holds no verdict; each line needs {wanted}", file=str(file))
    return tuple(sorted(found, key=lambda one: _moment(one.at)))


def latest(verdicts: Iterable[Verdict]) -> dict[tuple[str, str], str]:
    """The word that holds on each field: the latest one, whoever gave it; disputes are no verdicts."""
    return {(one.subject, one.field): one.value for one in verdicts if one.field != DISPUTE}


def _verdict(line: str, *, file: Path, number: int) -> Verdict:
    try:
        verdict = msgspec.json.decode(line, type=Verdict)
    except msgspec.DecodeError as problem:
        message = f"line {number} of {file} is no verdict: {problem}; correct that line"
        raise InputError(message, file=str(file), line=number) from None
    if wrong := next(_faults(verdict), None):
        raise InputError(f"line {number} of {file} {wrong}", file=str(file), line=number)
    return verdict


def _faults(verdict: Verdict) -> Iterator[str]:
    kind, _, name = verdict.subject.partition(":")
    values = _values(kind)
    if not values or not name:
        yield 'has a subject that is neither "finding:ID" nor "turn:MESSAGE"; take the ids from findings.jsonl'
    elif verdict.field not in values:
        yield f"has the field {verdict.field!r}; a verdict on a {kind} is about: {', '.join(values)}"
    elif verdict.value not in values[verdict.field]:
        yield f"has the value {verdict.value!r}; {verdict.field} is one of: {', '.join(values[verdict.field])}"
    elif not verdict.person.strip():
        yield "does not say who gave the verdict; fill in person"


def _values(kind: str) -> dict[str, tuple[str, ...]]:
    """What a verdict on that kind of subject may say, by field."""
    if kind == "finding":
        return {"outcome": get_args(OpportunityOutcome), DISPUTE: DISPUTE_VALUES}
    if kind == "turn":
        types = tuple(one.name for one in question_types())
        return {"question_type": types, "stance": get_args(Stance), DISPUTE: DISPUTE_VALUES}
    return {}


def _moment(at: datetime) -> datetime:
    """For sorting: a time without an offset counts as UTC, as the service writes it."""
    return at if at.tzinfo else at.replace(tzinfo=UTC)
