"""What speaks for an item and what against it, as agents and customers word it: counted and quoted, not invented."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import pairwise

from msgspec import Struct

from coach import languages
from coach.coaching.book import ItemThemes, Theme, Themes
from coach.faq import Asked
from coach.faq.normalise import normalised
from coach.similar import near_groups, ngram_vectors

LISTED = 6
COMPARED = 1_000
"""How many themes of an item are listed, and how many clauses are compared, the most frequent first."""

SHORT, LONG = 4, 40
"""Characters below and above which a clause names no one thing."""

REMEMBERED = 50_000
"""How many texts' pieces are kept: the same questions and replies come again and again."""

SAME_THEME = 0.6
"""Cosine from which two clauses say the same thing: clauses are shorter than replies."""

SELLING = frozenset({"recommend", "anticipate", "invite"})
"""Moves of replies that speak for an item."""

PRAISED = frozenset(
    {"experience", "feature", "price", "quality", "recommendation", "shelf_life", "stock", "suitability"}
)
"""Question types whose answers tell what an item is like; others tell how to use, order or return it."""

UNTOLD = frozenset({"none", "other"})
"""Question types that are about no item."""

STATED = frozenset({"after_sale", "quality"})
"""Question types in which a statement is a complaint by itself."""

IDLE = frozenset(
    {"ask", "greet", "welcome", "thank", "acknowledge", "affirm", "hold", "promise"}
    | {"apologise", "farewell", "transfer"}
)
"""Speech acts of clauses that say nothing about an item."""


_WORD, _HAN = re.compile(r"[^\W\d_\u3400-\u9fff]+"), re.compile(r"[\u3400-\u9fff]+")


class _Clause(Struct, frozen=True):
    text: str
    speaker: str
    session: str
    message_id: str


def themes(asked: Sequence[Asked], *, item_titles: Mapping[str, str]) -> Themes:
    """Selling points: clauses of replies that recommend, add a benefit or invite, as agents wrote them, by item.

    Pain points: what customers complain of. An item that the chat does not refer to is known by words that no other
    title has; items of one title are one.
    """
    named = Titles(item_titles.values())
    by_item: dict[str, list[Asked]] = {}
    for one in asked:
        item = item_titles.get(one.item, one.item) if one.item else named.only(_texts(one))
        by_item.setdefault(item, []).append(one)
    found = (ItemThemes(item, _themes(_selling(ones)), _themes(_pains(ones))) for item, ones in by_item.items())
    told = [one for one in found if one.selling or one.pain]
    return Themes(tuple(sorted(told, key=lambda one: (one.item == "", -_weight(one), one.item))))


class Titles:
    """The titles of all items, each known by the pairs of letters and the words that no other title has."""

    def __init__(self, titles: Iterable[str]) -> None:
        owners: dict[str, set[str]] = {}
        for title in titles:
            for piece in _pieces(title):
                owners.setdefault(piece, set()).add(title)
        self._title_of = {piece: next(iter(of)) for piece, of in owners.items() if len(of) == 1}

    def only(self, texts: Iterable[str]) -> str:
        """The title that the first text names which names any, if it is one alone; "" otherwise."""
        for text in texts:
            named = {title for piece in _pieces(text) if (title := self._title_of.get(piece))}
            if named:
                return named.pop() if len(named) == 1 else ""
        return ""


@lru_cache(maxsize=REMEMBERED)
def _pieces(text: str) -> frozenset[str]:
    """Pairs of neighbouring Chinese characters, and Latin words of four letters and more."""
    words = frozenset(word for word in _WORD.findall(text.lower()) if len(word) > 3)
    return words | frozenset(first + second for run in _HAN.findall(text) for first, second in pairwise(run))


def _texts(one: Asked) -> tuple[str, ...]:
    return (one.text, one.answer.text) if one.answer else (one.text,)


def _weight(one: ItemThemes) -> int:
    return sum(theme.n for theme in (*one.selling, *one.pain))


def _selling(asked: Iterable[Asked]) -> Iterator[_Clause]:
    seen: set[str] = set()
    for one in asked:
        given = one.answer
        if given is None or given.flags or SELLING.isdisjoint(given.moves) or given.message_id in seen:
            continue
        if one.type not in PRAISED:
            continue
        seen.add(given.message_id)
        for text in _clauses(given.text, one.language):
            yield _Clause(text, given.agent, one.session, given.message_id)


def _pains(asked: Iterable[Asked]) -> Iterator[_Clause]:
    for one in asked:
        complains = "complain" in languages.get(one.language).acts(one.text) or (one.type in STATED and not one.asks)
        if complains and one.type not in UNTOLD and SHORT <= len(one.text) <= LONG:
            yield _Clause(" ".join(one.text.split()), "", one.session, one.message_id)


def _clauses(text: str, language: str) -> Iterator[str]:
    speech = languages.get(language)
    for line in text.splitlines():
        for start, end in speech.clauses(line):
            clause = line[start:end]
            if SHORT <= len(clause) <= LONG and not speech.acts(clause) & IDLE:
                yield clause


def _themes(clauses: Iterable[_Clause]) -> tuple[Theme, ...]:
    """The points that the clauses make, each in its most frequent wording."""
    counted: dict[str, list[_Clause]] = {}
    listed = list(clauses)
    for form, one in zip(normalised([one.text for one in listed]), listed, strict=True):
        if form:
            counted.setdefault(form, []).append(one)
    forms = sorted(counted, key=lambda form: (-len(counted[form]), len(form), form))[:COMPARED]
    if not forms:
        return ()
    groups: dict[int, list[_Clause]] = {}
    for form, leader in zip(forms, near_groups(ngram_vectors(forms), at_least=SAME_THEME), strict=True):
        groups.setdefault(leader, []).extend(counted[form])
    found = [_theme(group) for group in groups.values()]
    return tuple(sorted(found, key=lambda theme: (-theme.sessions, -theme.n, theme.text))[:LISTED])


def _theme(group: Sequence[_Clause]) -> Theme:
    first = group[0]
    sessions = len({one.session for one in group})
    return Theme(first.text, len(group), sessions, first.speaker, first.session, first.message_id)
