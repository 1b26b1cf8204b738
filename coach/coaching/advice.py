"""Advice in a colleague's words: for each finding the reply of another agent who handled the same well."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import groupby

import msgspec
import numpy as np
from msgspec import Struct
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from coach import languages
from coach.coaching.practices import BY_ACT, BY_MOVE, Practices, answers, merit
from coach.faq import Asked
from coach.faq.normalise import normalised
from coach.findings import Finding, Quote
from coach.languages.language import Script
from coach.practice import IN_TIME, Practice
from coach.similar import NgramWeights

ANSWERS = ""
"""The pool of answers to questions, beside one for each rule whose act shows in other replies."""

BY_ANSWER = frozenset(
    {
        "blame",
        "deflection",
        "dispute_risk",
        "forbidden_phrase",
        "off_topic",
        "passive_reply",
        "payment_help",
        "perfunctory",
        "refund_without_time",
        "refusal_without_alternative",
        "repeated_question",
        "slow_first_response",
        "slow_response",
        "unanswered_question",
    }
)
"""Rules for which a good answer to the same question is the better reply."""

ADVISED = BY_ANSWER.union(BY_ACT, BY_MOVE)
"""Rules for which a colleague's words can help."""

BY_QUESTION = frozenset({ANSWERS, "no_need_probe", "no_recommendation"})
"""Pools in which a reply fits only questions of its own type."""

NEAR: Mapping[Script, float] = {"han": 0.2, "latin": 0.6}
"""How like all that was asked and replied must be, so that a colleague's answer fits.

Measured on 2026-11-22 in the training dialogues (passive replies against all good answers: zh 1,513, en 490, es 545):
in each script 3 in 1,000 pairs of different talks with questions of one type are so near.
"""

TOUCHING = 0.02
"""How like the replies alone must be: below, answers to something else that was asked in the same breath come in."""

REPLY = 0.5
"""What the likeness of a reply to the question, and to the reply that was found, adds to that of the questions."""

BONUS = 0.05
"""What an order afterwards, thanks, and the same item each add when several colleagues answered."""

SEARCHED = 2_000
"""How many replies of one pool, language and type are searched at most, those that led to more first."""

AT_ONCE = 500
"""How many questions are compared with a pool at a time: it bounds memory."""

_Key = tuple[str, str, str]


class _Sought(Struct, frozen=True):
    """What a finding asks for: a reply to this question, of this type and item, other than the one given."""

    agent: str
    question: str
    reply: str
    key: _Key
    item: str | None
    limit_s: float | None


class _Pool:
    """Replies that are searched together, and what is asked of each in one go."""

    def __init__(self, practices: Sequence[Practice], rows: csr_matrix) -> None:
        self.practices = practices
        self.agents = np.array([one.agent for one in practices])
        self.items = np.array([one.item or "" for one in practices])
        self.seconds = np.array([np.inf if one.seconds is None else one.seconds for one in practices])
        self.bonus = np.array([BONUS * (one.followed_by_order + one.thanked) for one in practices])
        self.prompts, self.replies = rows[::2].T.tocsr(), rows[1::2].T.tocsr()

    def each_likeness(self, rows: csr_matrix) -> Iterator[NDArray[np.float64]]:
        """For each question with its reply (rows in turn) how like each practice is; compared some at a time."""
        for start in range(0, rows.shape[0], 2 * AT_ONCE):
            yield from self._likeness(rows[start : start + 2 * AT_ONCE])

    def nearest(self, one: _Sought, likeness: NDArray[np.float64], *, at_least: float) -> Practice | None:
        """A colleague's reply, about no other item, in time where that matters, and near enough; None if none is."""
        item = one.item or ""
        fits = (self.agents != one.agent) & (likeness >= at_least)
        if item:
            fits &= (self.items == item) | (self.items == "")
        if one.limit_s is not None:
            fits &= (self.seconds >= 0) & (self.seconds <= one.limit_s)
        if not fits.any():
            return None
        same_item = (self.items == item) & (item != "")
        return self.practices[int(np.where(fits, likeness + self.bonus + BONUS * same_item, -1.0).argmax())]

    def _likeness(self, rows: csr_matrix) -> NDArray[np.float64]:
        questions, said = rows[::2], rows[1::2]
        replies = ((questions + said) @ self.replies).toarray()
        near = (questions @ self.prompts).toarray() + REPLY * replies
        return np.asarray(np.where(replies >= TOUCHING, near, 0.0), dtype=np.float64)


class Colleagues:
    """What all agents did well, searched for the reply that a finding needs.

    `without` names replies that are not to be searched, by their first message.
    """

    def __init__(self, asked: Sequence[Asked], practices: Practices, *, without: Collection[str] = ()) -> None:
        self._asked: dict[tuple[str, str], list[Asked]] = {}
        for one in asked:
            self._asked.setdefault((one.session, one.message_id), []).append(one)
        pools: dict[_Key, list[Practice]] = {}
        for given in answers(asked, without=without):
            pools.setdefault(_key(ANSWERS, given.language, given.type), []).append(given)
        for rule in (*BY_ACT, *BY_MOVE):
            for shown in practices.of(rule):
                if shown.message_id not in without:
                    pools.setdefault(_key(rule, shown.language, shown.type), []).append(shown)
        listed = {key: sorted(pool, key=merit)[:SEARCHED] for key, pool in pools.items()}
        known = normalised([text for pool in listed.values() for one in pool for text in (one.prompt, one.text)])
        self._weights = NgramWeights(known)
        ends = np.cumsum([2 * len(pool) for pool in listed.values()]).tolist()
        self._pools = {
            key: _Pool(pool, self._weights.own[end - 2 * len(pool) : end])
            for (key, pool), end in zip(listed.items(), ends, strict=True)
        }

    def advise(self, findings: Sequence[Finding]) -> list[Finding]:
        """The findings, each hit with the better reply where a colleague has given one."""
        sought = [self._seek(finding) for finding in findings]
        better = dict(self._searched(dict.fromkeys(one for one in sought if one is not None)))
        return [
            msgspec.structs.replace(finding, advice_from=better[one]) if one in better else finding
            for finding, one in zip(findings, sought, strict=True)
        ]

    def _seek(self, finding: Finding) -> _Sought | None:
        """What the finding asks for; None when it praises, or no colleague's words could help."""
        one = finding.opportunity
        if one.outcome != "hit" or one.rule not in ADVISED:
            return None
        heard = [quote for quote in finding.quotes if quote.role == "customer" and quote.text.strip()]
        said = [quote.text for quote in finding.quotes if quote.role == "agent" and quote.sender == one.agent]
        asked = next((found for quote in reversed(heard) if (found := self._request(one.session, quote))), None)
        question = asked.text if asked else heard[-1].text if heard else ""
        language = asked.language if asked else languages.detect(quote.text for quote in finding.quotes)
        pool = ANSWERS if one.rule in BY_ANSWER else one.rule
        key = _key(pool, language, asked.type if asked else "other")
        if key not in self._pools or (pool == ANSWERS and not question):
            return None
        return _Sought(
            agent=one.agent,
            question=question,
            reply="\n".join(said),
            key=key,
            item=asked.item if asked else None,
            limit_s=_limit(one.advice.values if one.advice else {}) if one.rule in IN_TIME else None,
        )

    def _request(self, session: str, quote: Quote) -> Asked | None:
        """The request that the message opened, that of its marked words if there are several."""
        found = self._asked.get((session, quote.message_id), [])
        marked = quote.text[quote.start : quote.end]
        return next((one for one in found if one.text == marked), found[0] if found else None)

    def _searched(self, sought: Iterable[_Sought]) -> Iterator[tuple[_Sought, Practice]]:
        """Each that is sought with the nearest reply of a colleague, where one is near enough."""
        by_key = sorted(sought, key=lambda one: one.key)
        rows = self._weights.rows(normalised([text for one in by_key for text in (one.question, one.reply)]))
        start = 0
        for key, alike in groupby(by_key, key=lambda one: one.key):
            group = list(alike)
            pool, script = self._pools[key], languages.get(key[1]).script
            at_least = NEAR[script] if key[0] == ANSWERS else 0.0
            for one, likeness in zip(group, pool.each_likeness(rows[start : start + 2 * len(group)]), strict=True):
                practice = pool.nearest(one, likeness, at_least=at_least)
                if practice is not None:
                    yield one, practice
            start += 2 * len(group)


def _key(pool: str, language: str, question_type: str) -> _Key:
    """Where a reply is kept and sought: by type of question where the better reply depends on it."""
    return pool, language, question_type if pool in BY_QUESTION else ""


def _limit(values: Mapping[str, str]) -> float:
    """The limit that the finding's reply was late for, in seconds."""
    return float(values.get("limit", "0"))
