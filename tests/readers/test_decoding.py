import pytest

from coach.errors import CoachError, UnreadableFile
from coach.readers.decoding import decode_lines, find_encoding, is_plausible

CHAT = "在吗?这款台灯有货吗\n亲,在的哦~白色现货,下午4点前拍下当天发😊\n"


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (CHAT.encode("utf-8"), "utf-8"),
        (CHAT.encode("utf-8-sig"), "utf-8-sig"),
        (CHAT.encode("gb18030"), "gb18030"),
        ("在吗".encode("gbk"), "gb18030"),
        (CHAT.encode("utf-16"), "utf-16"),
        ("会话ID\t时间\n1\t2024\n".encode("utf-16-le"), "utf-16-le"),
        (b"hello\n", "utf-8"),
        ("¿Dónde está mi pedido?\n".encode("cp1252"), "cp1252"),
        ((CHAT * 50).encode("utf-8") + b"\xff\xfe\n" + CHAT.encode("utf-8"), "utf-8"),
        ((CHAT * 50).encode("gbk", "ignore") + b"\xff\n", "gb18030"),
    ],
)
def test_the_encoding_is_found(data, expected):
    assert find_encoding(data, name="chats.txt") == expected


@pytest.mark.parametrize(
    "data",
    [
        bytes(range(256)) * 4,
        b"\x00\x01\x02\x03" * 100,
        "我們的訂單還沒有出貨請問什麼時候會到".encode("big5"),
        b"\x01\x02\x04\x05" * 9,
    ],
)
def test_what_is_no_text_or_not_sure_is_refused(data):
    with pytest.raises(UnreadableFile, match=r"chats\.txt"):
        find_encoding(data, name="chats.txt")


def test_gb18030_must_look_like_chinese():
    assert is_plausible("在吗，有货吗", "gb18030")
    assert not is_plausible("黵駉髆", "gb18030")


def test_a_line_in_another_encoding_is_read_and_a_broken_one_is_none():
    block = "在吗".encode() + b"\r\n" + "在的亲".encode("gb18030") + b"\n\xff\xff\xff"
    assert decode_lines(block, "utf-8", others=("gb18030",)) == ["在吗", "在的亲", None]


def test_a_utf8_line_in_a_gb_file_is_not_read_as_gb():
    block = "在的亲".encode("gb18030") + b"\n" + "什么时候发货呢".encode() + b"\n" + "您好".encode()
    assert decode_lines(block, "gb18030", others=("utf-8",)) == ["在的亲", "什么时候发货呢", "您好"]


def test_the_users_encoding_is_the_last_word(reading_text):
    table = "role,sender,text,conversation_id\ncustomer,a,訂單還沒到,1\nagent,b,請稍等,1\n"
    found, _ = reading_text(table.encode("big5"), encoding="big5")
    assert [message.text for message in found[0].messages] == ["訂單還沒到", "請稍等"]
    with pytest.raises(CoachError, match="no text encoding"):
        reading_text(table, encoding="klingon")
