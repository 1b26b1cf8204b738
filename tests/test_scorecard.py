"""Scorecards: the formula, its minimum, credits, the critical cap, and intervals that cover."""

import random

import msgspec
import pytest

from coach.findings import Factor, FactorScore, RuleCount, Scorecard
from coach.rubrics import Critical, Rubric, load_rubric
from coach.rules import Rule
from coach.scorecard import rate, scorecards

RUBRIC = Rubric(
    name="test",
    factors={"response_speed": 3, "professional_knowledge": 1},
    rules={
        "response_speed": {"unanswered_question": 3, "slow_first_response": 1},
        "professional_knowledge": {"deflection": 1},
        "service_awareness": {"no_need_probe": 1},
    },
    min_opportunities=5,
)


def counted(hits: int, clears: int, credited: int = 0, *, exempt: int = 0) -> RuleCount:
    """Opportunities one a session."""
    n = hits + clears + credited
    return RuleCount(hits, clears, credited, exempt, 0, clusters=n, sum_hh=hits, sum_nn=n, sum_hn=hits)


def clustered(sessions: list[tuple[int, int]]) -> RuleCount:
    """Sessions of so many hits in so many opportunities."""
    hits, n = sum(h for h, _ in sessions), sum(n for _, n in sessions)
    squares = (sum(h * h for h, _ in sessions), sum(n * n for _, n in sessions), sum(h * n for h, n in sessions))
    return RuleCount(hits, n - hits, 0, 0, 0, len(sessions), *squares)


def card(counts: dict[str, RuleCount], rubric: Rubric = RUBRIC) -> Scorecard:
    _, mine = scorecards({("wang", rule): one for rule, one in counts.items()}, rubric)
    return mine


def factor(found: Scorecard, name: Factor) -> FactorScore:
    return next(one for one in found.factors if one.factor == name)


def test_factor_score_weighs_the_rates_of_its_rules() -> None:
    found = card({"unanswered_question": counted(2, 8), "slow_first_response": counted(5, 5)})
    speed = factor(found, "response_speed")
    assert speed.score == pytest.approx(100 * (1 - (3 * 0.2 + 1 * 0.5) / 4))
    assert speed.n == 20
    assert {name: (one.hits, one.n) for name, one in speed.rules.items()} == {
        "unanswered_question": (2, 10),
        "slow_first_response": (5, 10),
    }


def test_a_rule_below_the_minimum_is_shown_and_does_not_count() -> None:
    found = card({"unanswered_question": counted(2, 8), "slow_first_response": counted(4, 0)})
    speed = factor(found, "response_speed")
    assert speed.score == pytest.approx(80)
    assert speed.rules["slow_first_response"].value == 1
    assert speed.n == 14


def test_below_the_minimum_there_is_no_score() -> None:
    found = card({"deflection": counted(4, 0, exempt=9)})
    assert found.score is None
    assert found.n == 4
    assert all((one.score, one.low, one.high) == (None, None, None) for one in found.factors)


def test_the_card_weighs_the_factors_that_have_a_score() -> None:
    found = card({"unanswered_question": counted(2, 8), "deflection": counted(5, 5)})
    assert found.score == pytest.approx((3 * 80 + 1 * 50) / 4)
    assert [one.factor for one in found.factors][-1] == "risk"


@pytest.mark.parametrize(
    ("hits", "clears", "credited", "score"),
    [(5, 5, 0, 50.0), (5, 3, 2, 52.0), (0, 0, 10, 100.0), (10, 0, 0, 0.0)],
)
def test_credits_add_their_share_of_ten_points(hits: int, clears: int, credited: int, score: float) -> None:
    rubric = Rubric(name="one", factors={"service_awareness": 1}, rules=RUBRIC.rules)
    found = card({"no_need_probe": counted(hits, clears, credited)}, rubric)
    assert factor(found, "service_awareness").score == pytest.approx(score)


def test_a_rule_without_a_weight_costs_nothing() -> None:
    found = card({"unanswered_question": counted(0, 10), "lost_promise": counted(10, 0)})
    assert factor(found, "response_speed").score == 100
    assert factor(found, "response_speed").rules["lost_promise"].hits == 10


@pytest.mark.parametrize(
    ("deflected", "cap", "score", "capped_by"),
    [(1, 60, 60, "deflection"), (0, 60, 100, None), (1, 95, 95, "deflection"), (10, 60, 0, None)],
)
def test_a_critical_hit_caps_the_card(deflected: int, cap: float, score: float, capped_by: str | None) -> None:
    rubric = Rubric(
        name="critical",
        factors={"professional_knowledge": 1},
        rules={"professional_knowledge": {"deflection": 1}},
        critical=Critical(cap=cap, rules=("deflection",)),
    )
    found = card({"deflection": counted(deflected, (10 if deflected < 10 else 0) * 10)}, rubric)
    assert found.score == pytest.approx(score)
    assert found.capped_by == capped_by


def test_the_team_comes_first_and_holds_what_nobody_was_assigned() -> None:
    counts = {
        ("wang", "deflection"): counted(1, 9),
        ("li", "deflection"): counted(9, 1),
        ("", "unanswered_question"): counted(0, 0, exempt=3),
    }
    cards = scorecards(counts, RUBRIC)
    assert [one.agent for one in cards] == ["", "li", "wang"]
    assert [one.score for one in cards] == [pytest.approx(50), pytest.approx(10), pytest.approx(90)]
    assert [one.agent for one in scorecards({}, RUBRIC)] == [""]


def test_the_built_in_rubric_scores_a_perfect_agent_with_100() -> None:
    weights = load_rubric().rules
    rules = [rule for named in weights.values() for rule in named]
    found = card({rule: counted(0, 20) for rule in rules}, load_rubric())
    assert found.score == pytest.approx(100)


def test_likeness_within_sessions_widens_the_interval() -> None:
    apart = rate(clustered([(1, 1)] * 10 + [(0, 1)] * 10))
    alike = rate(clustered([(5, 5)] * 2 + [(0, 5)] * 2))
    assert (apart.value, alike.value) == (0.5, 0.5)
    assert apart.low is not None and alike.low is not None
    assert alike.low < apart.low


def test_the_interval_of_a_factor_holds_its_score_and_lies_within_the_scale() -> None:
    for hits in range(11):
        speed = factor(card({"unanswered_question": counted(hits, 10 - hits)}), "response_speed")
        assert speed.score is not None and speed.low is not None and speed.high is not None
        assert 0 <= speed.low <= speed.score <= speed.high <= 100
        assert speed.high - speed.low < 75


def test_the_interval_of_a_factor_covers_the_truth_in_95_of_100_cases() -> None:
    """Sessions whose opportunities resemble each other: each session has its own rate, Beta(1, 3)."""
    draw = random.Random(20240305)
    covered = runs = 0
    for _ in range(300):
        counts = {rule: clustered([_session(draw) for _ in range(40)]) for rule in RUBRIC.rules["response_speed"]}
        speed = factor(card(counts), "response_speed")
        assert speed.low is not None and speed.high is not None
        covered += speed.low <= 75 <= speed.high
        runs += 1
    assert 0.92 <= covered / runs <= 0.98


def _session(draw: random.Random) -> tuple[int, int]:
    n, own = draw.randint(1, 6), draw.betavariate(1, 3)
    return sum(draw.random() < own for _ in range(n)), n


def test_a_rule_that_praises_adds_its_credits_and_costs_nothing() -> None:
    counts = {"no_need_probe": counted(2, 8), "extra_mile": counted(0, 15, 5)}
    assert factor(card(counts), "service_awareness").score == pytest.approx(80 + 10 * 5 / 20)


def test_a_shop_s_own_rule_weighs_what_the_rubric_gives_it() -> None:
    ours = Rule("ours", "professional_knowledge", (), check=lambda case: iter(()))
    rubric = msgspec.structs.replace(RUBRIC, rules={"professional_knowledge": {"deflection": 1, "ours": 3}})
    counts = {("wang", "deflection"): counted(0, 10), ("wang", "ours"): counted(5, 5)}
    _, mine = scorecards(counts, rubric, own=[ours])
    assert factor(mine, "professional_knowledge").score == pytest.approx(100 * (1 - 3 * 0.5 / 4))
