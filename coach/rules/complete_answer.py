"""Where an answer leaves nothing open and adds what helps."""

import re
from collections.abc import Iterator
from functools import partial

from coach.findings import Case, Opportunity
from coach.labels import LabelledReply, Request
from coach.rules.rule import rule
from coach.rules.timeline import Timeline, timelines
from coach.rules.touching import only_soothes, touches

FULL = {"han": (14, 150), "latin": (60, 500)}
"""Letters between which an answer can be called complete: a stub is not, nor is a page of rules."""

VAGUE = frozenset({"other", "recommendation"})
"""Question types that have no one complete answer."""

_LINK = re.compile(r"https?://\S+")

_opportunity = partial(Opportunity, "complete_answer", "professional_knowledge")


@rule(
    "complete_answer",
    factor="professional_knowledge",
    needs=("question_type", "stance", "moves", "flags", "requests", "slots"),
    praises=True,
)
def check(case: Case) -> Iterator[Opportunity]:
    """A reply answers → all that was open, with a fact, and beyond it → in that reply.

    Credit: the first real answer to all open questions, with a number or reason, that adds what the customer
    had not asked, or answers two questions at once. Clear: any other answer; nothing is missed by it. Unknown: the
    model was not sure of the stance.
    """
    for timeline in timelines(case):
        for one in timeline.served():
            answered = tuple([asked for asked in one.requests if _is_answer(asked, one.reply)])
            if not answered:
                continue
            complete = len(answered) == len(one.requests) and _is_complete(timeline, one.reply, answered)
            yield _opportunity(
                one.reply.turn.sender,
                timeline.session.id,
                ("unknown" if one.reply.stance.unsure else "credit") if complete else "clear",
                (*[asked.span for asked in answered], *timeline.shown(one.reply)),
                at=one.reply.turn.started_at,
            )


def _is_answer(asked: Request, reply: LabelledReply) -> bool:
    return asked.answer is not None and asked.replies[asked.answer] is reply


def _is_complete(timeline: Timeline, reply: LabelledReply, answered: tuple[Request, ...]) -> bool:
    several = len({asked.type.name for asked in answered}) > 1
    beyond = reply.stance.name == "proactive" and "anticipate" in reply.moves
    if reply.flags or not (several or beyond):
        return False
    text = _LINK.sub(" ", reply.turn.text)
    shortest, longest = FULL[timeline.language.script]
    if not shortest <= sum(map(str.isalnum, text)) <= longest or "hold" in timeline.language.acts(text):
        return False
    if not all(_is_answered(timeline, asked, text) for asked in answered):
        return False
    return not several or all(touches(timeline, text, [asked]) for asked in answered)


def _is_answered(timeline: Timeline, asked: Request, text: str) -> bool:
    """Whether a real question is answered with a fact."""
    if asked.type.unsure or asked.type.name in VAGUE or "ask" not in timeline.language.acts(asked.text):
        return False
    if only_soothes(timeline, text, asked):
        return False
    return any(map(str.isdigit, text)) or timeline.cues.reason.search(text) is not None
