"""Texts as word pieces: the most probable pieces under a unigram model (Kudo 2018), as XLM-RoBERTa cuts them."""

import re

from coach.classifiers.packed import Vocabulary

PREFIX = "query: "
"""What the encoder was taught to expect before a text that is compared with its like."""
MOST_PIECES = 126
"""Pieces of a text that are read; turns with what went before are cut shorter (`in_context`)."""
_SPACE = "▁"
_PENALTY = 10.0
"""How much less probable than the rarest piece a character is that no piece holds (as in SentencePiece)."""


def pieces(text: str, vocabulary: Vocabulary) -> list[int]:
    """The numbers of a text's pieces between those that begin and end it; a long text loses its end."""
    signs = "".join(vocabulary.replaced.get(ord(sign), sign) for sign in PREFIX + text)
    cut = _best_cut(_SPACE + re.sub(" +", _SPACE, signs), vocabulary)
    return [vocabulary.begin, *cut[:MOST_PIECES], vocabulary.end]


def _best_cut(signs: str, vocabulary: Vocabulary) -> list[int]:
    """The pieces of the highest total log-probability, by dynamic programming over the places where one may end."""
    numbers, scores = vocabulary.numbers, vocabulary.scores
    best, came = [0.0], [(0, vocabulary.unknown)]
    for end in range(1, len(signs) + 1):
        top, origin = best[end - 1] + vocabulary.least - _PENALTY, (end - 1, vocabulary.unknown)
        for start in range(max(0, end - vocabulary.longest), end):
            number = numbers.get(signs[start:end])
            if number is not None and best[start] + scores[number] > top:
                top, origin = best[start] + scores[number], (start, number)
        best.append(top)
        came.append(origin)
    found, end = [], len(signs)
    while end:
        end, number = came[end]
        found.append(number)
    return found[::-1]
