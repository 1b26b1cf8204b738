import json

SESSION = {"wxid": "wxid_a", "displayName": "小岚", "type": "私聊"}


def chat(*messages: dict, **session) -> str:
    return json.dumps({"weflow": {}, "session": SESSION | session, "messages": messages}, ensure_ascii=False)


def message(content: str = "在吗", *, send: int | bool | None = 0, kind: str = "文本消息", **more) -> dict:
    return {
        "createTime": 1714528800,
        "type": kind,
        "content": content,
        "isSend": send,
        "senderUsername": "wxid_b",
    } | more


def test_the_sample(reading, samples):
    (found,), _ = reading(samples / "weflow.json")
    assert (found.platform, found.customer) == ("wechat", "wxid_demo_lan")
    assert [(one.role, one.kind, one.text) for one in found.messages] == [
        ("customer", "text", "这个尺码偏大吗"),
        ("agent", "text", "正常码，按平时拍就行"),
        ("customer", "image", ""),
        ("customer", "text", "那我要M"),
        ("agent", "card", ""),
        ("system", "recall", ""),
    ]


def test_a_group_has_roles_for_the_exporter_only(reading_text):
    found, notes = reading_text(chat(message(), message("在", send=True), type="群聊", wxid="1@chatroom"))
    assert [one.role for one in found[0].messages] == ["unknown", "agent"]
    assert "is a group" in notes.notices[0].text


def test_calls_and_messages_without_a_time(reading_text):
    found, notes = reading_text(chat(message("通话时长 01:02", kind="语音通话"), message(createTime=None)))
    assert [(one.role, one.kind, one.text) for one in found[0].messages] == [("system", "event", "通话时长 01:02")]
    assert [skipped.line for skipped in notes.skipped] == [2]


def test_a_cut_off_file_keeps_what_was_whole(reading_text):
    found, notes = reading_text(chat(message(), message("还在吗"))[:-40])
    assert [one.text for one in found[0].messages] == ["在吗"]
    assert "is cut off" in notes.skipped[0].reason
