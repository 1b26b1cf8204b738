"""Findings: stable ids, quotes around the evidence, and chains of what follows from each other."""

from collections.abc import Iterable
from itertools import chain

import pytest

from coach.findings import Case, Finding, Opportunity
from coach.labels import Span
from coach.rules import registry
from coach.rules.findings import QUOTED, findings
from tests.building import case, order
from tests.rules.building import built, cases, read

ANSWERING = ("deflection", "no_need_probe", "no_payment_follow_up", "passive_reply", "unanswered_question")


def found_by(names: Iterable[str], one: Case) -> tuple[Finding, ...]:
    return findings(one, chain.from_iterable(registry.get(name).check(one) for name in names))


def test_the_story_of_the_demo_shop_is_one_chain() -> None:
    row = read("chain")
    found = found_by(registry.names(), built(row))
    chains = {one.chain for one in found if one.chain}
    assert len(chains) == 1
    assert [one.opportunity.rule for one in found if one.chain] == row["expect"]
    assert [one.opportunity.rule for one in found if not one.chain] == row["alone"]
    assert {one.opportunity.agent for one in found} == {"小满"}
    assert all("碎花连衣裙最大是什么码" in [quote.text for quote in one.quotes] for one in found)


def test_only_hits_and_credits_are_findings() -> None:
    one = case(
        [
            ("C", "10:00:00", "160/50kg穿什么码", "size"),
            ("A", "10:00:20", "您平时穿M还是L", "proactive:probe"),
            ("C", "10:00:40", "M", "none"),
            ("A", "10:00:50", "那建议您拍M码哦", "proactive:recommend"),
        ]
    )
    assert [(one.opportunity.rule, one.opportunity.outcome) for one in found_by(ANSWERING, one)] == [
        ("no_need_probe", "credit")
    ]


def test_a_finding_quotes_evidence_the_opening_message_and_the_reply_in_order() -> None:
    one = case(
        [
            ("C", "10:00:00", "在吗 多少钱", [("多少钱", "price")]),
            ("A", "10:00:10", "稍等", "neutral"),
            ("C", "10:00:20", "嗯", "none"),
            ("A", "10:00:30", "79", "passive"),
        ]
    )
    (found,) = found_by(ANSWERING, one)
    assert found.opportunity.rule == "passive_reply"
    assert [(quote.text, quote.start, quote.end) for quote in found.quotes] == [("在吗 多少钱", 3, 6), ("79", 0, 2)]
    assert found.customer == "mei"
    assert (found.platform, found.shop) == ("taobao", "shop")


def test_quotes_are_at_most_six() -> None:
    lines = [("C", "10:00:00", "多少钱", "price")]
    lines += [("A", f"10:00:{second}", f"第{second}句", "passive") for second in range(10, 20)]
    (found,) = found_by(ANSWERING, case(lines))
    assert len(found.opportunity.evidence) == 10
    assert [quote.text for quote in found.quotes] == [f"第{second}句" for second in range(10, 10 + QUOTED)]


def test_ids_are_stable_and_differ() -> None:
    one = built(cases("deflection")[0])
    first, second = found_by(ANSWERING, one), found_by(ANSWERING, one)
    ids = [found.id for found in first]
    assert ids == [found.id for found in second]
    assert len(set(ids)) == len(ids) == 2


def test_two_orders_with_one_evidence_are_two_findings() -> None:
    one = case(
        [("C", "10:00:00", "有货吗", "stock"), ("A", "10:00:20", "有的，现在拍今天发", "proactive:invite")],
        orders=[order("1", created="10:05:00"), order("2", created="10:06:00")],
        seen_until="2024-03-08 10:00:00",
    )
    found = found_by(ANSWERING, one)
    assert [finding.opportunity.links for finding in found] == [("1",), ("2",)]
    assert found[0].id != found[1].id
    assert [finding.chain for finding in found] == [None, None]


@pytest.mark.parametrize(
    ("evidence", "outcomes", "chained"),
    [
        (("1", "2"), ("hit", "hit"), True),
        (("1", "1"), ("hit", "hit"), False),
        (("1", "2"), ("hit", "credit"), False),
    ],
    ids=["two messages", "one message seen twice", "a credit is no link"],
)
def test_chains_need_two_hits_on_different_messages(
    evidence: tuple[str, str], outcomes: tuple[str, str], chained: bool
) -> None:
    one = case([("C", "10:00:00", "有货吗", "stock"), ("A", "10:00:20", "有", "passive")])
    ids = {str(place): message.id for place, message in enumerate(one.sessions[0].session.messages, start=1)}
    given = [
        Opportunity(
            rule,
            "attitude",
            "wang",
            one.sessions[0].session.id,
            outcome,  # type: ignore[arg-type]
            (Span(ids[number], 0, 1),),
            links=("r",),
        )
        for rule, number, outcome in zip(("deflection", "repeated_question"), evidence, outcomes, strict=True)
    ]
    found = findings(one, given)
    assert all((finding.chain is not None) == chained for finding in found)
