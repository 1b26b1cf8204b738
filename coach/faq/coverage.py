"""Whether the detail page answers what customers ask: missing, there but still asked, or covered; and wrong values."""

import re
from collections.abc import Collection, Sequence
from typing import Literal

import msgspec
import numpy as np

from coach import languages
from coach.candidates import FaqCandidate, FaqCoverage, FaqPassage
from coach.contradictions import PERSONAL, ROUNDED, amounts
from coach.faq.normalise import normalise
from coach.faq.pages import Page
from coach.settings import FaqSettings
from coach.similar import Vectors, ngram_vectors
from coach.vectors import Encoder

QUESTION_WORDS, ANSWER_WORDS, ON_THE_PAGE = 0.25, 0.75, 0.13
"""What the question's and the answer's n-grams weigh that the passage has too, and from where on it speaks about them.

These and the next ones were chosen on the invented pairs of tests/cases/faq_pages.toml, all by one writer.
"""

WORDS, MEANING, MEANT_ON_THE_PAGE = 0.35, 0.65, 0.35
"""The same with an encoder: the answer's n-grams, and the cosine with the passage's nearest part."""

COMPARABLE = 10.0
"""From so many times the other on two amounts of one kind are not of the same thing."""

SHORTEST_PART = 3
_PARTS = re.compile(r"[，。；！？：;!?:]|, |\. ")
_NUMBER = re.compile(r"\d+(?:\.\d+)?")


def with_coverage(
    candidates: Sequence[FaqCandidate],
    pages: Sequence[Page],
    *,
    settings: FaqSettings,
    encoder: Encoder | None = None,
    items: Collection[str] = (),
) -> tuple[FaqCandidate, ...]:
    """The candidates with what the pages say about them.

    A page whose file name holds an item's id speaks for that item, the others for all; `items` are the known ids
    besides those of the candidates. Where there is no page about a candidate's items, its coverage stays None.
    """
    known = frozenset(items).union(*(one.items for one in candidates)) if candidates else frozenset(items)
    about = [frozenset(item for item in known if _names(page, item)) for page in pages]
    places = [(number, text) for number, page in enumerate(pages) for text in page.passages]
    likeness = _likeness(candidates, [text for _, text in places], encoder=encoder)
    least = ON_THE_PAGE if encoder is None else MEANT_ON_THE_PAGE
    found = []
    for one, row in zip(candidates, likeness, strict=True):
        speaks = [not those or not one.items or not those.isdisjoint(one.items) for those in about]
        fit = [(score, -place) for place, score in enumerate(row.tolist()) if speaks[places[place][0]]]
        score, place = max(fit, default=(-1.0, 0))
        page, text = places[-place] if fit else (0, "")
        passage = FaqPassage(pages[page].name, text) if score >= least else None
        coverage = _coverage(one, passage, settings) if any(speaks) else None
        found.append(msgspec.structs.replace(one, coverage=coverage))
    return tuple(found)


def wrong_value(one: FaqCandidate, passage: str) -> tuple[str, str] | None:
    """A measure that agents give and the passage's other one: ("8 个月", "12 个月"); None where they agree.

    Questions about a customer's own body are left out, as are values that any of the listed answers shares with it,
    and values too far apart to measure the same thing: minutes on the skin, weeks between two uses.
    """
    if not one.answers or _is_personal(one):
        return None
    there = _measures(passage)
    numbers = set(_NUMBER.findall(passage))
    for kind, values in _measures(one.answers[0].text).items():
        others = there.get(kind, {})
        said = [value for answer in one.answers for value in _measures(answer.text).get(kind, {})]
        pairs = [(_apart(value, other), words, others[other]) for value, words in values.items() for other in others]
        apart, words, other_words = min(pairs, default=(COMPARABLE, "", ""))
        agree = any(_apart(value, other) <= 1 + ROUNDED for value in said for other in others)
        if apart < COMPARABLE and not agree and numbers.isdisjoint(_NUMBER.findall(words)):
            return words, other_words
    return None


def _apart(value: float, other: float) -> float:
    """How many times the smaller one the larger one is."""
    low, high = sorted((value, other))
    return high / low if low else 1.0 if high == low else COMPARABLE


def _names(page: Page, item: str) -> bool:
    return re.search(rf"(?<![A-Za-z\d]){re.escape(item)}(?![A-Za-z\d])", page.name) is not None


def _coverage(one: FaqCandidate, passage: FaqPassage | None, settings: FaqSettings) -> FaqCoverage:
    if passage is None:
        return FaqCoverage("missing")
    share = one.share if one.consultations is None else one.consultations.value or 0.0
    status: Literal["still_asked", "covered"] = "still_asked" if share > settings.rare else "covered"
    return FaqCoverage(status, passage, wrong_value(one, passage.text))


def _likeness(candidates: Sequence[FaqCandidate], passages: Sequence[str], *, encoder: Encoder | None) -> Vectors:
    """How surely each passage speaks about each candidate, shape (candidates, passages)."""
    if not candidates or not passages:
        return np.zeros((len(candidates), len(passages)), dtype=np.float32)
    questions = [one.question for one in candidates]
    answers = [one.answers[0].text if one.answers else one.question for one in candidates]
    rows = ngram_vectors([normalise(text) for text in (*passages, *questions, *answers)])
    has = (rows[: len(passages)] > 0).astype(np.float32).T
    weights = rows.multiply(rows).tocsr()
    asked = (weights[len(passages) : -len(candidates)] @ has).toarray()
    answered = (weights[-len(candidates) :] @ has).toarray()
    if encoder is None:
        words: Vectors = (QUESTION_WORDS * asked + ANSWER_WORDS * answered).astype(np.float32)
        return words
    meant = _meaning([f"{one} {other}" for one, other in zip(questions, answers, strict=True)], passages, encoder)
    both: Vectors = (WORDS * answered + MEANING * meant).astype(np.float32)
    return both


def _meaning(texts: Sequence[str], passages: Sequence[str], encoder: Encoder) -> Vectors:
    """The cosine of each text with the nearest part of each passage, or with all of it."""
    parts = [[text, *(part for part in _PARTS.split(text) if len(part) >= SHORTEST_PART)] for text in passages]
    starts = np.cumsum([0, *(len(those) for those in parts[:-1])])
    cosines = encoder.encode(texts) @ encoder.encode([part for those in parts for part in those]).T
    nearest: Vectors = np.maximum.reduceat(cosines, starts, axis=1)
    return nearest


def _measures(text: str) -> dict[str, dict[float, str]]:
    """The measures of a text by kind: each value with the words it stands in."""
    found: dict[str, dict[float, str]] = {}
    for kind, value, words in amounts(text):
        found.setdefault(kind, {})[value] = words
    return found


def _is_personal(one: FaqCandidate) -> bool:
    texts = [one.question, *(variant.text for variant in one.variants[:20])]
    speech = languages.get(languages.detect(texts))
    return any(slot.kind in PERSONAL for text in texts for slot in speech.slots(text))
