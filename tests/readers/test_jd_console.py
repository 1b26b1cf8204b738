import json


def packet(content: str, *, at: int, app: str = "im.customer", pin: str = "jd_demo_a", sid: str = "", **more) -> dict:
    chatinfo = {"chatinfo": {"sid": sid}} if sid else {}
    return {
        "body": {"type": "text", "content": content, **chatinfo},
        "from": {"app": app, "pin": pin},
        "datetime": 1714528800000 + at * 1000,
        **more,
    }


def test_the_sample(reading, samples):
    first, second = reading(samples / "jd_console.json")[0]
    assert (first.shop, first.customer) == ("云杉自营", "jd_demo_buyer_c")
    assert [(message.role, message.kind) for message in first.messages] == [
        ("bot", "card"),
        ("customer", "text"),
        ("bot", "text"),
        ("agent", "image"),
        ("agent", "text"),
        ("customer", "image"),
    ]
    assert first.messages[2].role_evidence == "automatic welcome"
    assert second.messages[1].text == "明天上午送到\n请保持电话畅通 谢谢"
    assert {message.source.session for message in second.messages} == {"S902"}


def test_rows_without_a_session_go_to_the_nearest(reading_text):
    rows = [
        packet("再见", at=400, sid="S2"),
        packet("欢迎", at=390, app="im.waiter", pin="jimi_1"),
        packet("结束", at=30, app="im.system", pin="system"),
        packet("在吗", at=0, sid="S1"),
    ]
    found, _ = reading_text(json.dumps({"data": rows}))
    assert [[message.text for message in conversation.messages] for conversation in found] == [
        ["在吗", "结束"],
        ["欢迎", "再见"],
    ]


def test_a_bare_array_with_cards_inside_and_times_as_text(reading_text):
    card = packet("", at=0, sid="S1")
    card["body"] |= {"type": "template2", "data": {"tplData": {"data": [{"type": "header"}]}}}
    card["datetime"] = "2024-05-01 10:00:00"
    found, notes = reading_text(json.dumps([packet("在吗", at=60, sid="S1"), card]))
    assert sorted(message.kind for message in found[0].messages) == ["card", "text"]
    assert notes.skipped == []


def test_what_cannot_be_used_is_listed(reading_text):
    rows = [
        packet("在吗", at=0, sid="S1"),
        packet("在吗", at=0, sid="S2", pin="jd_demo_b"),
        packet("没人的会话", at=9, sid="S3", app="im.waiter", pin="阿青"),
        {**packet("x", at=0), "datetime": None},
        {"from": {}},
    ]
    found, notes = reading_text(json.dumps({"data": rows}))
    assert len(found) == 2
    assert sorted(skipped.line for skipped in notes.skipped) == [3, 4, 5]
