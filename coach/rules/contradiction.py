"""Whether the same question about the same item gets the same answer: a corpus rule."""

from collections.abc import Iterator, Sequence
from functools import partial

from coach.contradictions import Claim, Question, comparable, most_held
from coach.findings import Advice, Opportunity
from coach.labels import Span
from coach.rules.rule import corpus_rule

_opportunity = partial(Opportunity, "contradiction", "professional_knowledge")


@corpus_rule("contradiction", factor="professional_knowledge", needs=("question_type", "requests", "slots"))
def compare(asked: Sequence[Question]) -> Iterator[Opportunity]:
    """A question that was answered before → the same answer → in that reply → unless it holds under a condition.

    Hit: a yes against a no, or another amount, than most answers give; of two, the later one. Clear: it agrees. Only
    answers about one item, or within one session where no item is named, to questions that have one answer for
    everybody are compared. Who is right the rule cannot know: the finding quotes both.
    """
    for claims in comparable(asked):
        in_time = sorted(claims, key=lambda claim: _moment(asked[claim.position]))
        kept = most_held(in_time)
        other = next((claim for claim in in_time if not claim.agrees(kept)), None)
        for claim in in_time:
            yield _judged(asked, claim, against=other if claim.agrees(kept) else kept, holds=claim.agrees(kept))


def _moment(one: Question) -> tuple[bool, str, str]:
    return one.at is None, one.at.isoformat() if one.at else "", one.message_id


def _judged(asked: Sequence[Question], claim: Claim, *, against: Claim | None, holds: bool) -> Opportunity:
    one = asked[claim.position]
    agent, answer = _answer(one)
    other = asked[against.position] if against is not None and not holds else None
    values = {"question": one.text, "answer": answer, "other": _answer(other)[1]} if other is not None else {}
    return _opportunity(
        agent,
        one.session,
        "clear" if holds else "hit",
        (*(_evidence(other) if other is not None else ()), *_evidence(one)),
        advice=Advice("advice.contradiction", values) if other is not None else None,
        at=one.at,
    )


def _answer(one: Question) -> tuple[str, str]:
    return (one.answer.agent, " ".join(one.answer.text.split())) if one.answer is not None else ("", "")


def _evidence(one: Question) -> tuple[Span, ...]:
    asked = Span(one.message_id, 0, len(one.text))
    return (asked, Span(one.answer.message_id, 0, len(one.answer.text))) if one.answer is not None else (asked,)
