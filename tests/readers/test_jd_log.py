import pytest

from coach.errors import NothingRead
from coach.readers.accounts import Roster

START, END = "/*****************以下为一通会话****/", "/*****************会话结束****/"


def session(*rows: str) -> str:
    return "\n".join((START, *rows, END)) + "\n"


def roles(conversation) -> dict[str, str]:
    return {message.sender: message.role for message in conversation.messages}


def test_the_sample(reading, samples):
    first, second = reading(samples / "jd_log.log")[0]
    assert (first.platform, first.shop, first.customer) == ("jd", "示例自营", "j****01")
    assert [(message.role, message.kind, message.text) for message in first.messages] == [
        ("customer", "card", ""),
        ("bot", "card", ""),
        ("system", "event", "用户发起转人工"),
        ("agent", "text", "您好,有什么可以帮您\n预计送达 2024-03-06 10:00:00\n这边在的呢"),
        ("customer", "image", ""),
    ]
    assert (first.messages[0].refs.orders, first.messages[0].refs.items) == (("200000000001",), ("100000000001",))
    assert {message.source.session for message in first.messages} == {"j****01@2024-03-05T10:23:45"}
    assert second.customer == "j****02"
    assert second.id != first.id


def test_ids_do_not_depend_on_the_line(reading, reading_text, samples):
    ours = reading(samples / "jd_log.log")[0][1]
    lines = (samples / "jd_log.log").read_text(encoding="utf-8").split("\n")
    other = reading_text("\n".join(lines[lines.index("j****02 2024-03-05 11:00:00") - 1 :]))[0][0]
    assert [message.id for message in other.messages] == [message.id for message in ours.messages]


def test_a_body_line_that_looks_like_a_header_stays_in_the_body_without_an_end_time(reading_text):
    found, _ = reading_text(
        session(
            "j****01 2024-03-05 10:00:00",
            "在吗",
            "店自营--小美 2024-03-05 10:00:10",
            "预计送达 2024-03-06 10:00:00",
            "请等",
        )
    )
    assert [message.text for message in found[0].messages] == ["在吗", "预计送达 2024-03-06 10:00:00\n请等"]


def test_a_masked_customer_makes_the_others_staff(reading_text):
    found, _ = reading_text(session("j****01 2024-03-05 10:00:00", "在吗", "阿强 2024-03-05 10:00:10", "在"))
    assert roles(found[0]) == {"j****01": "customer", "阿强": "agent"}


def test_the_roster_tells(reading_text):
    text = session("王小二 2024-03-05 10:00:00", "在吗", "阿强 2024-03-05 10:00:10", "在")
    found, _ = reading_text(text, roster=Roster.of_names(["阿强"]))
    assert roles(found[0]) == {"王小二": "customer", "阿强": "agent"}


def test_the_name_in_most_sessions_is_staff(reading_text):
    text = session("甲 2024-03-05 10:00:00", "在吗", "阿强 2024-03-05 10:00:10", "在")
    text += session("乙 2024-03-05 11:00:00", "在吗", "阿强 2024-03-05 11:00:10", "在")
    found, _ = reading_text(text)
    assert [roles(conversation) for conversation in found] == [
        {"甲": "customer", "阿强": "agent"},
        {"乙": "customer", "阿强": "agent"},
    ]
    assert found[0].messages[1].role_evidence == "name in most sessions"


def test_when_nobody_can_tell_the_session_is_skipped_with_the_names(reading_text):
    text = session("甲 2024-03-05 10:00:00", "在吗", "乙 2024-03-05 10:00:10", "在")
    with pytest.raises(
        NothingRead, match=r"line 1 of .*among 甲, 乙; name the agents with --agents NAME,… or --roster FILE"
    ):
        reading_text(text)


def test_empty_sessions_and_strays_are_logged(reading_text):
    text = "散落的话\n" + session() + session("j****01 2024-03-05 10:00:00", "在吗")
    found, log = reading_text(text)
    assert len(found) == 1
    assert [skipped.line for skipped in log.skipped] == [1, 2]
