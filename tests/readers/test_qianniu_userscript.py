import io
import zipfile

import pytest
import xlsxwriter

HEADER = ["客户名", "消息序号", "发送时间", "发送内容", "发送账号", "账号类型"]


def workbook(*rows, name="tb_demo_001"):
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer) as book:
        sheet = book.add_worksheet(name)
        for number, row in enumerate((HEADER, *rows)):
            sheet.write_row(number, 0, row)
    return buffer.getvalue()


def roles(conversation):
    return [(message.sender, message.role) for message in conversation.messages]


def test_the_sample(reading, samples):
    (first, second), log = reading(samples / "qianniu_userscript.xlsx")
    assert (first.shop, first.customer, second.customer) == ("示例灯具旗舰店", "tb_demo_051", "示例客户二")
    assert [(message.role, message.kind) for message in first.messages] == [
        ("agent", "card"),
        ("customer", "link"),
        ("customer", "text"),
        ("agent", "card"),
        ("agent", "text"),
        ("bot", "text"),
    ]
    assert {(message.sent_at, message.precision) for message in first.messages} == {(None, "none")}
    assert [notice.text.split(";")[0] for notice in log.notices] == [
        "lacks chats: the script failed on 1 of its customers",
        "has times without a date",
    ]


def test_the_numbers_tell_the_order(reading_text):
    data = workbook(
        ["tb_demo_001", 10, "10:00:10", "在的", "店:小美", "客服"],
        ["tb_demo_001", 9, "10:00:00", "在吗", "tb_demo_001", "客户"],
    )
    found, _ = reading_text(data)
    assert roles(found[0]) == [("tb_demo_001", "customer"), ("店:小美", "agent")]


@pytest.mark.parametrize(
    ("account", "kind", "role"),
    [
        ("店:小美", "客户", "agent"),
        ("tb_demo_009", "客户", "customer"),
        ("外包小李", "客服", "agent"),
        ("tb_demo_001", "", "customer"),
        ("谁", "", "unknown"),
        ("", "", "unknown"),
    ],
)
def test_roles(reading_text, account, kind, role):
    found, _ = reading_text(workbook(["tb_demo_001", 1, "10:00:00", "在\x03吗", account, kind]))
    assert (found[0].messages[0].role, found[0].messages[0].text) == (role, "在吗")


def test_a_time_with_its_date_is_read(reading_text):
    found, log = reading_text(workbook(["tb_demo_001", 1, "2024-03-05 10:00:00", "在吗", "tb_demo_001", "客户"]))
    assert str(found[0].messages[0].sent_at) == "2024-03-05 10:00:00"
    assert log.notices == []


def test_texts_that_stand_in_the_cells_are_recognised(reading, tmp_path):
    path = tmp_path / "inline.xlsx"
    cells = "".join(
        f'<c r="{letter}1" t="str"><v>{name}</v></c>' for letter, name in zip("ABCDEF", HEADER, strict=True)
    )
    values = ("tb_demo_001", "1", "10:00:00", "在吗", "tb_demo_001", "客户")
    row = "".join(
        f'<c r="{letter}2" t="str"><v>{value}</v></c>' for letter, value in zip("ABCDEF", values, strict=True)
    )
    source = zipfile.ZipFile(io.BytesIO(workbook()))
    with zipfile.ZipFile(path, "w") as target:
        for name in source.namelist():
            data = source.read(name)
            if name == "xl/worksheets/sheet1.xml":
                start, end = data.index(b"<sheetData>"), data.index(b"</sheetData>")
                sheet = f'<sheetData><row r="1">{cells}</row><row r="2">{row}</row>'
                data = data[:start] + sheet.encode() + data[end:]
            if name != "xl/sharedStrings.xml":
                target.writestr(name, data)
    found, _ = reading(path)
    assert (found[0].platform, roles(found[0])) == ("taobao", [("tb_demo_001", "customer")])
