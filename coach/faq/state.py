"""Ids that survive: a group keeps the id of the group before it, in the next run and with more data."""

import hashlib
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

import msgspec
from msgspec import Struct

from coach.errors import BadTable, InputError
from coach.faq.asking import Asked
from coach.faq.mining import Mined
from coach.faq.normalise import folded

KEPT = 0.5
"""The part of an old group's members that a new group must have to take over its id."""


class KnownGroup(Struct, frozen=True):
    """A group of an earlier run: its id, its question, and how often each member was asked.

    A member is the hash of a question's form and its item, so that the same question in new chats is the same member.
    """

    id: str
    question: str
    members: dict[str, int]


def read_state(path: Path) -> tuple[KnownGroup, ...]:
    """The groups of the run before; none when there is no such file. Raises InputError or BadTable naming the line."""
    if not path.exists():
        return ()
    decoder = msgspec.json.Decoder(KnownGroup)
    found = []
    try:
        with path.open("rb") as file:
            for number, line in enumerate(file, start=1):
                if line.strip():
                    found.append(_group(decoder, line, path, number))
    except OSError as problem:
        raise InputError(f"{path} cannot be read: {problem.strerror}; check the path", file=str(path)) from None
    return tuple(found)


def state_lines(state: Iterable[KnownGroup]) -> Iterable[bytes]:
    """One JSON object a group, each ended by a line feed."""
    return (msgspec.json.encode(one) + b"\n" for one in state)


def with_lasting_ids(
    mined: Mined, asked: Sequence[Asked], known: Sequence[KnownGroup]
) -> tuple[Mined, tuple[KnownGroup, ...]]:
    """The candidates under the ids that they had before, and the state for the next run.

    A candidate takes the id of the known group that shares most members with it, if it has at least half of that
    group's; each id goes to one candidate. Known groups that nobody took over stay in the state.
    """
    forms: dict[tuple[str, str], str] = {}
    groups = [Counter(_member(asked[place], forms) for place in members) for members in mined.members]
    taken = _heirs(groups, known)
    used = {group.id for group in known}
    candidates, state = [], []
    for place, (one, members) in enumerate(zip(mined.candidates, groups, strict=True)):
        lasting = taken[place] if place in taken else _unused(one.id, used)
        used.add(lasting)
        candidates.append(msgspec.structs.replace(one, id=lasting))
        state.append(KnownGroup(lasting, one.question, dict(sorted(members.items()))))
    heirs = {one.id for one in candidates}
    state += [group for group in known if group.id not in heirs]
    return msgspec.structs.replace(mined, candidates=tuple(candidates)), tuple(state)


def _heirs(groups: Sequence[Counter[str]], known: Sequence[KnownGroup]) -> dict[int, str]:
    """The id that each group takes over, where it takes one: most shared members first, each id once."""
    holders: dict[str, list[int]] = {}
    for place, group in enumerate(known):
        for member in group.members:
            holders.setdefault(member, []).append(place)
    totals = [sum(group.members.values()) for group in known]
    claims = []
    for heir, members in enumerate(groups):
        shared: Counter[int] = Counter()
        for member in members:
            for place in holders.get(member, ()):
                shared[place] += known[place].members[member]
        claims += [(-n, known[place].id, heir) for place, n in shared.items() if n >= KEPT * totals[place]]
    taken: dict[int, str] = {}
    given: set[str] = set()
    for _, one, heir in sorted(claims):
        if heir not in taken and one not in given:
            taken[heir] = one
            given.add(one)
    return taken


def _member(one: Asked, forms: dict[tuple[str, str], str]) -> str:
    key = (one.text, one.item or "")
    if key not in forms:
        written = "\x1f".join((folded(one.text), key[1])).encode()
        forms[key] = hashlib.blake2b(written, digest_size=6).hexdigest()
    return forms[key]


def _unused(one: str, used: set[str]) -> str:
    """The id itself, or another that follows from it where it stands for something else already."""
    while one in used:
        one = hashlib.blake2b(one.encode(), digest_size=6).hexdigest()
    return one


def _group(decoder: msgspec.json.Decoder[KnownGroup], line: bytes, path: Path, number: int) -> KnownGroup:
    try:
        return decoder.decode(line)
    except msgspec.DecodeError as problem:
        message = f"line {number} of {path} holds no group: {problem}; delete that line, its question gets a new id"
        raise BadTable(message, file=str(path), line=number) from None
