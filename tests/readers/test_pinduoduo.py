import json


def bubble(text: str, *, role: str = "用户", name: str = "阿***豪", time: str = "2024-05-01 10:00:00", **more) -> dict:
    return {"time": time, "role": role, "name": name, "type": "text", "content": text} | more


def test_the_sample(reading, samples):
    (first, second), notes = reading(samples / "pinduoduo.json")
    assert (first.platform, first.customer, second.customer) == ("pdd", "阿***豪", "小***满")
    assert [(message.role, message.kind) for message in first.messages] == [
        ("customer", "text"),
        ("bot", "text"),
        ("agent", "text"),
        ("customer", "image"),
        ("system", "event"),
    ]
    assert second.messages[0].refs.orders == ("240501-000000000000077",)
    assert "several customers" in notes.notices[0].text


def test_the_scraper_may_say_whose_chat_it_is(reading_text):
    rows = [bubble("在吗"), bubble("在吗", name="小***满"), bubble("在的", role="客服", name="青", customer="阿***豪")]
    found, _ = reading_text(json.dumps(rows, ensure_ascii=False))
    assert [[message.sender for message in conversation.messages] for conversation in found] == [
        ["阿***豪", "青"],
        ["小***满"],
    ]


def test_times_without_a_date_are_kept_without_a_time(reading_text):
    rows = [bubble("在吗", time="昨天 10:00"), bubble("在的", role="客服", name="青", time="10:01")]
    found, notes = reading_text(json.dumps({"messages": rows}, ensure_ascii=False))
    assert [(message.text, message.sent_at) for message in found[0].messages] == [("在吗", None), ("在的", None)]
    assert "name no date" in notes.notices[0].text


def test_what_cannot_be_used_is_listed(reading_text):
    rows = [bubble("在吗"), bubble("x", role="谁"), bubble("x", time=""), bubble("", type=None), "x"]
    found, notes = reading_text(json.dumps(rows, ensure_ascii=False))
    assert len(found[0].messages) == 1
    assert sorted(skipped.line for skipped in notes.skipped) == [2, 3, 4, 5]
