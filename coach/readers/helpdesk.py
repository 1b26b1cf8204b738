"""What the JSON exports of helpdesks share: entries with HTML bodies and attachments, in either order, some twice."""

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from itertools import pairwise

from msgspec import Struct, structs

from coach.errors import UnknownRoles
from coach.readers.bodies import read_body
from coach.readers.build import NO_OUTCOME, ConversationBuilder, clean_text
from coach.readers.markup import plain_text
from coach.readers.names import Names, RoleWithEvidence, count_names, roles_of
from coach.readers.stream import Stream
from coach.readers.times import Stamp, parse_number, parse_time
from coach.transcript import Conversation, Kind, Outcome, Refs, Role

Id = int | str | None
"""An id or a number as exports write it."""
Time = float | str | None

_LONG_AGO = datetime.min.replace(tzinfo=UTC)
_BOT_NAME = re.compile(r"(?:.*[\s_-])?(?:chat|ai)?bot", re.IGNORECASE)
_IMAGE = re.compile(r"<img\b[^<>]{0,2000}?\bsrc\s{0,3}=\s{0,3}[\"']([^\"'<>]{1,2000})", re.IGNORECASE)
_KINDS: dict[str, Kind] = {"image": "image", "audio": "voice", "voice": "voice", "video": "video", "picture": "image"}
_SUFFIXES: tuple[tuple[str, Kind], ...] = (
    (r"jpe?g|png|gif|webp|bmp|heic", "image"),
    (r"mp3|m4a|ogg|opus|wav|aac|amr", "voice"),
    (r"mp4|mov|webm|avi|3gp", "video"),
)


class Attached(Struct, frozen=True):
    """Something sent with a message, or instead of words."""

    kind: Kind
    url: str = ""


class Entry(Struct, kw_only=True):
    """One entry of a conversation as its platform gives it.

    `role` None: the export does not say it. `html` is read instead of `body` where there is some; `kind` None: what
    the body is. `account` is the writer's own id on the platform, `id` the entry's.
    """

    line: int
    time: Time
    sender: str
    role: Role | None
    evidence: str = ""
    account: str = ""
    body: str = ""
    html: str = ""
    files: tuple[Attached, ...] = ()
    kind: Kind | None = None
    internal: bool = False
    recalled: bool = False
    edited: bool = False
    id: str = ""
    reply_to: str = ""


class Told(Struct, kw_only=True):
    """The entries of one conversation, and what the export says about the whole."""

    platform: str
    session: str
    entries: list[Entry]
    customer: str = ""
    outcome: Outcome = NO_OUTCOME
    newest_first: bool = False


def word(value: Id) -> str:
    """An id as text; empty for none."""
    return "" if value is None else str(value)


def attached(url: str | None, *hints: str | None) -> Attached:
    """A file at an address, of the kind that the hints tell: its media type, or else its name or address."""
    return Attached(kind_of_file(*hints, url), url or "")


def kind_of_file(*hints: str | None) -> Kind:
    """What a file is by its media type, or else by its name or address."""
    for hint in filter(None, hints):
        kind = _KINDS.get(hint.split("/")[0].lower())
        if kind:
            return kind
        for suffixes, kind in _SUFFIXES:
            if re.search(rf"\.(?:{suffixes})(?:[?#].*)?$", hint, re.IGNORECASE):
                return kind
    return "file"


def conversation_of(told: Told, stream: Stream) -> Iterator[Conversation]:
    """The conversation, oldest entry first, or none: without entries, or when nobody can tell the agent (logged).

    An entry that stands twice is kept once, as its last version. Attachments follow their text as messages of their
    own.
    """
    if not told.entries:
        return
    entries = _in_order(_distinct(told.entries, stream), told.newest_first, stream)
    try:
        roles = _roles(entries, stream)
    except UnknownRoles as problem:
        stream.skip(told.entries[0].line, f"begins a conversation that is skipped: {problem.message}")
        return
    builder = ConversationBuilder(
        platform=told.platform,
        shop="",
        customer=told.customer or _customer(entries, roles) or told.session,
        zone=stream.options.wall_clock,
        file=stream.name,
        session=told.session or None,
    )
    ids: dict[str, str] = {}
    for (entry, stamp), role in zip(entries, roles, strict=True):
        _add(builder, entry, stamp, role, ids)
    yield builder.conversation(told.outcome)


def grouped(entries: Iterable[tuple[str, Entry]]) -> dict[str, list[Entry]]:
    """Entries by the conversation they name, in the order the conversations first appear."""
    groups: dict[str, list[Entry]] = {}
    for session, entry in entries:
        groups.setdefault(session, []).append(entry)
    return groups


def _add(
    builder: ConversationBuilder, entry: Entry, stamp: Stamp | None, role: RoleWithEvidence, ids: dict[str, str]
) -> None:
    text, links = plain_text(entry.html) if entry.html else (entry.body, ())
    text = clean_text(text)
    files = entry.files if text else (*entry.files, *(Attached("image", url) for url in _IMAGE.findall(entry.html)))
    kind, shown, by_platform = (entry.kind, text, False) if entry.kind else read_body(text)
    if by_platform:
        role = "system", "system notice"
    parts: list[tuple[Kind, str, str]] = []
    if text or not files:
        parts.append((kind, shown, text))
    parts += [(entry.kind or file.kind, "", file.url) for file in files]
    if parts[0][:2] == ("text", ""):
        parts[0] = ("recall" if entry.recalled else "event", "", text)
    for number, (part_kind, part_text, raw) in enumerate(parts):
        identity = builder.add(
            sender=entry.sender,
            role=role[0],
            role_evidence=role[1],
            sent_at=stamp[0] if stamp else None,
            precision=stamp[1] if stamp else "none",
            text=part_text,
            line=entry.line,
            kind=part_kind,
            raw=raw,
            refs=(Refs(urls=links),) if links and not number else (),
            recalled=entry.recalled,
            visibility="internal" if entry.internal else "public",
            reply_to=ids.get(entry.reply_to),
            edited=entry.edited,
        )
        if entry.id and not number:
            ids[entry.id] = identity


def _distinct(entries: list[Entry], stream: Stream) -> list[Entry]:
    """Each entry once: pages overlap, and a log of webhooks has a message again each time it changes."""
    last: dict[str, Entry] = {}
    again = 0
    for position, entry in enumerate(entries):
        key = entry.id or f"\x1f{position}"
        first = last.get(key)
        if first:
            again += 1
            changed = first.edited or ((first.body, first.html) != (entry.body, entry.html) and not entry.recalled)
            entry = structs.replace(entry, line=first.line, time=first.time, edited=changed or entry.edited)
        last[key] = entry
    if again:
        stream.notice("has messages more than once; each is kept once, as its last version")
    return list(last.values())


Timed = tuple[Entry, Stamp | None]


def _in_order(entries: list[Entry], newest_first: bool, stream: Stream) -> list[Timed]:
    """Oldest first; equal times, and entries without one, stay in the order of the export."""
    timed = [(entry, _stamp(entry.time)) for entry in entries]
    if not all(stamp for _, stamp in timed):
        stream.notice("has messages without a time that can be read; they stay where the file has them, without one")
    times = [_instant(stamp) for _, stamp in timed if stamp]
    falling = sum(one > other for one, other in pairwise(times))
    rising = sum(one < other for one, other in pairwise(times))
    if falling > rising or (newest_first and falling == rising):
        timed.reverse()
    keyed: list[tuple[datetime, Timed]] = []
    for entry, stamp in timed:
        before = keyed[-1][0] if keyed else _LONG_AGO
        keyed.append((_instant(stamp) if stamp else before, (entry, stamp)))
    return [pair for _, pair in sorted(keyed, key=lambda pair: pair[0])]


def _instant(stamp: Stamp) -> datetime:
    return stamp[0] if stamp[0].tzinfo else stamp[0].replace(tzinfo=UTC)


def _stamp(value: Time) -> Stamp | None:
    if value is None or isinstance(value, str):
        return parse_time(value) if value else None
    return parse_number(value)


def _roles(entries: list[Timed], stream: Stream) -> list[RoleWithEvidence]:
    """The role of each entry: what the export says, else what the names tell. UnknownRoles when neither does."""
    roster = stream.options.roster
    known: dict[str, RoleWithEvidence] = {}
    for entry, _ in entries:
        if entry.role in ("customer", "agent") and entry.sender:
            known.setdefault(entry.sender, (entry.role, entry.evidence))
    open_names = [entry.sender for entry, _ in entries if entry.role is None]
    names: Names = count_names([open_names], roster)
    by_name = roles_of(open_names, names, known=known) if open_names else {}
    return [_role(entry, by_name) for entry, _ in entries]


def _role(entry: Entry, by_name: dict[str, RoleWithEvidence]) -> RoleWithEvidence:
    role, evidence = (entry.role, entry.evidence) if entry.role else by_name[entry.sender]
    if role == "agent" and _BOT_NAME.fullmatch(entry.sender):
        return "bot", "name pattern"
    return role, evidence


def _customer(entries: list[Timed], roles: list[RoleWithEvidence]) -> str:
    wrote = (entry for (entry, _), (role, _) in zip(entries, roles, strict=True) if role == "customer")
    first = next(wrote, None)
    return (first.account or first.sender) if first else ""
