"""Uploads: received whole or not at all, the same bytes once, the same messages once."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import func, select

from coach.errors import Conflict, NotFound, TooLarge
from coach.settings import Settings, StoreSettings
from coach.store.store import Store
from coach.store.tables import messages, pieces
from coach.store.values import Import, Paging, Shop
from tests.store.places import store_of
from tests.store.shop_chats import TALK, chat, file_of, upload

CHATS = file_of(chat("tb_mei"), chat("tb_lan", agent="小禾", day=1))


def kept_messages(store: Store) -> int:
    with store.database.reading() as connection:
        return connection.execute(select(func.count()).select_from(messages)).scalar_one()


def files(store: Store) -> list[Path]:
    return list((store.folder / "uploads").iterdir())


def test_the_same_bytes_in_a_shop_are_one_import(store: Store, shop: Shop) -> None:
    first = upload(store, shop.id, CHATS)
    again, new = store.imports.receive(shop.id, [CHATS], name="renamed.jsonl", by="lan")
    assert (again.id, new, again.status) == (first.id, False, "done")
    _, new_elsewhere = store.imports.receive(store.shops.create("two").id, [CHATS], name="chats.jsonl", by="mei")
    assert new_elsewhere


def test_exports_that_overlap_store_no_message_twice(store: Store, shop: Shop) -> None:
    upload(store, shop.id, CHATS)
    longer = chat("tb_mei", lines=(*TALK, ("agent", "不客气，祝您生活愉快")))
    second = upload(store, shop.id, file_of(longer, chat("tb_new", day=2)))
    assert (second.messages, second.new_messages) == (11, 6)
    assert kept_messages(store) == 16
    found = store.chats.conversations(shop.id, Paging(sort="customer")).items
    assert [(row.customer, row.messages) for row in found] == [("tb_lan", 5), ("tb_mei", 6), ("tb_new", 5)]


def test_an_import_says_what_it_read_and_leaves_no_file(store: Store, shop: Shop) -> None:
    broken = file_of(chat("tb_mei")) + b"no json\n"
    done = upload(store, shop.id, broken)
    assert (done.status, done.conversations, done.messages, done.skipped_count) == ("done", 1, 5, 1)
    assert [(one.file, one.line) for one in done.skipped] == [("chats.jsonl", 2)]
    assert (files(store), done.done, done.of) == ([], 1, 1)


def test_a_file_that_cannot_be_read_fails_and_may_come_again(store: Store, shop: Shop) -> None:
    failed = upload(store, shop.id, b"hello", name="hello.txt")
    assert failed.status == "failed"
    assert failed.error is not None
    assert "hello.txt" in failed.error
    again, new = store.imports.receive(shop.id, [b"hello"], name="hello.txt", by="mei")
    assert (again.id, again.status, again.error, new) == (failed.id, "waiting", None, True)
    assert kept_messages(store) == 0


def test_what_is_too_large_or_breaks_off_leaves_nothing(store: Store, shop: Shop) -> None:
    def breaking() -> Iterator[bytes]:
        yield b"x"
        raise ConnectionError

    with pytest.raises(TooLarge, match=r"big\.txt"):
        store.imports.receive(shop.id, [b"xx", b"xx"], name="big.txt", by="mei", max_bytes=3)
    with pytest.raises(ConnectionError):
        store.imports.receive(shop.id, breaking(), name="x.txt", by="mei")
    assert files(store) == []
    assert store.imports.list(shop.id, Paging()).items == ()


@pytest.mark.parametrize("name", ["../../etc/passwd", "C:\\x\\..\\y.txt", "\x00\n", "." * 300, "a/" * 90 + "x.csv", ""])
def test_a_file_name_leads_nowhere_else(store: Store, shop: Shop, name: str) -> None:
    received, _ = store.imports.receive(shop.id, [b"x"], name=name, by="mei")
    path = store.imports.path(received.id)
    assert path.read_bytes() == b"x"
    assert path.resolve().is_relative_to((store.folder / "uploads" / received.id).resolve())


def test_an_idempotency_key_names_one_file(store: Store, shop: Shop) -> None:
    first, _ = store.imports.receive(shop.id, [b"x"], name="x", by="mei", idempotency_key="k")
    assert store.imports.receive(shop.id, [b"x"], name="x", by="mei", idempotency_key="k") == (first, False)
    with pytest.raises(Conflict, match="idempotency"):
        store.imports.receive(shop.id, [b"y"], name="y", by="mei", idempotency_key="k")
    found = store.imports.by_key(shop.id, "k")
    assert found is not None
    assert found.id == first.id
    assert [one.sha256 for one in store.imports.list(shop.id, Paging()).items] == [first.sha256]


def test_personal_data_is_masked_at_import_unless_the_shop_says_otherwise(store: Store, shop: Shop) -> None:
    def everything(number: str) -> bytes:
        with store.database.reading() as connection:
            said = connection.execute(select(messages.c.body).where(messages.c.shop == number)).scalars().all()
            who = connection.execute(select(pieces.c.body).where(pieces.c.shop == number)).scalars().all()
        return b"".join([*said, *who])

    upload(store, shop.id, file_of(chat("13900000001"), chat("13900000002")))
    assert b"1390000000" not in everything(shop.id)
    rows = store.chats.conversations(shop.id, Paging()).items
    assert len({row.customer for row in rows}) == 2
    open_shop = store.shops.create("open", settings={"privacy": {"keep_personal_data": True}})
    upload(store, open_shop.id, file_of(chat("tb_mei")))
    assert b"13900000000" in everything(open_shop.id)


def test_another_shop_sees_nothing(store: Store, shop: Shop) -> None:
    mine: Import = upload(store, shop.id, CHATS)
    other = store.shops.create("two").id
    person = store.chats.conversations(shop.id, Paging()).items[0].person
    with pytest.raises(NotFound):
        store.imports.get(other, mine.id)
    with pytest.raises(NotFound):
        store.chats.conversation(other, person)
    assert store.chats.exchanges(other, Paging()).items == ()
    assert store.results.analysis(other) is None


def test_an_upload_may_be_kept(tmp_path: Path) -> None:
    settings = Settings(store=StoreSettings(keep_uploads=True))
    with store_of("sqlite", tmp_path, settings=settings) as store:
        done = upload(store, store.shops.create("one").id, CHATS)
        assert store.imports.path(done.id).read_bytes() == CHATS
        assert [file.name for file in (store.folder / "uploads" / done.id).iterdir()] == ["upload"]
