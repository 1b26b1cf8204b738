"""The rows of one conversation of a table, and the conversation they make."""

import re
from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import pairwise

from msgspec import Struct, field

from coach.errors import BadTable, UnknownRoles
from coach.readers.accounts import split_account
from coach.readers.bodies import read_body
from coach.readers.build import ConversationBuilder, clean_text
from coach.readers.names import Names, RoleWithEvidence, roles_of
from coach.readers.options import TableProfile
from coach.readers.stream import Stream
from coach.readers.table_columns import Columns, canonical, normal
from coach.readers.times import Stamp, day_order, parse_clock, parse_time
from coach.transcript import Conversation, Kind, Outcome, Refs, Role

_MAP = "if another column has it, name that one with --map FILE"
_ROUNDED = re.compile(r"\d(?:[.,]\d+)?[eE]\+?\d+")
_RECALLED = re.compile(r"撤回|recall|retract|deleted|eliminad|retirad", re.IGNORECASE)
_WORDLESS = frozenset({"image", "video", "file"})
_SPANISH = frozenset({"fecha", "hora", "mensaje", "remitente", "cliente", "agente", "texto", "rol"})


class Entry(Struct):
    """One row: what its cells say, as text."""

    line: int
    text: str
    time: str
    date: str
    role: str
    sender: str
    customer: str
    agent: str
    shop: str
    platform: str
    kind: str
    order: str
    item: str
    status: str
    seq: str
    rating: str
    resolved: str

    @classmethod
    def of_row(cls, line: int, row: Sequence[str], columns: Columns) -> "Entry":
        """The cells of a row by canonical field."""
        fields = {name: columns.value(row, name) for name in cls.__struct_fields__ if name not in ("line", "text")}
        fields["item"] = fields["item"] or columns.value(row, "item_name")
        fields["platform"] = canonical("platforms", fields["platform"]) or fields["platform"].casefold() or "generic"
        return cls(line=line, text=clean_text(columns.value(row, "text")), **fields)

    def missing(self, columns: Columns) -> str | None:
        """Why the row cannot be used, or None."""
        if not self.text and _kind_of(self.kind) in (None, "text"):
            return f"has no text in column {columns.named('text')!r}; {_MAP} (text = …)"
        if "date" in columns.positions and not self.date:
            return f"has no date in column {columns.named('date')!r}; {_MAP} (date = …)"
        if "time" in columns.positions and not self.time:
            return f"has no time in column {columns.named('time')!r}; {_MAP} (time = …)"
        return None


class Group(Struct):
    """The rows of one conversation, in the order of the table."""

    platform: str
    shop: str
    session: str
    columns: Columns
    entries: list[Entry] = field(default_factory=list)

    def senders(self) -> Iterator[str]:
        """The names that write in it."""
        return (entry.sender for entry in self.entries if entry.sender)


def conversation_of(group: Group, names: Names, stream: Stream) -> Conversation:
    """The conversation of a group. UnknownRoles when nobody can tell the agent, BadTable when it mixes customers."""
    entries = _in_order(group, stream)
    roles = _roles(entries, names, stream.options.profile)
    customer = _customer(group, entries, roles, stream)
    shop = group.shop or _shop_of(entries, roles) or names.shop
    builder = ConversationBuilder(
        platform=group.platform,
        shop=shop,
        customer=customer,
        zone=stream.options.wall_clock,
        file=stream.name,
        session=group.session or None,
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


def _in_order(group: Group, stream: Stream) -> list[Timed]:
    """The rows with their times, without those whose time cannot be read, oldest first.

    By number if the table numbers them; turned round if the newest stands first; else as in the table.
    """
    day_first = stream.options.profile.day_first
    if day_first is None:
        day_first = day_order(entry.date or entry.time for entry in group.entries)
    if day_first is None and {normal(cell) for cell in group.columns.header} & _SPANISH:
        day_first = True
    timed: list[Timed] = []
    for entry in group.entries:
        stamp = _stamp(entry, day_first)
        if stamp or not entry.time:
            timed.append((entry, stamp))
        elif parse_clock(entry.time):
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
    day, clock = parse_time(entry.date, day_first=day_first), parse_clock(entry.time)
    return (datetime.combine(day[0].date(), clock[0]), clock[1]) if day and clock else None


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
    known = {entry.sender: role for (entry, _), role in zip(entries, told, strict=True) if role and entry.sender}
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
    if sender == entry.agent and sender != entry.customer:
        return "agent", "column"
    return names.sure_role(sender)


def _customer(group: Group, entries: list[Timed], roles: list[RoleWithEvidence], stream: Stream) -> str:
    wrote = [entry for (entry, _), (role, _) in zip(entries, roles, strict=True) if role == "customer"]
    named = next((entry.customer for entry in wrote if entry.customer), "")
    named = named or next((entry.customer for entry, _ in entries if entry.customer), "")
    senders = dict.fromkeys(entry.sender for entry in wrote if entry.sender)
    if not named and not group.session and len(senders) > 1:
        raise BadTable(
            f"it mixes the customers {', '.join(list(senders)[:4])}, and no column tells their conversations apart; "
            'name one with --map FILE (conversation_id = "…", or customer = "…")',
            file=stream.name,
        )
    return named or next(iter(senders), "") or group.session


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
    order = entry.order.removesuffix(".0")
    if _ROUNDED.fullmatch(order):
        stream.notice(f"has order numbers that a spreadsheet rounded ({order}, line {entry.line}); they are not used")
        order = ""
    return (Refs(orders=(order,) if order else (), items=(entry.item,) if entry.item else ()),)


def _outcome(entries: list[Timed]) -> Outcome:
    rating = next((entry.rating for entry, _ in reversed(entries) if entry.rating), None)
    word = next((entry.resolved for entry, _ in reversed(entries) if entry.resolved), "")
    told = canonical("resolved", word)
    return Outcome(rating=rating, resolved=None if told is None else told == "yes")
