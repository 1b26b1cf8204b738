"""Labelled dialogues as rows."""

import json
from pathlib import Path

import pytest

from coach.errors import InputError, NothingRead, UnreadableFile
from coach.training.corpus import (
    LabelledDialogue,
    LabelledTurn,
    corpus_digest,
    labelled_rows,
    read_corpus,
    read_dialogues,
)
from tests.training.building import dialogues, write_corpus


def test_a_file_is_read_row_by_row(tmp_path: Path) -> None:
    found = read_corpus(write_corpus(tmp_path) / "zh")
    assert [dialogue.id for dialogue in found] == [row["id"] for row in dialogues()]


def test_contrasts_can_be_left_out(tmp_path: Path) -> None:
    folder = write_corpus(tmp_path) / "zh"
    before = read_corpus(folder)
    row = {"id": "pair", "language": "zh", "turns": [{"role": "customer", "text": "有货吗", "question_type": "stock"}]}
    (folder / "contrast_a.jsonl").write_text(json.dumps(row), encoding="utf-8")
    assert read_corpus(folder, contrasts=False) == before
    assert [dialogue.id for dialogue in read_corpus(folder)] == ["pair", *(dialogue.id for dialogue in before)]


def test_a_broken_line_is_named(tmp_path: Path) -> None:
    file = tmp_path / "rows.jsonl"
    good = json.dumps({"id": "1", "language": "zh", "turns": []})
    file.write_text(f'{good}\n\n{{"id": 1}}\n', encoding="utf-8")
    with pytest.raises(InputError, match=r"line 3 of .*rows\.jsonl") as raised:
        read_dialogues(file)
    assert raised.value.line == 3


def test_what_cannot_be_read_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "empty.jsonl").write_text("\n", encoding="utf-8")
    with pytest.raises(NothingRead):
        read_dialogues(tmp_path / "empty.jsonl")
    with pytest.raises(UnreadableFile):
        read_dialogues(tmp_path / "absent.jsonl")
    with pytest.raises(NothingRead):
        read_corpus(tmp_path / "absent")


def test_a_digest_does_not_depend_on_line_ends(tmp_path: Path) -> None:
    folder = write_corpus(tmp_path) / "zh"
    before = corpus_digest(folder)
    file = folder / "rows.jsonl"
    file.write_bytes(file.read_bytes().replace(b"\n", b"\r\n"))
    assert corpus_digest(folder) == before
    file.write_bytes(file.read_bytes() + b" ")
    assert corpus_digest(folder) != before


def test_a_turn_without_a_label_is_context_only_and_groups_its_dialogues() -> None:
    prompt, reply = LabelledTurn("customer", "有货吗"), LabelledTurn("agent", "有的", stance="passive")
    whole = (LabelledTurn("customer", "有货吗", question_type="stock"), reply)
    found = [
        LabelledDialogue("1", "zh", (prompt, reply), writer="a"),
        LabelledDialogue("2", "zh", (prompt, reply), source="b"),
        LabelledDialogue("3", "zh", whole),
    ]
    rows = labelled_rows(found, task="stance")
    assert [row.group for row in rows] == ["有货吗", "有货吗", "3"]
    assert [row.source for row in rows] == ["a", "b", ""]
    assert [row.situation.last for row in rows] == ["有货吗"] * 3
    assert [row.label for row in labelled_rows(found, task="question_type")] == ["stock"]
