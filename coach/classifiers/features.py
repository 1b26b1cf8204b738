"""A turn in its context as numbers: its n-grams, the cues in it and around it, and its shape."""

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import groupby
from typing import Any, Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, hstack, issparse

from coach import languages
from coach.classifiers import ngrams
from coach.classifiers.cues import CueReading, question_cues, reply_cues
from coach.languages import SPEECH_ACTS
from coach.taxonomy import plain

Task = Literal["question_type", "stance"]
TASKS: tuple[Task, ...] = ("question_type", "stance")
Part = Literal["cues", "shape", "acts", "context", "parts"]
"""What a model may be fitted without, beside some n-grams; "parts" are those of a reply."""
Block = tuple[tuple[Part, ...], Any]
"""Columns of features, and the parts without any of which they would not be."""
GRAM_WEIGHT = 2
"""Weight of the n-grams of the turn itself, whose rows have length 1, beside features that are 1 each."""
PROMPT_WEIGHT = 0.5
"""Weight of the n-grams of the prompt of a reply: enough to tell what was asked, not enough to outshout the reply."""
REQUEST_WEIGHT = 0.5
"""Weight of the n-grams and topics of an earlier request that the prompt of a reply follows up."""
ACT_WEIGHT = 0.5
LONGEST_NAG = 5
"""Characters of a turn up to which "anyone there?" is not taken for a request."""
_ACT_COLUMN = {act: column for column, act in enumerate(SPEECH_ACTS)}
LONGEST_COURTESY = 10
"""Characters of a clause up to which it may be a mere greeting or thanks."""
_COURTESIES = frozenset({"greet", "thank", "acknowledge", "farewell", "nag", "welcome"})
_NO_ANSWER = frozenset({"ask", "hold", "greet", "welcome", "acknowledge"})
_QUESTION = re.compile(
    r"什么|怎么|怎样|为啥|咋|哪|几|多少|多久|谁|能不能|可不可以|可以不|是不是|有没有|好不好|[吗么嘛呢]$|\?"
)
_QUESTION_END = re.compile(r"[吗么嘛]$|\?$")


class Situation(NamedTuple):
    """A turn to judge, in plain form, with the last turn of the other side and the turn before that.

    For a customer turn: `last` is the agent turn it follows, `before` the customer turn that one replied to. For an
    agent turn: `last` is the prompt, `before` the agent turn before the prompt; where the prompt asks nothing itself,
    `request` is the last customer turn that did, `open` when no agent turn has answered it yet. `written` is the turn
    as it was written, where that is not its plain form. Empty where there is none.
    """

    text: str
    last: str
    before: str
    request: str = ""
    open: bool = False
    written: str = ""

    @property
    def wording(self) -> str:
        """The turn as it was written, with its punctuation."""
        return self.written or self.text


def situations(turns: Iterable[tuple[str, str]], *, language: str) -> list[Situation]:
    """The situation of each (role, text) turn; agent turns in a row share the prompt and what stood before it."""
    found: list[Situation] = []
    prompt = reply = before_prompt = request = owed = ""
    is_open = answers = False
    for role, text in turns:
        form = plain(text, language)
        written = "" if text == form else text
        if role == "customer":
            form = _without_courtesies(text, language) or form
            found.append(Situation(form, last=reply, before=prompt, written=written))
            is_open = is_open and not answers
            answers = False
            if _requests(text, language):
                request, owed, is_open = form, "", True
            else:
                owed = request
            prompt, before_prompt, reply = form, reply, ""
        else:
            still = is_open and owed != ""
            found.append(Situation(form, last=prompt, before=before_prompt, request=owed, open=still, written=written))
            answers = answers or _answers(text, language)
            reply = form
    return found


@lru_cache(maxsize=1 << 16)
def _without_courtesies(text: str, language: str) -> str:
    """The plain form of a customer turn without its greetings and thanks; empty when that changes nothing."""
    clauses = [text[start:end] for start, end in languages.get(language).clauses(text)]
    kept = [clause for clause in clauses if not _is_courtesy(clause, language)]
    return plain(" ".join(kept), language) if 0 < len(kept) < len(clauses) else ""


def _is_courtesy(clause: str, language: str) -> bool:
    if len(clause) > LONGEST_COURTESY or _requests(clause, language):
        return False
    acts = speech_acts(clause, language) - {"ask"}
    return bool(acts) and acts <= _COURTESIES


@lru_cache(maxsize=1 << 16)
def speech_acts(text: str, language: str) -> frozenset[str]:
    """The speech acts of a text as it was written; those of recent texts are remembered."""
    return languages.get(language).acts(text)


def _requests(text: str, language: str) -> bool:
    acts = speech_acts(text, language)
    return "ask" in acts and ("nag" not in acts or len(text) > LONGEST_NAG)


def _answers(text: str, language: str) -> bool:
    return bool(text) and speech_acts(text, language).isdisjoint(_NO_ANSWER)


class Readings(NamedTuple):
    """What the cues of a language say of the distinct texts of each side."""

    customer: CueReading
    agent: CueReading
    language: str


def read_cues(rows: Iterable[Situation], *, language: str, task: Task) -> Readings:
    """The readings that the features of these rows need."""
    rows = list(rows)
    return (
        readings_of(rows, (), language=language)
        if task == "question_type"
        else readings_of((), rows, language=language)
    )


def readings_of(asked: Iterable[Situation], replied: Iterable[Situation], *, language: str) -> Readings:
    """The readings that the features of customer turns and of agent turns need."""
    customer, agent = set[str](), set[str]()
    for row in asked:
        customer.update((row.text, row.before))
        agent.add(row.last)
    for row in replied:
        customer.update((row.last, row.request, row.text))
        agent.update((row.text, row.before))
    return Readings(
        CueReading(question_cues(language), sorted(customer)), CueReading(reply_cues(language), sorted(agent)), language
    )


def feature_matrix(
    rows: Sequence[Situation],
    *,
    vectorizers: Sequence[Any],
    readings: Readings,
    task: Task,
    without: frozenset[Part] = frozenset(),
) -> csr_matrix:
    """One float32 row of features for each situation; every distinct text is looked at once."""
    own, last = [row.text for row in rows], [row.last for row in rows]
    request = [row.request for row in rows]
    grams = _grams(vectorizers, (own, last, request) if task == "stance" else (own,))
    blocks: list[Block] = [
        ((), grams[0] * GRAM_WEIGHT),
        *(_customer_cues(rows, readings) if task == "question_type" else _agent_cues(rows, readings)),
        (("shape",), _shape(own)),
        (("shape", "context"), _shape(last) * 0.5),
        (("context",), _overlap(own, last)),
        (("acts",), _acts(rows, readings.language) * ACT_WEIGHT),
    ]
    if task == "stance":
        blocks += [
            (("context",), grams[1] * PROMPT_WEIGHT),
            (("context",), grams[2] * REQUEST_WEIGHT),
            *_topics(rows, readings.customer),
            (("context",), np.asarray([(row.request != "", row.open) for row in rows], dtype=np.float32)),
        ]
    return _side_by_side(table for needs, table in blocks if without.isdisjoint(needs))


def _side_by_side(blocks: Iterable[Any]) -> csr_matrix:
    """Sparse and dense blocks as one sparse table; neighbouring dense ones are joined first, which is faster."""
    joined: list[Any] = []
    for is_sparse, neighbours in groupby(blocks, key=issparse):
        group = list(neighbours)
        joined += group if is_sparse else [csr_matrix(np.hstack(group, dtype=np.float32))]
    return hstack(joined, format="csr", dtype=np.float32)


def _customer_cues(rows: Sequence[Situation], readings: Readings) -> list[Block]:
    heard, said = readings.customer, readings.agent
    text_row, before_row = (heard.places([row.text for row in rows]), heard.places([row.before for row in rows]))
    last_row = said.places([row.last for row in rows])
    silent = (heard.shares[text_row].sum(axis=1, keepdims=True) == 0).astype(np.float32)
    earlier = heard.shares[before_row]
    return [
        (("cues",), heard.table[text_row]),
        (("cues",), heard.shares[text_row]),
        (("cues", "context"), earlier * 0.5),
        (("cues", "context"), earlier * silent),
        (("cues", "context"), said.table[last_row] * 0.5),
    ]


def _agent_cues(rows: Sequence[Situation], readings: Readings) -> list[Block]:
    heard, said = readings.customer, readings.agent
    last = [row.last for row in rows]
    text_row, before_row = (said.places([row.text for row in rows]), said.places([row.before for row in rows]))
    prompt = heard.shares[heard.places(last)]
    return [
        (("cues",), said.table[text_row]),
        (("cues",), said.shares[text_row]),
        (("cues", "context"), prompt),
        (("cues", "context"), said.shares[before_row] * 0.5),
        (("cues", "context"), _asked(last, prompt, heard.matcher.labels.index("none"))),
    ]


def _topics(rows: Sequence[Situation], heard: CueReading) -> list[Block]:
    """Which topics a reply touches, which of them neither its prompt nor the request asked about, and how many."""
    count = len(heard.matcher.labels)
    topical = np.asarray([name != "none" for name in heard.matcher.labels])
    replied, prompt, request = (
        heard.shares[heard.places(texts)][:, :count][:, topical]
        for texts in ([row.text for row in rows], [row.last for row in rows], [row.request for row in rows])
    )
    asked = np.maximum(prompt, request)
    new, shared = np.maximum(replied - asked, 0), np.minimum(replied, asked).any(axis=1)
    counts = new.sum(axis=1)
    known = asked.any(axis=1)
    shape = np.column_stack([counts > 0, counts > 1, counts > 2, shared, replied.any(axis=1), known & ~shared])
    beside = np.hstack([new * REQUEST_WEIGHT, request * REQUEST_WEIGHT, shape.astype(np.float32)])
    return [(("cues",), replied * REQUEST_WEIGHT), (("cues", "context"), beside)]


def _acts(rows: Sequence[Situation], language: str) -> NDArray[np.float32]:
    """A column a speech act, 1 where the turn has it."""
    table = np.zeros((len(rows), len(SPEECH_ACTS)), dtype=np.float32)
    for number, row in enumerate(rows):
        for act in speech_acts(row.wording, language):
            table[number, _ACT_COLUMN[act]] = 1
    return table


def _grams(vectorizers: Sequence[Any], columns: Sequence[Sequence[str]]) -> list[csr_matrix]:
    """The n-grams of each column of texts; every distinct text is looked at once."""
    number: dict[str, int] = {}
    places = [[number.setdefault(text, len(number)) for text in texts] for texts in columns]
    table = ngrams.ngram_matrix(vectorizers, list(number))
    return [table[rows] for rows in places]


def _shape(texts: Sequence[str]) -> NDArray[np.float32]:
    """Emptiness, length in steps, digits, and whether the text looks like a question."""
    rows = [
        (
            not text,
            len(text) <= 2,
            len(text) <= 5,
            len(text) <= 10,
            len(text) > 25,
            len(text) > 50,
            text.isdigit(),
            _looks_asking(text),
            _QUESTION_END.search(text) is not None,
        )
        for text in texts
    ]
    return np.asarray(rows, dtype=np.float32).reshape(len(rows), 9)


def _looks_asking(text: str) -> bool:
    return _QUESTION.search(text) is not None


def _asked(texts: Sequence[str], shares: NDArray[np.float32], none_column: int) -> NDArray[np.float32]:
    """1 where a customer turn looks like a question or a topic's cue fires in it, one column."""
    topics = np.delete(shares[:, : shares.shape[1] // 2], none_column, axis=1).any(axis=1)
    return (topics | np.asarray([_looks_asking(text) for text in texts])).astype(np.float32).reshape(-1, 1)


def _overlap(own: Sequence[str], last: Sequence[str]) -> NDArray[np.float32]:
    """The share of a turn's characters that the last turn has too."""
    shares = [len(set(a) & set(b)) / len(set(a)) if a else 0.0 for a, b in zip(own, last, strict=True)]
    return np.asarray(shares, dtype=np.float32).reshape(-1, 1)
