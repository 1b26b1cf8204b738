import json


def test_the_sample(reading, samples):
    first, second = reading(samples / "wechat_mp.json")[0]
    assert [(message.role, message.kind, message.text) for message in first.messages] == [
        ("system", "event", "创建未接入会话"),
        ("customer", "text", "这个颜色会掉色吗"),
        ("customer", "image", ""),
        ("agent", "text", "不会的，放心"),
        ("system", "event", "关闭会话"),
    ]
    assert [message.sender for message in second.messages] == ["oDEMOuser2", "xiaolin@demo"]


def test_what_cannot_be_used_is_listed(reading_text):
    good = {"openid": "o1", "opercode": 2003, "text": "在吗", "time": 1714528800, "worker": "a@demo"}
    rows = [good, good | {"opercode": 7}, good | {"openid": None}, good | {"time": "soon"}]
    found, notes = reading_text(json.dumps({"recordlist": rows, "number": 4}))
    assert len(found[0].messages) == 1
    assert [skipped.line for skipped in notes.skipped] == [2, 3, 4]
