import pytest

from coach.errors import NothingRead
from coach.readers.accounts import Roster

HEAD = "From: <Save by Tencent MsgMgr>\nSubject: Tencent IM Message\nContent-Transfer-Encoding:{}\n\n<html><table>\n"
ROW = "<tr><td><div style=x><div style=y>{}</div>{}</div><div>{}</div></td></tr>\n"


def table(*rows: str) -> str:
    return HEAD.format("7bit") + "".join(rows) + "</table></html>\n------=_NextPart\nContent-Transfer-Encoding:base64\n"


def cell(text: str) -> str:
    return f"<tr><td><div>{text}</div></td></tr>\n"


def test_the_sample(reading, samples):
    (found,), _ = reading(samples / "qq_mht.mht")
    assert (found.platform, found.customer) == ("qq", "阿豪")
    assert [(message.role, message.kind, message.text) for message in found.messages] == [
        ("customer", "text", "杯子漏水&有划痕\n怎么办"),
        ("customer", "image", ""),
        ("agent", "text", "您好 请发下订单号"),
        ("customer", "text", "订单号 20240501000088[图片]"),
        ("agent", "text", "给您补发一个"),
    ]
    assert [message.sent_at.day for message in found.messages] == [1, 1, 1, 2, 2]


def test_the_table_in_one_line_and_two_chats(reading_text):
    rows = cell("消息对象:甲"), cell("日期: 2024-05-01"), ROW.format("甲", "下午 1:00:00", "在吗")
    again = cell("消息对象:乙"), cell("日期: 2024-05-02"), ROW.format("乙(20002)", "9:00:00", "<img src=a><img src=b>")
    found, notes = reading_text(table(*rows, *again).replace("</tr>\n", "</tr>"), name="chats.mht")
    assert [(conversation.customer, conversation.messages[0].kind) for conversation in found] == [
        ("甲", "text"),
        ("乙", "image"),
    ]
    assert found[0].messages[0].sent_at.isoformat() == "2024-05-01T13:00:00"
    assert notes.skipped == []


def test_rows_that_are_not_understood_are_listed(reading_text):
    rows = (
        ROW.format("甲", "9:00:00", "没有日期"),
        cell("日期: 2024-05-01"),
        ROW.format("甲", "25:00:00", "x"),
        cell("?"),
    )
    found, notes = reading_text(
        table(cell("消息对象:甲"), *rows, ROW.format("甲", "9:00:00", "在吗")), roster=Roster.of_names(["乙"])
    )
    assert [message.text for message in found[0].messages] == ["在吗"]
    assert [skipped.line for skipped in notes.skipped] == [7, 9, 10]


def test_a_row_that_never_ends_is_listed(reading_text):
    rows = cell("消息对象:甲"), cell("日期: 2024-05-01"), ROW.format("甲", "9:00:00", "在吗"), "<tr>" + "x" * (1 << 20)
    found, notes = reading_text(table(*rows))
    assert len(found[0].messages) == 1
    assert "longer than 1 MB" in notes.skipped[0].reason


def test_an_encoded_table_is_refused(reading_text):
    with pytest.raises(NothingRead, match=r"holds its table as base64.*export it as text"):
        reading_text(HEAD.format("base64"))
