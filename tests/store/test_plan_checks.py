"""The service checks the points of last week's plan on the chats of this week, however they are uploaded."""

from datetime import date

from coach.coaching.plan import AgentPlan
from coach.findings import Rate
from coach.store.store import Store
from coach.store.values import Shop
from tests.store.shop_chats import upload
from tests.store.two_weeks import ANSWERED, EVADED, NEXT_MONDAY, NEXT_TUESDAY, TUESDAY_TO_SUNDAY, talks

MONDAY = date(2024, 3, 11)


def plan_of(store: Store, shop: str, agent: str) -> AgentPlan:
    analysis = store.results.analysis(shop)
    assert analysis is not None
    return next(one.plan for one in analysis.agents if one.agent == agent and one.plan)


def missed_since_monday(store: Store, shop: str, rule: str) -> Rate:
    (pair,) = store.results.scorecards(shop, since=MONDAY, agent="小满")
    return next(factor.rules[rule] for factor in pair.automatic.factors if rule in factor.rules)


def test_last_weeks_points_are_checked_on_this_weeks_chats(store: Store, shop: Shop) -> None:
    upload(store, shop.id, talks("小满", EVADED, days=TUESDAY_TO_SUNDAY), name="1.jsonl")
    upload(store, shop.id, talks("小禾", ANSWERED, days=TUESDAY_TO_SUNDAY), name="2.jsonl")
    first = plan_of(store, shop.id, "小满")
    assert first.checked == ()
    then = {one.rule: one.rate for one in first.points}
    assert then["passive_reply"].hits == then["passive_reply"].n == 36

    for day, reply, name in ((NEXT_MONDAY, ANSWERED, "3.jsonl"), (NEXT_TUESDAY, EVADED, "4.jsonl")):
        upload(store, shop.id, talks("小满", reply, days=day), name=name)
        checked = {one.rule: one for one in plan_of(store, shop.id, "小满").checked}
        assert {rule: one.change.first for rule, one in checked.items()} == then
        for rule, one in checked.items():
            assert one.change.second == missed_since_monday(store, shop.id, rule)
        assert checked["passive_reply"].verdict == "better"
        assert (checked["passive_reply"].change.second.hits == 0) == (reply == ANSWERED)


def test_older_chats_and_an_erasure_leave_the_check_as_it_is(store: Store, shop: Shop) -> None:
    upload(store, shop.id, talks("小满", EVADED, days=TUESDAY_TO_SUNDAY), name="1.jsonl")
    upload(store, shop.id, talks("小满", ANSWERED, days=NEXT_MONDAY), name="2.jsonl")
    checked = plan_of(store, shop.id, "小满").checked
    assert checked
    upload(store, shop.id, talks("小禾", ANSWERED, days=range(1)), name="3.jsonl")
    assert plan_of(store, shop.id, "小满").checked == checked
    store.erasure.erase(shop.id, "小满_0_0")
    assert plan_of(store, shop.id, "小满").checked == checked
