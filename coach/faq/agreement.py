"""Whether agents' answers to one question hold together: who deviates is no source, no majority is no answer."""

from collections.abc import Sequence

from coach.candidates import FaqAnswer
from coach.contradictions import Claim, comparable, most_held
from coach.faq.asking import Asked

MAJORITY = 2 / 3
"""The part of comparable answers that must say the same for the others to count as mistakes."""

OF_THE_ANSWERED = 1 / 3
"""The part of all answers that must be comparable for a contradiction among them to be that of the question."""


def settled(asked: Sequence[Asked]) -> tuple[Sequence[Asked], tuple[FaqAnswer, ...]]:
    """The requests whose answers agree with the majority; or all, and two answers that contradict each other."""
    ordered = sorted(asked, key=lambda one: (one.session, one.message_id, one.text))
    answered = sum(one.answer is not None for one in ordered)
    deviating: set[int] = set()
    for claims in comparable(ordered):
        kept = most_held(claims)
        others = [claim for claim in claims if not claim.agrees(kept)]
        if len(claims) - len(others) >= MAJORITY * len(claims):
            deviating |= {claim.position for claim in others}
        elif len(claims) >= OF_THE_ANSWERED * answered:
            same = sum(claim.agrees(others[0]) for claim in claims)
            return ordered, (
                _shown(ordered, kept, n=len(claims) - len(others)),
                _shown(ordered, others[0], n=same),
            )
    return [one for position, one in enumerate(ordered) if position not in deviating], ()


def _shown(asked: Sequence[Asked], claim: Claim, *, n: int) -> FaqAnswer:
    one = asked[claim.position]
    if one.answer is None:
        raise ValueError("a claim rests on an answer")
    return FaqAnswer(one.answer.text, one.answer.agent, one.session, one.answer.message_id, n=n)
