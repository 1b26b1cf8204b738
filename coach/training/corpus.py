"""The labelled dialogues that models are trained on and measured against."""

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import Literal

import msgspec
from msgspec import Struct

from coach.classifiers.features import Situation, Task, situations
from coach.errors import InputError, NothingRead, UnreadableFile


class LabelledTurn(Struct, frozen=True):
    """A turn with what people labelled it; a turn with neither label is context only.

    `ambiguous` marks turns on which careful people differ.
    """

    role: Literal["customer", "agent"]
    text: str
    question_type: str | None = None
    stance: Literal["proactive", "passive", "neutral"] | None = None
    moves: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()
    ambiguous: bool = False


class LabelledDialogue(Struct, frozen=True):
    """A dialogue with labels, who wrote it or where it comes from, and its language."""

    id: str
    language: str
    turns: tuple[LabelledTurn, ...]
    writer: str = ""
    source: str = ""


class Row(Struct, frozen=True):
    """One labelled turn in its context; rows of one `group` are never parted between training and testing."""

    situation: Situation
    label: str
    turn: LabelledTurn
    group: str
    language: str
    source: str


def read_dialogues(file: Path) -> list[LabelledDialogue]:
    """The dialogues of a JSON Lines file; raises InputError naming file and line of the first row that cannot be."""
    try:
        lines = file.read_text(encoding="utf-8-sig").split("\n")
    except (OSError, UnicodeDecodeError) as problem:
        message = f"{file} cannot be read: {problem}; check the path, save it as UTF-8"
        raise UnreadableFile(message, file=str(file)) from None
    found = [_dialogue(line, file=file, number=number) for number, line in enumerate(lines, 1) if line.strip()]
    if not found:
        raise NothingRead(f"{file} holds no dialogue; it needs one JSON object a line", file=str(file))
    return found


def read_corpus(folder: Path, *, contrasts: bool = True) -> list[LabelledDialogue]:
    """All dialogues of a language's folder, file by file in the order of their names.

    Without `contrasts`, those of files named contrast_* are left out: turns that share their words and differ in
    label, from which an encoder learns and a bag of words only unlearns.
    """
    files = [file for file in corpus_files(folder) if contrasts or not file.name.startswith("contrast_")]
    return [dialogue for file in files for dialogue in read_dialogues(file)]


def corpus_files(folder: Path) -> list[Path]:
    """The .jsonl files of a language's folder, by name; raises NothingRead when there is none."""
    found = sorted(folder.glob("*.jsonl"), key=lambda file: file.name)
    if not found:
        raise NothingRead(f"{folder} holds no .jsonl file; put labelled dialogues there", file=str(folder))
    return found


def corpus_digest(folder: Path) -> str:
    """A sha256 over the names and lines of a language's files, the same whatever line ends a checkout has."""
    digest = hashlib.sha256()
    for file in corpus_files(folder):
        digest.update(file.name.encode() + b"\0" + file.read_bytes().replace(b"\r\n", b"\n") + b"\0")
    return digest.hexdigest()


def labelled_rows(dialogues: Sequence[LabelledDialogue], *, task: Task) -> list[Row]:
    """Each turn that carries a label of the task, in its context."""
    rows = []
    for dialogue in dialogues:
        context = situations([(turn.role, turn.text) for turn in dialogue.turns], language=dialogue.language)
        for situation, turn in zip(context, dialogue.turns, strict=True):
            label = turn.question_type if task == "question_type" else turn.stance
            if label is not None:
                rows.append(
                    Row(
                        situation=situation,
                        label=label,
                        turn=turn,
                        group=_group(dialogue),
                        language=dialogue.language,
                        source=dialogue.source or dialogue.writer,
                    )
                )
    return rows


def _group(dialogue: LabelledDialogue) -> str:
    """The dialogue itself, or its first unlabelled prompt, which other replies may share."""
    prompts = (turn.text for turn in dialogue.turns if turn.role == "customer" and turn.question_type is None)
    return next(prompts, dialogue.id)


def _dialogue(line: str, *, file: Path, number: int) -> LabelledDialogue:
    try:
        return msgspec.json.decode(line, type=LabelledDialogue)
    except msgspec.DecodeError as problem:
        message = f"line {number} of {file} is no labelled dialogue: {problem}; correct that line"
        raise InputError(message, file=str(file), line=number) from None
