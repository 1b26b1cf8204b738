"""The demo shop's files: their layouts, and the figures that its story tells, read from the files alone."""

import re
from collections import Counter
from datetime import datetime, time, timedelta
from decimal import Decimal
from itertools import pairwise
from pathlib import Path

import pytest

from coach.demo import DemoShop, write_demo
from coach.errors import OutputError, SettingsError
from tests.demo.exported import JD_BEGIN, JD_END, JD_HEAD, PEER, TAOBAO, attributed, rounds, sessions, table

STORY = {  # agent: consultations, orders, paid, amount, average response in seconds
    "slow": (42, 1, 1, Decimal("129.00"), 244.0),
    "quick": (27, 7, 7, Decimal("1007.00"), 12.0),
    "passive": (34, 2, 1, Decimal("89.00"), 45.0),
    "few": (12, 2, 2, Decimal("218.00"), 60.0),
}
POLITE = re.compile(r"(嗯+|哦+|好的?|你好|亲?在[吗么不]+|好的?谢谢.*|\[图片]|https?://\S+|(您选择|咨询订单号).*)")


@pytest.fixture(scope="module")
def shop(tmp_path_factory) -> DemoShop:
    return write_demo(tmp_path_factory.mktemp("shop"))


@pytest.fixture(scope="module")
def twentyfold(tmp_path_factory) -> DemoShop:
    return write_demo(tmp_path_factory.mktemp("big"), sessions=20 * 116)


def chats(shop: DemoShop, agent: str) -> Path:
    return shop.folder / next(one.file for one in shop.agents if one.agent == agent)


def served(file: Path) -> int:
    """Customers who wrote in a session in which the agent wrote; JD's masked ones count once a session."""
    both = [one for one in sessions(file) if {"customer", "agent"} <= {said.side for said in one}]
    return len(both) if file.suffix == ".log" else len({one[0].customer for one in both})


def average(file: Path) -> float:
    """Over all answered runs; an agent's own message about an unpaid order, long after a 嗯, replies to nothing."""
    seconds = [wait for one in sessions(file) for run, wait in rounds(one) if run[-1].text != "嗯" or wait < 600]
    return sum(seconds) / len(seconds)


@pytest.mark.parametrize("agent", STORY)
def test_the_files_tell_the_story(shop, agent):
    consultations, orders, paid, amount, response = STORY[agent]
    file = chats(shop, agent)
    found = attributed(file, table(shop.folder / "orders.csv"))
    assert served(file) == consultations
    assert len(found) == orders
    assert [bool(order["订单付款时间"]) for order in found].count(True) == paid
    assert sum(Decimal(order["买家实际支付金额"]) for order in found) == amount
    assert average(file) == pytest.approx(response, abs=0 if agent != "passive" else 0.5)


@pytest.mark.parametrize("agent", STORY)
def test_the_plan_says_what_the_files_hold(shop, agent):
    planned = next(one for one in shop.agents if one.agent == agent)
    assert (
        planned.consultations,
        planned.orders,
        planned.paid,
        planned.amount,
        planned.average_response_s,
    ) == STORY[agent]
    found = sessions(chats(shop, agent))
    assert planned.sessions == len(found)
    assert planned.messages == sum(map(len, found))


def test_shop_totals(shop):
    assert (shop.sessions, shop.consultations, shop.orders, shop.conversion) == (116, 115, 12, 0.1043)
    conversions = {one.agent: one.conversion for one in shop.agents}
    assert conversions == {"slow": 0.0238, "quick": 0.2593, "passive": 0.0588, "few": 0.1667}


@pytest.mark.parametrize(("agent", "response"), [("slow", 244), ("quick", 12)])
def test_average_hardly_depends_on_which_turns_count(shop, agent, response):
    waits = [wait for one in sessions(chats(shop, agent)) for run, wait in rounds(one) if not _only_polite(run)]
    assert sum(waits) / len(waits) == pytest.approx(response, abs=0.5)


def _only_polite(run) -> bool:
    return all(POLITE.fullmatch(said.text) for said in run)


@pytest.mark.parametrize("agent", ["slow", "quick", "passive"])
def test_taobao_layout(shop, agent):
    content = chats(shop, agent).read_bytes()
    text = content.decode("gbk")
    assert content.decode("gb18030") == text
    lines = text.split("\r\n")
    bar = "=" * 64
    assert re.fullmatch(r"一朵小铺旗舰店:\S+", lines[0])
    assert lines[1:7] == ["", bar, f"{' ' * 31}单聊{' ' * 29}", bar, "", ""]
    assert lines[-5:] == ["", bar, f"{' ' * 31}群聊{' ' * 29}", bar, ""]
    assert all(PEER.fullmatch(line) or TAOBAO.fullmatch(line) for line in lines[7:-5])
    assert "\n" not in text.replace("\r\n", "")


def test_emoji_become_question_marks(shop):
    assert "肩有点宽 以前游泳练的?" in chats(shop, "quick").read_bytes().decode("gbk")


def test_jd_layout(shop):
    lines = chats(shop, "few").read_bytes().decode("utf-8").split("\r\n")
    forms = "".join(
        "B" if JD_BEGIN.fullmatch(line) else "E" if JD_END.fullmatch(line) else "H" if JD_HEAD.fullmatch(line) else "t"
        for line in lines[:-1]
    )
    assert re.fullmatch(r"(B(Ht)+E){12}", forms)
    assert all(line.endswith("\t") for line, form in zip(lines[:-1], forms, strict=True) if form == "t")


def test_jd_customers_are_masked_and_two_look_the_same(shop):
    names = Counter(one[0].customer for one in sessions(chats(shop, "few")))
    assert all(re.fullmatch(r"[a-z]\*{4}\d\d", name) for name in names)
    assert max(names.values()) == 2
    buyers = {order["买家会员名"] for order in table(shop.folder / "orders.csv") if order["店铺名称"] == "一朵小铺自营"}
    assert buyers <= {"", *names}


def test_jd_robot_shows_only_its_placeholder(shop):
    said = {one.text for session in sessions(chats(shop, "few")) for one in session if one.side == "bot"}
    assert said == {"【此消息为欢迎卡片或富文本模板答案，聊天记录中暂不支持展示】"}


def test_unpaid_order_has_no_payment_time(shop):
    unpaid = [order for order in table(shop.folder / "orders.csv") if not order["订单付款时间"]]
    assert [(order["订单状态"], order["买家应付货款"], order["买家实际支付金额"]) for order in unpaid] == [
        ("等待买家付款", "129.00", "0.00")
    ]


def test_nobody_writes_to_the_customer_who_did_not_pay(shop):
    order = next(order for order in table(shop.folder / "orders.csv") if not order["订单付款时间"])
    (chat,) = [one for one in sessions(chats(shop, "passive")) if one[0].customer == order["买家会员名"]]
    created = datetime.fromisoformat(order["订单创建时间"])
    assert [said.text for said in chat if said.side == "agent"][-1] == "看详情页"
    assert chat[-1].side == "customer"
    assert chat[-1].at < created


def test_older_orders_are_older_than_any_message_of_their_chat(shop):
    orders = table(shop.folder / "orders.csv")
    made_in_chats = {order["订单编号"] for agent in STORY for order in attributed(chats(shop, agent), orders)}
    assert len(orders) - len(made_in_chats) == shop.earlier_orders == 9
    named = "".join(said.text for one in sessions(chats(shop, "few")) for said in one)
    older = [order for order in orders if order["订单编号"] not in made_in_chats and order["订单编号"] in named]
    assert len(older) == 4
    assert all(datetime.fromisoformat(order["订单创建时间"]) < datetime(2024, 3, 1) for order in older)


def test_no_two_taobao_customers_share_a_nick(twentyfold):
    peers = [
        peer
        for agent in ("slow", "quick", "passive")
        for peer in re.findall(r"(?m)^-{28}(.+?)-{28}\r$", chats(twentyfold, agent).read_bytes().decode("gbk"))
    ]
    assert len(peers) == len(set(peers)) == 20 * 103


def test_everything_is_written_in_opening_hours(twentyfold):
    clocks = [said.at.time() for agent in STORY for one in sessions(chats(twentyfold, agent)) for said in one]
    assert time(9) <= min(clocks)
    assert max(clocks) <= time(22, 30)


@pytest.mark.parametrize("agent", STORY)
def test_scaled_shop_keeps_its_ratios(shop, twentyfold, agent):
    small, big = (next(one for one in each.agents if one.agent == agent) for each in (shop, twentyfold))
    assert big.consultations == 20 * small.consultations == served(chats(twentyfold, agent))
    assert (big.orders, big.paid, big.amount) == (20 * small.orders, 20 * small.paid, 20 * small.amount)
    assert big.conversion == small.conversion
    assert average(chats(twentyfold, agent)) == pytest.approx(big.average_response_s, abs=0.5 * (agent == "passive"))
    assert big.average_response_s == small.average_response_s


def test_scaled_shop_repeats_no_order_number(twentyfold):
    numbers = [order["订单编号"] for order in table(twentyfold.folder / "orders.csv")]
    assert len(numbers) == len(set(numbers)) == 20 * 21


def test_sessions_that_fill_no_whole_copy_bring_no_orders(tmp_path, shop):
    more = write_demo(tmp_path, sessions=116 + 7)
    assert (more.sessions, more.orders) == (123, shop.orders)
    assert sum(len(sessions(chats(more, agent))) for agent in STORY) == 123


def test_same_seed_same_bytes_other_seed_other_bytes(tmp_path, shop):
    again, other = write_demo(tmp_path / "again"), write_demo(tmp_path / "other", seed=7)
    files = [path.relative_to(shop.folder) for path in shop.folder.rglob("*.*")]
    assert len(files) == 8
    for name in files:
        assert (again.folder / name).read_bytes() == (shop.folder / name).read_bytes()
    assert (other.folder / "orders.csv").read_bytes() != (shop.folder / "orders.csv").read_bytes()
    assert other.agents == shop.agents
    for agent in STORY:
        assert chats(other, agent).read_bytes() != chats(shop, agent).read_bytes()


def test_roster_and_items(shop):
    roster = table(shop.folder / "roster.csv")
    assert [(row["account"], row["agent"]) for row in roster] == [(one.account, one.agent) for one in shop.agents]
    items = {row["id"]: row["url"] for row in table(shop.folder / "items.csv")}
    linked = {url for file in (shop.folder / "chats").glob("*.txt") for url in _links(file)}
    assert linked
    assert linked <= set(items.values())
    assert all(number in url for number, url in items.items())


def _links(file: Path) -> list[str]:
    return re.findall(r"https://\S+", file.read_bytes().decode("gbk"))


def test_readme_states_the_story(shop):
    text = (shop.folder / "README.md").read_text(encoding="utf-8")
    assert "| slow | 一朵小铺旗舰店:小满 | 42 | 1 | 1 | 2.38% | 129.00 | 244.0 s |" in text
    assert "| quick | 一朵小铺旗舰店:小七 | 27 | 7 | 7 | 25.93% | 1,007.00 | 12.0 s |" in text
    assert "| 全店 shop | | 115 | 12 | 11 | 10.43% | 1,443.00 | |" in text
    unpaid = next(order for order in table(shop.folder / "orders.csv") if not order["订单付款时间"])
    assert f"- `{unpaid['买家会员名']}`：问最大码" in text


def test_returning_customer_comes_back_after_twenty_days(shop):
    twice = Counter(one[0].customer for one in sessions(chats(shop, "passive"))).most_common(1)[0]
    visits = [one for one in sessions(chats(shop, "passive")) if one[0].customer == twice[0]]
    assert twice[1] == 2
    assert [(b[0].at - a[-1].at) // timedelta(days=1) for a, b in pairwise(visits)] == [20]
    assert visits[1][0].at.weekday() < 4
    assert not any("周五" in said.text or "9折" in said.text for said in visits[1])


def test_too_few_sessions_are_refused(tmp_path):
    with pytest.raises(SettingsError, match="at least 116 sessions, not 100"):
        write_demo(tmp_path / "shop", sessions=100)
    assert not (tmp_path / "shop").exists()


def test_a_file_in_the_way_is_named(tmp_path):
    (tmp_path / "taken").write_text("", encoding="utf-8")
    with pytest.raises(OutputError, match=r"taken.*name another folder"):
        write_demo(tmp_path / "taken")
