"""Partitions hold whole customers, and the result does not depend on how many processes share them."""

from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path

import msgspec
import pytest

from coach import engine
from coach.findings import Order
from coach.transcript import Conversation, Message, Refs, Source


def conversation(customer: str, file: str, messages: int) -> Conversation:
    start = datetime(2024, 3, 5, 10)
    return Conversation(
        id=f"{customer}-{file}",
        platform="taobao",
        shop="店",
        customer=customer,
        zone="Asia/Shanghai",
        messages=tuple(
            Message(
                f"{customer}-{n}",
                customer,
                "customer",
                "peer",
                start + timedelta(minutes=n),
                "s",
                "在吗",
                Source(file, n),
            )
            for n in range(messages)
        ),
    )


def customers(partition: engine.Partition) -> list[str]:
    return [one.id for one in engine.load(partition)[0]]


@pytest.fixture
def spool(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> engine.Spool:
    monkeypatch.setattr(engine, "PARTITION_MESSAGES", 50)
    spool = engine.Spool(tmp_path / "spool.sqlite")
    spool.fill(conversation(f"tb_{number}", file, 3) for file in "ab" for number in range(40))
    return spool


def test_every_customer_is_in_one_partition_with_all_conversations(spool: engine.Spool) -> None:
    parts = [customers(partition) for partition in spool.partitions()]
    assert len(parts) == -(-spool.messages // 50)
    assert sorted(name for part in parts for name in part) == sorted(
        f"tb_{n}-{file}" for n in range(40) for file in "ab"
    )
    owners = [{name.rsplit("-", 1)[0] for name in part} for part in parts]
    assert sum(map(len, owners)) == len(set().union(*owners)) == 40


def test_result_is_the_same_for_any_number_of_jobs(spool: engine.Spool) -> None:
    alone = list(engine.run(spool.partitions(), customers, jobs=1))
    assert alone == list(engine.run(spool.partitions(), customers, jobs=2))


def test_orders_go_to_who_mentions_them_then_to_the_namesake(tmp_path: Path) -> None:
    chats = [conversation("tb_1", "a", 1), conversation("j****1", "a", 1)]
    mention = msgspec.structs.replace(chats[1].messages[0], refs=Refs(orders=("77",)))
    chats[1] = msgspec.structs.replace(chats[1], messages=(mention,))
    at = datetime(2024, 3, 5, 12)
    orders = [Order(id_, name, at, None, Decimal(1)) for id_, name in (("1", "tb_1"), ("77", "j****1"), ("3", "tb_9"))]
    spool = engine.Spool(tmp_path / "spool.sqlite")
    spool.fill(chats, orders)
    assert [order.id for order in spool.unmatched] == ["3"]
    (partition,) = spool.partitions()
    assert [order.id for order in engine.load(partition)[1]] == ["1", "77"]


def test_no_conversation_is_one_empty_partition(tmp_path: Path) -> None:
    spool = engine.Spool(tmp_path / "spool.sqlite")
    spool.fill(())
    assert [customers(partition) for partition in spool.partitions()] == [[]]
