"""Allocation and calibration in the report: every reason has its words, names stay text, nothing is made up."""

from typing import get_args

import msgspec
import pytest

from coach.coaching.allocation import AgentLoad, Allocation
from coach.coaching.precision import Agreement, Calibration, Disputes, LabelPrecision, RulePrecision
from coach.coaching.reallocation import Estimate, Move, Reallocation, Unsupported
from coach.metrics.intervals import wilson
from coach.reports.allocation import allocation_part
from coach.reports.calibration import calibration_part
from coach.reports.html import render
from coach.reports.markdown_coaching import allocation_lines, calibration_lines
from coach.reports.texts import Texts
from coach.result import Analysis
from tests.reports.example import example

NAME = "<b>|阿快"
LOADS = (
    AgentLoad("阿慢", 42, 0.6, wilson(1, 42), Estimate("阿慢", 0.1, 0.06, 0.02, 0.12), peak=3, busiest=5),
    AgentLoad(NAME, 28, 0.4, wilson(0, 0), None, peak=0, busiest=0),
)


def allocated(**changes: object) -> Analysis:
    found = Allocation(agents=LOADS, by_hour={9: {NAME: wilson(0, 2)}}, **changes)  # type: ignore[arg-type]
    return msgspec.structs.replace(example(), allocation=found)


@pytest.mark.parametrize("language", ["zh", "en", "es"])
@pytest.mark.parametrize("reason", get_args(Unsupported))
def test_without_a_suggestion_the_reason_is_told(language: str, reason: Unsupported) -> None:
    texts = Texts(language)
    part = allocation_part(allocated(unsupported=reason), texts)
    assert part is not None
    assert part.conclusion == texts(f"allocation.unsupported.{reason}")
    assert part.moves == ()


def test_a_suggestion_has_its_interval_and_names_stay_text() -> None:
    moved = Reallocation((Move("阿慢", NAME, 15),), orders=12, mean=1.66, low=0.1, high=3.34)
    analysis = allocated(reallocation=moved)
    texts = Texts("en")
    part = allocation_part(analysis, texts)
    assert part is not None
    assert "15 consultations" in part.conclusion
    assert "1.7 more orders" in part.conclusion
    assert "0.1 to 3.3" in part.conclusion
    assert [[cell.text for cell in cells] for _, cells in part.rows][1][1:4] == [
        texts("missing.orders"),
        texts("missing.orders"),
        texts("missing.times"),
    ]
    assert "&lt;b&gt;|阿快" in render(analysis, texts)
    assert "\\<b\\>\\|阿快" in "\n".join(allocation_lines(analysis, texts))


def test_a_shop_without_agents_has_no_allocation() -> None:
    analysis = msgspec.structs.replace(example(), allocation=Allocation())
    assert allocation_part(analysis, Texts("en")) is None
    assert allocation_lines(analysis, Texts("en")) == []


@pytest.mark.parametrize("language", ["zh", "en", "es"])
def test_the_calibration_says_what_was_judged_and_what_was_not(language: str) -> None:
    texts = Texts(language)
    told = Calibration(
        verdicts=9,
        trainers=("lin", NAME),
        rules=(RulePrecision("deflection", wilson(1, 8), hint=True), RulePrecision("blame", wilson(3, 3), hint=False)),
        labels=(LabelPrecision("stance", wilson(2, 4)),),
        agreements=(Agreement("lin", NAME, "outcome", wilson(5, 5), None),),
        disputes=(Disputes("阿慢", 1, 0, 2, {"blame": 3}),),
        unknown=1,
        unknown_examples=("turn:gone",),
    )
    analysis = msgspec.structs.replace(example(), calibration=told)
    part = calibration_part(analysis, texts)
    assert part is not None
    rules, labels, agreement, disputes, scores = part.tables
    assert [cells[1].text for _, cells in rules.rows] == [texts("calibration.hint"), texts("calibration.counts")]
    assert rules.rows[0][1][0].basis[0] == "1/8"
    assert labels.rows[0][1][0].basis[0] == "2/4"
    assert agreement.rows[0][1][2].missing
    assert [cell.text for cell in disputes.rows[0][1]][:3] == ["1", "0", "2"]
    assert len(scores.rows) == len(analysis.agents) + 1
    assert "turn:gone" in part.unknown
    assert all(len(cells) + 1 == len(one.columns) for one in part.tables for _, cells in one.rows)
    written = "\n".join(calibration_lines(analysis, texts))
    assert "<b>" not in written
    assert texts.rule("deflection") in written
    assert texts("calibration.hint") in render(analysis, texts)


def test_empty_tables_say_so() -> None:
    told = Calibration(verdicts=0, trainers=(), rules=(), labels=(), agreements=(), disputes=())
    analysis = msgspec.structs.replace(example(), calibration=told)
    texts = Texts("en")
    written = "\n".join(calibration_lines(analysis, texts))
    for key in ("rules", "labels", "agreement", "disputes"):
        assert texts(f"calibration.{key}.none") in written
