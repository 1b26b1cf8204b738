"""Measures against figures worked out by hand."""

import msgspec
import pytest

from coach.classifiers.features import Situation
from coach.labels import Label
from coach.training.corpus import LabelledTurn, Row
from coach.training.evaluate import Ablated, Judged, agreement, calibration_error, measure
from coach.training.tables import measure_table


def judged(given: str, found: str, *, score: float = 0.9, cues: str | None = None, ambiguous: bool = False) -> Judged:
    turn = LabelledTurn("customer", "x", question_type=given, ambiguous=ambiguous)
    row = Row(Situation("x", "", ""), label=given, turn=turn, group="1", language="zh", source="s")
    return Judged(row, Label(found, score, "model"), Label(cues, 1.0, "cues") if cues else None)


FOUR = [
    judged("size", "size", score=0.95, cues="size"),
    judged("size", "price", score=0.55),
    judged("price", "price", score=0.95, cues="price"),
    judged("none", "none", score=0.95, ambiguous=True),
]


def test_agreement() -> None:
    found = agreement(["a", "a", "b", "b"], ["a", "b", "b", "b"])
    assert (found.n, found.accuracy, found.kappa) == (4, 0.75, 0.5)
    assert found.macro_f1 == pytest.approx((2 / 3 + 4 / 5) / 2, abs=1e-4)


def test_kappa_is_unknown_where_only_one_label_occurs() -> None:
    assert agreement(["a", "a"], ["a", "a"]).kappa is None


def test_the_calibration_error_is_the_mean_gap() -> None:
    assert calibration_error(FOUR) == pytest.approx((3 * 0.05 + 0.55) / 4, abs=1e-4)


def test_a_measure_has_labels_confusion_parts_and_baselines() -> None:
    found = measure(FOUR, task="question_type")
    assert found.overall.accuracy == 0.75
    assert (found.labels["size"].precision, found.labels["size"].recall, found.labels["size"].support) == (1.0, 0.5, 2)
    assert found.confusion == {"none": {"none": 1}, "price": {"price": 1}, "size": {"price": 1, "size": 1}}
    assert found.by_language == {"zh": found.overall}
    assert found.by_source == {"s": found.overall}
    assert found.clear is not None
    assert found.ambiguous is not None
    assert (found.clear.n, found.ambiguous.n) == (3, 1)
    assert found.baselines["majority"].accuracy == 0.5
    assert found.baselines["cues"].accuracy == 0.75
    assert found.cues_spoke == 0.5
    assert found.moves_micro_f1 is None


def test_moves_and_flags_are_measured_over_all_pairs() -> None:
    def reply(given: tuple[str, ...], found: tuple[str, ...]) -> Judged:
        turn = LabelledTurn("agent", "x", stance="proactive", moves=given)
        row = Row(Situation("x", "", ""), label="proactive", turn=turn, group="1", language="zh", source="s")
        return Judged(row, Label("proactive", 0.9, "model"), None, moves=found)

    found = measure([reply(("probe", "invite"), ("probe",)), reply(("commit",), ("invite",))], task="stance")
    assert found.moves_micro_f1 == 0.4
    assert found.flags_micro_f1 == 1.0


def test_the_table_shows_every_label_and_part() -> None:
    text = measure_table({"question_type": measure(FOUR, task="question_type")})
    assert "| baseline: cues | 4 | 0.750 |" in text
    assert "| size | 1.000 | 0.500 | 0.667 | 2 | price (1) |" in text
    assert "| ambiguous turns | 1 | 1.000 | 1.000 | – |" in text
    assert "| given, found: | none | price | size |" in text
    assert "| size | · | 1 | 1 |" in text
    assert "| 0.5 | 1 | 0.550 | 0.000 | ···········┃········ |" in text


def test_the_table_shows_what_each_part_adds() -> None:
    table = {"all parts": Ablated(agreement(["a", "b"], ["a", "b"]), agreement(["a", "b"], ["a", "a"]))}
    table["with the tuned encoder"] = Ablated(agreement(["a", "b"], ["a", "a"]))
    found = msgspec.structs.replace(measure(FOUR, task="question_type"), ablation={"zh": table})
    text = measure_table({"question_type": found})
    assert "| all parts | 0.000 | 2 | 1.000 | 1.000 | 1.000 |" in text
    assert "| with the tuned encoder | – | 2 | 0.500 | 0.333 | 0.000 |" in text
