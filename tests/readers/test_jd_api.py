import json

import pytest


def page(*logs: dict, key: str = "jingdong_im_pop_chatlog_get_responce") -> dict:
    return {key: {"code": "0", "ChatLogPage": {"totalRecord": len(logs), "chatLogList": list(logs)}}}


def log(content: str, *, waiter: bool | None = False, time=1714528800000, sid="S1", **more) -> dict:
    said = {
        "content": content,
        "sid": sid,
        "waiterSend": waiter,
        "time": time,
        "customer": "jd_demo_a",
        "waiter": "阿青",
    }
    return said | more


def test_the_sample(reading, samples):
    first, second = reading(samples / "jd_api.json")[0]
    assert (first.platform, first.shop, first.customer) == ("jd", "云杉自营", "jd_demo_buyer_a")
    assert [(message.role, message.kind, message.text) for message in first.messages] == [
        ("customer", "text", "这款保温杯能放洗碗机吗"),
        ("bot", "text", "您好，欢迎光临云杉自营"),
        ("system", "event", "用户发起转人工"),
        ("agent", "text", "不建议放洗碗机哦\n手洗就可以"),
        ("customer", "image", ""),
    ]
    assert first.messages[0].refs.items == ("100000000777",)
    assert second.messages[0].refs.orders == ("200000000777",)
    assert len({message.id for message in second.messages}) == 3


def test_pages_one_after_the_other_and_newest_first(reading_text):
    pages = page(log("在的", waiter=True, time=1714528860000), log("在吗")), page(log("还有吗", sid="S2"))
    found, notes = reading_text("\n".join(json.dumps(one) for one in pages))
    assert [[message.text for message in conversation.messages] for conversation in found] == [
        ["在吗", "在的"],
        ["还有吗"],
    ]
    assert notes.skipped == []


@pytest.mark.parametrize("wrap", [lambda one: [one], lambda one: {"data": one}, lambda one: one])
def test_whatever_wraps_the_list(reading_text, wrap):
    found, _ = reading_text(json.dumps(wrap(page(log("在吗"), key="jingdong_im_pop_chatlog_get_response"))))
    assert found[0].messages[0].text == "在吗"


def test_what_cannot_be_used_is_listed(reading_text):
    logs = log("在吗"), log("x", customer=""), log("x", time=None), log("x", waiter=None), log("x", customer=[1])
    found, notes = reading_text(json.dumps(page(*logs)))
    assert len(found[0].messages) == 1
    assert [skipped.line for skipped in notes.skipped] == [2, 3, 4, 5]


def test_a_cut_off_file_keeps_what_was_whole(reading_text):
    found, notes = reading_text(json.dumps(page(log("在吗"), log("有人吗")), ensure_ascii=False)[:-60])
    assert [message.text for message in found[0].messages] == ["在吗"]
    assert "is cut off" in notes.skipped[0].reason
