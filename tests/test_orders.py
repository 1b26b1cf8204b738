from decimal import Decimal
from pathlib import Path

import pytest
import xlsxwriter

from coach.errors import BadTable, UnreadableFile
from coach.orders import parse_amount, read_orders
from coach.readers.options import ReadLog, ReadOptions
from tests.building import moment

TAOBAO = (
    "订单编号,买家会员名,买家应付货款,总金额,买家实际支付金额,订单状态,收货人姓名,订单创建时间,订单付款时间,宝贝标题\n"
)
TAOBAO_ROW = (
    '="3748291047562910486",小鱼爱吃糖,139.00,139.00,129.00,交易成功,某某,'
    "2024-03-05 10:23:45,2024-03-05 10:24:01,碎花裙\n"
)
JD = """订单号,商品ID,下单时间,订单金额,结算金额,订单状态,下单帐号,客户姓名,付款确认时间
287654321098,1001,2024-03-05 10:23:45,139.00,129.00,完成,jd_mei,某某,2024-03-05 10:24:01
"""
ENGLISH = """Order ID\tBuyer\tOrder Date\tPaid At\tTotal\tAgent
287654321098\tmei\t2024/3/5 10:23:45\t2024/3/5 10:24:01\t$129.00\tann
"""
SPANISH = """Número de pedido;Cliente;Fecha del pedido;Fecha de pago;Importe;Asesor
287654321098;mei;05/03/2024 10:23:45;05/03/2024 10:24:01;1.129,00 €;ana
287654321099;mei;31/03/2024 10:23:45;;1.129,00 €;ana
"""


def write(folder: Path, text: str, *, encoding: str = "utf-8", name: str = "orders.csv") -> Path:
    path = folder / name
    path.write_text(text, encoding=encoding, newline="")
    return path


def test_a_taobao_export_in_gbk(tmp_path: Path) -> None:
    log = ReadLog()
    (found,) = read_orders(write(tmp_path, TAOBAO + TAOBAO_ROW, encoding="gb18030"), log=log)
    assert (found.id, found.customer, found.status, found.item) == (
        "3748291047562910486",
        "小鱼爱吃糖",
        "交易成功",
        "碎花裙",
    )
    assert (found.created_at, found.paid_at) == (moment("10:23:45"), moment("10:24:01"))
    assert (found.amount, found.currency, found.agent) == (Decimal("129.00"), "CNY", None)
    assert log.summary() == []


@pytest.mark.parametrize(
    ("text", "customer", "amount", "agent"),
    [(JD, "jd_mei", "129.00", None), (ENGLISH, "mei", "129.00", "ann"), (SPANISH, "mei", "1129.00", "ana")],
    ids=["jd", "english", "spanish"],
)
def test_headers_of_other_exports(tmp_path: Path, text: str, customer: str, amount: str, agent: str | None) -> None:
    found = read_orders(write(tmp_path, text), log=ReadLog())[0]
    assert (found.id, found.customer, found.amount, found.agent) == ("287654321098", customer, Decimal(amount), agent)
    assert (found.created_at, found.paid_at) == (moment("10:23:45"), moment("10:24:01"))


def test_a_workbook_with_a_title_above_its_header(tmp_path: Path) -> None:
    path = tmp_path / "orders.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["三月订单"])
        sheet.write_row(1, 0, ["订单编号", "买家昵称", "创建时间", "付款时间", "实付款"])
        sheet.write_row(2, 0, ["3748291047562910486", "mei", "2024-03-05 10:23:45", "", 129])
        sheet.write_row(3, 0, [3748291047562910486, "mei", "2024-03-05 10:23:45", "", 129])
        sheet.write_row(4, 0, [287654321098, "lan", 45356.5, 45356.75, 99.5])
    log = ReadLog()
    first, second = read_orders(path, log=log)
    assert (first.id, first.paid_at, first.amount) == ("3748291047562910486", None, Decimal(129))
    assert (second.id, second.created_at, second.paid_at) == ("287654321098", moment("12:00:00"), moment("18:00:00"))
    assert second.amount == Decimal("99.5")
    (skipped,) = log.skipped
    assert skipped.line == 4
    assert "a spreadsheet rounded" in skipped.reason


def test_bad_rows_are_skipped_with_their_number_and_the_others_are_kept(tmp_path: Path) -> None:
    log = ReadLog()
    rows = [
        ",mei,2024-03-05 10:00:00,1",
        "2,mei,,1",
        "3,mei,someday,1",
        "6.00E+17,mei,2024-03-05 10:00:00,1",
        "5,mei,2024-03-05 10:00:00,1",
    ]
    found = read_orders(write(tmp_path, "order_id,customer,created_at,amount\n" + "\n".join(rows)), log=log)
    assert [one.id for one in found] == ["5"]
    assert [(skipped.line, skipped.reason.partition(";")[0]) for skipped in log.skipped] == [
        (2, "has no order id"),
        (3, "has no creation time that can be read"),
        (4, "has no creation time that can be read"),
        (5, "has an order id that a spreadsheet rounded (6.00E+17)"),
    ]


def test_rows_of_one_order_repeat_its_amount_unless_they_have_ids_of_their_own(tmp_path: Path) -> None:
    repeated = "订单号,下单时间,商品ID,结算金额\n7,2024-03-05 10:00:00,1,30.00\n7,2024-03-05 10:00:00,2,30.00\n"
    (order,) = read_orders(write(tmp_path, repeated), log=ReadLog())
    assert order.amount == Decimal("30.00")
    header = "主订单编号,子订单编号,订单创建时间,买家实际支付金额\n"
    parts = f"{header}7,71,2024-03-05 10:00:00,30.00\n7,72,2024-03-05 10:00:00,12.50\n"
    (order,) = read_orders(write(tmp_path, parts), log=ReadLog())
    assert order.amount == Decimal("42.50")


@pytest.mark.parametrize(
    ("status", "paid"),
    [
        ("买家已付款，等待卖家发货", True),
        ("交易成功", True),
        ("等待买家付款", False),
        ("未付款", False),
        ("交易关闭", False),
        ("Paid", True),
        ("unpaid", False),
        ("not paid", False),
        ("not shipped", False),
        ("Not yet shipped", False),
        ("not completed", False),
        ("partially paid", False),
        ("Partially-Paid", False),
        ("no enviado", False),
        ("parcialmente pagado", False),
        ("交易关闭（已付款后退款）", False),
        ("已发货 已取消", False),
        ("paid; not shipped", True),
        ("unfulfilled", False),
        ("Pagado", True),
        ("", False),
    ],
)
def test_without_a_payment_time_the_status_tells(tmp_path: Path, status: str, paid: bool) -> None:
    log = ReadLog()
    text = f"order_id,created_at,amount,status\n1,2024-03-05 10:00:00,5,{status}\n"
    (order,) = read_orders(write(tmp_path, text), log=log)
    assert order.paid_at == (moment("10:00:00") if paid else None)
    assert [notice.text.partition(";")[0] for notice in log.notices] == ["has no payment time"]


def test_a_closed_order_without_a_payment_time_is_unpaid(tmp_path: Path) -> None:
    row = "1,mei,9,9,9,交易关闭,某某,2024-03-05 10:23:45,,碎花裙\n"
    (order,) = read_orders(write(tmp_path, TAOBAO + row), log=ReadLog())
    assert order.paid_at is None


def test_times_with_an_offset_become_the_shops_wall_clock(tmp_path: Path) -> None:
    path = write(tmp_path, "order_id,created_at,paid_at\n1,2024-03-05T02:00:00Z,2024-03-05 03:30:00 +0100\n")
    (order,) = read_orders(path, log=ReadLog())
    assert (order.created_at, order.paid_at) == (moment("10:00:00"), moment("10:30:00"))
    (order,) = read_orders(path, log=ReadLog(), options=ReadOptions(zone="+01:00"))
    assert (order.created_at, order.paid_at) == (moment("03:00:00"), moment("03:30:00"))


def test_paid_orders_without_an_amount_are_named(tmp_path: Path) -> None:
    log = ReadLog()
    text = "order_id,created_at,paid_at,amount\n1,2024-03-05 10:00:00,,\n2,2024-03-05 10:00:00,2024-03-05 10:01:00,?\n"
    assert [one.amount for one in read_orders(write(tmp_path, text), log=log)] == [0, 0]
    assert [str(notice) for notice in log.notices] == [
        "orders.csv: paid orders without a readable amount: 1 (first: line 3); taken as 0"
    ]


@pytest.mark.parametrize(
    ("text", "amount", "currency"),
    [
        ("129", "129", None),
        ("129.00", "129.00", None),
        ("¥1,007.00", "1007.00", "CNY"),
        ("￥ 129", "129", "CNY"),
        ("129元", "129", "CNY"),
        ("1,007", "1007", None),
        ("1,234,567", "1234567", None),
        ("12,5 €", "12.5", "EUR"),
        ("1.007,50", "1007.50", None),
        ("1.234.567", "1234567", None),
        ("$1,007.5", "1007.5", "USD"),
        ("-12.00", "-12.00", None),
    ],
)
def test_amounts(text: str, amount: str, currency: str | None) -> None:
    assert parse_amount(text) == (Decimal(amount), currency)


@pytest.mark.parametrize("text", ["", "?", "免费"])
def test_what_is_no_amount(text: str) -> None:
    assert parse_amount(text) is None


def test_a_currency_column_wins(tmp_path: Path) -> None:
    rows = "1,2024-03-05 10:00:00,¥500,jpy,\n2,2024-03-05 10:00:00,5,人民币,\n"
    text = f"order_id,created_at,amount,currency,paid_at\n{rows}"
    assert [one.currency for one in read_orders(write(tmp_path, text), log=ReadLog())] == ["JPY", "CNY"]


def test_a_table_without_order_columns_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadTable, match=r"orders\.csv has no header with an order id and a creation time"):
        read_orders(write(tmp_path, "sku,title\n1,裙子\n"), log=ReadLog())


def test_a_file_that_is_not_there_is_an_error_and_an_empty_table_is_none(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match="does not exist; check the path"):
        read_orders(tmp_path / "nothing.csv", log=ReadLog())
    log = ReadLog()
    log.skip("chats.txt", None, "is empty")
    assert read_orders(write(tmp_path, TAOBAO), log=log) == []
    assert [str(notice) for notice in log.notices] == ["orders.csv: holds no order; conversion cannot be computed"]


@pytest.mark.parametrize("never", ["0001-01-01 00:00:00", "1970-01-01 00:00:00", "1970-01-01 08:00:00", "9999-12-31"])
def test_a_date_that_systems_write_for_never_is_none(tmp_path: Path, never: str) -> None:
    log = ReadLog()
    rows = f"1,2024-03-05 10:00:00,{never},5\n2,{never},2024-03-05 10:00:00,5\n"
    (order,) = read_orders(write(tmp_path, f"order_id,created_at,paid_at,amount\n{rows}"), log=log)
    assert (order.id, order.paid_at) == ("1", None)
    assert [skipped.line for skipped in log.skipped] == [3]


def test_a_row_that_stands_twice_counts_once(tmp_path: Path) -> None:
    header = "主订单编号,子订单编号,订单创建时间,买家实际支付金额\n"
    row, other = "7,71,2024-03-05 10:00:00,30.00\n", "7,72,2024-03-05 10:00:00,12.50\n"
    (order,) = read_orders(write(tmp_path, header + row + other + row), log=ReadLog())
    assert order.amount == Decimal("42.50")


@pytest.mark.parametrize("place", ["first", "last"])
def test_a_cell_that_is_too_long_is_skipped_with_its_line(tmp_path: Path, place: str) -> None:
    log = ReadLog()
    long, good = f"2,2024-03-05 10:00:00,{'x' * 140_000}\n", "1,2024-03-05 10:00:00,a\n"
    rows = long + good * 30 if place == "first" else good * 30 + long
    found = read_orders(write(tmp_path, f"order_id,created_at,item\n{rows}"), log=log)
    assert [order.id for order in found] == ["1"]
    assert [skipped.line for skipped in log.skipped] == [2 if place == "first" else 32]
