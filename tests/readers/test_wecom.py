import json

import pytest

from coach.errors import NothingRead
from coach.readers.accounts import Roster

CUSTOMER, OTHER = "wmDEMOcustomer0007", "woDEMOcustomer0008"


def row(number: int, sender: str, *receivers: str, text: str = "在吗", msgtype: str = "text", **more) -> dict:
    said = {"msgid": f"m{number}", "action": "send", "from": sender, "tolist": list(receivers), "roomid": ""}
    return said | {"msgtime": 1714528800000 + number * 1000, "msgtype": msgtype, "text": {"content": text}} | more


def lines(*rows: dict) -> str:
    return "\n".join(json.dumps(one, ensure_ascii=False) for one in rows)


def test_the_sample(reading, samples):
    (first, room, staff), notes = reading(samples / "wecom.jsonl")
    assert (first.platform, first.shop, first.customer) == ("wecom", "", "wmDEMOcustomer0007")
    assert [(message.role, message.kind) for message in first.messages] == [
        ("customer", "text"),
        ("agent", "text"),
        ("agent", "image"),
        ("agent", "recall"),
        ("agent", "link"),
        ("bot", "card"),
        ("customer", "text"),
    ]
    image, recall, link = first.messages[2:5]
    assert (image.recalled, recall.reply_to) == (True, image.id)
    assert link.refs.items == ("100000000555",)
    assert [(message.kind, message.text) for message in room.messages] == [
        ("text", "群里有人吗"),
        ("card", ""),
        ("file", ""),
    ]
    assert room.messages[1].refs.urls == ("https://example.invalid/guide",)
    assert {message.visibility for message in staff.messages} == {"internal"}
    assert ["switch" in notice.text or "twice" in notice.text for notice in notes.notices] == [True, True]


def test_one_customer_and_two_employees_are_one_conversation(reading_text):
    found, _ = reading_text(lines(row(1, CUSTOMER, "aqing"), row(2, "xiaolin", CUSTOMER, text="在的")))
    assert [message.sender for message in found[0].messages] == [CUSTOMER, "xiaolin"]


def test_a_room_with_two_customers_is_named_after_the_room(reading_text):
    rows = row(1, CUSTOMER, "aqing", OTHER, roomid="wrDEMO1"), row(2, "aqing", CUSTOMER, OTHER, roomid="wrDEMO1")
    found, _ = reading_text(lines(*rows))
    assert (found[0].customer, len(found[0].messages)) == ("wrDEMO1", 2)


def test_the_roster_overrules_the_id_and_plain_names_are_staff(reading_text):
    found, _ = reading_text(lines(row(1, "womei"), row(2, "womei", CUSTOMER), row(3, CUSTOMER, "womei")))
    assert {message.sender: message.role for conversation in found for message in conversation.messages} == {
        "womei": "agent",
        CUSTOMER: "customer",
    }
    pair = lines(row(1, OTHER, CUSTOMER), row(2, CUSTOMER, OTHER))
    found, _ = reading_text(pair, roster=Roster.of_names([OTHER]))
    assert [message.role for message in found[0].messages] == ["agent", "customer"]
    with pytest.raises(NothingRead, match=rf"agent among {CUSTOMER}, {OTHER}; name the agents with --agents"):
        reading_text(pair)


def test_seconds_and_milliseconds_and_an_array(reading_text):
    rows = [row(1, CUSTOMER, "aqing"), row(2, "aqing", CUSTOMER, msgtime=1714528802)]
    found, _ = reading_text(json.dumps(rows))
    assert [message.precision for message in found[0].messages] == ["ms", "s"]
    assert (found[0].messages[1].sent_at - found[0].messages[0].sent_at).total_seconds() == 1


def test_a_broken_line_costs_only_itself(reading_text):
    text = lines(row(1, CUSTOMER, "aqing")) + '\n{"msgid": "m2", "act\n' + lines(row(3, "aqing", CUSTOMER), {"a": 1})
    found, notes = reading_text(text)
    assert len(found[0].messages) == 2
    assert [skipped.line for skipped in notes.skipped] == [2, 4]


def test_what_is_unknown_or_deep_is_kept_as_a_card(reading_text):
    mixed = {"type": "text", "content": '{"content": "很深"}'}
    for _ in range(9):
        mixed = {"type": "mixed", "content": json.dumps({"item": [mixed]})}
    rows = (
        row(1, CUSTOMER, "aqing", msgtype="hologram"),
        row(2, CUSTOMER, "aqing", msgtype="mixed", mixed={"item": [mixed]}),
    )
    found, notes = reading_text(lines(*rows))
    assert [(message.kind, message.text) for message in found[0].messages] == [("card", "")] * 2
    assert "unknown type 'hologram'" in notes.notices[0].text


@pytest.mark.parametrize(
    ("msgtype", "body", "kind"),
    [
        ("external_redpacket", {"redpacket": {"wish": "恭喜"}}, "card"),
        ("location", {"location": {"title": "仓库", "address": "示例路1号"}}, "card"),
        (
            "chatrecord",
            {"chatrecord": {"title": "聊天记录", "item": [{"type": "ChatRecordText", "content": "{}"}]}},
            "card",
        ),
        ("voice", {"voice": {"sdkfileid": "DEMO"}}, "voice"),
        ("emotion", {"emotion": {"type": 1}}, "image"),
        ("agree", {"agree": {"userid": CUSTOMER}}, "event"),
        ("link", {"link": "none"}, "card"),
    ],
)
def test_types(reading_text, msgtype, body, kind):
    found, _ = reading_text(lines(row(1, CUSTOMER, "aqing", msgtype=msgtype, **body)))
    assert (found[0].messages[0].kind, found[0].messages[0].text) == (kind, "")
