"""Chat bubbles as page scrapers write them: who by a word or by a side, a time, a text, often no conversation id.

What the shop and the system said belongs to the customer who wrote before it. The list is held until the file is read.
"""

import re
from collections.abc import Iterator, Sequence
from pathlib import PurePosixPath

from msgspec import Struct

from coach.readers.json_records import is_array, json_records, path_to
from coach.readers.names import Names, RoleWithEvidence, count_names
from coach.readers.stream import Stream
from coach.readers.table_columns import canonical
from coach.readers.threads import Said, Threads, oldest_first, stamp_of, until_cut_off
from coach.readers.times import Stamp, parse_clock
from coach.transcript import Conversation, Kind

_SIDES: dict[str, RoleWithEvidence] = {
    "left": ("customer", "side"),
    "right": ("agent", "side"),
    **dict.fromkeys(("center", "centre", "middle"), ("system", "side")),
}
_RELATIVE = re.compile(r"今天|昨天|前天|刚刚|(?:星期|周)[一二三四五六日天]|\d{1,2}\s?(?:秒|分钟|小时|天)前")
_NAMELESS = frozenset({"", "未知", "-", "匿名"})


class _Bubble(Struct, frozen=True):
    """One message; `role` may hold a side, and `customer` says whose chat it is in if the scraper knew."""

    time: str | int | float | None = None
    role: str | None = None
    side: str | None = None
    name: str | None = None
    nickname: str | None = None
    type: str | None = None
    content: str | None = None
    customer: str | None = None

    @property
    def writer(self) -> str:
        """Who wrote it, "" if it does not say."""
        name = (self.name or self.nickname or "").strip()
        return "" if name in _NAMELESS else name


class _Read(Struct, frozen=True):
    """A bubble that can be used: with its number in the file, its role and its time."""

    number: int
    bubble: _Bubble
    role: RoleWithEvidence
    stamp: Stamp | None


def read_bubbles(stream: Stream, platform: str) -> Iterator[Conversation]:
    """One conversation for each customer, or, when no customer is named, one that is named after the file."""
    threads = Threads(stream, platform)
    ordered = oldest_first(list(_usable(stream)), lambda one: one.stamp[0] if one.stamp else None)
    for one, customer in zip(ordered, _customers(ordered, stream), strict=True):
        kind: Kind | None = canonical("kinds", one.bubble.type or "")  # type: ignore[assignment]
        system = one.role[0] == "system" and kind in (None, "text")
        said = Said(
            line=one.number,
            sender=one.bubble.writer or (customer if one.role[0] == "customer" else one.role[0]),
            role=one.role,
            stamp=one.stamp,
            body=one.bubble.content or "",
            kind="event" if system and "撤回" not in (one.bubble.content or "") else kind,
        )
        threads.add(said, customer=customer)
    yield from threads.conversations()


def _usable(stream: Stream) -> Iterator[_Read]:
    names = count_names((), stream.options.roster)
    place = "item" if is_array(stream) else path_to(stream, "messages") or path_to(stream, "data") or "item"
    for number, bubble in until_cut_off(stream, json_records(stream, place, _Bubble)):
        role, stamp = _role(bubble, names), stamp_of(bubble.time)
        if role is None:
            stream.skip(number, f"does not say who wrote it ({bubble.role or bubble.side!r}); write 用户, 客服 or 系统")
        elif not bubble.content and not bubble.type:
            stream.skip(number, "has no content; export it again")
        elif stamp is None and not _is_relative(bubble.time):
            stream.skip(number, f"has no time that can be read: {bubble.time!r}; write it as 2024-03-05 10:23:45")
        else:
            if stamp is None:
                stream.notice(
                    "has times such as 昨天 that name no date; its messages keep their order and have no time"
                )
            yield _Read(number=number, bubble=bubble, role=role, stamp=stamp)


def _is_relative(time: str | float | None) -> bool:
    return isinstance(time, str) and bool(_RELATIVE.match(time.strip()) or parse_clock(time))


def _role(bubble: _Bubble, names: Names) -> RoleWithEvidence | None:
    word = (bubble.side or bubble.role or "").strip()
    told = canonical("roles", word)
    found: RoleWithEvidence | None = (told, "role") if told else _SIDES.get(word.lower())  # type: ignore[assignment]
    by_name = names.sure_role(bubble.writer)
    return by_name if found and found[0] == "agent" and by_name and by_name[0] == "bot" else found


def _customers(ordered: Sequence[_Read], stream: Stream) -> list[str]:
    """Whose chat each message is in: what it says, else its own writer, else the customer before it, or the first."""
    told = [one.bubble.customer or (one.bubble.writer if one.role[0] == "customer" else "") for one in ordered]
    current = next(filter(None, told), "") or PurePosixPath(stream.name).stem
    if len(set(filter(None, told))) > 1 and not all(one.bubble.customer for one in ordered):
        stream.notice("has several customers in one list; what the shop wrote is put with the customer before it")
    found: list[str] = []
    for name in told:
        current = name or current
        found.append(current)
    return found
