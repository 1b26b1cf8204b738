"""Tuned encoders are asked only in doubt, know only their labels, and are checked before they are loaded."""

from collections.abc import Sequence
from pathlib import Path

import msgspec
import numpy as np
import pytest

from coach.classifiers import Classifier, load_classifier
from coach.classifiers.artifact import Artifact, load_artifact_from
from coach.classifiers.ensemble import Ensemble, encoders_of
from coach.classifiers.features import TASKS, Situation
from coach.classifiers.packed import base_file
from coach.classifiers.tuned import (
    Chances,
    EncoderManifest,
    TunedEncoder,
    agreed,
    in_context,
    load_encoder,
    moves_by_both,
)
from coach.errors import ModelError

MANIFEST = EncoderManifest(
    task="question_type",
    labels=("price", "size"),
    asked=("zh",),
    training_data={"zh": ""},
    rows=2,
    every=12,
    held_out={},
    trained_at="2024-03-01",
    sha256="",
)


class Sizes:
    """An ensemble that takes everything for a question about sizes."""

    labels, moves = MANIFEST.labels, MANIFEST.moves

    def __init__(self, asked: tuple[str, ...] = ("zh",)) -> None:
        self.asked = asked
        self.texts: list[str] = []

    def chances(self, texts: Sequence[str]) -> Chances:
        self.texts += texts
        return Chances(labels=np.tile([0.0, 1.0], (len(texts), 1)), moves=np.zeros((len(texts), 0)))


@pytest.fixture(scope="module")
def taught(small_models: Path) -> Artifact:
    return load_artifact_from(small_models / "zh" / "question_type")


def _classify(artifact: Artifact, encoder: Sizes, *, doubt_below: float) -> str:
    manifest = msgspec.structs.replace(artifact.manifest, doubt_below=doubt_below)
    doubting = Artifact(artifact.model, manifest)
    classifier = Classifier("zh", questions=doubting, stances=doubting, encoders={"question_type": encoder})
    return classifier.classify_texts(["有优惠券吗"])[0].name


def test_moves_that_both_know_get_the_mean_of_their_chances() -> None:
    fast = np.asarray([[0.2, 0.6, 0.5]])
    both = moves_by_both(fast, np.asarray([[1.0, 0.0]]), ("probe", "invite", "commit"), ("invite", "probe"))
    np.testing.assert_allclose(both, [[0.1, 0.8, 0.5]])
    np.testing.assert_allclose(fast, [[0.2, 0.6, 0.5]])


def test_doubtful_texts_alone_are_asked_about(taught: Artifact) -> None:
    sure, doubting = Sizes(), Sizes()
    names = _classify(taught, sure, doubt_below=0), _classify(taught, doubting, doubt_below=1)
    assert names == ("price", "size")
    assert (sure.texts, doubting.texts) == ([], ["Q: 有优惠券吗"])


def test_an_encoder_is_not_asked_about_another_language(taught: Artifact) -> None:
    other = Sizes(asked=("en",))
    _classify(taught, other, doubt_below=1)
    assert other.texts == []


def test_both_tables_count_alike_and_a_label_that_one_does_not_know_keeps_its_chance() -> None:
    fast = np.asarray([[0.5, 0.4, 0.1]])
    table = agreed(fast, np.asarray([[0.1, 0.9]]), ["own", "price", "size"], ["price", "size"])
    assert table.sum() == pytest.approx(1)
    assert table[0, 0] == 0.5
    assert table[0, 1] / table[0, 2] == pytest.approx((0.401 * 0.101 / (0.101 * 0.901)) ** 0.5)


def test_a_turn_is_read_with_what_it_answers() -> None:
    asked = Situation("多大码", last="您好 请讲", before="", written="多大码？")
    assert in_context(asked, language="zh", task="question_type") == "A: 您好 请讲 Q: 多大码？"
    assert in_context(asked._replace(last=""), language="zh", task="question_type") == "Q: 多大码？"
    reply = Situation("m码", last="急", before="", request="多大码", open=True)
    assert in_context(reply, language="zh", task="stance") == "Q: 多大码 / 急 A: m码"
    several = Situation("在吗1号发", last="", before="", written="在吗\n<num>号发 <url>")
    assert in_context(several, language="zh", task="question_type") == "Q: 在吗 / 1号发 @"
    long = Situation("好" * 500, last="一" * 300 + "二" * 40, before="")
    assert in_context(long, language="zh", task="question_type") == f"A: {'二' * 40} Q: {'好' * 120}"


def test_no_encoder_without_the_package(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("coach.classifiers.ensemble.base_file", lambda: None)
    encoders_of.cache_clear()
    assert load_classifier("zh").using("auto").encoders == {}
    encoders_of.cache_clear()


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("layers.npz", b"", "its sha256 differs; tune it again with: coach train --encoder --task stance"),
        ("manifest.json", b"{", "cannot be used"),
        ("manifest.json", msgspec.json.encode(msgspec.structs.replace(MANIFEST, format_version=0)), "has format 0"),
    ],
)
def test_files_that_are_not_as_the_manifest_says_are_refused(
    tmp_path: Path, name: str, content: bytes, message: str
) -> None:
    place, base = tmp_path / "stance" / "1", base_file()
    assert base is not None
    place.mkdir(parents=True)
    (place / "layers.npz").write_bytes(b"layers")
    (place / "manifest.json").write_bytes(msgspec.json.encode(MANIFEST))
    (place / name).write_bytes(content)
    with pytest.raises(ModelError, match=message):
        load_encoder(place, base)


def test_the_encoders_of_the_checkout_read_turns() -> None:
    found = {task: encoders_of(task) for task in TASKS}
    questions, stances = found["question_type"], found["stance"]
    assert questions is not None
    assert stances is not None
    texts = ["Q: 160斤穿多大码", "A: 您好 Q: 什么时候能发货呀", "Q: ¿cuánto cuesta el envío?"]
    named = [questions.labels[column] for column in questions.chances(texts).labels.argmax(axis=1)]
    assert named == ["size", "logistics", "logistics"]
    replies = [
        "Q: do you have it in blue? A: Yes.",
        "Q: do you have it in blue? A: Yes. What size do you usually wear?",
    ]
    named = [stances.labels[column] for column in stances.chances(replies).labels.argmax(axis=1)]
    assert named == ["passive", "proactive"]


def _member(*chances: float, moves: Sequence[float] = (), labels: tuple[str, ...] = ("price", "size")) -> TunedEncoder:
    """An encoder that has the same chances for every text."""
    member = TunedEncoder.__new__(TunedEncoder)
    member.manifest = msgspec.structs.replace(MANIFEST, labels=labels)
    member.chances = lambda texts: Chances(np.tile(chances, (len(texts), 1)), np.tile(moves, (len(texts), 1)))
    return member


def test_encoders_of_a_task_are_averaged() -> None:
    both = Ensemble([_member(0.5, 0.5, moves=[0.2]), _member(0.1, 0.9, moves=[0.6])])
    found = both.chances(["Q: 多大", "Q: 多少钱"])
    assert (both.labels, both.asked) == (("price", "size"), ("zh",))
    np.testing.assert_allclose(found.labels, [[0.25, 0.75]] * 2, atol=2e-3)
    np.testing.assert_allclose(found.moves, [[0.4]] * 2)


def test_encoders_that_know_different_labels_are_refused() -> None:
    with pytest.raises(ModelError, match="coach train --encoder --task question_type"):
        Ensemble([_member(1.0, 0.0), _member(1.0, 0.0, labels=("price", "stock"))])
