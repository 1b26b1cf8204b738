"""How the composed chats get their times, customers and orders."""

import re
from datetime import date, time
from random import Random

import pytest

from coach.demo.composed import NEW_VISIT_S, load_scripts, read_script
from coach.demo.customers import Customers
from coach.demo.facts import load_facts
from coach.demo.plan import plan
from coach.demo.timing import Reply, fit, play, waits
from coach.errors import SettingsError

FACTS = load_facts()
SCRIPTS = load_scripts()


@pytest.fixture(scope="module")
def three_copies():
    return plan(FACTS, SCRIPTS, sessions=3 * 116, seed=1)


def entry(*lines: str) -> dict[str, object]:
    return {"id": "x-01", "agent": "slow", "item": "dress", "lines": list(lines)}


def test_script_reads_lines_gaps_and_turns():
    script = read_script(
        entry("C 在吗", "C 掉色吗", "gap 3m", "C 人呢", "A 不掉", "gap 2d", "C 好", "order"), ["ask2", "nod"]
    )
    assert [(line.side, line.gap_s) for line in script.lines] == [
        ("customer", 0),
        ("customer", 0),
        ("customer", 180),
        ("agent", 0),
        ("customer", 172800),
        ("order", 0),
    ]
    assert [(turn.places, turn.act, turn.opens, turn.reply) for turn in script.turns] == [
        ((0, 1, 2), "ask", 1, 3),
        ((4,), "nod", 0, None),
    ]
    assert script.orders
    assert script.visits == 2


def test_following_up_an_order_replies_to_nothing():
    script = read_script(entry("C 嗯", "order", "gap 20m", "A 亲 还没付款哦"), ["nod"])
    assert script.turns[0].reply is None


def test_a_bot_breaks_no_turn():
    script = read_script(entry("C 在吗", "B 欢迎光临", "C 掉色吗", "A 不掉"), ["ask2"])
    assert [(turn.places, turn.reply) for turn in script.turns] == [((0, 2), 3)]


@pytest.mark.parametrize(
    ("lines", "marks", "message"),
    [
        (["X 在吗"], ["nod"], "x-01: the line 'X 在吗' begins with none of"),
        (["C 在吗"], [], "x-01 has 1 customer turns but 0 marks"),
        (["C 在吗"], ["ask2"], "the mark 'ask2' fits no turn of 1 messages"),
        (["C 在吗"], ["hello"], "the mark 'hello' fits no turn"),
    ],
)
def test_a_wrong_script_is_named(lines, marks, message):
    with pytest.raises(SettingsError, match=message):
        read_script(entry(*lines), marks)


@pytest.mark.parametrize("agent", FACTS.agents)
@pytest.mark.parametrize("act", ["ask", "tell", "nod"])
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_every_kind_of_turn_waits_the_same_on_average(agent, act, seed):
    own = [script for script in SCRIPTS if script.agent == agent]
    seconds = [
        offsets[turn.reply] - offsets[turn.places[turn.opens]]
        for script, offsets in zip(own, play(own, FACTS.agents[agent], Random(seed)), strict=True)
        for turn in script.turns
        if turn.act == act and turn.reply is not None
    ]
    assert sum(seconds) == FACTS.agents[agent].mean_s * len(seconds)


def test_slow_varies_widely_and_quick_does_not():
    spread = {}
    for agent in ("slow", "quick"):
        own = [script for script in SCRIPTS if script.agent == agent]
        played = play(own, FACTS.agents[agent], Random(1))
        spread[agent] = sorted(
            wait for script, offsets in zip(own, played, strict=True) for wait in waits(script, offsets)
        )
    assert spread["slow"][0] <= 60
    assert spread["slow"][-1] >= 1200
    assert spread["quick"][0] >= 4
    assert spread["quick"][-1] <= 60


@pytest.mark.parametrize(
    ("total", "expected_total"),
    [(90, 90), (31, 31), (10, 30), (5000, 300)],
)
def test_fit_keeps_bounds_and_total(total, expected_total):
    replies = [
        Reply(script=0, place=at, waited_s=0, least_s=10, most_s=100, draft_s=draft)
        for at, draft in enumerate((5, 20, 80))
    ]
    delays = fit(replies, total, Random(1))
    assert sum(delays) == expected_total
    assert all(10 <= delay <= 100 for delay in delays)


def test_fit_of_nothing_is_nothing():
    assert fit([], 0, Random(1)) == []


def test_no_long_silence_that_the_script_does_not_set(three_copies):
    for one in three_copies:
        steps = [b - a for a, b in zip(one.offsets, one.offsets[1:], strict=False)]
        for line, step in zip(one.script.lines[1:], steps, strict=True):
            assert 0 <= step < 1800 or line.gap_s >= 1200


def test_times_and_days_of_the_facts_are_kept(three_copies):
    for one in three_copies:
        visit = next((at for at, line in enumerate(one.script.lines) if line.gap_s >= NEW_VISIT_S), 0)
        begun = one.at(visit)
        assert (begun.date() - FACTS.first_day).days % 14 in FACTS.days(one.script.id)
        assert begun.time() <= FACTS.before(one.script.id)
        if FACTS.before(one.script.id) == time(15, 30):
            assert one.at(len(one.offsets) - 1).time() < time(16)


def test_default_lies_in_one_fortnight_of_march():
    days = [one.at(len(one.offsets) - 1).date() for one in plan(FACTS, SCRIPTS, sessions=None, seed=5)]
    assert date(2024, 3, 4) <= min(days) <= max(days) <= date(2024, 3, 17)
    assert len(set(days)) >= 12


def test_copies_change_no_number_in_a_text(three_copies):
    changed = 0
    for one in three_copies:
        for line, text in zip(one.script.lines, one.texts, strict=True):
            if "{" not in line.text:
                assert re.findall(r"\d+", line.text) == re.findall(r"\d+", text)
                assert text.startswith(line.text)
                changed += text != line.text
    assert changed > 50
    assert {one.copy for one in three_copies if _is_varied(one)} == {1, 2}


def _is_varied(one) -> bool:
    return any(
        "{" not in line.text and line.text != text for line, text in zip(one.script.lines, one.texts, strict=True)
    )


def test_orders_follow_their_chat(three_copies):
    for one in three_copies:
        if one.order:
            assert one.started < one.order.created <= one.at(len(one.offsets) - 1)
            assert one.order.paid is None or one.order.created < one.order.paid
        if one.earlier:
            assert one.earlier.paid < one.started


def test_customers_are_unique_where_the_platform_knows_them():
    customers = Customers(Random(1))
    nicks = [customers.nick() for _ in range(3000)]
    assert len(set(nicks)) == 3000
    assert all("-" not in nick and "(" not in nick and len(nick) <= 25 for nick in nicks)
    assert re.fullmatch(r"\d{19}", customers.order_number("taobao"))
    assert re.fullmatch(r"\d{12}", customers.order_number("jd"))
