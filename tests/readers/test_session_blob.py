import io

import pytest
import xlsxwriter

from coach.errors import NothingRead

HEADER = ["buyer", "staff", "chat_date", "filter_range", "chat_text"]
CHAT = "10:00:00\n在吗\ntb_demo_001\n10:00:05\n在的\n店:小美\n没有更多内容了"


def csv_of(*rows):
    return "\n".join(",".join(f'"{cell}"' for cell in row) for row in (HEADER, *rows)) + "\n"


def test_the_sample(reading, samples):
    found, log = reading(samples / "session_blob.csv")
    assert [(conversation.shop, conversation.customer) for conversation in found] == [
        ("示例灯具旗舰店", "demo客户一"),
        ("示例灯具旗舰店", "tb_demo_042"),
        ("示例灯具旗舰店", "tb_demo_043"),
    ]
    assert [[(message.role, message.kind) for message in conversation.messages] for conversation in found] == [
        [("customer", "text"), ("agent", "text"), ("customer", "image")],
        [("customer", "text"), ("agent", "card"), ("agent", "text")],
        [("customer", "text")],
    ]
    assert found[0].messages[0].source.line == 4
    assert found[0].messages[0].text == '这款灯泡能换吗\n"暖光"的'
    assert [notice.text for notice in log.notices] == [
        "has messages outside the range that its rows name; they are kept"
    ]


def test_the_day_of_the_row_counts_when_the_chat_has_none(reading_text):
    found, _ = reading_text(csv_of(["tb_demo_001", "店:小美", "2024/3/5", "", CHAT]), name="crawl.csv")
    assert [str(message.sent_at) for message in found[0].messages] == ["2024-03-05 10:00:00", "2024-03-05 10:00:05"]


def test_the_colon_tells_the_agent_whatever_the_columns_say(reading_text):
    found, _ = reading_text(csv_of(["店:小美", "tb_demo_001", "2024-03-05", "", CHAT]).replace("店:小美,", "x,"))
    assert [(message.sender, message.role) for message in found[0].messages][1] == ("店:小美", "agent")


def test_a_workbook(reading_text):
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, HEADER)
        sheet.write_row(1, 0, ["tb_demo_001", "店:小美", "2024-03-05", "2024-03-05 to 2024-03-05", CHAT])
    found, log = reading_text(buffer.getvalue(), name="crawl.csv")
    assert [(message.role, message.source.line) for message in found[0].messages] == [("customer", 2), ("agent", 2)]
    assert log.skipped == []


def test_a_row_without_a_chat_is_logged_and_the_others_are_read(reading_text):
    rows = ["tb_demo_001", "店:小美", "2024-03-05", "", ""], ["tb_demo_001", "店:小美", "2024-03-05", "", CHAT]
    found, log = reading_text(csv_of(*rows))
    assert (len(found), [skipped.line for skipped in log.skipped]) == (1, [2])


def test_only_a_header_is_an_error(reading_text):
    with pytest.raises(NothingRead, match="has no row below a header with chat_text"):
        reading_text(",".join(HEADER) + "\n")
