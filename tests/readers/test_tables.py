from datetime import UTC, datetime

import pytest
import xlsxwriter

from coach.errors import CoachError, NothingRead
from coach.readers.accounts import Roster, RosterEntry
from coach.readers.options import TableProfile
from coach.readers.table_columns import load_profile, match_header
from coach.readers.table_rows import clean_cell

SPANISH = """Fecha;Hora;Remitente;Rol;Mensaje;Nº de pedido
05/04/2024;3:05 p. m.;Ana;Cliente;"¿Dónde está mi pedido?";="0012345"
05/04/2024;3:06 p. m.;Tienda;Agente;Ya salió;
"""
ENGLISH = """conversation_id,timestamp,sender,role,message
55,2024-03-05T10:23:45Z,Sam,customer,"Where is my order?
It was due Friday"
55,2024-03-05T10:24:20Z,Mia,agent,"Hi Sam, ""order"" number?"
"""
CHINESE = "客服\t买家\t发送方\t发送时间\t消息内容\r\n小美\ttb_demo_001\t买家\t2024-03-05 10:23:45\t在吗\r\n"


def workbook(path, *rows):
    book = xlsxwriter.Workbook(path, {"default_date_format": "yyyy-mm-dd hh:mm:ss"})
    page = book.add_worksheet("聊天")
    for number, row in enumerate(rows):
        for column, cell in enumerate(row):
            page.write(number, column, cell)
    book.close()
    return path


def texts(conversation):
    return [message.text for message in conversation.messages]


BOT = """会话ID,客服,发送时间,发送人,角色,消息内容
S1,示例家居旗舰店:小满,2024-03-05 10:23:45,tb_demo_001,买家,在吗
S1,示例家居旗舰店:小满,2024-03-05 10:23:46,示例家居旗舰店:店小蜜,客服,欢迎光临
S1,示例家居旗舰店:小满,2024-03-05 10:24:45,示例家居旗舰店:小满,客服,在的亲
"""


def test_a_role_column_that_only_says_staff_leaves_a_bot_its_name(reading_text):
    (found,), _ = reading_text(BOT, name="chats.csv")
    assert [(message.role, message.role_evidence) for message in found.messages] == [
        ("customer", "column"),
        ("bot", "name pattern"),
        ("agent", "column"),
    ]


def test_a_roster_that_calls_the_account_an_agent_goes_before_its_name(reading_text):
    account = RosterEntry(account="示例家居旗舰店:店小蜜", agent="小蜜", role="agent")
    (found,), _ = reading_text(BOT, name="chats.csv", roster=Roster((account,)))
    assert [message.role for message in found.messages] == ["customer", "agent", "agent"]


def test_the_sample(reading, samples):
    second, first = reading(samples / "table.csv")[0]
    assert (first.platform, first.shop, first.customer) == ("generic", "示例服饰旗舰店", "tb_demo_001")
    assert texts(first) == ["在吗?", "", "在的亲"]
    assert [message.kind for message in first.messages] == ["text", "image", "text"]
    assert [message.sender for message in first.messages] == ["tb_demo_001", "小美", "小美"]
    assert {message.precision for message in first.messages} == {"min"}
    assert first.messages[0].refs.orders == ("600000000000000001",)
    assert (first.outcome.rating, first.outcome.resolved) == ("满意", True)
    assert second.messages[0].refs.orders == ("600000000000000002",)
    assert texts(second) == ["第一行\n第二行"]
    assert first.messages[2].source.line == 6
    assert first.messages[2].source.session == "S1"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
def test_chinese_tab_text_in_every_encoding(reading_text, encoding):
    found, _ = reading_text(CHINESE.encode(encoding))
    assert texts(found[0]) == ["在吗"]
    assert found[0].customer == "tb_demo_001"


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252"])
def test_spanish_with_day_first(reading_text, encoding):
    found, _ = reading_text(SPANISH.encode(encoding), name="chats.csv")
    assert [(message.role, message.sent_at, message.text) for message in found[0].messages] == [
        ("customer", datetime(2024, 4, 5, 15, 5), "¿Dónde está mi pedido?"),
        ("agent", datetime(2024, 4, 5, 15, 6), "Ya salió"),
    ]
    assert found[0].messages[0].refs.orders == ("0012345",)
    assert found[0].customer == "Ana"


def test_english_with_offsets_and_quotes(reading_text):
    found, _ = reading_text(ENGLISH)
    assert texts(found[0]) == ["Where is my order?\nIt was due Friday", 'Hi Sam, "order" number?']
    assert found[0].messages[0].sent_at == datetime(2024, 3, 5, 10, 23, 45, tzinfo=UTC)


def test_a_workbook_named_csv_with_a_title_row_and_real_dates(reading, tmp_path):
    path = workbook(
        tmp_path / "chats.csv.xlsx",
        ["三月聊天记录"],
        ["会话ID", "发送时间", "发送方", "消息内容", "订单号"],
        ["S1", datetime(2024, 3, 5, 10, 23), "买家", "在吗", 600000000001],
        ["S1", datetime(2024, 3, 5, 10, 24), "客服", "在的", 6e17],
    )
    path = path.rename(tmp_path / "chats.csv")
    found, log = reading(path)
    assert [(message.sent_at, message.precision) for message in found[0].messages] == [
        (datetime(2024, 3, 5, 10, 23), "min"),
        (datetime(2024, 3, 5, 10, 24), "min"),
    ]
    assert [message.refs.orders for message in found[0].messages] == [("600000000001",), ()]
    assert found[0].messages[0].source.line == 3
    assert "rounded" in log.notices[0].text


def test_a_workbook_with_separate_dates_and_times_and_another_sheet(reading, tmp_path):
    path = tmp_path / "chats.xlsx"
    book = xlsxwriter.Workbook(path)
    book.add_worksheet("汇总").write_row(0, 0, ["客户", "消息数"])
    page = book.add_worksheet("明细")
    page.write_row(0, 0, ["日期", "时间", "对象", "发话者", "消息"])
    page.write_datetime(1, 0, datetime(2024, 3, 5), book.add_format({"num_format": "yyyy-mm-dd"}))
    page.write_datetime(1, 1, datetime(2024, 3, 5, 20, 57, 40).time(), book.add_format({"num_format": "hh:mm:ss"}))
    page.write_row(1, 2, ["客户", "tb_demo_001", "能换吗"])
    book.close()
    found, log = reading(path)
    assert found[0].messages[0].sent_at == datetime(2024, 3, 5, 20, 57, 40)
    assert "'汇总'" in log.notices[0].text


def test_bad_rows_are_skipped_by_line_and_good_ones_kept(reading_text):
    found, log = reading_text(
        "会话ID,时间,角色,内容\nS1,2024-03-05 10:00,买家,在吗\nS1,,买家,没有时间\n"
        "S1,2024-03-05 10:01,客服,\nS1,昨天,客服,在\n"
    )
    assert texts(found[0]) == ["在吗"]
    assert [skipped.line for skipped in log.skipped] == [3, 4, 5]
    assert str(log.skipped[0]).startswith("line 3 of chats.txt has no time in column '时间'; if another column has it")
    assert "has no text in column '内容'" in str(log.skipped[1])
    assert "'昨天'" in str(log.skipped[2])


def test_a_table_without_times_keeps_its_order(reading_text):
    found, _ = reading_text("角色,发送人,内容\n买家,甲,一\n客服,乙,二\n买家,甲,一\n")
    assert [(message.sent_at, message.precision) for message in found[0].messages] == [(None, "none")] * 3
    assert len({message.id for message in found[0].messages}) == 3


def test_newest_first_is_turned_round_and_numbers_order_rows(reading_text):
    head = "会话ID,时间,角色,内容\n"
    found, _ = reading_text(
        head + "S1,2024-03-05 10:02,客服,三\nS1,2024-03-05 10:01,买家,二\nS1,2024-03-05 10:01,买家,一\n"
    )
    assert texts(found[0]) == ["一", "二", "三"]
    found, _ = reading_text(
        "序号,会话ID,时间,角色,内容\n2,S1,2024-03-05 10:01,买家,二\n1,S1,2024-03-05 10:01,买家,一\n"
    )
    assert texts(found[0]) == ["一", "二"]


@pytest.mark.parametrize(
    ("table", "expected"),
    [
        ("客服,买家,发送人,时间,内容\n小美,甲,甲,2024-03-05 10:00,在吗\n小美,甲,小美,2024-03-05 10:01,在\n",
         ["customer", "agent"]),
        ("客服,买家,时间,内容\n,甲,2024-03-05 10:00,在吗\n小美,,2024-03-05 10:01,在\n", ["customer", "agent"]),
        ("会话ID,发送人,时间,内容\n1,甲,2024-03-05 10:00,在吗\n1,店:小美,2024-03-05 10:01,在\n",
         ["customer", "agent"]),
        ("会话ID,角色,时间,内容\n1,访客,2024-03-05 10:00,在吗\n1,bot,2024-03-05 10:01,在\n1,系统,2024-03-05 10:02,x\n",
         ["customer", "bot", "system"]),
        ("会话ID,direction,时间,内容\n1,in,2024-03-05 10:00,在吗\n1,out,2024-03-05 10:01,在\n", ["customer", "agent"]),
    ],
)  # fmt: skip
def test_roles(reading_text, table, expected):
    found, _ = reading_text(table)
    assert [message.role for conversation in found for message in conversation.messages] == expected


@pytest.mark.parametrize(
    ("table", "reason"),
    [
        (
            "会话ID,客服,买家,时间,内容\n1,小美,甲,2024-03-05 10:00,在吗\n",
            "no column says who wrote each message .*甲, 小美.*--map",
        ),
        (
            "会话ID,发送人,时间,内容\n1,甲,2024-03-05 10:00,在吗\n1,乙,2024-03-05 10:01,在\n",
            "among 甲, 乙; name the agents",
        ),
        ("角色,发送人,内容\n买家,甲,一\n买家,乙,二\n客服,丙,三\n", "mixes the customers 甲, 乙"),
        ("会话ID,角色,时间,内容\n1,买家,03/04/2024 10:00,在吗\n", "day_first"),
        ("会话ID,角色,时间,内容\n", "holds no message"),
        ("会话ID,角色,时间\n1,买家,2024-03-05 10:00\n", "in no format that is known"),
    ],
)
def test_what_cannot_be_told_is_said(reading_text, table, reason):
    with pytest.raises(NothingRead, match=reason):
        reading_text(table)


def test_a_quote_that_never_closes_costs_its_line_only(reading_text):
    table = (
        '会话ID,角色,时间,内容\n1,买家,2024-03-05 10:00,一\n1,买家,2024-03-05 10:01,"二\n1,客服,2024-03-05 10:02,三\n'
    )
    found, log = reading_text(table)
    assert texts(found[0]) == ["一", "三"]
    assert [(skipped.line, "never closed" in skipped.reason) for skipped in log.skipped] == [(3, True)]


def test_a_map_names_columns_roles_and_the_order_of_dates(reading_text, tmp_path):
    path = tmp_path / "profile.toml"
    path.write_text(
        'text = "Qué"\ntime = "t"\nrole = "x"\nday_first = true\n[roles]\n1 = "customer"\n0 = "agent"\n',
        encoding="utf-8",
    )
    found, _ = reading_text("t,x,Qué\n03/04/2024 10:00,1,hola\n03/04/2024 10:01,0,buenas\n", profile=load_profile(path))
    assert [(message.role, message.sent_at.month) for message in found[0].messages] == [("customer", 4), ("agent", 4)]
    with pytest.raises(NothingRead, match="has no column 'Qué' for text"):
        reading_text("time,role,text\n1,customer,x\n", profile=TableProfile(columns={"text": "Qué", "sender": "role"}))


@pytest.mark.parametrize("content", ['words = "x"\n', '[roles]\na = "boss"\n', 'day_first = "yes"\n', "text ="])
def test_a_map_that_cannot_be(content, tmp_path):
    path = tmp_path / "profile.toml"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(CoachError, match=r"profile\.toml"):
        load_profile(path)


@pytest.mark.parametrize(
    ("cell", "expected"), [('="600"', "600"), ("'600", "600"), ("'tis", "'tis"), (" a ", "a"), ("'", "'")]
)
def test_cells(cell, expected):
    assert clean_cell(cell) == expected


@pytest.mark.parametrize(
    ("header", "fields"),
    [
        ("会话ID,日期,时间,对象,发话者,消息,消息状态,商品ID,商品",
         "conversation_id date time role sender text status item item_name"),
        ("conversationId,sendTime,senderType,text,agentId", "conversation_id time role text agent"),
        ("Fecha y hora,Remitente,Mensaje,Cliente,Agente", "time sender text customer agent"),
        ("localId,TalkerId,Type,SubType,IsSender,CreateTime,StrContent", "kind"),
        ("Fecha,Mensaje", "time text"),
    ],
)  # fmt: skip
def test_headers(header, fields):
    assert set(match_header(header.split(",")).positions) == set(fields.split())
