from datetime import UTC, datetime, timedelta, timezone

import pytest

from coach.readers.build import ConversationBuilder, clean_text

NOON = datetime(2024, 3, 5, 12, 0)


def build(*messages, shop="店", customer="甲", line=1):
    builder = ConversationBuilder(platform="taobao", shop=shop, customer=customer, zone="Asia/Shanghai", file="a.txt")
    for sender, sent_at, text, kind in messages:
        builder.add(
            sender=sender,
            role="customer",
            role_evidence="peer",
            sent_at=sent_at,
            precision="s",
            text=text,
            line=line,
            kind=kind,
        )
    return [message.id for message in builder.messages]


def test_two_equal_messages_in_one_second_get_two_ids_that_stay():
    twice = build(("甲", NOON, "在吗", "text"), ("甲", NOON, "在吗", "text"))
    assert len(set(twice)) == 2
    assert build(("甲", NOON, "在吗", "text"), line=99) == twice[:1]


@pytest.mark.parametrize(
    "other",
    [("乙", NOON, "在吗", "text"), ("甲", datetime(2024, 3, 5, 12, 1), "在吗", "text"), ("甲", NOON, "在么", "text"),
     ("甲", NOON, "", "image"), ("甲", None, "在吗", "text")],
)  # fmt: skip
def test_what_differs_gets_another_id(other):
    assert build(("甲", NOON, "在吗", "text")) != build(other)


def test_spaces_and_the_way_an_instant_is_written_do_not_matter():
    assert build(("甲", NOON, "在吗 \t亲", "text")) == build(("甲", NOON, "在吗亲", "text"))
    east = datetime(2024, 3, 5, 20, 0, tzinfo=timezone(timedelta(hours=8)))
    assert build(("甲", east, "在吗", "text")) == build(("甲", datetime(2024, 3, 5, 12, 0, tzinfo=UTC), "在吗", "text"))


@pytest.mark.parametrize(
    ("text", "expected"), [(" a\x03b\t", "ab"), ("a\nb", "a\nb"), ("\u200e[x", "[x"), ("👨\u200d👩", "👨\u200d👩")]
)
def test_clean_text(text, expected):
    assert clean_text(text) == expected


def test_adding_gives_the_id_that_a_reply_can_name():
    builder = ConversationBuilder(platform="slack", shop="", customer="甲", zone="Asia/Shanghai", file="a.json")
    said = {"role": "customer", "role_evidence": "x", "sent_at": NOON, "precision": "s", "line": 1}
    first = builder.add(sender="甲", text="在吗", **said)
    builder.add(sender="甲", text="在吗?", reply_to=first, edited=True, **said)
    assert [(message.id == first, message.reply_to, message.edited) for message in builder.messages] == [
        (True, None, False),
        (False, first, True),
    ]


def test_an_instant_at_hand_gives_the_same_id():
    said = {"sender": "甲", "role": "customer", "role_evidence": "x", "text": "在吗", "precision": "s", "line": 1}
    ids = []
    for instant in ("", str(NOON)):
        builder = ConversationBuilder(platform="taobao", shop="店", customer="甲", zone="Asia/Shanghai", file="a.txt")
        ids.append(builder.add(sent_at=NOON, instant=instant, **said))
    assert ids[0] == ids[1]
