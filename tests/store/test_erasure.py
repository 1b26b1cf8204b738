"""What a customer may ask for, and what is kept no longer than a shop says."""

from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import msgspec
import pytest
from sqlalchemy import select

from coach.errors import Conflict, NotFound
from coach.settings import Settings, StoreSettings
from coach.store.columns import metadata
from coach.store.store import Store
from coach.store.values import Paging, Shop
from tests.store.places import store_of
from tests.store.shop_chats import chat, file_of, upload

ORDERS = (
    "订单编号,买家会员名,订单创建时间,实付金额\n"
    "9001,tb_mei,2024-03-05 11:00:00,129.00\n9002,tb_lan,2024-03-06 11:00:00,59.00\n"
)
CHATS = file_of(
    chat("tb_mei", lines=(("customer", "这件会掉色吗"), ("agent", "自己看详情页哦"), ("customer", "那算了吧"))),
    chat("tb_lan", agent="小禾", day=1),
)


def everything(store: Store) -> bytes:
    """All columns of all tables, unpacked where they are packed."""
    import zlib

    pieces = []
    with store.database.reading() as connection:
        for table in metadata.sorted_tables:
            for row in connection.execute(select(table)):
                for value in row:
                    if isinstance(value, bytes):
                        try:
                            pieces.append(zlib.decompress(value))
                        except zlib.error:
                            pieces.append(value)
                    else:
                        pieces.append(str(value).encode())
    return b"\n".join(pieces)


def test_a_customer_erased_is_nowhere_any_more(store: Store, shop: Shop) -> None:
    upload(store, shop.id, ORDERS.encode(), name="orders.csv", kind="orders")
    upload(store, shop.id, CHATS)
    store.shops.configure(shop.id, settings={"rules": {"off": ["no_greeting"]}})
    upload(store, shop.id, file_of(chat("tb_new", day=3)), name="more.jsonl")
    finding = next(one for one in store.results.findings(shop.id, Paging()).items if one.customer == "tb_mei")
    store.verdicts.give(shop.id, subject=f"finding:{finding.id}", field="outcome", value="clear", person="lan")
    assert "这件会掉色吗".encode() in everything(store)

    erased = store.erasure.erase(shop.id, "tb_mei")

    left = everything(store)
    assert (erased.people, erased.messages) == (1, 3)
    assert "这件会掉色吗".encode() not in left
    assert b"tb_mei" not in left
    assert b"tb_lan" in left
    analysis = store.results.analysis(shop.id)
    assert analysis is not None
    assert (analysis.sessions, analysis.orders) == (2, 1)
    with pytest.raises(NotFound):
        store.erasure.erase(shop.id, "tb_mei")


def test_a_customer_with_a_phone_number_for_a_name_is_found_by_it(store: Store, shop: Shop) -> None:
    upload(store, shop.id, file_of(chat("13900000001"), chat("13900000002")))
    assert len(store.erasure.people(shop.id, "13900000001")) == 1
    assert store.erasure.erase(shop.id, "13900000001").people == 1
    assert len(store.chats.conversations(shop.id, Paging()).items) == 1


def test_the_export_holds_messages_orders_and_verdicts(store: Store, shop: Shop) -> None:
    upload(store, shop.id, ORDERS.encode(), name="orders.csv", kind="orders")
    upload(store, shop.id, CHATS)
    row = next(one for one in store.chats.exchanges(shop.id, Paging()).items if one.customer == "tb_mei" and one.type)
    store.verdicts.give(shop.id, subject=f"turn:{row.id}", field="question_type", value="quality", person="lan")
    whole = msgspec.json.decode(store.erasure.export(shop.id, "tb_mei"))
    (case,) = whole["conversations"]
    said = [message["text"] for one in case["sessions"] for message in one["labelled"]["session"]["messages"]]
    assert said == ["这件会掉色吗", "自己看详情页哦", "那算了吧"]
    assert [(order["id"], Decimal(order["amount"])) for order in case["orders"]] == [("9001", Decimal("129.00"))]
    assert [one["verdict"]["value"] for one in whole["verdicts"]] == ["quality"]
    with pytest.raises(NotFound):
        store.erasure.export(shop.id, "nobody")


def test_what_is_older_than_the_retention_goes(store: Store, shop: Shop) -> None:
    upload(store, shop.id, CHATS)
    upload(store, shop.id, ORDERS.encode(), name="orders.csv", kind="orders")
    assert store.erasure.expire(shop.id, today=date(2030, 1, 1)).messages == 0
    store.shops.configure(shop.id, retention_days=30)
    erased = store.erasure.expire(shop.id, today=date(2024, 4, 5))
    assert (erased.people, erased.messages) == (1, 3)
    assert [row.customer for row in store.chats.conversations(shop.id, Paging()).items] == ["tb_lan"]
    analysis = store.results.analysis(shop.id)
    assert analysis is not None
    assert (analysis.first_at, analysis.orders) == (datetime(2024, 3, 6, 10), 1)


def test_nothing_is_erased_while_an_import_runs(store: Store, shop: Shop) -> None:
    upload(store, shop.id, CHATS)
    store.imports.receive(shop.id, [b"x"], name="x", by="mei")
    with pytest.raises(Conflict, match="import"):
        store.erasure.erase(shop.id, "tb_mei")


def test_an_upload_that_was_kept_goes_too(tmp_path: Path) -> None:
    settings = Settings(store=StoreSettings(keep_uploads=True))
    with store_of("sqlite", tmp_path, settings=settings) as store:
        shop = store.shops.create("one").id
        kept = upload(store, shop, CHATS)
        assert store.erasure.erase(shop, "tb_lan").files == 1
        assert not store.imports.work_folder(kept.id).exists()
