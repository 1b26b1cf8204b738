"""The corpus rule: its cases, its findings, and what a case alone gives."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from coach.contradictions import Contradiction, contradictions
from coach.faq import Asked, Given
from coach.findings import Opportunity
from coach.i18n import LANGUAGES, translator
from coach.rules import registry
from coach.rules.corpus import corpus_findings
from tests.building import case
from tests.rules.building import cases

RULE = registry.get("contradiction")
ROWS = [pytest.param(row, id=f"{row['language']}-{row['kind']}-{n}") for n, row in enumerate(cases("contradiction"), 1)]
OUTCOMES = {"bad": {"hit", "clear"}, "good": {"clear"}, "silent": set()}


def asked(row: dict[str, Any]) -> list[Asked]:
    start = datetime.fromisoformat("2024-03-05T10:00:00")
    return [
        Asked(
            text=one["question"],
            type=one.get("type", row["type"]),
            item=one.get("item"),
            session=one.get("session", f"s{number}"),
            message_id=f"q{number}",
            at=start + timedelta(minutes=number),
            status="answered",
            answer=Given(one["answer"], one["agent"], f"a{number}", "passive"),
            language=row["language"],
            customer=f"customer {number}",
        )
        for number, one in enumerate(row["asked"], start=1)
    ]


def found_in(row: dict[str, Any]) -> list[Opportunity]:
    assert RULE.compare is not None
    return list(RULE.compare(asked(row)))


def draw(one: Opportunity) -> str:
    places = [span.message_id[1:] for span in one.evidence if span.message_id.startswith("q")]
    return f"{one.outcome} {one.agent} {','.join(places)}"


@pytest.mark.parametrize("row", ROWS)
def test_case(row: dict[str, Any]) -> None:
    found = found_in(row)
    assert [draw(one) for one in found] == row["expect"], row["about"]
    assert {one.outcome for one in found} == OUTCOMES[row["kind"]]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_its_cases(language: str) -> None:
    assert {"bad", "good"} <= {row["kind"] for row in cases("contradiction") if row["language"] == language}


@pytest.mark.parametrize("row", ROWS)
def test_the_pairs_that_faq_mining_takes_are_the_hits(row: dict[str, Any]) -> None:
    hits = [one for one in found_in(row) if one.outcome == "hit"]
    assert len(contradictions(asked(row))) == len(hits)


def test_a_finding_quotes_both_answers_under_the_customer_of_the_later() -> None:
    row = cases("contradiction")[0]
    (found,) = corpus_findings(asked(row), found_in(row))
    assert [quote.text for quote in found.quotes] == [
        text for one in row["asked"] for text in (one["question"], one["answer"])
    ]
    assert (found.customer, found.opportunity.session) == ("customer 2", "s2")
    advice = found.opportunity.advice
    assert advice is not None
    for language in LANGUAGES:
        text = translator(language)(advice.key, **advice.values)
        assert all(value in text for value in advice.values.values())


def test_one_case_alone_holds_no_contradiction_to_find() -> None:
    assert (
        list(RULE.check(case([("C", "10:00:00", "会掉色吗", "quality"), ("A", "10:00:20", "不会", "passive")]))) == []
    )


@pytest.mark.parametrize(
    ("question", "first", "second", "differ"),
    [
        ("不会掉色吧", "会", "不会", False),
        ("是纯棉的还是混纺的", "是纯棉的", "不是纯棉的", False),
        ("能用多久", "3年左右", "36个月", False),
        ("一包多少片", "30片", "50片", True),
        ("一包多少片", "30片", "30片一包，一箱24包", False),
        ("功率多大", "1500W", "1.8升", False),
    ],
)
def test_borders(question: str, first: str, second: str, differ: bool) -> None:
    row = {
        "language": "zh",
        "type": "quality",
        "asked": [{"question": question, "answer": answer, "agent": "小美", "item": "1"} for answer in (first, second)],
    }
    assert contradictions(asked(row)) == ((Contradiction(kept=0, other=1),) if differ else ())
