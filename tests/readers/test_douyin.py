import json


def event(name: str = "im_receive_msg", *, number: str = "1", **content) -> dict:
    said = {"server_message_id": number, "message_type": "text", "text": "在吗", "create_time": 1714528800000} | content
    return {"event": name, "from_user_id": "open-a", "to_user_id": "open-shop", "content": said}


def test_the_sample(reading, samples):
    (first, second), notes = reading(samples / "douyin.jsonl")
    assert (first.platform, first.customer, second.customer) == ("douyin", "open-cust-1", "open-cust-2")
    assert [(message.role, message.sender, message.kind) for message in first.messages] == [
        ("customer", "open-cust-1", "text"),
        ("customer", "open-cust-1", "image"),
        ("agent", "云杉小店", "text"),
        ("agent", "云杉小店", "card"),
    ]
    assert len(notes.notices) == 2


def test_one_event_over_several_lines_and_an_array(reading_text):
    assert len(reading_text(json.dumps(event(), indent=1))[0][0].messages) == 1
    assert len(reading_text(json.dumps([event(), event(number="2")]))[0][0].messages) == 2


def test_bubbles_by_side(reading_text):
    sides = [("left", "有货吗"), ("right", "有的"), ("center", "会话结束"), ("右", "x")]
    rows = [{"side": side, "time": f"2024-05-01 10:0{i}:00", "content": text} for i, (side, text) in enumerate(sides)]
    found, notes = reading_text(json.dumps(rows, ensure_ascii=False), name="小岚.json")
    assert found[0].customer == "小岚"
    assert [(message.role, message.kind) for message in found[0].messages] == [
        ("customer", "text"),
        ("agent", "text"),
        ("system", "event"),
    ]
    assert [skipped.line for skipped in notes.skipped] == [4]


def test_what_cannot_be_used_is_listed(reading_text):
    rows = [event(), event(number="2", create_time=None), {**event(number="3"), "content": "{"}, {"event": "x"}]
    found, notes = reading_text("\n".join(json.dumps(row) for row in rows))
    assert len(found[0].messages) == 1
    assert [skipped.line for skipped in notes.skipped] == [2, 3]
    assert "no messages (x)" in notes.notices[0].text
