"""What makes a reply a good answer for a page: features of each reply, weighed as people's preferences taught."""

import re
import tomllib
from collections.abc import Collection, Sequence
from functools import cache
from importlib.resources import files
from itertools import chain

import msgspec
import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from coach import languages
from coach.faq.asking import Given
from coach.faq.normalise import normalise
from coach.faq.questions import matter
from coach.languages import Language
from coach.similar import ngram_vectors

Values = NDArray[np.float64]

LEARNT = {
    "near": 1.87,
    "same": 2.39,
    "takes_up": 1.77,
    "central": 1.33,
    "in_form": 1.17,
    "numbers": 0.38,
    "anticipates": 1.5,
    "on_topic": 0.49,
    "other_type": -0.23,
    "for_one": -0.93,
    "stub": -1.26,
    "curt": -0.75,
}
"""What each feature counts, in log odds that the reply is preferred: learnt by `benchmarks/faq_answers.py`.

near, same: it was given to the question (share of its n-grams; cosine). takes_up: it repeats the question's n-grams.
central: it says what other replies say. in_form: an amount or a time where one was asked, yes or no where that was.
numbers: it has figures. anticipates: it says what would be asked next, as far as it is central. on_topic: it names what
most ask about. other_type: it was given to another type of question. for_one: it holds for one customer or one day.
stub: a word or two. curt: labelled as a bare no, or as perfunctory.
"""

SET_BY_HAND = {"other_item": -2.0, "speech": -0.5, "ordered": 0.2, "thanked": 0.2}
"""What the dialogues that taught the rest have not, or too little: items, very long replies, what followed."""

TO_THE_POINT = 0.5
"""From which share of the question's n-grams a text is surely about it."""

COMPARED_QUESTIONS = 20
"""How many wordings that a reply answered are set against the question, the most frequent first."""

STUB, SPEECH = 8, 60
"""Units of text below which an answer counts as a stub and above which as a speech."""

LETTERS = 3
"""How many letters of an alphabet say as much as one Chinese character."""

COUNTED = 2
"""How many numbers, or signs of one customer's case, are counted at most."""

_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_CURT = frozenset({"refusal", "perfunctory"})
_NEVER = r"(?!)"


class Reply(Struct, frozen=True):
    """One distinct reply: who gave it first, how often it was given, to what, and what followed.

    `other_type` and `other_item` are the shares of those requests that differ from most in that.
    """

    given: Given
    session: str
    language: str
    n: int
    questions: tuple[str, ...]
    other_type: float
    other_item: float
    on_topic: bool
    ordered: float
    thanked: float


class _Cues(Struct, frozen=True, forbid_unknown_fields=True):
    """The patterns of one language, as answers.toml describes them."""

    for_one: str = _NEVER
    dated: str = _NEVER
    how_long: str = _NEVER
    time: str = _NEVER
    how_much: str = _NEVER
    amount: str = _NEVER
    whether: str = _NEVER
    verdict: str = _NEVER

    def in_form(self, text: str, question: str) -> bool:
        """Whether an amount is told where one is asked, or yes or no where that is."""
        if re.search(self.how_long, question):
            return re.search(self.time, text) is not None
        if re.search(self.how_much, question):
            return re.search(self.amount, text) is not None
        return re.search(self.whether, question) is not None and re.search(self.verdict, text) is not None


def scores(replies: Sequence[Reply], question: str) -> list[float]:
    """How good an answer to the question each reply is; the difference of two is the log odds that one is preferred."""
    found = features(replies, question)
    weights = LEARNT | SET_BY_HAND
    total: Values = np.sum([weight * found[name] for name, weight in weights.items()], axis=0)
    return list(total.tolist())


def features(replies: Sequence[Reply], question: str) -> dict[str, Values]:
    """For each feature of `LEARNT` and `SET_BY_HAND` its value for every reply."""
    own = [_own(reply, question.lower()) for reply in replies]
    found = _relevance(replies, question) | {name: np.array([one[name] for one in own]) for name in own[0]}
    return found | {"anticipates": found["anticipates"] * found["central"]}


def units(text: str, speech: Language) -> float:
    """The length of a text in Chinese characters, or what says as much in an alphabet."""
    return len(text) / (1 if speech.script == "han" else LETTERS)


def _relevance(replies: Sequence[Reply], question: str) -> dict[str, Values]:
    """What the replies, and what they were given to, share with the question, and with each other."""
    speech, n = languages.get(replies[0].language), len(replies)
    questions = [[matter(text, speech) for text in reply.questions[:COMPARED_QUESTIONS]] for reply in replies]
    owners = np.repeat(np.arange(n), [len(own) for own in questions])
    texts = [matter(question, speech), *(normalise(reply.given.text) for reply in replies), *chain(*questions)]
    rows = ngram_vectors(texts)
    asked, answers = rows[0], rows[1 : n + 1]
    covered = ((rows > 0) @ asked.multiply(asked).T).toarray().ravel()
    cosines = (rows @ asked.T).toarray().ravel()
    near, same = np.zeros(n), np.zeros(n)
    np.maximum.at(near, owners, covered[n + 1 :])
    np.maximum.at(same, owners, cosines[n + 1 :])
    central = answers @ np.asarray(answers.sum(axis=0)).ravel() - answers.multiply(answers).sum(axis=1).A1
    return {
        "near": np.minimum(near / TO_THE_POINT, 1.0),
        "same": np.minimum(same / TO_THE_POINT, 1.0),
        "takes_up": np.minimum(covered[1 : n + 1] / TO_THE_POINT, 1.0),
        "central": central / (central.max() or 1.0),
    }


def _own(reply: Reply, question: str) -> dict[str, float]:
    """What the reply says by itself."""
    text, cues = reply.given.text.lower(), _cues().get(reply.language, _Cues())
    length = units(text, languages.get(reply.language))
    return {
        "in_form": float(cues.in_form(text, question)),
        "numbers": _counted(set(_NUMBER.findall(text))),
        "anticipates": float("anticipate" in reply.given.moves),
        "on_topic": float(reply.on_topic),
        "other_type": reply.other_type,
        "other_item": reply.other_item,
        "for_one": _counted(re.findall(cues.for_one, text) + re.findall(cues.dated, text)),
        "stub": max(0.0, 1 - length / STUB),
        "curt": float(not _CURT.isdisjoint(reply.given.flags)),
        "speech": float(np.log(max(length / SPEECH, 1.0))),
        "ordered": reply.ordered,
        "thanked": reply.thanked,
    }


def _counted(found: Collection[str]) -> float:
    return min(len(found), COUNTED) / COUNTED


@cache
def _cues() -> dict[str, _Cues]:
    text = files("coach.faq").joinpath("answers.toml").read_text(encoding="utf-8")
    return msgspec.convert(tomllib.loads(text), dict[str, _Cues])
