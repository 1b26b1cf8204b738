"""Exports of Shopify and WooCommerce, and columns that a person names."""

from decimal import Decimal
from pathlib import Path

import pytest

from coach.errors import BadTable
from coach.orders import load_orders_map, read_orders
from coach.readers.options import ReadLog, ReadOptions
from tests.building import moment

SHOPIFY = """Name,Email,Financial Status,Paid at,Currency,Subtotal,Shipping,Total,Created at,Lineitem quantity,\
Lineitem name,Lineitem price,Lineitem sku,Billing Name,Refunded Amount,Id
#1001,a@b.example,paid,2024-03-05 10:24:01 +0800,USD,40,5.00,45.00,2024-03-05 10:23:45 +0800,1,Mug,20,M1,Ann,0.00,51
#1001,a@b.example,,,,,,,,1,Plate,20,P1,,,
#1002,c@d.example,refunded,2024-03-05 11:00:00 +0800,USD,20,0,20,2024-03-05 10:59:00 +0800,1,Mug,20,M1,Bo,20.00,52
#1003,e@f.example,pending,,USD,20,0,20,2024-03-05 12:00:00 +0800,1,Mug,20,M1,Cy,0.00,53
"""
WOO_ANALYTICS = """Date,Order #,Status,Customer,Customer type,Product(s),Items sold,Coupon(s),Net Sales
2024-03-05 10:23:45,501,processing,mei,new,1× Mug,1,,129.00
2024-03-05 11:00:00,502,pending,lan,new,1× Mug,1,,129.00
2024-03-05 12:00:00,503,refunded,bo,returning,1× Mug,1,,129.00
"""
WOO_PLUGIN = """order_id,order_number,order_date,paid_date,status,order_total,order_currency,customer_user
501,501,2024-03-05 10:23:45,2024-03-05 10:24:01,completed,129.00,EUR,mei
"""
OWN = """Belegnummer;Besteller;Angelegt;Bezahlt;Summe
A-1;mei;05/03/2024 10:23:45;05/03/2024 10:24:01;129,00
"""


def write(folder: Path, text: str, name: str = "orders.csv") -> Path:
    (folder / name).write_text(text, encoding="utf-8")
    return folder / name


def test_shopify(tmp_path: Path) -> None:
    log = ReadLog()
    first, second, third = read_orders(write(tmp_path, SHOPIFY), log=log)
    assert (first.id, first.customer, first.amount, first.currency) == ("1001", "Ann", Decimal("45.00"), "USD")
    assert (first.created_at, first.paid_at, first.item) == (moment("10:23:45"), moment("10:24:01"), "M1")
    assert [(one.excluded, one.paid_at is None) for one in (first, second, third)] == [
        ("", False),
        ("refunded", False),
        ("", True),
    ]
    assert log.skipped == []
    assert [str(one) for one in log.notices] == [
        "orders.csv: orders that are no sales and do not count: 1 (refunded 1)"
    ]


def test_woocommerce_analytics(tmp_path: Path) -> None:
    orders = read_orders(write(tmp_path, WOO_ANALYTICS), log=ReadLog())
    assert [(one.id, one.customer, one.amount, one.excluded) for one in orders] == [
        ("501", "mei", Decimal("129.00"), ""),
        ("502", "lan", Decimal("129.00"), ""),
        ("503", "bo", Decimal("129.00"), "refunded"),
    ]
    assert [one.paid_at is not None for one in orders] == [True, False, False]


def test_woocommerce_plugin(tmp_path: Path) -> None:
    (order,) = read_orders(write(tmp_path, WOO_PLUGIN), log=ReadLog())
    assert (order.id, order.customer, order.amount, order.currency) == ("501", "mei", Decimal("129.00"), "EUR")
    assert (order.created_at, order.paid_at) == (moment("10:23:45"), moment("10:24:01"))


def test_a_row_without_a_time_of_an_order_nobody_knows_is_still_skipped(tmp_path: Path) -> None:
    log = ReadLog()
    head, _, rest = SHOPIFY.partition("\n")
    read_orders(write(tmp_path, head + "\n" + rest.partition("\n")[2]), log=log)
    assert [one.line for one in log.skipped] == [2]


def test_columns_that_a_person_names(tmp_path: Path) -> None:
    path = write(tmp_path, OWN)
    with pytest.raises(BadTable, match="--orders-map"):
        read_orders(path, log=ReadLog())
    named = (
        'id = "Belegnummer"\ncustomer = "Besteller"\ncreated_at = "Angelegt"\npaid_at = "Bezahlt"\namount = "Summe"\n'
    )
    profile = load_orders_map(write(tmp_path, named + "day_first = true\n", "map.toml"))
    (order,) = read_orders(path, log=ReadLog(), options=ReadOptions(profile=profile))
    assert (order.id, order.customer, order.amount) == ("A-1", "mei", Decimal("129.00"))
    assert (order.created_at, order.paid_at) == (moment("10:23:45"), moment("10:24:01"))


def test_a_named_column_wins_over_a_known_one(tmp_path: Path) -> None:
    text = "order_id,created_at,paid_at,amount,net\n1,2024-03-05 10:00:00,2024-03-05 10:01:00,10,8\n"
    profile = load_orders_map(write(tmp_path, 'amount = "net"\n', "map.toml"))
    (order,) = read_orders(write(tmp_path, text), log=ReadLog(), options=ReadOptions(profile=profile))
    assert order.amount == Decimal(8)


def test_a_map_with_a_field_that_orders_have_not_lists_those_they_have(tmp_path: Path) -> None:
    with pytest.raises(BadTable, match=r"maps 'text', which is no field; .* amount, created_at"):
        load_orders_map(write(tmp_path, 'text = "x"\n', "map.toml"))
