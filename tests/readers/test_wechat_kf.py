import json


def message(**more) -> dict:
    said = {"msgid": "k1", "open_kfid": "wk1", "external_userid": "wmDEMO1", "send_time": 1714528800, "origin": 3}
    return said | {"msgtype": "text", "text": {"content": "在吗"}} | more


def test_the_sample(reading, samples):
    (first, second), notes = reading(samples / "wechat_kf.json")
    assert (first.platform, first.customer, second.customer) == ("wechat", "wmDEMOkf0001", "wmDEMOkf0002")
    assert [(one.role, one.kind) for one in first.messages] == [
        ("system", "event"),
        ("customer", "text"),
        ("agent", "text"),
        ("agent", "text"),
        ("customer", "voice"),
        ("customer", "card"),
        ("agent", "recall"),
    ]
    taken_back, recall = first.messages[3], first.messages[6]
    assert (taken_back.recalled, recall.reply_to) == (True, taken_back.id)
    assert first.messages[5].refs.orders == ("3700000000000000077",)
    assert "who is on duty" in notes.notices[0].text


def test_a_menu_is_text(reading_text):
    menu = {"head_content": "请选择", "list": [{"type": "click", "click": {"id": "1", "content": "查物流"}}, 3]}
    found, _ = reading_text(json.dumps({"msg_list": [message(origin=5, msgtype="msgmenu", msgmenu=menu)]}))
    assert (found[0].messages[0].role, found[0].messages[0].text) == ("agent", "请选择\n查物流")


def test_what_cannot_be_used_is_listed(reading_text):
    rows = message(), message(origin=9), message(send_time=None), message(external_userid=None), 5
    found, notes = reading_text(json.dumps({"errcode": 0, "msg_list": rows}))
    assert len(found[0].messages) == 1
    assert [skipped.line for skipped in notes.skipped] == [2, 3, 4, 5]
