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
    return analysed(tmp_path_factory.mktemp("demo") / "shop")


@pytest.fixture(scope="module")
def twentyfold(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return analysed(tmp_path_factory.mktemp("demo") / "big", "--sessions", str(20 * 116), "--seed", "77")


def analysed(shop: Path, *arguments: str) -> Path:
    run("demo", str(shop), *arguments)
    tables = [part for name in ("orders", "items", "roster") for part in (f"--{name}", str(shop / f"{name}.csv"))]
    run("analyse", str(shop / "chats"), *tables, "-o", str(shop / "report"), "--jobs", "1")
    return shop / "report"


def read_summary(report: Path) -> dict:
    return json.loads((report / "summary.json").read_text(encoding="utf-8"))


def read_findings(report: Path) -> list[dict]:
    return [json.loads(line) for line in (report / "findings.jsonl").read_text(encoding="utf-8").splitlines()]


@pytest.fixture(scope="module")
def summary(report: Path) -> dict:
    return read_summary(report)


@pytest.fixture(scope="module")
def findings(report: Path) -> list[dict]:
    return read_findings(report)


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


@pytest.fixture(scope="module")
def plans(report: Path) -> list[dict]:
    return json.loads((report / "plans.json").read_text(encoding="utf-8"))["agents"]


def test_advice_in_plans_quotes_real_colleagues(plans: list[dict]) -> None:
    shown = [(plan["agent"], one) for plan in plans for point in plan["points"] for one in point["exhibits"]]
    quoted = [(agent, one["advice_from"]) for agent, one in shown if one["advice_from"]]
    assert len(plans) == 4
    assert all(1 <= len(plan["points"]) <= 3 for plan in plans)
    assert len(quoted) >= 0.7 * len(shown)
    assert all(said["agent"] in STORY and said["agent"] != agent and said["text"] for agent, said in quoted)


def test_no_two_pieces_of_advice_in_a_plan_share_their_text(plans: list[dict]) -> None:
    for plan in plans:
        shown = [one for point in plan["points"] for one in point["exhibits"]]
        texts = [one["advice_from"]["text"] if one["advice_from"] else json.dumps(one["advice"]) for one in shown]
        assert len(texts) == len(set(texts)), plan["agent"]


def test_plans_name_the_planted_weakness(plans: list[dict]) -> None:
    points = {plan["agent"]: [point["rule"] for point in plan["points"]] for plan in plans}
    assert "passive_reply" in points["passive"]
    assert "slow_response" in points["slow"]
    assert "slow_first_response" in points["few"]
    best = next(plan for plan in plans if plan["agent"] == "quick")
    assert [point["lags"] for point in best["points"]] == [False]


def test_the_playbook_lies_beside_the_report(report: Path) -> None:
    written = (report / "playbook.md").read_text(encoding="utf-8")
    assert "亲 看到您拍了M还没付" in written
    assert (report / "playbook.xlsx").stat().st_size > 0


def test_the_shop_at_20_times_its_size_with_another_seed_comes_back_exact(twentyfold: Path) -> None:
    summary = read_summary(twentyfold)
    for one in summary["agents"]:
        consultations, orders, paid, amount, conversion = STORY[one["agent"]]
        found = tuple(one[key] for key in ("consultations", "orders", "paid", "amount", "conversion"))
        assert found == (20 * consultations, 20 * orders, 20 * paid, 20 * amount, conversion)
        seconds, off = AVERAGE_RESPONSE_S[one["agent"]]
        assert one["average_response_s"] == pytest.approx(seconds, abs=off)
    assert (summary["sessions"], summary["shop"]["consultations"], summary["shop"]["orders"]) == (2320, 2300, 240)
    assert summary["skipped"] == []


def test_each_of_the_20_planted_chains_is_one_chain(twentyfold: Path) -> None:
    findings = read_findings(twentyfold)
    chains: dict[str, set[str]] = {}
    for one in findings:
        chains.setdefault(one["chain"], set()).add(one["rule"])
    unpaid = [one for one in findings if one["rule"] == "no_payment_follow_up" and one["outcome"] == "hit"]
    assert [one["agent"] for one in unpaid] == ["passive"] * 20
    assert len({one["chain"] for one in unpaid} - {None}) == 20
    for one in unpaid:
        assert {"deflection", "repeated_question", "unanswered_question"} <= chains[one["chain"]]
