"""Personal data is found and masked; what only looks like it stays."""

from datetime import datetime

import pytest

from coach.privacy import redact, redact_text
from coach.transcript import Conversation, Message, Refs, Source

KEY = b"test key"


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("电话13900001111", "电话[phone]"),
        ("打139 0000 1111或+86-139-0000-1111", "打[phone]或[phone]"),
        ("座机0571-88880000", "座机[phone]"),
        ("call me at (212) 555-0123 thanks", "call me at [phone] thanks"),
        ("mi tel es +34 612 345 678", "mi tel es [phone]"),
        ("发到xiao.mei+1@example.com", "发到[email]"),
        ("身份证11010119900307123X", "身份证[id_number]"),
        ("编码6222021234567890129 ok", "编码6222021234567890129 ok"),
        ("卡号4111 1111 1111 1111", "卡号[card_number]"),
        ("收货人:王小明 谢谢", "收货人[name] 谢谢"),
        ("微信号:abc_12345加我", "微信号[messenger]加我"),
        ("浙江省杭州市西湖区文三路100号3幢201室", "[address]"),
        ("ship it to 12 Green Park Road please", "ship it to [address] please"),
        ("订单号：200000000000000001", "订单号：200000000000000001"),
        ("订单4111111111111111到了吗", "订单4111111111111111到了吗"),
        ("160/50kg穿什么码", "160/50kg穿什么码"),
        ("这个区有货吗 路上堵不堵", "这个区有货吗 路上堵不堵"),
        ("已打码138****0000", "已打码138****0000"),
        ("", ""),
    ],
)
def test_redaction(text: str, masked: str) -> None:
    assert redact_text(text, key=KEY)[0] == masked


def test_same_number_has_same_hash_under_one_key_only() -> None:
    (first,), (second,) = redact_text("13900001111", key=KEY)[1], redact_text("+86 139 0000 1111", key=KEY)[1]
    assert first == second != redact_text("13900001111", key=b"other")[1][0]
    assert first.startswith("phone:")
    assert "1390000" not in first


def test_redacting_a_conversation_keeps_refs_and_everything_else() -> None:
    source = Source("a.txt", 1)
    message = Message(
        "m", "tb", "customer", "peer", datetime(2024, 3, 5), "s", "加13900001111", source, refs=Refs(orders=("1",))
    )
    conversation = Conversation("c", "taobao", "店", "tb", "Asia/Shanghai", (message,))
    (redacted,) = redact(conversation, key=KEY).messages
    assert redacted.text == "加[phone]"
    assert redacted.refs.orders == ("1",)
    assert len(redacted.refs.personal) == 1
    assert redacted.id == message.id


@pytest.mark.parametrize(
    "text",
    [
        "008613900001111",
        "139.0000.1111",
        "１３９００００１１１１",
        "1 3 9 0 0 0 0 1 1 1 1",
        "wx: abc12345",
        "VX：abc_12345",
    ],
)
def test_other_ways_to_write_it(text: str) -> None:
    masked, hashes = redact_text(f"联系 {text} 谢谢", key=KEY)
    assert hashes
    assert not any(digits in masked for digits in ("1111", "１１１１", "12345"))


@pytest.mark.parametrize("seed", ["市区路", "1", "1 ", "a@", "收货人", "order ", "微信"])
def test_long_repetitions_come_back(seed: str) -> None:
    text = seed * 3000
    assert len(redact_text(text, key=KEY)[0]) <= len(text)
