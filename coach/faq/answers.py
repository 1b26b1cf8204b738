"""The best answers to a group of equal questions, among the replies that agents gave."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence

import numpy as np
from msgspec import Struct

from coach import languages
from coach.faq.asking import Asked, Given
from coach.faq.normalise import normalise
from coach.findings import FaqAnswer
from coach.similar import near_groups, ngram_vectors

NO_ANSWER = frozenset({"deflection", "perfunctory", "refusal", "off_topic", "blame"})
"""Flags of replies that do not answer well, whatever they say."""

LISTED = 3
COMPARED = 400
"""How many distinct replies are compared at most, the most frequent first."""

COMPLETE, TYPICAL, PROACTIVE, ORDERED, THANKED = 0.45, 0.25, 0.1, 0.1, 0.1
"""What an answer's score is made of; each part is between 0 and 1."""

SHORT, LONG = 8, 100
"""Characters below and above which an answer loses: a stub, or a speech about other things too."""

NUMBER_WEIGHT = 2.0
"""What a number counts against a word: the facts of an answer are mostly numbers."""

_NUMBER = re.compile(r"\d+(?:\.\d+)?")


class _Reply(Struct, frozen=True):
    """One distinct reply: who gave it first, how often it was given, and what followed."""

    given: Given
    session: str
    language: str
    n: int
    proactive: float
    ordered: float
    thanked: float


def best_answers(asked: Sequence[Asked]) -> tuple[FaqAnswer, ...]:
    """Up to three replies, best first, no two nearly equal; empty when nobody answered well.

    An answer is good when it says what other answers say (complete: the words and numbers that several replies share;
    typical: like their mean), does more than was asked, and was followed by an order or by thanks. `n` counts the
    replies that are nearly equal to it.
    """
    replies = _distinct(asked)[:COMPARED]
    if not replies:
        return ()
    scored = sorted(
        zip(_scores(replies), replies, strict=True), key=lambda pair: (-round(pair[0], 6), pair[1].given.text)
    )
    ranked = [reply for _, reply in scored]
    leaders = near_groups(ngram_vectors([normalise(reply.given.text) for reply in ranked]))
    counts = Counter[int]()
    for leader, reply in zip(leaders, ranked, strict=True):
        counts[leader] += reply.n
    return tuple(_shown(ranked[leader], counts[leader]) for leader in sorted(counts)[:LISTED])


def _shown(reply: _Reply, n: int) -> FaqAnswer:
    given = reply.given
    return FaqAnswer(text=given.text, agent=given.agent, session=reply.session, message_id=given.message_id, n=n)


def _distinct(asked: Sequence[Asked]) -> list[_Reply]:
    """The replies that answer, one for all of the same text, most frequent first."""
    by_text: dict[str, list[tuple[Asked, Given]]] = {}
    for one in asked:
        if one.answer and one.answer.text.strip() and NO_ANSWER.isdisjoint(one.answer.flags):
            by_text.setdefault(normalise(one.answer.text), []).append((one, one.answer))
    found = []
    for same in by_text.values():
        first, given = min(same, key=lambda pair: (pair[0].session, pair[1].message_id))
        times = {(one.session, reply.message_id) for one, reply in same}
        found.append(
            _Reply(
                given=given,
                session=first.session,
                language=first.language,
                n=len(times),
                proactive=_share(reply.stance == "proactive" for _, reply in same),
                ordered=_share(one.followed_by_order for one, _ in same),
                thanked=_share(one.thanked for one, _ in same),
            )
        )
    return sorted(found, key=lambda reply: (-reply.n, reply.given.text))


def _scores(replies: Sequence[_Reply]) -> list[float]:
    completeness, typicality = _completeness(replies), _typicality(replies)
    return [
        (
            COMPLETE * complete
            + TYPICAL * typical
            + PROACTIVE * reply.proactive
            + ORDERED * reply.ordered
            + THANKED * reply.thanked
        )
        * _moderation(len(reply.given.text))
        for complete, typical, reply in zip(completeness, typicality, replies, strict=True)
    ]


def _completeness(replies: Sequence[_Reply]) -> list[float]:
    """For each reply the part it says of what several say, numbers counted double; relative to the fullest one."""
    said = [_said(reply) for reply in replies]
    counts = Counter(word for words in said for word in words)
    weight = {
        word: n / len(replies) * (NUMBER_WEIGHT if _NUMBER.fullmatch(word) else 1.0)
        for word, n in counts.items()
        if n > 1
    }
    return _relative([sum(weight.get(word, 0.0) for word in words) for words in said])


def _said(reply: _Reply) -> frozenset[str]:
    """The numbers of a reply and its words of two letters and more."""
    text = normalise(reply.given.text)
    words = {token for token in languages.get(reply.language).tokens(text) if len(token) > 1 and token.isalpha()}
    return frozenset(words | set(_NUMBER.findall(text)))


def _typicality(replies: Sequence[_Reply]) -> list[float]:
    """For each reply how like the mean of all replies it is; relative to the most typical one."""
    rows = ngram_vectors([normalise(reply.given.text) for reply in replies])
    weights = np.ones(len(replies), dtype=np.float32)
    return _relative((rows @ (rows.T @ weights)).tolist())


def _relative(values: Sequence[float]) -> list[float]:
    top = max(values)
    return [value / top if top else 0.0 for value in values]


def _moderation(length: int) -> float:
    """1 for an answer of moderate length, less for a stub or a long one."""
    return min(1.0, (length + SHORT) / (2 * SHORT), (LONG / length) ** 0.5 if length else 0.0)


def _share(holds: Iterable[bool]) -> float:
    values = list(holds)
    return sum(values) / len(values)
