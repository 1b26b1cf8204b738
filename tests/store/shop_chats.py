"""Invented chats of a small shop as a file that readers know, and an import of them."""

from collections.abc import Sequence
from datetime import datetime, timedelta

import msgspec

from coach.readers.build import ConversationBuilder
from coach.store.importing import run_import
from coach.store.store import Store
from coach.store.values import Import, ImportKind
from coach.transcript import Conversation

START = datetime(2024, 3, 5, 10)
TALK = (
    ("customer", "这件160/50kg穿什么码，会掉色吗"),
    ("agent", "自己看详情页哦"),
    ("customer", "多久发货呀，我电话13900000000"),
    ("agent", "亲，付款后48小时内发货，现在拍下今天就能寄出哦，喜欢的话可以先拍下~"),
    ("customer", "好的谢谢"),
)


def chat(customer: str, *, agent: str = "小满", day: int = 0, lines: Sequence[tuple[str, str]] = TALK) -> Conversation:
    """One customer's talk, a minute a line, so many days after 5 March 2024."""
    builder = ConversationBuilder(
        platform="taobao", shop="一朵小铺", customer=customer, zone="Asia/Shanghai", file="chats.jsonl"
    )
    for number, (role, text) in enumerate(lines):
        builder.add(
            sender=customer if role == "customer" else agent,
            role="customer" if role == "customer" else "agent",
            role_evidence="invented",
            sent_at=START + timedelta(days=day, minutes=number),
            precision="s",
            text=text,
            line=number + 1,
        )
    return builder.conversation()


def file_of(*chats: Conversation) -> bytes:
    """The chats as a file of `coach convert`."""
    return b"".join(msgspec.json.encode(one) + b"\n" for one in chats)


def upload(store: Store, shop: str, data: bytes, *, name: str = "chats.jsonl", kind: ImportKind = "chats") -> Import:
    """The import of these bytes, done."""
    received, new = store.imports.receive(shop, [data], name=name, by="mei", kind=kind)
    assert new
    return run_import(store, received.id)
