import pytest

from coach.errors import NothingRead

TITLE = "店:小美 的聊天记录\n\n即时消息\n"


def said(conversation):
    return [(message.sender, message.role, message.text) for message in conversation.messages]


def test_the_sample(reading, samples):
    (first, second), log = reading(samples / "taobao_im_record.txt")
    assert (first.platform, first.shop, first.customer) == ("taobao", "示例茶具旗舰店", "tb_demo_011")
    assert [(message.role, message.kind) for message in first.messages] == [
        ("customer", "text"),
        ("customer", "text"),
        ("agent", "text"),
        ("agent", "image"),
        ("system", "recall"),
        ("customer", "text"),
        ("agent", "text"),
        ("system", "event"),
    ]
    assert first.messages[2].text.endswith("预计送达 2024-03-07 18:00:00\n2024-03-06 10:00:00 备注: 到时会短信通知您")
    assert first.messages[5].text == "尺寸:15cm 的有吗\n能赶上这一天到吗\n2024-03-08"
    assert second.customer == "tb_demo_012"
    assert second.messages[0].refs.orders == ("2000000000000000012",)
    assert [notice.text[:30] for notice in log.notices] == ["has the chats of 2 customers i"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_the_encodings_it_comes_in(reading_text, encoding):
    text = f"{TITLE}2024-03-05\n2024-03-05 10:00:00 tb_demo_001: 在吗\n"
    assert said(reading_text(text.encode(encoding))[0][0]) == [("tb_demo_001", "customer", "在吗")]


@pytest.mark.parametrize(
    ("rest", "sender", "text"),
    [
        ("店:小美: 亲: 在", "店:小美", "亲: 在"),
        ("店:小美:在", "店:小美", "在"),
        ("tb_demo_001:尺码:M", "tb_demo_001", "尺码:M"),
        ("cntaobaotb_demo_001：在吗", "tb_demo_001", "在吗"),
        ("店: 我是店长", "店", "我是店长"),
    ],
)
def test_where_the_nick_ends(reading_text, rest, sender, text):
    found, _ = reading_text(f"{TITLE}2024-03-05 10:00:00 {rest}\n")
    assert said(found[0])[0][::2] == (sender, text)


def test_a_second_record_in_the_file_begins_with_its_title(reading_text):
    text = f"{TITLE}2024-03-05 10:00:00 tb_demo_001: 在吗\n\n"
    found, _ = reading_text(f"{text}店:阿强 的聊天记录\n\n即时消息\n2024-03-04 10:00:00 tb_demo_002: 你好\n")
    assert [said(conversation)[0][::2] for conversation in found] == [("tb_demo_001", "在吗"), ("tb_demo_002", "你好")]


def test_a_title_with_the_peer_tells_the_customer(reading_text):
    text = (
        "与 tb_demo_001 的聊天记录\n即时消息\n2024-03-05 10:00:00 tb_demo_001: 在吗\n2024-03-05 10:00:09 外包小李: 在\n"
    )
    assert [role for _, role, _ in said(reading_text(text)[0][0])] == ["customer", "agent"]


def test_names_that_tell_nothing_are_named(reading_text):
    with pytest.raises(NothingRead, match=r"agent among tb_demo_001, tb_demo_002; name the agents with --agents"):
        reading_text("即时消息\n2024-03-05 10:00:00 tb_demo_001: 在吗\n2024-03-05 10:00:09 tb_demo_002: 在\n")


def test_what_stands_before_the_first_message_is_logged(reading_text):
    _, log = reading_text(f"乱写\n{TITLE}2024-03-05 10:00:00 tb_demo_001: 在吗\n")
    assert [skipped.line for skipped in log.skipped] == [1]
