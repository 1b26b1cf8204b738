import pytest

from coach.errors import NothingRead
from coach.readers.accounts import Roster


def said(conversation):
    return [(message.sender, message.role, message.text) for message in conversation.messages]


def test_the_sample(reading, samples):
    (first, second), log = reading(samples / "qianniu_web.txt")
    assert (first.shop, first.customer, second.customer) == ("示例灯具旗舰店", "tb_demo_031", "tb_demo_032")
    assert [(message.role, message.kind) for message in first.messages] == [
        ("agent", "card"),
        ("customer", "link"),
        ("customer", "text"),
        ("customer", "text"),
        ("agent", "text"),
        ("agent", "card"),
        ("bot", "text"),
        ("customer", "text"),
        ("agent", "text"),
    ]
    assert first.messages[2].text == "这款灯泡能换吗\n20:30\n之前能发货吗"
    assert str(first.messages[7].sent_at) == "2024-03-06 09:01:30"
    assert first.messages[7].text == "2024-03-08\n能到吗"
    assert second.messages[1].sender == "示例灯具旗舰店:阿强"
    assert log.notices == []


def test_the_sender_comes_last(reading_text):
    found, _ = reading_text("2024-03-05\n10:00:00\n在吗\n有货吗\ntb_demo_001\n10:00:05\n有的\n小店:小美\n")
    assert said(found[0]) == [("tb_demo_001", "customer", "在吗\n有货吗"), ("小店:小美", "agent", "有的")]


def test_without_a_date_there_is_no_time_but_the_order(reading_text):
    found, log = reading_text("23:59:00\n在吗\ntb_demo_001\n0:01:00\n在\n小店:小美\n没有更多内容了\n")
    assert [(message.sent_at, message.precision) for message in found[0].messages] == [(None, "none")] * 2
    assert log.notices[0].text.startswith("has times without a date")


def test_a_page_that_is_cut_off_keeps_the_words_without_a_sender(reading_text):
    text = "2024-03-05\n10:00:00\n在吗\ntb_demo_001\n10:00:05\n有的\n小店:小美\n10:01:00\n那我要\n两件\n"
    found, _ = reading_text(text)
    assert said(found[0])[-1] == ("", "unknown", "那我要\n两件")
    assert reading_text(f"{text}10:02:00\n")[1].skipped[0].line == 11


def test_a_time_in_a_message_is_a_line_of_it(reading_text):
    found, _ = reading_text("2024-03-05\n10:00:00\n10:30:00\ntb_demo_001\n10:00:05\n好的\n小店:小美\n没有更多内容了")
    assert said(found[0])[0] == ("tb_demo_001", "customer", "10:30:00")


def test_minutes_only(reading_text):
    found, _ = reading_text("2024年3月5日\n9:05\n在吗\ntb_demo_001\n9:06\n在\n小店:小美\n没有更多内容了\n")
    assert [(str(message.sent_at), message.precision) for message in found[0].messages] == [
        ("2024-03-05 09:05:00", "min"),
        ("2024-03-05 09:06:00", "min"),
    ]


def test_names_that_tell_nothing_are_named_and_the_roster_helps(reading_text):
    text = "2024-03-05\n10:00:00\n在吗\ntb_demo_001\n10:00:05\n在\n小店\n没有更多内容了\n"
    with pytest.raises(NothingRead, match=r"agent among (小店, tb_demo_001|tb_demo_001, 小店); name the agents"):
        reading_text(text)
    found, _ = reading_text(text, roster=Roster.of_names(["小店"]))
    assert [role for _, role, _ in said(found[0])] == ["customer", "agent"]


def test_the_title_names_the_customer_when_only_staff_wrote(reading_text):
    found, _ = reading_text("tb_demo_001\n2024-03-05\n10:00:00\n在吗亲\n小店:小美\n没有更多内容了\n")
    assert found[0].customer == "tb_demo_001"


def test_other_lines_above_the_messages_are_logged(reading_text):
    _, log = reading_text("聊天记录查询\n员工账号\n2024-03-05\n10:00:00\n在\n小店:小美\n没有更多内容了\n")
    assert [skipped.line for skipped in log.skipped] == [1, 2]
