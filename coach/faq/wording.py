"""A group's question in the customers' own words: its wordings, and the one that stands for all."""

import re
from collections import Counter, defaultdict
from collections.abc import Sequence

import numpy as np

from coach.candidates import FaqVariant
from coach.faq.asking import Asked
from coach.faq.normalise import folded, normalise
from coach.similar import ngram_vectors

FEWEST, MOST = 4, 30
"""Characters between which a Chinese question reads well as a heading, or words of an English or Spanish one."""

COMPARED = 500
"""How many wordings are compared at most, the most frequent first."""

_CONTINUES = re.compile(
    r"那|还有|还要|然后|另外|所以|但是?|不过|可是|再问|或者"
    r"|(?:and|but|so|or|then|also|what about|y|pero|entonces|tambien|o)\b"
)
_NAMES_A_THING = re.compile(r"\d{8}|https?://|www\.")
_LATIN_WORD = re.compile(r"[a-z]+")
_NOT_ALONE, _BAD_LENGTH = 0.5, 0.6


def variants(asked: Sequence[Asked]) -> tuple[FaqVariant, ...]:
    """The wordings, most frequent first; those that differ in marks and courtesy only are one, as most wrote it."""
    wordings: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for one in asked:
        wordings[normalise(one.text)][one.text] += 1
    found = [FaqVariant(text=_most_frequent(texts), n=texts.total()) for texts in wordings.values()]
    return tuple(sorted(found, key=lambda variant: (-variant.n, variant.text)))


def question(asked: Sequence[Asked]) -> str:
    """The asking wording most like all others that stands alone and is neither a stub nor a story.

    "" when fewer than half of them ask: a group of statements is no question.
    """
    counts = Counter(one.text for one in asked if one.asks)
    if 2 * counts.total() < len(asked):
        return ""
    texts = sorted(counts, key=lambda text: (-counts[text], text))[:COMPARED]
    rows = ngram_vectors([folded(text) for text in texts])
    weights = np.asarray([counts[text] for text in texts], dtype=np.float32)
    central = (rows @ (rows.T @ weights)).tolist()
    fit = [round(likeness * _fitness(text), 6) for text, likeness in zip(texts, central, strict=True)]
    return min(zip(fit, texts, strict=True), key=lambda pair: (-pair[0], pair[1]))[1]


def _fitness(text: str) -> float:
    """How well a text serves as a heading, up to 1."""
    form = normalise(text)
    length = len(_LATIN_WORD.sub("w", form).replace(" ", "")) if form.isascii() else len(form)
    shortest = FEWEST - 1 if form.isascii() else FEWEST
    fitness = 1.0 if shortest <= length <= MOST else _BAD_LENGTH
    return fitness * (_NOT_ALONE if _CONTINUES.match(form) or _NAMES_A_THING.search(text) else 1.0)


def _most_frequent(texts: Counter[str]) -> str:
    return min(texts, key=lambda text: (-texts[text], text))
