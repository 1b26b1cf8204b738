"""Period against period: what the data can tell apart, what may not be compared, and who is new or gone."""

import pytest
from msgspec.structs import replace

from coach.coaching.progress import TOUCHED, Change, compare
from coach.findings import Preset
from coach.metrics.intervals import wilson
from coach.metrics.summary import Durations
from tests.coaching.periods import BASIS, TAOBAO, agent, period


def change(name: str, **now: int) -> Change:
    """How one number of an agent changed from the usual to `now`."""
    found = compare(period(agent("mei")), period(agent("mei", **now), week=1), folder="w1")
    return next(one for one in found.agents[0].changes if one.name == name)


def test_the_difference_of_shares_is_that_of_newcombe() -> None:
    before = replace(agent("mei"), shares={"conversion": wilson(48, 80)})
    after = replace(agent("mei"), shares={"conversion": wilson(56, 70)})
    found = compare(period(before), period(after, week=1), folder="w1").agents[0].changes[0]
    assert (found.low, found.high) == pytest.approx((0.0524, 0.3339), abs=5e-5)
    assert found.verdict == "better"


@pytest.mark.parametrize(
    ("name", "now", "verdict"),
    [
        ("conversion", {"ordered": 40}, "better"),
        ("conversion", {"ordered": 0}, "worse"),
        ("conversion", {"ordered": 9}, "same"),
        ("passive_share", {"passive": 5}, "better"),
        ("passive_share", {"passive": 70}, "worse"),
        ("response", {"wait": 90}, "worse"),
        ("response", {"wait": 10}, "better"),
        ("response", {"wait": 20}, "same"),
        ("no_greeting", {"missed": 40}, "worse"),
        ("attitude", {}, "same"),
    ],
)
def test_a_change_is_told_only_when_the_interval_leaves_out_0(name: str, now: dict[str, int], verdict: str) -> None:
    found = change(name, **now)
    assert found.verdict == verdict
    assert found.low is not None
    assert found.high is not None
    assert (found.low <= 0 <= found.high) == (verdict == "same")


def test_without_an_interval_nothing_is_told() -> None:
    before = replace(agent("mei"), waits={"response": Durations(n=1, mean=5, median=5, p90=5)})
    found = compare(period(before), period(agent("mei"), week=1), folder="w1").agents[0].changes
    assert [one.verdict for one in found if one.name == "response"] == ["unknown"]


def test_a_number_of_one_period_stands_alone() -> None:
    before = replace(agent("mei"), shares={})
    found = compare(period(before), period(agent("mei"), week=1), folder="w1").agents[0].changes
    assert {(one.before.n, one.after.n, one.verdict) for one in found if one.kind == "share"} == {(0, 80, "unknown")}


def test_agents_who_are_new_or_gone_are_named_and_the_old_result_stays_as_it_was() -> None:
    earlier, current = period(agent("mei"), agent("lan")), period(agent("mei"), agent("lan2"), week=1)
    found = compare(earlier, current, folder="w1")
    assert ([one.agent for one in found.agents], found.new, found.gone) == (["mei"], ("lan2",), ("lan",))
    assert found.earlier is earlier


CHANGED = {
    "version": replace(BASIS, version="2"),
    "settings": replace(BASIS, settings={**BASIS.settings, "session": {"silence_min": 45}}),
    "presets": replace(BASIS, presets={"taobao": replace(TAOBAO, within_s=(60,))}),
    "models": replace(BASIS, models={"zh stance": "ef" * 32}),
    "rules": replace(BASIS, settings={**BASIS.settings, "rules": {"off": ["blame"]}}),
    "rubric": replace(BASIS, rubric="01" * 32),
    "orders": replace(BASIS, orders=False),
}
AREAS = {
    "conversion": "orders",
    "within_180_s": "service",
    "passive_share": "labels",
    "response": "service",
    "attitude": "scores",
    "no_greeting": "rules",
}


@pytest.mark.parametrize("what", CHANGED)
def test_what_was_computed_otherwise_is_named_and_not_compared(what: str) -> None:
    found = compare(period(), period(week=1, basis=CHANGED[what]), folder="w1")
    assert [one.what for one in found.reasons] == [what]
    for one in found.agents[0].changes:
        assert (one.verdict == "incomparable") == (AREAS[one.name] in TOUCHED[what]), one.name
        assert one.before.value is not None


def test_periods_that_overlap_or_are_of_other_shops_are_not_compared() -> None:
    overlap = compare(period(), period(week=0), folder="w1")
    other = compare(period(), period(week=1, shops=("tea",)), folder="w1")
    assert [one.what for one in (*overlap.reasons, *other.reasons)] == ["overlap", "shops"]
    assert {one.verdict for found in (overlap, other) for one in found.shop.changes} == {"incomparable"}


@pytest.mark.parametrize(
    "basis",
    [
        replace(BASIS, settings={**BASIS.settings, "privacy": {"keep_personal_data": True}}),
        replace(BASIS, settings={**BASIS.settings, "rules": {"off": ()}, "a_later_section": {"a": 1}}),
        replace(
            BASIS, presets={"taobao": replace(TAOBAO, verified=True), "jd": Preset("jd", 0, 1440, "always", (30,))}
        ),
        replace(BASIS, models={**BASIS.models, "en stance": "ef" * 32}),
    ],
    ids=["no number depends on it", "the same, or not known then", "only confirmed, or new", "another language"],
)
def test_what_changes_no_number_is_no_reason(basis) -> None:
    assert compare(period(), period(week=1, basis=basis), folder="w1").reasons == ()
