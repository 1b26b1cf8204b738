"""The classifier: question types of customer turns, stance, moves and flags of agent turns, each with its evidence."""

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Literal, NamedTuple

import msgspec
import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from coach.classifiers.artifact import Artifact, load_artifact
from coach.classifiers.cues import CueReading
from coach.classifiers.ensemble import Ensemble, encoders_of
from coach.classifiers.features import TASKS, Readings, Situation, Task, readings_of, situations, speech_acts
from coach.classifiers.own import evidence_of, with_own_cues
from coach.classifiers.parts import Sheet, with_parts
from coach.classifiers.text import move_scores, name_scores, scores
from coach.classifiers.topics import Topics
from coach.classifiers.tuned import agreed, in_context, moves_by_both
from coach.labels import Label

_CALLS = frozenset({"ask", "complain"})
"""Speech acts that call for an answer."""
SURE, SURE_OF_SEVERAL = 0.5, 0.95
"""How likely "none" must be for a turn whose wording calls for an answer: of one message, and of several.

Training turns of several are few, so models hear the thanks or the farewell there, not the question beside it.
"""


class Utterance(Struct, frozen=True):
    """One turn to judge: who speaks, and the text."""

    role: Literal["customer", "agent"]
    text: str


class ReplyJudgement(Struct, frozen=True):
    """What an agent turn is: its stance, the moves that make it proactive, the flags that coaching names."""

    stance: Label
    moves: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()


Judgement = Label | ReplyJudgement


class Classifier(Struct, frozen=True):
    """Labels turns of one language; made by `load_classifier`. Tuned encoders, if there are any, settle doubts."""

    language: str
    questions: Artifact
    stances: Artifact
    encoders: Mapping[Task, Ensemble] = {}

    def using(self, choice: str) -> "Classifier":
        """The same classifier with the tuned encoders that are installed, or without any when `choice` is "off"."""
        found = {} if choice == "off" else {task: encoders_of(task) for task in TASKS}
        return msgspec.structs.replace(self, encoders={task: one for task, one in found.items() if one})

    def classify(self, dialogues: Sequence[Sequence[Utterance]]) -> list[list[Judgement]]:
        """A judgement for each turn of each dialogue: a Label for a customer, a ReplyJudgement for an agent.

        Each turn is judged in its context; agent turns in a row share the last customer turn. Equal turns in equal
        contexts are computed once over all dialogues.
        """
        placed = [
            [(turn.role, row) for turn, row in zip(dialogue, self._situations(dialogue), strict=True)]
            for dialogue in dialogues
        ]
        asked = {row for turns in placed for role, row in turns if role == "customer"}
        replied = {row for turns in placed for role, row in turns if role == "agent"}
        readings = readings_of(asked, with_parts(replied, self.language), language=self.language)
        chances, replies = self._chances_of_types(asked, readings), self._judge_replies(replied, readings)
        labels = _Labels(self.questions, readings.customer)
        topics = self.questions.topics
        return [list(_told(turns, topics, chances, labels, replies)) for turns in placed]

    def classify_texts(self, texts: Sequence[str]) -> list[Label]:
        """The question type of each text on its own, without context."""
        rows = [situations([("customer", text)], language=self.language)[0] for text in texts]
        distinct = set(rows)
        readings = readings_of(distinct, (), language=self.language)
        chances, labels = self._chances_of_types(distinct, readings), _Labels(self.questions, readings.customer)
        return [labels.label(row, chances.get(row)) for row in rows]

    def _situations(self, dialogue: Sequence[Utterance]) -> list[Situation]:
        return situations([(turn.role, turn.text) for turn in dialogue], language=self.language)

    def _chances_of_types(self, distinct: set[Situation], readings: Readings) -> "_ByTurn":
        """How likely each question type is, by turn; turns that say nothing in words are left out."""
        rows = sorted(row for row in distinct if row.text.strip("@# "))
        if not rows:
            return {}
        own = self.questions.manifest.own
        sheet = with_own_cues(self.questions.model.sheet(rows, readings), rows, types=own, language=self.language)
        table, _ = self._scores(self.questions, rows, sheet)
        self._heed_asking(rows, table)
        return dict(zip(rows, table, strict=True))

    def _judge_replies(self, distinct: set[Situation], readings: Readings) -> dict[Situation, ReplyJudgement]:
        rows = sorted(row for row in distinct if row.text)
        judged = {row: ReplyJudgement(Label("neutral", score=1.0, source="cues")) for row in distinct}
        if rows:
            model = self.stances.model
            sheet = model.sheet(rows, readings)
            table, told = self._scores(self.stances, rows, sheet)
            of = _Labels(self.stances, readings.agent)
            labels = [of.label(row, chances) for row, chances in zip(rows, table, strict=True)]
            moves = move_scores(model.moves, self.stances.manifest.moves, sheet)
            if told:
                names = (self.stances.manifest.moves, told.names)
                moves[told.rows] = moves_by_both(moves[told.rows], told.chances, *names)
            flags = name_scores(model.flags, self.stances.manifest.flags, sheet.features[: len(rows)])
            judged.update(
                (row, reply_judgement(label, moves=move, flags=flag, stances=self.stances))
                for row, label, move, flag in zip(rows, labels, moves, flags, strict=True)
            )
        return judged

    def _heed_asking(self, rows: Sequence[Situation], table: NDArray[np.float64]) -> None:
        """Rule out "none", in place, for turns that ask or complain by wording, unless the model is sure of it."""
        if "none" in self.questions.model.labels:
            none = self.questions.model.labels.index("none")
            asks = np.asarray([not _CALLS.isdisjoint(speech_acts(row.wording, self.language)) for row in rows])
            sure = np.asarray([SURE_OF_SEVERAL if "\n" in row.wording.strip() else SURE for row in rows])
            table[asks & (table[:, none] < sure), none] = 0

    def _scores(
        self, artifact: Artifact, rows: Sequence[Situation], sheet: Sheet
    ) -> "tuple[NDArray[np.float64], _ToldMoves | None]":
        """Probabilities by the fast tier; where it is in doubt, what it and the tuned encoder agree on.

        With them come the moves of which the encoder told, if it was asked. An encoder does not know a shop's own
        types, so it is not asked where one of them comes first or second.
        """
        model = artifact.model
        table = scores(model.fast, sheet, model.task)
        doubtful = (table.max(axis=1) < artifact.manifest.doubt_below) & ~_own_near(table, artifact)
        encoder = self.encoders.get(model.task)
        if encoder is None or self.language not in encoder.asked or not doubtful.any():
            return table, None
        chosen = [row for row, doubt in zip(rows, doubtful, strict=True) if doubt]
        chances = encoder.chances([in_context(row, language=self.language, task=model.task) for row in chosen])
        table[doubtful] = agreed(table[doubtful], chances.labels, model.labels, encoder.labels)
        return table, _ToldMoves(doubtful, chances.moves, encoder.moves)


_ByTurn = Mapping[Situation, NDArray[np.float64]]
"""Chances of labels, in the order of the model's, by distinct turn."""


class _ToldMoves(NamedTuple):
    """Which rows an encoder was asked about, and for those its chances of the moves of these names."""

    rows: NDArray[np.bool_]
    chances: NDArray[np.float64]
    names: tuple[str, ...]


def reply_judgement(
    stance: Label, *, moves: NDArray[np.float64], flags: NDArray[np.float64], stances: Artifact
) -> ReplyJudgement:
    """The stance with the moves and flags that may go with it, by their scores.

    Proactive has at least one move, the best one if none reaches its threshold; passive and neutral have none. Flags
    stand on passive replies only, except blame, which may stand on any.
    """
    manifest = stances.manifest
    named = tuple(name for name, score in zip(manifest.flags, flags, strict=True) if score >= manifest.thresholds[name])
    found = tuple(name for name, score in zip(manifest.moves, moves, strict=True) if score >= manifest.thresholds[name])
    if stance.name == "proactive":
        best = manifest.moves[int(np.argmax(moves))]
        return ReplyJudgement(stance, moves=found or (best,), flags=tuple(n for n in named if n == "blame"))
    return ReplyJudgement(stance, flags=named if stance.name == "passive" else tuple(n for n in named if n == "blame"))


@cache
def load_classifier(language: str) -> Classifier:
    """The classifier of a language, loaded once; raises ModelError when a model is missing, altered or too old.

    It asks no encoder; `using` gives one that does.
    """
    return Classifier(
        language=language,
        questions=load_artifact(language, "question_type"),
        stances=load_artifact(language, "stance"),
    )


def _own_near(table: NDArray[np.float64], artifact: Artifact) -> NDArray[np.bool_]:
    """Whether one of the two likeliest labels of each row is a shop's own type."""
    own = np.isin(artifact.model.labels, list(artifact.manifest.own))
    return np.asarray(own[np.argsort(table, axis=1)[:, -2:]].any(axis=1))


def _told(
    turns: Sequence[tuple[str, Situation]],
    topics: Topics | None,
    chances: _ByTurn,
    labels: "_Labels",
    replies: Mapping[Situation, ReplyJudgement],
) -> Iterator[Judgement]:
    """The judgements of a dialogue's turns; types of customer turns in the light of what was asked before."""
    topic = None
    for role, row in turns:
        if role == "agent":
            yield replies[row]
            continue
        own = chances.get(row)
        told = topics.expected(own, topic) if topics and own is not None and topic is not None else own
        if topics and told is not None:
            topic = topics.after(told, topic)
        yield labels.label(row, told, alone=told is own)


class _Labels:
    """Makes labels of chances; those of turns alone are made once."""

    def __init__(self, artifact: Artifact, reading: CueReading) -> None:
        self._artifact = artifact
        self._names = artifact.model.labels
        self._reading = reading
        self._made: dict[Situation, Label] = {}

    def label(self, row: Situation, chances: NDArray[np.float64] | None, *, alone: bool = True) -> Label:
        """The likeliest label of a turn; "none" for one that says nothing in words, which has no chances."""
        if chances is None:
            return Label("none", score=1.0, source="cues")
        if alone and row in self._made:
            return self._made[row]
        column = int(chances.argmax())
        name, score = self._names[column], float(chances[column])
        found = Label(
            name,
            score=round(score, 4),
            source="model",
            evidence=evidence_of(row.text, name, self._reading, language=self._artifact.model.language),
            unsure=score < self._artifact.manifest.unsure_below,
        )
        if alone:
            self._made[row] = found
        return found
