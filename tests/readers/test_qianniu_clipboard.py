import pytest

from coach.errors import NothingRead

AGENT = "店:小美 2024-3-5 9:00:00\n在的亲\n"


def said(conversation):
    return [(message.sender, message.text) for message in conversation.messages]


def test_the_sample(reading, samples):
    (found,), log = reading(samples / "qianniu_clipboard.txt")
    assert (found.shop, found.customer) == ("示例灯具旗舰店", "tb_demo_021")
    assert [(message.role, message.kind, message.source.line) for message in found.messages] == [
        ("customer", "text", 1),
        ("agent", "text", 3),
        ("system", "event", 8),
        ("customer", "link", 9),
        ("system", "recall", 14),
        ("system", "event", 15),
        ("system", "event", 16),
        ("customer", "text", 17),
        ("agent", "text", 20),
        ("bot", "text", 23),
        ("agent", "text", 25),
        ("customer", "card", 27),
        ("agent", "text", 31),
    ]
    assert found.messages[1].text == "亲,在的哦~\n预计送达 2024-03-07 18:00:00\n白色现货"
    assert found.messages[3].refs.items == ("600000000021",)
    assert found.messages[4].sent_at is None
    assert found.messages[10].visibility == "internal"
    assert log.notices == []


@pytest.mark.parametrize(
    "header",
    [
        "tb_demo_001 2024-3-5 9:03:05",
        "tb_demo_0012024-3-5 9:03:05",
        "tb_demo_001\n2024-3-5 9:03:05",
        "tb_demo_001 --> 店:小美 2024-3-5 9:03:05",
        "[tb_demo_001] 2024-03-05 09:03:05",
    ],
)
def test_the_header_in_each_of_its_forms(reading_text, header):
    found, _ = reading_text(f"{AGENT}{header}\n在吗\n".replace("\n", "\r\n"))
    message = found[0].messages[1]
    assert (message.sender, message.role, message.text) == ("tb_demo_001", "customer", "在吗")
    assert str(message.sent_at) == "2024-03-05 09:03:05"


def test_a_time_below_a_sentence_is_no_header(reading_text):
    found, _ = reading_text(f"{AGENT}tb_demo_001 2024-3-5 9:03:05\n到货了吗，页面写\n2024-3-4 9:00:00\n")
    assert said(found[0])[1] == ("tb_demo_001", "到货了吗，页面写\n2024-3-4 9:00:00")


def test_a_read_status_is_no_text_unless_it_is_all_there_is(reading_text):
    found, _ = reading_text(f"{AGENT}已读\ntb_demo_001 2024-3-5 9:03:05\n已读\n")
    assert said(found[0]) == [("店:小美", "在的亲"), ("tb_demo_001", "已读")]


def test_two_windows_in_one_text(reading_text):
    second = "tb_demo_002 2024-3-5 9:10:00\n你好\n店:小美2024-3-5 9:11:00\n您好\n"
    found, log = reading_text(f"tb_demo_001 2024-3-5 8:00:00\n在吗\n{AGENT}{second}")
    assert [said(conversation) for conversation in found] == [
        [("tb_demo_001", "在吗"), ("店:小美", "在的亲")],
        [("tb_demo_002", "你好"), ("店:小美", "您好")],
    ]
    assert "2 customers" in log.notices[0].text


def test_what_stands_before_the_first_message_is_logged(reading_text):
    found, log = reading_text(f"半句话\n店:小美 撤回了一条消息\n{AGENT}tb_demo_001 2024-3-5 9:03:05\n在吗\n")
    assert [skipped.line for skipped in log.skipped] == [1]
    assert [message.kind for message in found[0].messages] == ["recall", "text", "text"]


def test_names_that_tell_nothing_are_named(reading_text):
    text = "tb_demo_001 2024-3-5 9:03:05\n在吗\ntb_demo_002 2024-3-5 9:03:05\n在\n"
    with pytest.raises(NothingRead, match=r"agent among tb_demo_001, tb_demo_002; name the agents with --agents"):
        reading_text(text)
