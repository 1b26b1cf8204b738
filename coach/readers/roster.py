"""Reading a roster file: which person used which account, in which shop and team, from when to when."""

from datetime import date
from pathlib import Path

from coach.errors import BadTable
from coach.readers.accounts import Roster, RosterEntry, StaffRole, split_account
from coach.readers.listing import Listed, listed_rows
from coach.readers.options import ReadLog
from coach.readers.table_columns import canonical
from coach.readers.times import parse_time
from coach.settings import ReadSettings

_DEFAULTS = ReadSettings()
_NEEDED = frozenset({"account", "agent"})

__all__ = ["Roster", "RosterEntry", "load_roster", "split_account"]


def load_roster(
    path: Path, *, encoding: str | None = None, settings: ReadSettings = _DEFAULTS, log: ReadLog | None = None
) -> Roster:
    """The roster in a CSV or workbook with the columns account and agent, and optionally role, shop, team, from, to.

    The header is in Chinese, English or Spanish; the account stands with or without its "shop:" in front. A `role` of
    agent or bot goes before whatever the account's name looks like. Columns that no roster has are noticed in `log`.
    Raises BadTable naming the line for rows without account or agent, for roles and for dates that cannot be read.
    """
    rows = list(listed_rows(path, section="roster", needed=_NEEDED, encoding=encoding, settings=settings))
    entries = [_entry(row, path.name) for row in rows]
    if log is not None and rows and (unread := rows[0].columns.unread):
        log.notice(path.name, f"has columns that a roster does not know and that are not read: {', '.join(unread)}")
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
        role=_role(row.value("role"), file, line),
    )


def _role(text: str, file: str, line: int) -> StaffRole:
    if not text:
        return ""
    found = canonical("staff", text)
    if found is None:
        known = "a roster knows agent (客服) and bot (机器人), or leaves it empty"
        message = f"line {line} of {file} has the role {text!r}; {known}"
        raise BadTable(message, file=file, line=line)
    return "bot" if found == "bot" else "agent"


def _day(text: str, file: str, line: int) -> date | None:
    if not text:
        return None
    found = parse_time(text)
    if found is None:
        message = f"line {line} of {file} has a date that cannot be read: {text!r}; write it as 2024-03-05"
        raise BadTable(message, file=file, line=line)
    return found[0].date()
