import pytest

from coach.errors import NothingRead
from coach.readers.accounts import Roster
from coach.readers.qq_chats import split_sender

TOP = "消息记录（此消息记录为文本格式，不支持重新导入）\n\n消息对象:{}\n\n"


def roles(conversation) -> dict[str, str]:
    return {message.sender: message.role for message in conversation.messages}


def test_the_sample(reading, samples):
    first, second = reading(samples / "qq_txt.txt")[0]
    assert (first.platform, first.customer, second.customer) == ("qq", "阿豪", "备注名王姐")
    assert [(message.role, message.kind, message.text) for message in first.messages] == [
        ("customer", "text", "老板在吗\n快递停在\n2024-04-30 18:00:00 转运中心"),
        ("agent", "text", "在的\n我帮您催一下"),
        ("customer", "image", ""),
        ("system", "recall", ""),
    ]
    assert first.messages[2].sent_at.hour == 13
    assert roles(second) == {"春风": "customer", "小美": "agent", "系统消息": "system"}


def test_a_remark_and_nobody_known_is_skipped_with_the_names(reading_text):
    text = TOP.format("备注") + "2024-05-01 9:00:00 甲(20001)\n在吗\n\n2024-05-01 9:01:00 乙(20002)\n在\n"
    with pytest.raises(NothingRead, match=r"line 3 of .*among 甲, 乙; name the agents with --agents"):
        reading_text(text)
    found, _ = reading_text(text, roster=Roster.of_names(["乙"]))
    assert roles(found[0]) == {"甲": "customer", "乙": "agent"}
    found, _ = reading_text(text.replace("备注", "甲(20001)"))
    assert (found[0].customer, roles(found[0])) == ("甲", {"甲": "customer", "乙": "agent"})


def test_lines_before_the_first_message_and_empty_chats_are_listed(reading_text):
    text = TOP.format("甲") + "消息对象:乙\n\n散落的话\n\n2024-05-01 9:00:00 乙\n在吗\n"
    found, notes = reading_text(text)
    assert [conversation.customer for conversation in found] == ["乙"]
    assert sorted(skipped.line for skipped in notes.skipped) == [3, 7]


@pytest.mark.parametrize(
    ("written", "sender"),
    [
        ("小美(10000001)", ("小美", "10000001")),
        ("小美<xm@example.com>", ("小美", "xm@example.com")),
        ("小美", ("小美", "")),
        ("【管理员】小美(10000001)", ("小美", "10000001")),
        ("小美(旗舰店)", ("小美(旗舰店)", "")),
        ("(10000001)", ("10000001", "10000001")),
    ],
)
def test_senders(written, sender):
    assert split_sender(written) == sender
