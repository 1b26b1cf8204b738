"""The demo shop comes back exact, on the whole path: files, reading, merging, labels, metrics, rules, reports."""

import json
from pathlib import Path

import pytest

from coach.cli import main

STORY = {
    # agent: consultations, orders, paid, amount, conversion
    "slow": (42, 1, 1, 129.00, 0.0238),
    "quick": (27, 7, 7, 1007.00, 0.2593),
    "passive": (34, 2, 1, 89.00, 0.0588),
    "few": (12, 2, 2, 218.00, 0.1667),
}
AVERAGE_RESPONSE_S = {"slow": (244, 0.5), "quick": (12, 0.5), "passive": (45, 3), "few": (60, 3)}
"""Seconds, and how far the figure may be off: it depends on which turns are taken for questions."""


def run(*arguments: str) -> None:
    with pytest.raises(SystemExit) as ended:
        main(list(arguments))
    assert ended.value.code == 0


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    shop = tmp_path_factory.mktemp("demo") / "shop"
    run("demo", str(shop))
    tables = [part for name in ("orders", "items", "roster") for part in (f"--{name}", str(shop / f"{name}.csv"))]
    run("analyse", str(shop / "chats"), *tables, "-o", str(shop / "report"), "--jobs", "1")
    return shop / "report"


@pytest.fixture(scope="module")
def summary(report: Path) -> dict:
    return json.loads((report / "summary.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def findings(report: Path) -> list[dict]:
    return [json.loads(line) for line in (report / "findings.jsonl").read_text(encoding="utf-8").splitlines()]


@pytest.mark.parametrize("agent", STORY)
def test_every_figure_of_the_story_comes_back(summary: dict, agent: str) -> None:
    found = next(one for one in summary["agents"] if one["agent"] == agent)
    assert tuple(found[key] for key in ("consultations", "orders", "paid", "amount", "conversion")) == STORY[agent]
    seconds, off = AVERAGE_RESPONSE_S[agent]
    assert found["average_response_s"] == pytest.approx(seconds, abs=off)


def test_the_shop_counts_each_person_once(summary: dict) -> None:
    shop = summary["shop"]
    assert (shop["consultations"], shop["orders"], shop["conversion"]) == (115, 12, 0.1043)
    assert summary["sessions"] == 116
    assert summary["skipped"] == []


def test_the_planted_chain_is_one_chain(findings: list[dict]) -> None:
    unpaid = next(one for one in findings if one["rule"] == "no_payment_follow_up" and one["outcome"] == "hit")
    chain = [one for one in findings if one["chain"] == unpaid["chain"]]
    assert unpaid["agent"] == "passive"
    assert unpaid["chain"] is not None
    assert {"deflection", "repeated_question", "unanswered_question"} <= {one["rule"] for one in chain}


def test_size_questions_are_deflected(findings: list[dict]) -> None:
    deflected = [one for one in findings if one["rule"] == "deflection" and one["agent"] == "passive"]
    compared = {
        one["session"]
        for one in deflected
        if any("对比" in quote["text"] or "比较" in quote["text"] for quote in one["quotes"])
    }
    assert len(compared) >= 4


def test_five_questions_belong_on_the_page(report: Path) -> None:
    candidates = [json.loads(line) for line in (report / "faq.jsonl").read_text(encoding="utf-8").splitlines()]
    planted = {
        "size": ("建议", "M"),
        "quality": ("印染",),
        "shelf_life": ("8个月",),
        "suitability": ("无酒精", "孕"),
        "usage": ("15分钟",),
    }
    for question_type, words in planted.items():
        answers = [
            answer["text"]
            for candidate in candidates
            if candidate["question_type"] == question_type and candidate["support"] >= 3
            for answer in candidate["answers"][:1]
        ]
        assert any(any(word in answer for word in words) for answer in answers), question_type
