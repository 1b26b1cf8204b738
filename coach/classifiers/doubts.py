"""The turns most worth a person's look: where the model is unsure, contradicts the cues, or names a rare label."""

from collections import Counter
from collections.abc import Iterator, Sequence

from msgspec import Struct

from coach.classifiers.classifier import Judgement, ReplyJudgement, Utterance
from coach.classifiers.cues import cue_label, question_cues, reply_cues
from coach.labels import Label
from coach.taxonomy import plain

RARE = 0.02
"""A label that makes up less than this share of its side's turns is rare."""
_STANCES = ("proactive", "passive", "neutral")


class Doubt(Struct, frozen=True):
    """A turn (its dialogue and place, both counted from 0) with its label and why it is worth a look.

    `reasons` are of: low_score, cues_disagree, rare_label. `weight` is higher where more is to be learnt.
    """

    dialogue: int
    turn: int
    label: Label
    reasons: tuple[str, ...]
    weight: float


def doubts(
    dialogues: Sequence[Sequence[Utterance]], judged: Sequence[Sequence[Judgement]], *, language: str
) -> list[Doubt]:
    """The doubtful turns of dialogues of one language with their judgements, the heaviest first."""
    turns = list(_turns(dialogues, judged))
    counts = Counter((turn.role, label.name) for _, _, turn, label in turns)
    total = Counter(turn.role for _, _, turn, _ in turns)
    found = []
    for dialogue, place, turn, label in turns:
        against = _against(turn, label, language)
        rare = counts[turn.role, label.name] < RARE * total[turn.role]
        reasons = {"low_score": label.unsure, "cues_disagree": against, "rare_label": rare}
        named = tuple(name for name, holds in reasons.items() if holds)
        if named:
            found.append(Doubt(dialogue, place, label, named, round(len(named) - label.score, 4)))
    return sorted(found, key=lambda doubt: (-doubt.weight, doubt.dialogue, doubt.turn))


def _turns(
    dialogues: Sequence[Sequence[Utterance]], judged: Sequence[Sequence[Judgement]]
) -> Iterator[tuple[int, int, Utterance, Label]]:
    for dialogue, (turns, judgements) in enumerate(zip(dialogues, judged, strict=True)):
        for place, (turn, judgement) in enumerate(zip(turns, judgements, strict=True)):
            label = judgement.stance if isinstance(judgement, ReplyJudgement) else judgement
            if label.source == "model":
                yield dialogue, place, turn, label


def _against(turn: Utterance, label: Label, language: str) -> bool:
    matcher = question_cues(language) if turn.role == "customer" else reply_cues(language)
    labels = matcher.labels if turn.role == "customer" else _STANCES
    if label.name not in labels:
        return False
    said = cue_label(matcher, plain(turn.text, language), labels=labels)
    return said is not None and said.name != label.name
