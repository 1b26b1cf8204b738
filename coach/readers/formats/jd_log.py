"""JD 咚咚: the exported `.log` (or `.txt`), UTF-8 or GB18030, with its own session marks.

    /*****************以下为一通会话************************************/
    j****01 2024-03-05 10:23:45
    body, one or more lines, often with a trailing TAB
    /*****************会话结束_时间：2024-03-05 10:31:00****…/

Read twice: first for the names (to know who writes in many sessions) and the shop, then session by session. A session
list beside it (`jd_sessions`) names the agents, and tells how customers rated and what items they asked about.
"""

import re
from collections.abc import Iterator
from datetime import datetime

from msgspec import Struct

from coach.errors import UnknownRoles
from coach.readers.accounts import split_account
from coach.readers.bodies import read_body
from coach.readers.build import ConversationBuilder, clean_text
from coach.readers.formats.jd_sessions import SessionRow, sessions_beside
from coach.readers.names import Names, count_names, roles_of
from coach.readers.reader import Head, reader
from coach.readers.stream import Stream
from coach.readers.times import parse_time
from coach.transcript import Conversation, Role

_MARK = re.compile(r"^ {0,2}/\*+\s*以下为一通会话", re.MULTILINE)
_START = re.compile(r"\s*/\*+\s*以下为一通会话")
_END = re.compile(r"\s*/\*+\s*会话结束(?:_时间\s*[:：]\s*(?P<ts>\d{4}-\d{1,2}-\d{1,2} \d{1,2}:\d{2}:\d{2}))?")
HEADER = re.compile(
    r"(?P<who>[^\s，。？！：；、】,?!;/][^，。？！：；、】,?!;]{0,47}?)\s{1,8}"
    r"(?P<ts>\d{4}-\d{1,2}-\d{1,2} \d{1,2}:\d{2}:\d{2})\s*"
)
_SLACK_S = 3600


class Row(Struct):
    """One message while its session is collected: its header's line, who, when, and the lines of its body."""

    line: int
    who: str
    sent_at: datetime
    stamp: str
    body: list[str]


class RawSession(Struct):
    """The rows of one session and when it ended, if the file says so."""

    line: int
    rows: list[Row]
    ended_at: datetime | None = None


def sniff(head: Head) -> float:
    """The mark that begins each session, at the beginning of a line."""
    return 1.0 if _MARK.search(head.text) else 0.0


@reader("jd_log", title="JD Dongdong chat log, .log", sniff=sniff)
def read(stream: Stream) -> Iterator[Conversation]:
    """One conversation for each native session; a session whose agent nobody can tell is skipped and logged."""
    listed = sessions_beside(stream)
    sessions = ({row.who for row in session.rows} for session in _raw_sessions(stream, quiet=True))
    names = count_names(sessions, stream.options.roster | listed.roster)
    joined = 0
    for session in _raw_sessions(stream, quiet=False):
        rows = true_rows(session, names)
        if not rows:
            stream.skip(session.line, "begins a session without a message")
            continue
        try:
            roles = _roles(rows, names)
        except UnknownRoles as problem:
            stream.skip(session.line, f"begins a session that is skipped: {problem.message}")
            continue
        known = listed.match(roles.customer, rows[0].sent_at, roles.by_name)
        joined += known is not None
        yield _conversation(stream, rows, roles, known)
    if len(listed):
        stream.notice(
            f"{joined:,} of its sessions were found in the session lists beside it, which have {len(listed):,}"
        )


def true_rows(session: RawSession, names: Names) -> list[Row]:
    """The rows whose header is one; a body line such as "预计送达 2024-03-06 10:00:00" goes back into its body.

    A name that is sure (masked, robot, agent pattern or roster) is always a header. Another name is one if a body
    follows and its time lies between its neighbours that are sure, or the session's end (an hour's slack at the end
    of sessions that do not state it).
    """
    rows: list[Row] = []
    later = _next_sure_times(session, names)
    for row, limit in zip(session.rows, later, strict=True):
        after = rows[-1].sent_at if rows else row.sent_at
        seconds_late = (row.sent_at - (limit or after)).total_seconds()
        in_time = seconds_late <= (0 if limit else _SLACK_S)
        has_body = any(line.strip() for line in row.body)
        if not rows or names.is_sure(row.who) or (has_body and after <= row.sent_at and in_time):
            rows.append(row)
        else:
            rows[-1].body.extend([f"{row.who} {row.stamp}", *row.body])
    return rows


def _next_sure_times(session: RawSession, names: Names) -> list[datetime | None]:
    limits: list[datetime | None] = []
    limit = session.ended_at
    for row in reversed(session.rows):
        limits.append(limit)
        if names.is_sure(row.who):
            limit = row.sent_at
    return limits[::-1]


class _Roles(Struct, frozen=True):
    """The roles in one session with their evidence, its customer and its shop."""

    by_name: dict[str, tuple[Role, str]]
    customer: str
    shop: str


def _roles(rows: list[Row], names: Names) -> _Roles:
    present = tuple(dict.fromkeys(row.who for row in rows))
    by_name = roles_of(present, names)
    customer = next((name for name in present if by_name[name][0] == "customer"), None)
    if customer is None:
        raise UnknownRoles(f"it has no customer, only {', '.join(present)}")
    shops = (split_account(name)[0] for name in present if by_name[name][0] == "agent")
    return _Roles(by_name=by_name, customer=customer, shop=next((shop for shop in shops if shop), names.shop))


def _conversation(stream: Stream, rows: list[Row], roles: _Roles, listed: SessionRow | None) -> Conversation:
    builder = ConversationBuilder(
        platform="jd",
        shop=roles.shop,
        customer=roles.customer,
        zone=stream.options.wall_clock,
        file=stream.name,
        session=f"{roles.customer}@{rows[0].sent_at.isoformat()}",
    )
    for index, row in enumerate(rows):
        raw = clean_text("\n".join(line.rstrip() for line in row.body))
        kind, text, by_platform = read_body(raw)
        role, evidence = roles.by_name[row.who]
        if by_platform:
            role, evidence = "system", "system notice"
        builder.add(
            sender=row.who,
            role=role,
            role_evidence=evidence,
            sent_at=row.sent_at,
            precision="s",
            text=text,
            line=row.line,
            kind=kind,
            raw=raw,
            refs=(listed.refs,) if listed and index == 0 else (),
        )
    return builder.conversation(listed.outcome) if listed else builder.conversation()


def _raw_sessions(stream: Stream, *, quiet: bool) -> Iterator[RawSession]:
    """Sessions as the marks cut them; what stands outside them is logged unless `quiet`."""
    session: RawSession | None = None
    for number, line in stream.lines(quiet=quiet):
        if line.lstrip()[:2] == "/*":
            end = _END.match(line)
            if end or _START.match(line):
                if session:
                    session.ended_at = _time(end["ts"]) if end and end["ts"] else None
                    yield session
                session = None if end else RawSession(line=number, rows=[])
                continue
        if session:
            _take(session, number, line, stream, quiet)
        elif line.strip() and not quiet:
            stream.skip(number, "stands outside a session; a session begins with 以下为一通会话")
    if session:
        yield session


def _take(session: RawSession, number: int, line: str, stream: Stream, quiet: bool) -> None:
    header = HEADER.fullmatch(line)
    sent_at = _time(header["ts"]) if header else None
    if header and sent_at:
        session.rows.append(Row(line=number, who=header["who"], sent_at=sent_at, stamp=header["ts"], body=[]))
    elif session.rows:
        session.rows[-1].body.append(line)
    elif line.strip() and not quiet:
        stream.skip(number, "belongs to no message; a message begins with a name and its time")


def _time(text: str) -> datetime | None:
    found = parse_time(text)
    return found[0] if found else None
