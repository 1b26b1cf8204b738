"""A later time has those judged again for whom something was still waited for, and nobody else."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace
from sqlalchemy import select

from coach.demo import write_demo
from coach.findings import Windows
from coach.orders import read_orders
from coach.parts import Part, judge_cases
from coach.pipeline import Coach, Plan
from coach.readers import ReadLog, ReadOptions, read
from coach.result import Analysis
from coach.rules.own import Due, OwnRule
from coach.settings import MetricSettings, RuleSettings, Settings
from coach.store.keeping import seen_until
from coach.store.result_tables import parts
from coach.store.staleness import longest_wait
from coach.store.store import Store
from coach.store.values import Shop
from tests.store.shop_chats import chat, file_of, upload

EARLY = file_of(*(chat(f"tb_{number}", day=number % 3) for number in range(20)))


def judged_at(store: Store, shop: str) -> list[datetime]:
    """The latest time that each bucket's results know of."""
    with store.database.reading() as connection:
        return list(connection.execute(select(parts.c.seen_until).where(parts.c.shop == shop)).scalars())


def latest(store: Store, shop: str) -> datetime:
    with store.database.reading() as connection:
        found = seen_until(connection, shop)
    assert found is not None
    return found


def unchecked(analysis: Analysis | None) -> Analysis:
    """The analysis without what became of earlier plans, which depends on what was uploaded first."""
    assert analysis is not None
    agents = tuple(replace(one, plan=one.plan and replace(one.plan, checked=())) for one in analysis.agents)
    return replace(analysis, agents=agents)


def test_a_time_long_after_leaves_alone_what_waits_for_nothing(store: Store, shop: Shop) -> None:
    """Those who wrote on day 60 had been waited for at that time; those before them were judged again then."""
    files = {
        "early.jsonl": EARLY,
        "late.jsonl": file_of(chat("tb_late", day=60)),
        "new.jsonl": file_of(chat("tb_new", day=90)),
    }
    for name, file in files.items():
        upload(store, shop.id, file, name=name)
    times = judged_at(store, shop.id)
    assert (times.count(latest(store, shop.id)), len(times)) == (2, 20)
    other = store.shops.create("two").id
    for name in ("new.jsonl", "late.jsonl", "early.jsonl"):
        upload(store, other, files[name], name=name)
    assert set(judged_at(store, other)) == {latest(store, other)}
    assert unchecked(store.results.analysis(shop.id)) == unchecked(store.results.analysis(other))


def test_a_time_soon_after_has_all_judged_again(store: Store, shop: Shop) -> None:
    upload(store, shop.id, EARLY, name="early.jsonl")
    upload(store, shop.id, file_of(chat("tb_late", day=5)), name="late.jsonl")
    assert set(judged_at(store, shop.id)) == {latest(store, shop.id)}


@pytest.mark.parametrize(
    ("plan", "least"),
    [
        (Plan(), timedelta(days=8)),
        (Plan(settings=Settings(rules=RuleSettings(windows=Windows(payment_follow_up_hours=2400)))), timedelta(107)),
        (
            Plan(settings=Settings(metrics=MetricSettings(presets={"jd": {"within_s": [30, 8_640_000]}}))),
            timedelta(107),
        ),
        (Plan(own_rules=(OwnRule("call_back", "attitude", {}, expect=Due(within_min=144_000)),)), timedelta(107)),
        (Plan(settings=Settings(rules=RuleSettings(windows=Windows(returning_days=1e300)))), timedelta(36_500)),
    ],
)
def test_the_longest_wait_is_that_of_any_setting_preset_or_rule(plan: Plan, least: timedelta) -> None:
    assert longest_wait(plan) >= least


def test_nothing_in_the_demo_shop_waits_longer(tmp_path: Path) -> None:
    """Every rule and metric, over all chats and orders: the same right after the longest wait as ten years later."""
    write_demo(tmp_path)
    log = ReadLog()
    conversations = list(read([tmp_path / "chats"], options=ReadOptions(), log=log))
    orders = read_orders(tmp_path / "orders.csv", log=log)
    said = [one.sent_at for conversation in conversations for one in conversation.messages]
    bought = [at for order in orders for at in (order.created_at, order.paid_at)]
    last = max(at for at in (*said, *bought) if at is not None)

    def judged(at: datetime) -> Part:
        coach = Coach(Plan(key=b"k", seen_until=at))
        return judge_cases(coach.cases(conversations, orders), coach=coach, keep=lambda *_: None)

    settled = judged(last + longest_wait(Plan()))
    assert settled == judged(last + timedelta(days=3650))
    assert settled != judged(last)
