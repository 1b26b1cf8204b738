"""Shops, accounts, keys and the audit log: who may do what, shop by shop."""

from datetime import UTC, datetime, timedelta

import pytest

from coach.errors import Conflict, InputError, NotFound, SettingsError
from coach.store.store import Store
from coach.store.values import Paging, Shop

SOON = datetime.now(UTC) + timedelta(hours=1)
PAST = datetime.now(UTC) - timedelta(hours=1)


def test_a_shop_has_its_own_settings_and_a_name_of_its_own(store: Store, shop: Shop) -> None:
    changed = store.shops.configure(shop.id, settings={"session": {"silence_min": 20}}, retention_days=90)
    assert changed.settings == {"session": {"silence_min": 20}}
    assert (store.shops.by_name("one"), changed.retention_days) == (changed, 90)
    assert store.shops.configure(shop.id, retention_days=None).settings == changed.settings
    with pytest.raises(Conflict, match="one"):
        store.shops.create("one")


@pytest.mark.parametrize(
    "settings",
    [
        {"session": {"silence": 1}},
        {"store": {"url": "x"}},
        {"types": {"own": ["gift_wrap.toml"]}},
        {"nothing": {"a": 1}},
    ],
)
def test_settings_that_cannot_be_are_refused(store: Store, shop: Shop, settings: dict[str, dict[str, object]]) -> None:
    with pytest.raises(SettingsError):
        store.shops.configure(shop.id, settings=settings)
    assert store.shops.get(shop.id).settings == {}


def test_an_account_may_do_different_things_in_two_shops(store: Store, shop: Shop) -> None:
    other = store.shops.create("two")
    mei = store.accounts.create("mei", "hash")
    store.accounts.join(shop.id, mei.id, "agent", agent="小美")
    store.accounts.join(other.id, mei.id, "viewer")
    store.accounts.join(other.id, mei.id, "trainer")
    assert [(one.shop, one.role, one.agent) for one in store.accounts.memberships(mei.id)] == sorted(
        [(shop.id, "agent", "小美"), (other.id, "trainer", None)]
    )
    store.accounts.leave(shop.id, mei.id)
    assert store.accounts.member(shop.id, mei.id) is None
    assert [one.name for one in store.accounts.list(other.id)] == ["mei"]


def test_a_session_ends_with_its_time_its_account_and_its_password(store: Store) -> None:
    mei = store.accounts.create("mei", "hash")
    for token, expires in (("live", SOON), ("late", PAST)):
        store.accounts.begin_session(token, mei.id, csrf="c", expires_at=expires)
    found = store.accounts.session("live")
    assert found is not None
    assert (found.account, found.expires_at) == (mei.id, SOON)
    assert store.accounts.session("late") is None
    store.accounts.set_password(mei.id, "other")
    assert store.accounts.session("live") is None
    store.accounts.begin_session("again", mei.id, csrf="c", expires_at=SOON)
    store.accounts.disable(mei.id)
    assert store.accounts.session("again") is None


def test_a_key_opens_its_shop_until_it_is_revoked_or_expires(store: Store, shop: Shop) -> None:
    made = store.keys.create(shop.id, name="crm", prefix="co_ab", hash="h1", role="trainer", created_by="mei")
    store.keys.create(shop.id, name="old", prefix="co_cd", hash="h2", role="viewer", created_by="mei", expires_at=PAST)
    found = store.keys.by_hash("h1")
    assert found is not None
    assert (found.shop, found.role) == (shop.id, "trainer")
    assert store.keys.by_hash("h2") is None
    assert {key.name: key.used_at is not None for key in store.keys.list(shop.id)} == {"crm": True, "old": False}
    with pytest.raises(NotFound):
        store.keys.revoke(store.shops.create("two").id, made.id)
    store.keys.revoke(shop.id, made.id)
    assert store.keys.by_hash("h1") is None


def test_the_audit_log_goes_page_by_page_and_shop_by_shop(store: Store, shop: Shop) -> None:
    for number in range(5):
        store.audit.note("mei", "approve", f"faq {number}", shop=shop.id, detail={"n": str(number)})
    store.audit.note("mei", "approve", "of the other", shop=store.shops.create("two").id)
    subjects, cursor = [], None
    while True:
        page = store.audit.list(shop.id, Paging(limit=2, cursor=cursor))
        subjects += [entry.subject for entry in page.items]
        cursor = page.next
        if cursor is None:
            break
    assert subjects == [f"faq {number}" for number in (4, 3, 2, 1, 0)]


@pytest.mark.parametrize(
    "paging", [Paging(sort="nothing"), Paging(cursor="x"), Paging(cursor="WzEsMiwzXQ"), Paging(cursor="é")]
)
def test_a_page_that_cannot_be_is_refused(store: Store, shop: Shop, paging: Paging) -> None:
    with pytest.raises(InputError):
        store.audit.list(shop.id, paging)
