from collections.abc import Sequence
from decimal import Decimal

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from coach.findings import Case
from coach.metrics.counts import ClusterSums, Tally, merge
from coach.metrics.presets import load_presets
from coach.metrics.tally import Counting, tally
from coach.outcomes import attribute_cases
from tests.building import case, order, session

PRESALE = frozenset({"size", "stock", "price", "quality"})
VISIT = [
    ("C", "10:00:00", "160穿什么码", "size"),
    ("B", "10:00:01", "欢迎光临"),
    ("A", "10:00:40", "M", "passive"),
    ("C", "10:01:00", "会掉色吗", "quality"),
    ("A", "10:05:00", "不会，深色建议单独洗", "proactive:anticipate"),
    ("C", "10:05:10", "好的", "none"),
]
ALL_PRESETS = ("taobao", "jd", "pdd", "douyin", "kuaishou", "plain")


def count(*cases: Case) -> Tally:
    return tally(cases, orders=attribute_cases(cases), counting=Counting(PRESALE))


def test_one_visit_is_counted_for_the_shop_and_its_agent() -> None:
    counted = count(case(VISIT))
    shop = counted.shop
    assert counted.agents == {"wang": shop}
    assert (shop.sessions, shop.exchanges, shop.messages, shop.customer_messages, shop.agent_messages) == (
        1,
        3,
        6,
        3,
        2,
    )
    assert (shop.consultations, shop.inquirers, shop.asked, shop.never_answered, shop.unanswered_sessions) == (
        1,
        1,
        1,
        0,
        0,
    )
    assert (shop.answered_rounds, shop.unanswered_rounds) == (2, 0)
    assert (shop.first_response_s, shop.response_s, shop.handle_s) == ({40: 1}, {40: 1, 240: 1}, {300: 1})
    assert shop.within == {30: ClusterSums.of(0, 2), 180: ClusterSums.of(1, 2)}
    assert (shop.stances, shop.passive) == ({"passive": 1, "proactive": 1}, ClusterSums.of(1, 2))
    assert shop.requests == {"quality": {"answered": 1}, "size": {"answered": 1}}
    assert shop.types == {"quality": ClusterSums.of(1, 2), "size": ClusterSums.of(1, 2)}
    assert (shop.by_day, shop.by_hour) == ({"2024-03-05": 1}, {10: 1})
    assert (counted.presets, counted.methods) == ({"plain": 1}, {"order": 1})


def test_nothing_counts_nothing() -> None:
    assert count() == Tally()


def test_a_person_served_by_two_agents_counts_once_for_the_shop() -> None:
    handed_over = case(
        [
            ("C", "10:00:00", "能退吗", "after_sale"),
            ("A wang", "10:00:10", "转售后哦", "neutral"),
            ("C", "10:00:20", "多久", "after_sale"),
            ("A li", "10:01:20", "一天", "passive"),
        ]
    )
    counted = count(handed_over)
    assert counted.shop.consultations == 1
    assert [counted.agents[agent].consultations for agent in ("li", "wang")] == [1, 1]
    assert (counted.agents["wang"].response_s, counted.agents["li"].response_s) == ({10: 1}, {60: 1})
    assert (counted.agents["wang"].first_response_s, counted.agents["li"].first_response_s) == ({10: 1}, {})
    assert (counted.agents["wang"].agent_messages, counted.agents["wang"].customer_messages) == (1, 2)
    assert counted.shop.inquirers == 0
    assert counted.agents["li"].requests == {"after_sale": {"answered": 1}}
    assert counted.agents["wang"].requests == {}


def test_a_session_nobody_answered_stays_out_of_the_averages_and_is_counted_by_itself() -> None:
    ignored = count(case([("C", "10:00:00", "有货吗", "stock"), ("B", "10:00:01", "您好")])).shop
    assert (ignored.sessions, ignored.unanswered_sessions, ignored.consultations) == (1, 1, 0)
    assert (ignored.asked, ignored.never_answered, ignored.unanswered_rounds) == (1, 1, 1)
    assert (ignored.first_response_s, ignored.response_s, ignored.handle_s) == ({}, {}, {})
    assert ignored.within[180] == ClusterSums.of(0, 1)


def test_who_was_answered_in_another_session_was_not_never_answered() -> None:
    counted = count(case([("C", "10:00:00", "有货吗", "stock")], VISIT, day="2024-03-05")).shop
    assert (counted.asked, counted.never_answered, counted.unanswered_sessions) == (1, 0, 1)


def test_an_agent_who_wrote_unasked_and_then_ignored_the_customer_answers_for_it() -> None:
    counted = count(case([("A", "10:00:00", "上新啦", "proactive:invite"), ("C", "10:01:00", "有红色吗", "stock")]))
    wang = counted.agents["wang"]
    assert (wang.asked, wang.never_answered, wang.unanswered_sessions, wang.unanswered_rounds) == (1, 1, 1, 1)
    assert wang.requests == {"stock": {"unanswered": 1}}


def test_without_times_counts_stay_and_durations_are_unknown() -> None:
    shop = count(case([("C", None, "有货吗", "stock"), ("A", None, "有", "passive")])).shop
    assert (shop.sessions, shop.consultations, shop.inquirers, shop.never_answered) == (1, 1, 1, 0)
    assert (shop.response_s, shop.handle_s, shop.answered_rounds, shop.by_day, shop.by_hour) == ({}, {}, 0, {}, {})
    assert shop.within == {30: ClusterSums(), 180: ClusterSums()}


def test_rounds_outside_the_hours_are_not_counted() -> None:
    lines = [("C", "03:00:00", "有货吗", "stock"), ("A", "08:30:00", "有的", "passive")]
    taobao = count(case(lines, preset=load_presets({}).for_platform("taobao"))).shop
    assert (taobao.answered_rounds, taobao.response_s, taobao.within) == (0, {}, {180: ClusterSums()})
    assert (taobao.sessions, taobao.consultations, taobao.by_hour) == (1, 1, {3: 1})


def by_preset(name: str) -> ClusterSums:
    visits = [
        session([("C", "10:00:00", "有货吗", "stock"), ("A", "10:00:10", "有", "passive")], day="2024-03-05"),
        session([("C", "11:00:00", "有货吗", "stock"), ("A", "13:00:10", "有", "passive")], day="2024-03-05"),
        session([("C", "10:00:00", "有货吗", "stock"), ("A", "10:00:10", "有", "passive")], day="2024-03-06"),
    ]
    (within,) = count(case(*visits, preset=load_presets({}).for_platform(name))).shop.within.values()
    return within


def test_a_preset_counts_rounds_or_people_or_people_a_day() -> None:
    assert by_preset("taobao") == ClusterSums(clusters=3, h=2, n=3, hh=2, nn=3, hn=2)
    assert by_preset("kuaishou") == ClusterSums.of(0, 1)
    assert by_preset("pdd") == ClusterSums.of(1, 2)


def test_orders_count_people_and_amounts_add_up() -> None:
    bought = case(
        VISIT,
        orders=[
            order("1", created="10:20:00", paid="10:21:00", amount="129.00"),
            order("2", created="11:00:00", paid="2024-03-07 09:00:00", amount="0.10"),
            order("3", created="11:30:00", amount="50.00"),
        ],
        seen_until="2024-03-08 00:00:00",
    )
    counted = count(bought)
    for counts in (counted.shop, counted.agents["wang"]):
        assert (counts.orders, counts.paid, counts.paid_next_day, counts.inquirers_who_ordered) == (1, 1, 1, 1)
        assert counts.amount == {"CNY": Decimal("129.10")}
        assert (counts.pending_next_day, counts.pending_paid) == (0, 1)


def test_an_unpaid_order_is_ordered_but_not_paid() -> None:
    shop = count(case(VISIT, orders=[order(created="10:20:00", status="交易关闭")])).shop
    assert (shop.orders, shop.paid, shop.amount) == (1, 0, {})


def test_a_rate_is_pending_until_the_fourth_day() -> None:
    pending = {day: count(case(VISIT, seen_until=f"2024-03-{day:02} 23:00:00")).shop for day in (5, 6, 8, 9)}
    assert {day: (one.pending_next_day, one.pending_paid) for day, one in pending.items()} == {
        5: (1, 1),
        6: (0, 1),
        8: (0, 1),
        9: (0, 0),
    }


def test_a_tally_survives_being_written_and_read() -> None:
    counted = count(case(VISIT, orders=[order(created="10:20:00", paid="10:21:00")]))
    assert msgspec.json.decode(msgspec.json.encode(counted), type=Tally) == counted


CUSTOMER = st.sampled_from(["size", "stock", "logistics", "none"])
AGENT = st.sampled_from(["neutral", "passive:deflection", "passive", "proactive:probe", "proactive:recommend"])


@st.composite
def people(draw: st.DrawFn) -> list[Case]:
    built = []
    for number in range(draw(st.integers(1, 6))):
        lines, clock = [], draw(st.integers(0, 80_000))
        for _ in range(draw(st.integers(1, 7))):
            clock = min(clock + draw(st.sampled_from([0, 3, 31, 200, 400])), 86_000)
            at = f"{clock // 3600:02}:{clock // 60 % 60:02}:{clock % 60:02}"
            who = draw(st.sampled_from(["C", "A wang", "A li", "B"]))
            lines.append((who, at, "话", draw(CUSTOMER if who == "C" else AGENT) if who != "B" else None))
        person = f"p{number}"
        owned = [order(person, customer=person, created="23:59:59", paid="23:59:59")] if draw(st.booleans()) else []
        preset = load_presets({}).for_platform("", chosen=draw(st.sampled_from(ALL_PRESETS)))
        built.append(case(lines, customer=person, orders=owned, preset=preset, seen_until="2024-03-06 12:00:00"))
    return built


def split(cases: Sequence[Case], marks: Sequence[int]) -> list[list[Case]]:
    return [[one for one, mark in zip(cases, marks, strict=True) if mark == part] for part in range(3)]


@settings(max_examples=60, deadline=None)
@given(people(), st.data())
def test_any_split_of_the_people_gives_the_tally_of_all(cases: list[Case], data: st.DataObject) -> None:
    marks = data.draw(st.lists(st.integers(0, 2), min_size=len(cases), max_size=len(cases)))
    first, second, third = (count(*part) for part in split(cases, marks))
    whole = count(*cases)
    assert merge(merge(first, second), third) == whole
    assert merge(third, merge(second, first)) == whole
    assert whole.shop.sessions == len(cases)
    assert whole.shop.answered_rounds == sum(counts.answered_rounds for counts in whole.agents.values())


def test_many_people_add_up_as_few_do() -> None:
    counted = count(*(case(VISIT, customer=f"p{number}") for number in range(1200)))
    assert counted.shop.response_s == {40: 1200, 240: 1200}
    assert (counted.agents["wang"].consultations, counted.groups["day"]["2024-03-05"].sessions) == (1200, 1200)
    assert counted.methods == {"order": 1200}
