"""Two answers to one question about one item: where the answers of a shop contradict each other."""

import re
import tomllib
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from functools import cache, lru_cache
from importlib.resources import files
from itertools import pairwise
from typing import Protocol

import msgspec
from msgspec import Struct

from coach import languages

SETTLED = frozenset({"experience", "feature", "quality", "shelf_life", "size", "suitability", "usage"})
"""Question types whose answer depends on the item alone: not on the day, the order or where the parcel goes."""

PERSONAL = frozenset({"height_cm", "weight_kg", "age", "size"})
"""Measures that make a question, or an answer, that of one customer or one variant."""

ALIKE = 0.75
"""Share of the shorter question's word pieces from which two questions of one type on one item are the same."""

ROUNDED = 0.06
"""Two amounts that differ by no more than this share are the same, rounded or in another unit."""

COMPARED = 300
"""How many wordings are compared at most for one item and question type."""

REMEMBERED = 50_000
"""How many questions' words are kept: the same ones are asked again and again."""

_MARKS = re.compile(r"[^\w%℃°.]+|(?<!\d)\.|\.(?!\d)")
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_CHINESE = "一两二三四五六七八九"
_DIGITS = str.maketrans(_CHINESE, "1223456789")
_CHINESE_AMOUNT = re.compile(rf"(?<![第十百\d{_CHINESE}])[{_CHINESE}](?=个?(?:年|月|周|星期|天|小时))")


class Reply(Protocol):
    """The reply that answered a question."""

    @property
    def text(self) -> str:
        """Its words."""
        ...

    @property
    def message_id(self) -> str:
        """Its first message."""
        ...

    @property
    def agent(self) -> str:
        """Who gave it."""
        ...


class Question(Protocol):
    """One question of a customer with its answer: what FAQ mining keeps of a request."""

    @property
    def text(self) -> str:
        """The words that ask."""
        ...

    @property
    def type(self) -> str:
        """Its question type."""
        ...

    @property
    def unsure(self) -> bool:
        """Whether the type is a guess."""
        ...

    @property
    def item(self) -> str | None:
        """The item it is about, if one is known."""
        ...

    @property
    def language(self) -> str:
        """The language it was judged in."""
        ...

    @property
    def session(self) -> str:
        """The session it stands in."""
        ...

    @property
    def message_id(self) -> str:
        """The message it stands in."""
        ...

    @property
    def at(self) -> datetime | None:
        """When it was put, if the file says so."""
        ...

    @property
    def customer(self) -> str:
        """Who asked, as the name may be shown."""
        ...

    @property
    def platform(self) -> str:
        """Where."""
        ...

    @property
    def shop(self) -> str:
        """Whose customer."""
        ...

    @property
    def answer(self) -> Reply | None:
        """The reply that answered it, if one did."""
        ...


class Claim(Struct, frozen=True):
    """What an answer states: `kind` is "yes_no" (1 or 0) or that of a measure; `position` is its place in the input."""

    position: int
    kind: str
    value: float

    def agrees(self, other: "Claim") -> bool:
        """Whether both say the same, up to rounding."""
        return abs(self.value - other.value) <= ROUNDED * max(abs(self.value), abs(other.value))


class Contradiction(Struct, frozen=True):
    """Two answers that cannot both hold, by their places in the input: what most say (else the first), and another."""

    kept: int
    other: int


class _Cues(Struct, frozen=True):
    empty: re.Pattern[str]
    polar: re.Pattern[str]
    open: re.Pattern[str]
    asks_amount: re.Pattern[str]
    yes: re.Pattern[str]
    no: re.Pattern[str]
    depends: re.Pattern[str]
    policy: re.Pattern[str]


def contradictions(asked: Sequence[Question]) -> tuple[Contradiction, ...]:
    """Where answers to the same question about the same item differ: in yes and no, or in an amount.

    Without an item only answers within one session are compared. Answers that hold under a condition, and questions
    whose answer depends on who asks, on the day or on the order, are left out.
    """
    return tuple(
        Contradiction(kept=kept.position, other=claim.position)
        for claims in comparable(asked)
        for kept in (most_held(claims),)
        for claim in claims
        if not claim.agrees(kept)
    )


def comparable(asked: Sequence[Question]) -> tuple[tuple[Claim, ...], ...]:
    """The claims of different replies to one question about one item, two or more of each, in the order given."""
    by_matter: dict[tuple[str, str, str, str], list[Claim]] = {}
    for position, one in enumerate(asked):
        claim = _claim(position, one)
        if claim is not None:
            about = f"item {one.item}" if one.item else f"session {one.session}"
            by_matter.setdefault((one.language, one.type, about, claim.kind), []).append(claim)
    found = (claims for (language, *_), every in by_matter.items() for claims in _same(every, asked, language))
    return tuple(claims for claims in found if len({_reply(asked, claim).message_id for claim in claims}) > 1)


def most_held(claims: Sequence[Claim]) -> Claim:
    """The claim that most agree with; of several such the first."""
    return max(claims, key=lambda claim: sum(claim.agrees(other) for other in claims))


def _reply(asked: Sequence[Question], claim: Claim) -> Reply:
    reply = asked[claim.position].answer
    if reply is None:
        raise ValueError("a claim rests on a reply")
    return reply


def _claim(position: int, one: Question) -> Claim | None:
    """What the answer states for everybody, if it is an answer of one kind to a question that has one."""
    if one.answer is None or one.unsure or not one.answer.text or len(one.text) > 80:
        return None
    cues, speech = _cues(one.language), languages.get(one.language)
    if cues is None or not (one.type in SETTLED or (one.type == "after_sale" and cues.policy.search(one.text))):
        return None
    question, answer = _plain(one.text), _plain(one.answer.text)
    if cues.depends.search(answer) or any(slot.kind in PERSONAL for slot in speech.slots(one.text)):
        return None
    if cues.asks_amount.search(question):
        return None if any(slot.kind == "size" for slot in speech.slots(one.answer.text)) else _amount(position, answer)
    if cues.open.search(question) or not cues.polar.search(question):
        return None
    yes, no = cues.yes.search(answer) is not None, cues.no.search(answer) is not None
    return None if yes == no else Claim(position, "yes_no", float(yes))


def amounts(text: str) -> tuple[tuple[str, float, str], ...]:
    """The measures in a text: kind ("time", "length" …), amount in the kind's smallest unit, and the words."""
    plain = _CHINESE_AMOUNT.sub(lambda match: match[0].translate(_DIGITS), text)
    return tuple(
        (kind, round(float(match["n"]) * factor, 3), match[0])
        for kind, factor, unit in _units()
        for match in unit.finditer(plain)
    )


def _amount(position: int, answer: str) -> Claim | None:
    """The one amount of one kind in the answer."""
    found = {(kind, value) for kind, value, _ in amounts(answer)}
    return Claim(position, *found.pop()) if len(found) == 1 else None


def _same(claims: Sequence[Claim], asked: Sequence[Question], language: str) -> Iterator[tuple[Claim, ...]]:
    """The claims in groups of the same question: each joins the first group whose words are its own."""
    groups: list[tuple[frozenset[str], list[Claim]]] = []
    for claim in claims:
        words = _words(asked[claim.position].text, language)
        near = next((group for known, group in groups if _alike(known, words)), None)
        if near is not None:
            near.append(claim)
        elif words and len(groups) < COMPARED:
            groups.append((words, [claim]))
    return (tuple(group) for _, group in groups)


def _alike(first: frozenset[str], second: frozenset[str]) -> bool:
    numbers = [{word for word in words if _NUMBER.fullmatch(word)} for words in (first, second)]
    shared = first & second
    if numbers[0] != numbers[1] or not any(len(word) > 1 for word in shared):
        return False
    return len(shared) >= ALIKE * min(len(first), len(second))


@lru_cache(maxsize=REMEMBERED)
def _words(text: str, language: str) -> frozenset[str]:
    """What a question is about: pairs of characters in Chinese, the beginnings of words elsewhere, and its numbers."""
    cues = _cues(language)
    rest = cues.empty.sub(" ", _plain(text)) if cues else ""
    numbers = frozenset(_NUMBER.findall(rest))
    if languages.get(language).script != "han":
        return numbers | {word[:5] for word in rest.split() if not word.isdigit()}
    return numbers | {
        piece for run in _NUMBER.sub(" ", rest).split() for piece in ([a + b for a, b in pairwise(run)] or [run])
    }


def _plain(text: str) -> str:
    return _MARKS.sub(" ", text.lower()).strip()


@cache
def _cues(language: str) -> _Cues | None:
    lists = _data().get(language)
    if not isinstance(lists, dict):
        return None
    return _Cues(**{name: re.compile(pattern, re.IGNORECASE) for name, pattern in lists.items()})


class _Unit(Struct, frozen=True):
    kind: str
    pattern: str
    factor: float


@cache
def _units() -> tuple[tuple[str, float, re.Pattern[str]], ...]:
    units: Iterable[_Unit] = msgspec.convert(_data()["unit"], tuple[_Unit, ...])
    return tuple(
        (unit.kind, unit.factor, re.compile(rf"(?P<n>\d+(?:\.\d+)?)\s*{unit.pattern}", re.IGNORECASE)) for unit in units
    )


@cache
def _data() -> dict[str, object]:
    return tomllib.loads(files("coach").joinpath("contradictions.toml").read_text(encoding="utf-8"))
