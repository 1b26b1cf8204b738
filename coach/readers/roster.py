"""Reading a roster file: which person used which account, in which shop and team, from when to when."""

from datetime import date
from pathlib import Path

from coach.errors import BadTable
from coach.readers.accounts import Roster, RosterEntry, split_account
from coach.readers.listing import Listed, listed_rows
from coach.readers.times import parse_time
from coach.settings import ReadSettings

_DEFAULTS = ReadSettings()
_NEEDED = frozenset({"account", "agent"})

__all__ = ["Roster", "RosterEntry", "load_roster", "split_account"]


def load_roster(path: Path, *, encoding: str | None = None, settings: ReadSettings = _DEFAULTS) -> Roster:
    """The roster in a CSV or workbook with the columns account and agent, and optionally shop, team, from, to.

    The header is in Chinese, English or Spanish; the account stands with or without its "shop:" in front. Raises
    BadTable naming the line for rows without account or agent and for dates that cannot be read.
    """
    rows = listed_rows(path, section="roster", needed=_NEEDED, encoding=encoding, settings=settings)
    entries = [_entry(row, path.name) for row in rows]
    if not entries:
        message = f"{path.name} names no agent; a roster has the columns account (账号) and agent (姓名)"
        raise BadTable(message, file=path.name)
    return Roster(tuple(entries))


def _entry(row: Listed, file: str) -> RosterEntry:
    account, agent, line = row.value("account"), row.value("agent"), row.line
    if not account or not agent:
        message = f"line {line} of {file} lacks the account or the agent; fill it in, or remove the line"
        raise BadTable(message, file=file, line=line)
    return RosterEntry(
        account=account,
        agent=agent,
        shop=row.value("shop"),
        team=row.value("team"),
        start=_day(row.value("start"), file, line),
        end=_day(row.value("end"), file, line),
    )


def _day(text: str, file: str, line: int) -> date | None:
    if not text:
        return None
    found = parse_time(text)
    if found is None:
        message = f"line {line} of {file} has a date that cannot be read: {text!r}; write it as 2024-03-05"
        raise BadTable(message, file=file, line=line)
    return found[0].date()
