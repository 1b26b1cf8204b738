"""The rows of one conversation of a table, and the conversation they make."""

import re
from datetime import datetime, time
from itertools import pairwise

from msgspec import Struct

from coach.errors import BadTable, UnknownRoles
from coach.readers.accounts import split_account
from coach.readers.bodies import read_body
from coach.readers.build import ConversationBuilder
from coach.readers.names import Names, RoleWithEvidence, roles_of
from coach.readers.options import TableProfile
from coach.readers.stream import Stream
from coach.readers.table_columns import canonical, normal
from coach.readers.table_entries import Entry, Key
from coach.readers.table_survey import Survey
from coach.readers.times import Stamp, parse_clock, parse_time
from coach.transcript import Conversation, Kind, Outcome, Precision, Refs, Role

_PART_OF_DAY = re.compile(r"0?\.\d{1,20}")
_DEFAULT_SHEET = re.compile(r"(?:(?:sheet|工作表|表|hoja|hoja de cálculo)\s?\d*)?", re.IGNORECASE)
_ROUNDED = re.compile(r"\d(?:[.,]\d+)?[eE]\+?\d+")
_RECALLED = re.compile(r"撤回|recall|retract|deleted|eliminad|retirad", re.IGNORECASE)
_WORDLESS = frozenset({"image", "video", "file"})


class Group(Struct, frozen=True):
    """The rows of one conversation, in the order of the table."""

    key: Key
    entries: list[Entry]


def conversation_of(group: Group, survey: Survey, stream: Stream) -> Conversation:
    """The conversation of a group. UnknownRoles when nobody can tell the agent, BadTable when it mixes customers."""
    entries = _in_order(group, survey.day_first, stream)
    roles = _roles(entries, survey.names, stream.options.profile)
    key = group.key
    builder = ConversationBuilder(
        platform=key.platform,
        shop=key.shop or _shop_of(entries, roles) or survey.names.shop,
        customer=_customer(key, entries, roles, stream),
        zone=stream.options.wall_clock,
        file=stream.name,
        session=_session(key.session, entries, stream),
    )
    for (entry, stamp), (role, evidence) in zip(entries, roles, strict=True):
        kind, text, by_platform = _body(entry)
        if by_platform and evidence != "column":
            role, evidence = "system", "system notice"
        builder.add(
            sender=_sender(entry, role),
            role=role,
            role_evidence=evidence,
            sent_at=stamp[0] if stamp else None,
            precision=stamp[1] if stamp else "none",
            text=text,
            line=entry.line,
            kind=kind,
            raw=entry.text,
            refs=_refs(entry, stream),
            recalled=bool(_RECALLED.search(entry.status)),
        )
    return builder.conversation(_outcome(entries))


Timed = tuple[Entry, Stamp | None]


def _in_order(group: Group, day_first: bool | None, stream: Stream) -> list[Timed]:
    """The rows with their times, without those whose time cannot be read, oldest first.

    By number if the table numbers them; turned round if the newest stands first; else as in the table.
    """
    timed: list[Timed] = []
    for entry in group.entries:
        stamp = _stamp(entry, day_first)
        if stamp or not entry.time:
            timed.append((entry, stamp))
        elif _clock(entry.time):
            stream.notice("has times without a date; its messages keep the order of the table and have no time")
            timed.append((entry, None))
        else:
            stream.skip(entry.line, _unreadable_time(f"{entry.date} {entry.time}".strip()))
    if all(entry.seq.isdigit() for entry, _ in timed):
        return sorted(timed, key=lambda pair: int(pair[0].seq))
    return timed[::-1] if _newest_first([stamp[0] for _, stamp in timed if stamp]) else timed


def _newest_first(times: list[datetime]) -> bool:
    if len(times) < 2 or any((one.tzinfo is None) != (times[0].tzinfo is None) for one in times):
        return False
    return times[0] > times[-1] and all(one >= other for one, other in pairwise(times))


def _stamp(entry: Entry, day_first: bool | None) -> Stamp | None:
    whole = parse_time(entry.time, day_first=day_first)
    if whole or not entry.date:
        return whole
    day, clock = parse_time(entry.date, day_first=day_first), _clock(entry.time)
    return (datetime.combine(day[0].date(), clock[0]), clock[1]) if day and clock else None


def _clock(text: str) -> tuple[time, Precision] | None:
    """A time of day as text, or as the part of a day that a spreadsheet keeps it as: 0.5 is noon."""
    if not _PART_OF_DAY.fullmatch(text):
        return parse_clock(text)
    seconds = round(float(text) * 86_400) % 86_400
    return time(seconds // 3600, seconds // 60 % 60, seconds % 60), "s"


def _unreadable_time(text: str) -> str:
    return (
        f"has a time that cannot be read: {text!r}; write it as 2024-03-05 10:23:45, or, if it is only unclear which "
        "part is the day, say day_first = true or false in a --map FILE"
    )


def _roles(entries: list[Timed], names: Names, profile: TableProfile) -> list[RoleWithEvidence]:
    """The role of each row: by its columns where they tell, else by the names in the conversation."""
    told = [_role_by_columns(entry, names, profile) for entry, _ in entries]
    if all(told):
        return [role for role in told if role]
    known = {_writer(entry): role for (entry, _), role in zip(entries, told, strict=True) if role and _writer(entry)}
    present = [_writer(entry) for (entry, _), role in zip(entries, told, strict=True) if role is None]
    if not any(told) and not any(present):
        seen = dict.fromkeys(name for entry, _ in entries for name in (entry.customer, entry.agent) if name)
        raise UnknownRoles(
            f"no column says who wrote each message (names in it: {', '.join(seen) or 'none'}); "
            'name one with --map FILE (role = "…", or sender = "…")'
        )
    by_name = roles_of((name for name in present if name), names, known=known)
    by_name[""] = ("unknown", "neither role nor sender")
    return [role or by_name[_writer(entry)] for (entry, _), role in zip(entries, told, strict=True)]


def _writer(entry: Entry) -> str:
    return entry.sender or entry.role


def _role_by_columns(entry: Entry, names: Names, profile: TableProfile) -> RoleWithEvidence | None:
    value = profile.roles.get(normal(entry.role)) or canonical("roles", entry.role)
    by_name = names.sure_role(entry.sender) if value == "agent" else None
    if by_name and by_name[0] == "bot":
        return by_name
    if value:
        return value, "column"  # type: ignore[return-value]
    if _kind_of(entry.kind) == "event":
        return "system", "column"
    sender = _writer(entry)
    if not sender:
        if bool(entry.agent) != bool(entry.customer):
            return ("agent" if entry.agent else "customer"), "only this column is filled"
        return None
    if sender == entry.customer and sender != entry.agent:
        return "customer", "column"
    by_name = names.sure_role(sender)
    if sender == entry.agent and sender != entry.customer and not (by_name and by_name[0] == "bot"):
        return "agent", "column"
    return by_name


def _session(session: str, entries: list[Timed], stream: Stream) -> str | None:
    if _ROUNDED.fullmatch(session):
        line = entries[0][0].line if entries else 0
        stream.notice(
            f"has conversation ids that a spreadsheet rounded ({session}, line {line}), which may join conversations; "
            "format the column as text and export it again"
        )
    return session or None


def _customer(key: Key, entries: list[Timed], roles: list[RoleWithEvidence], stream: Stream) -> str:
    """The customer by its column, else the one who writes; else the conversation's id, the sheet or the file."""
    wrote = [entry for (entry, _), (role, _) in zip(entries, roles, strict=True) if role == "customer"]
    named = next((entry.customer for entry in wrote if entry.customer), "")
    named = named or next((entry.customer for entry, _ in entries if entry.customer), "")
    senders = dict.fromkeys(entry.sender for entry in wrote if entry.sender)
    if not named and not key.session and len(senders) > 1:
        raise BadTable(
            f"it mixes the customers {', '.join(list(senders)[:4])}, and no column tells their conversations apart; "
            'name one with --map FILE (conversation_id = "…", or customer = "…")',
            file=stream.name,
        )
    sheet = "" if _DEFAULT_SHEET.fullmatch(key.sheet) else key.sheet
    return named or next(iter(senders), "") or key.session or sheet or f"{stream.name} {key.sheet}".strip()


def _shop_of(entries: list[Timed], roles: list[RoleWithEvidence]) -> str:
    for (entry, _), (role, _) in zip(entries, roles, strict=True):
        shop = split_account(entry.agent or (entry.sender if role == "agent" else ""))[0]
        if shop:
            return shop
    return ""


def _sender(entry: Entry, role: Role) -> str:
    column = {"agent": entry.agent, "customer": entry.customer}.get(role, "")
    return entry.sender or column or entry.role


def _kind_of(value: str) -> Kind | None:
    return canonical("kinds", value)  # type: ignore[return-value]


def _body(entry: Entry) -> tuple[Kind, str, bool]:
    kind, text, by_platform = read_body(entry.text)
    told = _kind_of(entry.kind)
    if told in (None, "text"):
        return kind, text, by_platform
    return told, "" if told in _WORDLESS or told == "recall" else text, by_platform


def _refs(entry: Entry, stream: Stream) -> tuple[Refs, ...]:
    if not entry.order and not entry.item:
        return ()
    orders = _whole("order", entry.order, entry.line, stream)
    return (Refs(orders=orders, items=_whole("item", entry.item, entry.line, stream)),)


def _whole(what: str, cell: str, line: int, stream: Stream) -> tuple[str, ...]:
    """The number in a cell, unless a spreadsheet kept only its first digits."""
    number = cell.removesuffix(".0")
    if _ROUNDED.fullmatch(number):
        stream.notice(f"has {what} numbers that a spreadsheet rounded ({number}, line {line}); they are not used")
        return ()
    return (number,) if number else ()


def _outcome(entries: list[Timed]) -> Outcome:
    rating = next((entry.rating for entry, _ in reversed(entries) if entry.rating), None)
    word = next((entry.resolved for entry, _ in reversed(entries) if entry.resolved), "")
    told = canonical("resolved", word)
    return Outcome(rating=rating, resolved=None if told is None else told == "yes")
