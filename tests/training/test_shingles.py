"""No training turn shares its wording with the texts that models are measured on."""

from pathlib import Path

from tests.training.shingles import shingles, texts_of

ROOT = Path(__file__).parent.parent.parent
KNOWN = Path(__file__).with_name("evaluation_shingles.txt")
LEAST_LENGTH = 14
MOST_SHARED = 1


def test_training_turns_share_no_wording_with_the_evaluation() -> None:
    known = set(KNOWN.read_text(encoding="ascii").split())
    shared = [
        f"{file.name}: {text}"
        for file in sorted((ROOT / "training_data").rglob("*.jsonl"))
        for text in texts_of(file)
        if len(text) >= LEAST_LENGTH and len(shingles(text) & known) > MOST_SHARED
    ]
    assert shared == []


def test_marks_and_width_make_no_difference() -> None:
    assert shingles("这件衣服，会不会掉色呢？１") == shingles("这件衣服会不会掉色呢1")
    assert len(shingles("一二三四五六七八九十百千")) == 3
    assert len(shingles("how long does it take to arrive")) == 2
    assert shingles("short") == set()
