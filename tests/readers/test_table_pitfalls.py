"""What real tables do to their cells: each pitfall once."""

import zipfile
from datetime import datetime, time

import pytest
import xlsxwriter

from coach.errors import NothingRead
from coach.settings import ReadSettings

HEAD = "会话ID,时间,角色,内容\n"


def workbook(path, sheets):
    """A workbook of sheets: name → rows."""
    with xlsxwriter.Workbook(path) as book:
        for name, rows in sheets.items():
            page = book.add_worksheet(name)
            for number, row in enumerate(rows):
                page.write_row(number, 0, row)
    return path


def said(conversation):
    return [(message.role, message.text) for message in conversation.messages]


NINE = """会话ID,日期,时间,对象,发话者,消息,消息状态,商品ID,商品
S1,2024-03-05,20:57:40,客户,tb_demo_101,这款灯泡能换吗,,600000000000000001,示例台灯
S1,2024-03-05,20:58:02,客服,示例灯饰旗舰店:小周,"亲,可以换的",已读,,
S1,2024-03-05,20:58:03,客服,示例灯饰旗舰店:小周,发错了,已撤回,,
"""


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gbk", "utf-16"])
def test_the_table_with_nine_columns(encoding, reading_text):
    (found,), log = reading_text(NINE.encode(encoding), name="chats.csv")
    assert (found.customer, found.shop) == ("tb_demo_101", "示例灯饰旗舰店")
    assert [(message.role, message.sender) for message in found.messages] == [
        ("customer", "tb_demo_101"),
        ("agent", "示例灯饰旗舰店:小周"),
        ("agent", "示例灯饰旗舰店:小周"),
    ]
    assert found.messages[0].sent_at == datetime(2024, 3, 5, 20, 57, 40)
    assert found.messages[0].refs.items == ("600000000000000001",)
    assert [message.recalled for message in found.messages] == [False, False, True]
    assert log.skipped == []


def test_html_that_is_called_xls_with_merged_cells(reading_text):
    html = (
        "<html><head><style>td {color: red}</style></head><body><table>"
        "<tr><th colspan=4>聊天&nbsp;记录</th></tr><tr><th>会话ID<th>时间<th>角色<th>内容</tr>"
        "<tr><td rowspan='2'>S1</td><td>2024-03-05 10:00</td><td>买家</td><td>有&lt;货&gt;吗<br>急</td></tr>\n"
        "<tr><td>2024-03-05 10:01</td><td>客服</td><td>有的</td></tr></table></body></html>"
    )
    for encoding in ("utf-8", "gb18030"):
        (found,), _ = reading_text(html.encode(encoding), name="chats.xls")
        assert said(found) == [("customer", "有<货>吗\n急"), ("agent", "有的")]
        assert [message.source.line for message in found.messages] == [1, 2]


def test_tabs_that_are_called_xls(reading_text):
    (found,), _ = reading_text((HEAD + "1,2024-03-05 10:00,买家,在吗\n").replace(",", "\t"), name="chats.xls")
    assert said(found) == [("customer", "在吗")]


def test_ods(reading_text, tmp_path):
    cell = '<table:table-cell office:value-type="string"><text:p>%s</text:p></table:table-cell>'
    lines = (HEAD + "1,2024-03-05 10:00,买家,在吗").split("\n")
    rows = ("".join(cell % text for text in line.split(",")) for line in lines)
    cells = "".join(f"<table:table-row>{row}</table:table-row>" for row in rows)
    names = "".join(f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0" ' for name in ("table", "text"))
    office = 'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
    path = tmp_path / "source.ods"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("META-INF/manifest.xml", "<manifest/>")
        archive.writestr(
            "content.xml",
            f'<office:document-content {office} {names}><office:body><office:spreadsheet><table:table table:name="a">'
            f"{cells}</table:table></office:spreadsheet></office:body></office:document-content>",
        )
    (found,), _ = reading_text(path.read_bytes(), name="chats.ods")
    assert said(found) == [("customer", "在吗")]


def test_days_and_parts_of_days_as_numbers(reading, tmp_path):
    rows = [["会话ID", "日期", "时间", "角色", "内容"], ["1", 45356, 0.4331, "买家", "在吗"]]
    (found,), _ = reading(workbook(tmp_path / "a.xlsx", {"a": rows}))
    assert found.messages[0].sent_at == datetime(2024, 3, 5, 10, 23, 40)
    rows = [["会话ID", "时间", "角色", "内容"], ["1", 45356.4331, "买家", "在吗"]]
    (found,), _ = reading(workbook(tmp_path / "b.xlsx", {"a": rows}))
    assert found.messages[0].sent_at == datetime(2024, 3, 5, 10, 23, 40)


@pytest.mark.parametrize("clock", ["10:23:45", 0.4331, time(10, 23)])
def test_times_without_a_date_keep_the_order_and_are_told(clock, reading, tmp_path):
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(path, {"default_date_format": "hh:mm"}) as book:
        page = book.add_worksheet()
        page.write_row(0, 0, ["会话ID", "时间", "角色", "内容"])
        page.write_row(1, 0, ["1", clock, "买家", "在吗"])
    (found,), log = reading(path)
    assert (found.messages[0].sent_at, found.messages[0].precision) == (None, "none")
    assert "times without a date" in log.notices[0].text


def test_one_sheet_a_customer(reading, tmp_path):
    rows = [["时间", "角色", "内容"], ["2024-03-05 10:00", "客户", "在吗"], ["2024-03-05 10:01", "客服", "在"]]
    found, _ = reading(workbook(tmp_path / "a.xlsx", {"tb_demo_1": rows, "tb_demo_2": rows, "Sheet3": rows}))
    assert [one.customer for one in found] == ["tb_demo_1", "tb_demo_2", "a.xlsx Sheet3"]
    assert len({one.id for one in found}) == 3


def test_merged_cells_count_for_the_rows_below(reading_text):
    (found,), log = reading_text(
        "店铺,客户,日期,时间,角色,内容\n示例店,甲,2024-03-05,10:00,客户,一\n,,,10:01,客服,二\n,,,10:02,客户,三\n"
    )
    assert (found.shop, found.customer, log.skipped) == ("示例店", "甲", [])
    assert [message.sent_at.minute for message in found.messages] == [0, 1, 2]


def test_long_numbers_that_a_spreadsheet_rounded_are_told_and_not_used(reading_text):
    (found,), log = reading_text(
        "会话ID,时间,角色,内容,订单号,商品ID\n6.00E+17,2024-03-05 10:00,买家,在吗,6E+17,6.1E+11\n"
    )
    assert found.messages[0].refs.orders == found.messages[0].refs.items == ()
    assert {notice.text.split(" that ")[0] for notice in log.notices} == {
        "has order numbers",
        "has item numbers",
        "has conversation ids",
    }


def test_several_messages_in_one_cell_are_taken_apart(reading_text):
    (found,), _ = reading_text(
        '会话ID,客服,买家,内容\n1,小美,甲,"甲 2024-03-05 10:00:00\n在吗\n急\n小美(2024-03-05 10:01): 在的"\n'
    )
    assert said(found) == [("customer", "在吗\n急"), ("agent", "在的")]
    assert found.messages[1].sent_at == datetime(2024, 3, 5, 10, 1)


def test_a_text_that_looks_like_a_header_stays_one_message(reading_text):
    text = "我说\n甲 2024-03-05 10:00:00\n会话ID,时间,角色,内容"
    (found,), _ = reading_text(f'{HEAD}1,2024-03-05 10:00,买家,"{text}"\n')
    assert said(found) == [("customer", text)]


def test_a_text_that_fills_its_cell_is_told(reading, tmp_path):
    rows = [["会话ID", "角色", "内容"], ["1", "买家", "长" * 32_767]]
    _, log = reading(workbook(tmp_path / "a.xlsx", {"a": rows}))
    assert "fills its cell (line 2)" in log.notices[0].text


def test_control_characters_are_taken_out(reading_text):
    (found,), _ = reading_text(HEAD.replace("角色", "角色,发送人") + "1,2024-03-05 10:00,买家,甲\x03,在\x03吗\n")
    assert (found.customer, said(found)) == ("甲", [("customer", "在吗")])


def test_formulas_are_their_stored_values_and_others_are_skipped(reading, tmp_path):
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(path) as book:
        page = book.add_worksheet()
        page.write_row(0, 0, ["会话ID", "角色", "内容"])
        page.write_row(1, 0, ["1", "买家"])
        page.write_formula(1, 2, '="在"&"吗"', value="在吗")
        page.write_row(2, 0, ["1", "客服"])
        page.write_formula(2, 2, "=1/0", value="#DIV/0!")
    (found,), log = reading(path)
    assert said(found) == [("customer", "在吗")]
    assert [skipped.line for skipped in log.skipped] == [3]


def test_a_locked_workbook_says_so(reading_text):
    locked = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "EncryptedPackage".encode("utf-16-le") + bytes(600)
    with pytest.raises(NothingRead, match=r"chats\.xlsx is locked with a password; open it, remove the password"):
        reading_text(locked, name="chats.xlsx")


def test_a_workbook_that_unpacks_to_too_much_is_refused(reading, tmp_path):
    rows = [["会话ID", "角色", "内容"], *(["1", "买家", f"{n}长" * 10_000] for n in range(40))]
    path = workbook(tmp_path / "a.xlsx", {"a": rows})
    with pytest.raises(NothingRead, match=r"would unpack to more than the setting read\.max_unzipped_mb"):
        reading(path, settings=ReadSettings(max_unzipped_mb=1))


@pytest.mark.parametrize(
    ("dates", "month", "told"),
    [
        (("03/04/2024 10:00", "13/04/2024 10:00"), 4, "with the day first, as others of its dates show"),
        (("03/04/2024 10:00", "03/14/2024 10:00"), 3, "with the month first, as others of its dates show"),
    ],
)
def test_the_order_of_day_and_month_is_that_of_the_whole_file(dates, month, told, reading_text):
    found, log = reading_text(f"{HEAD}1,{dates[0]},买家,在吗\n2,{dates[1]},买家,好\n")
    assert found[0].messages[0].sent_at.month == month
    assert told in log.notices[0].text


def test_rows_of_one_conversation_may_stand_anywhere(reading_text):
    rows = "".join(f"{number % 7},2024-03-05 10:{number:02},买家,{number}\n" for number in range(35))
    found, _ = reading_text(HEAD + rows)
    assert [len(one.messages) for one in found] == [5] * 7
    assert [message.text for message in found[0].messages] == ["0", "7", "14", "21", "28"]
