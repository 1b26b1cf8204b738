"""`coach analyse` on sales that cannot be computed, or only in part: the report says what is missing, and why."""

import json
from pathlib import Path
from typing import Any

import pytest

from coach.cli import main

HEADER = "会话ID,客服,买家,发送方,发送时间,消息内容\n"
ORDERS = "订单编号,买家会员名,买家实际支付金额,订单状态,订单创建时间,订单付款时间,客服\n"


def run(*arguments: str | Path) -> int:
    with pytest.raises(SystemExit) as ended:
        main([str(one) for one in arguments])
    return int(ended.value.code or 0)


def visit(
    number: int, agent: str = "小美", customer: str | None = None, *, day: int = 5, text: str = "有黑色吗"
) -> str:
    """A session of two lines at ten past ten, in a table of messages."""
    name = customer or f"tb{number}"
    return (
        f"S{number},{agent},{name},买家,2024-03-{day:02} 10:10:00,{text}\n"
        f"S{number},{agent},{name},客服,2024-03-{day:02} 10:10:20,有货的\n"
    )


class Shop:
    """A folder with chats and tables, analysed in English."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def write(self, name: str, text: str) -> Path:
        (self.folder / name).write_text(text, encoding="utf-8")
        return self.folder / name

    def analysed(self, chats: str, orders: str | None = None, *options: str | Path) -> dict[str, Any]:
        """The summary; the page and the Markdown are kept for `told`."""
        given = ["--orders", self.write("orders.csv", orders)] if orders is not None else []
        out = self.folder / "report"
        file = self.write("chats.csv", chats)
        assert run("analyse", file, *given, *options, "-o", out, "--report-language", "en", "--jobs", "1") == 0
        return json.loads((out / "summary.json").read_text(encoding="utf-8"))

    @property
    def told(self) -> str:
        return (self.folder / "report" / "report.md").read_text(encoding="utf-8")


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Shop:
    monkeypatch.chdir(tmp_path)
    return Shop(tmp_path)


def test_orders_of_nobody_who_wrote_are_named_and_count_for_nobody(shop: Shop) -> None:
    row = "287654321098,stranger,129.00,交易成功,2024-03-05 10:20:00,2024-03-05 10:21:00,\n"
    summary = shop.analysed(HEADER + visit(1), ORDERS + row)
    assert (summary["shop"]["orders"], summary["shop"]["conversion"]) == (0, 0.0)
    assert "Orders of nobody who wrote: 1, such as 287654321098." in shop.told


def test_masked_names_that_collide_join_no_order(shop: Shop) -> None:
    row = "287654321098,t**1,129.00,交易成功,2024-03-05 10:20:00,2024-03-05 10:21:00,\n"
    chats = HEADER + visit(1, customer="t**1") + visit(2, customer="t**1", day=6)
    summary = shop.analysed(chats, ORDERS + row)
    assert (summary["shop"]["consultations"], summary["shop"]["orders"]) == (2, 0)
    assert "Customers with masked names: 2, counted by session." in shop.told
    assert "Orders of nobody who wrote: 1" in shop.told


def test_overlapping_shifts_give_each_message_to_one_person_and_are_named(shop: Shop) -> None:
    roster = shop.write(
        "roster.csv",
        "account,agent,team,from,to\n小美,ann,day,2024-03-01,2024-03-06\n小美,bo,night,2024-03-05,2024-03-31\n",
    )
    chats = HEADER + visit(1, day=4) + visit(2, day=5) + visit(3, day=8)
    summary = shop.analysed(chats, None, "--roster", roster)
    served = {one["agent"]: one["consultations"] for one in summary["agents"]}
    assert served == {"ann": 2, "bo": 1}
    assert {name: one["consultations"] for name, one in summary["groups"]["team"].items()} == {"day": 2, "night": 1}
    assert "小美 belongs to two people on the same days; the line that stands first counts" in shop.told


def test_an_export_without_a_single_order(shop: Shop) -> None:
    summary = shop.analysed(HEADER + visit(1), ORDERS)
    assert (summary["order_source"], summary["shop"]["conversion"], summary["losses"]) == ("none", None, None)
    assert summary["funnel"]["shop"]["order"] is None
    assert "orders.csv: holds no order; conversion cannot be computed" in shop.told.replace("\\", "")
    assert "no orders to go by" in shop.told


def test_one_agent_has_nobody_to_be_compared_with(shop: Shop) -> None:
    row = "287654321098,tb1,129.00,交易成功,2024-03-05 10:20:00,2024-03-05 10:21:00,\n"
    summary = shop.analysed(HEADER + visit(1) + visit(2), ORDERS + row)
    assert (summary["shop"]["orders"], summary["funnel"]["agents"]["小美"]["leak"]) == (1, None)
    assert summary["standardised"] == {}
    assert "one agent alone, nobody to compare with" in shop.told


def test_one_session_has_no_interval_of_replies(shop: Shop) -> None:
    summary = shop.analysed(HEADER + visit(1))
    assert (summary["sessions"], summary["shop"]["resolved"]["n"]) == (1, 1)
    assert summary["shop"]["resolved"]["low"] is None
    assert summary["losses"] is None


def test_chats_without_times_and_with_orders(shop: Shop) -> None:
    chats = "会话ID,发送方,发话者,消息内容\nS1,买家,tb1,有黑色吗\nS1,客服,小美,有货的\n"
    row = "287654321098,tb1,129.00,交易成功,2024-03-05 10:20:00,2024-03-05 10:21:00,\n"
    summary = shop.analysed(chats, ORDERS + row)
    assert summary["shop"]["average_response_s"] is None
    assert (summary["shop"]["conversion"], summary["losses"], summary["order_source"]) == (None, None, "none")
    assert "The chats have no times: response times, attribution of orders" in shop.told


def test_money_that_went_back_is_no_sale(shop: Shop) -> None:
    rows = (
        "287654321098,tb1,129.00,退款成功,2024-03-05 10:20:00,2024-03-05 10:21:00,\n"
        "287654321099,tb2,99.00,补差价,2024-03-05 10:20:00,2024-03-05 10:21:00,\n"
    )
    shop.write("coach.toml", '[metrics]\nexcluded_statuses = ["补差价"]\n')
    summary = shop.analysed(HEADER + visit(1) + visit(2), ORDERS + rows)
    assert (summary["excluded_orders"], summary["shop"]["orders"], summary["shop"]["amount"]) == (2, 0, 0.0)
    assert "Orders that are no sales: 2" in shop.told


def test_without_an_export_the_cards_of_the_chat_are_the_orders(shop: Shop) -> None:
    header = HEADER.replace("消息内容", "消息内容,消息类型,订单号")
    card = "S1,小美,tb1,买家,2024-03-05 10:12:00,订单 287654321098 实付款：¥129.00 已付款,订单卡片,287654321098\n"
    chats = header + visit(1).replace("\n", ",文本,\n") + card + visit(2).replace("\n", ",文本,\n")
    summary = shop.analysed(chats)
    assert (summary["order_source"], summary["shop"]["orders"], summary["shop"]["amount"]) == ("cards", 1, 129.0)
    assert "orders are those whose cards stand in the chats" in shop.told


@pytest.mark.parametrize(
    ("method", "owner"), [("order", "小美"), ("payment", "阿夏"), ("order_first", "小美")], ids=str
)
def test_each_method_of_attribution(shop: Shop, method: str, owner: str) -> None:
    late = visit(9, agent="阿夏", customer="tb1").replace("10:10", "12:10")
    row = "287654321098,tb1,129.00,交易成功,2024-03-05 11:00:00,2024-03-05 13:00:00,小美\n"
    summary = shop.analysed(HEADER + visit(1) + late, ORDERS + row, "--attribution", method)
    assert {one["agent"]: one["orders"] for one in summary["agents"]} == {
        "小美": int(owner == "小美"),
        "阿夏": int(owner == "阿夏"),
    }
    assert summary["attribution"] == summary["settings"]["metrics"]["attribution"] == method


def test_an_order_names_the_account_and_the_roster_the_person(shop: Shop) -> None:
    roster = shop.write("roster.csv", "account,agent\n小美,ann\n阿夏,bo\n")
    late = visit(9, agent="阿夏", customer="tb1").replace("10:10", "12:10")
    row = "287654321098,tb1,129.00,交易成功,2024-03-05 11:00:00,2024-03-05 13:00:00,小美\n"
    options = ("--roster", roster, "--attribution", "order_first")
    summary = shop.analysed(HEADER + visit(1) + late, ORDERS + row, *options)
    assert {one["agent"]: one["orders"] for one in summary["agents"]} == {"ann": 1, "bo": 0}


def test_a_method_that_does_not_exist(shop: Shop, capsys: pytest.CaptureFixture[str]) -> None:
    chats = shop.write("chats.csv", HEADER + visit(1))
    assert run("analyse", chats, "-o", shop.folder / "report", "--attribution", "luck") == 2
    assert "choose one of: order, payment, order_first" in capsys.readouterr().err


def test_traffic_and_a_map_for_the_orders(shop: Shop) -> None:
    named = 'id = "编号"\ncreated_at = "时刻"\ncustomer = "谁"\namount = "钱"\npaid_at = "付清"\n'
    orders = "编号,谁,时刻,付清,钱\nA1,tb1,2024-03-05 10:20:00,2024-03-05 10:21:00,129\n"
    traffic = shop.write("traffic.csv", "日期,访客数\n2024-03-05,250\n昨天,3\n")
    options = ("--orders-map", shop.write("map.toml", named), "--traffic", traffic)
    summary = shop.analysed(HEADER + visit(1), orders, *options)
    (day,) = summary["traffic"]
    assert (day["day"], day["visits"], day["sales"], day["value_of_visit"]) == ("2024-03-05", 250, 129.0, 0.52)
    assert (day["conversion"]["hits"], day["conversion"]["value"]) == (1, 0.004)
    assert [(one["file"], one["line"]) for one in summary["skipped"]] == [("traffic.csv", 3)]
    assert "### Traffic" in shop.told
