"""Verdicts read from a file: good lines in the order of time, bad ones named by their number."""

import json
from pathlib import Path

import pytest

from coach.coaching.verdicts import latest, read_verdicts
from coach.errors import CoachError

LINE = {"subject": "finding:f1", "field": "outcome", "value": "hit", "person": "lin", "at": "2024-03-20T10:00:00Z"}


def written(folder: Path, *lines: object) -> Path:
    file = folder / "verdicts.jsonl"
    file.write_text("\n".join(one if isinstance(one, str) else json.dumps(one) for one in lines), encoding="utf-8")
    return file


def test_lines_of_the_service_are_read_and_the_latest_word_holds(tmp_path: Path) -> None:
    of_service = LINE | {"id": "v1", "predicted": "hit", "run": "r1", "confirms": False, "value": "clear", "note": ""}
    first = LINE | {"at": "2024-03-19T10:00:00", "person": "wu"}
    dispute = LINE | {"field": "dispute", "value": "open", "person": "li", "at": "2024-03-21T10:00:00Z"}
    found = read_verdicts(written(tmp_path, of_service, "", first, dispute))
    assert [one.person for one in found] == ["wu", "lin", "li"]
    assert latest(found) == {("finding:f1", "outcome"): "clear"}


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"subject": "f1"}, "finding:ID"),
        ({"subject": "finding:"}, "finding:ID"),
        ({"field": "stance"}, "a verdict on a finding is about: outcome, dispute"),
        ({"value": "wrong"}, "outcome is one of: hit, clear"),
        ({"subject": "turn:m1", "field": "question_type", "value": "hair"}, "question_type is one of"),
        ({"person": " "}, "who gave the verdict"),
        ({"at": "yesterday"}, "is no verdict"),
    ],
)
def test_a_line_that_cannot_be_is_named(tmp_path: Path, change: dict[str, str], complaint: str) -> None:
    with pytest.raises(CoachError, match=r"line 2 of .*verdicts\.jsonl") as raised:
        read_verdicts(written(tmp_path, LINE, LINE | change))
    assert complaint in raised.value.message


@pytest.mark.parametrize(("content", "complaint"), [(b"", "holds no verdict"), (b"\xff\xfe\x00", "UTF-8")])
def test_files_without_verdicts(tmp_path: Path, content: bytes, complaint: str) -> None:
    file = tmp_path / "verdicts.jsonl"
    file.write_bytes(content)
    with pytest.raises(CoachError, match=complaint):
        read_verdicts(file)
    with pytest.raises(CoachError, match="cannot be read"):
        read_verdicts(tmp_path / "none.jsonl")
