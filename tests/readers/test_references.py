import pytest

from coach.readers.references import references

TAOBAO = "https://item.taobao.com/item.htm?spm=a1&id=600000000001"


@pytest.mark.parametrize(
    ("text", "orders", "items", "urls"),
    [
        ("在吗", (), (), ()),
        ("我身高165体重120", (), (), ()),
        (f"{TAOBAO}这个有货吗", (), ("600000000001",), (TAOBAO,)),
        ("看 https://detail.tmall.com/item.htm?id=600000000002.", (), ("600000000002",),
         ("https://detail.tmall.com/item.htm?id=600000000002",)),
        ("https://item.jd.com/100000000001.html", (), ("100000000001",), ("https://item.jd.com/100000000001.html",)),
        ("item.m.jd.com/product/10000000.html", (), ("10000000",), ("item.m.jd.com/product/10000000.html",)),
        ("https://example.com/item.htm?id=600000000001", (), (), ("https://example.com/item.htm?id=600000000001",)),
        ("咨询订单号：200000000001    商品ID：100000000001", ("200000000001",), ("100000000001",), ()),
        ("进行咨询（订单号：200000000001；商品编号：100000000001）", ("200000000001",), ("100000000001",), ()),
        ("订单1234567890123456789还没发", ("1234567890123456789",), (), ()),
        ("订单号240501-000000000000077", ("240501-000000000000077",), (), ()),
        ("快递单号：75123456789012", (), (), ()),
        ("电话13800000000", (), (), ()),
        ("My order no. 112-3456789 and Order #A123456", ("112-3456789", "A123456"), (), ()),
        ("in order to 2024 we", (), (), ()),
        ("order 50 pieces", (), (), ()),
        ("mi pedido nº 123456, artículo nº 98765", ("123456",), ("98765",), ()),
        ("el número de pedido es 12345678", ("12345678",), (), ()),
        ("el pedido número 12345678", ("12345678",), (), ()),
        ("订单号：200000000001 订单号：200000000001", ("200000000001",), (), ()),
        ("http://[bad 12345", (), (), ("http://[bad",)),
    ],
)  # fmt: skip
def test_references(text, orders, items, urls):
    found = references(text)
    assert (found.orders, found.items, found.urls) == (orders, items, urls)


@pytest.mark.parametrize(
    "text",
    [
        "order" + " " * 100_000 + "x 1234",
        "订单" + " " * 100_000 + "x 1234",
        "item" + " " * 100_000 + "x 1234",
        "sku" + " " * 100_000 + "x 1234",
        "order A" * 20_000 + " 1234",
        "order " + "A" * 100_000 + " 1234",
        "-a" * 50_000 + ".com/ 1234",
    ],
    ids=["order", "chinese order", "item", "sku", "many orders", "long id", "long host"],
)
def test_long_texts_that_point_at_nothing_are_done_at_once(text):
    assert references(text).orders == ()


@pytest.mark.parametrize(
    ("text", "order"),
    [
        ("order  id :  112-3456789", "112-3456789"),
        ("订单号 是 ： 200000000001", "200000000001"),
        ("order " + "A" * 20 + "1234", "A" * 20 + "1234"),
    ],
)
def test_a_few_spaces_may_stand_around_what_names_an_order(text, order):
    assert references(text).orders == (order,)
