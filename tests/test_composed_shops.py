"""Shops that strangers composed, on the whole path: what they planted is found, what only looks like a fault is not.

Each author had seen neither rules nor cues nor training data. The first analysis of the second shop found 18 of its 40
faults, of the third, after the rules had been mended, 26, and of the fourth, after another round, 35. The second and
the third were looked at while rules were mended; the fourth was not. These are floors that later changes must not fall
below.
"""

import json
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from coach.cli import main

SHOPS = Path(__file__).parent / "composed_shops"
LEAST_FOUND = {"second": 37, "third": 36, "fourth": 34}
NEAR = timedelta(minutes=20)
MISSING = frozenset(
    {
        *("lost_promise", "no_apology_on_complaint", "no_closing", "no_greeting", "no_need_probe"),
        *("no_payment_follow_up", "no_recommendation", "no_retention", "payment_help"),
        *("returning_customer_unrecognised", "unanswered_question"),
    }
)
"""Rules about something missing: the finding may stand at another message of that day."""

HINTS = frozenset({"no_cross_sell", "passive_reply"})
"""Rules that hit in most sessions of any shop, by the guide's own words; nothing was planted for each of them."""

MOST_UNPLANTED = 12

Row = dict[str, Any]


@pytest.fixture(scope="module", params=LEAST_FOUND)
def shop(request: pytest.FixtureRequest) -> Path:
    return SHOPS / str(request.param)


@pytest.fixture(scope="module")
def hits(shop: Path, tmp_path_factory: pytest.TempPathFactory) -> list[Row]:
    out = tmp_path_factory.mktemp(shop.name) / "report"
    tables = [part for name in ("orders", "roster") for part in (f"--{name}", str(shop / f"{name}.csv"))]
    with pytest.raises(SystemExit) as ended:
        main(["analyse", str(shop / "chats"), *tables, "-o", str(out), "--jobs", "1"])
    assert ended.value.code == 0
    return [row for row in lines(out / "findings.jsonl") if row["outcome"] == "hit"]


def lines(path: Path) -> list[Row]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text.replace(" ", "T")[:19])


def is_at(hit: Row, place: Row, rules: set[str], *, near: timedelta, all_day: bool = False) -> bool:
    """Whether the hit is of one of the rules, at the customer and about the time of the place."""
    if hit["customer"] != place["customer"] or hit["rule"] not in rules:
        return False
    at = moment(place["at"])
    shown = [moment(text) for text in (hit["at"], *(quote["at"] for quote in hit["quotes"])) if text]
    return any(abs(one - at) <= near or (all_day and one.date() == at.date()) for one in shown)


def finds(hit: Row, planted: Row) -> bool:
    rules = {planted["rule"], *planted.get("also", ())}
    return is_at(hit, planted, rules, near=NEAR, all_day=hit["rule"] in MISSING)


def test_what_was_planted_is_found(hits: list[Row], shop: Path) -> None:
    planted = lines(shop / "planted.jsonl")
    missed = [f"{one['rule']} {one['customer']}" for one in planted if not any(finds(hit, one) for hit in hits)]
    assert len(planted) == 40
    assert len(planted) - len(missed) >= LEAST_FOUND[shop.name], missed


def test_what_only_looks_like_a_fault_is_left_alone(hits: list[Row], shop: Path) -> None:
    against = [
        f"{hit['rule']} {sound['customer']}: {sound['why']}"
        for sound in lines(shop / "sound.jsonl")
        for hit in hits
        if is_at(hit, sound, set(sound["not_rules"]), near=NEAR)
    ]
    assert against == []


def test_few_hits_beside_what_was_planted(hits: list[Row], shop: Path) -> None:
    planted = lines(shop / "planted.jsonl")
    beside = [hit for hit in hits if hit["rule"] not in HINTS and not any(finds(hit, one) for one in planted)]
    assert len(beside) <= MOST_UNPLANTED, [(hit["rule"], hit["customer"]) for hit in beside]
