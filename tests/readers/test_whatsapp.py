import zipfile
from datetime import datetime

import pytest

from coach.errors import NothingRead
from coach.readers.accounts import Roster
from coach.readers.options import TableProfile
from coach.readers.whatsapp_phrases import attachment, read_phrase

MARK = "\u200e"
SHOP = Roster.of_names(["Demo Shop"])


def chat(*rows: str, end: str = "\n") -> str:
    return end.join(rows) + end


def bodies(conversation) -> list[tuple[str, str, str]]:
    return [(message.role, message.kind, message.text) for message in conversation.messages]


@pytest.mark.parametrize(
    ("header", "sent_at", "precision"),
    [
        ("15/04/2024, 15:04 - ", datetime(2024, 4, 15, 15, 4), "min"),
        ("4/15/24, 3:05\u202fPM - ", datetime(2024, 4, 15, 15, 5), "min"),
        ("15/4/24, 12:05 a.\xa0m. - ", datetime(2024, 4, 15, 0, 5), "min"),
        ("15/04/2024, 3:05 p. m. - ", datetime(2024, 4, 15, 15, 5), "min"),
        ("15.04.24, 15:04 - ", datetime(2024, 4, 15, 15, 4), "min"),
        ("2024/4/15 下午3:05 - ", datetime(2024, 4, 15, 15, 5), "min"),
        (f"{MARK}[15.04.24, 15:05:10] ", datetime(2024, 4, 15, 15, 5, 10), "s"),
        ("[4/15/24, 12:04:00\u202fAM] ", datetime(2024, 4, 15, 0, 4), "s"),
        ("[2024/4/15 凌晨12:05:10] ", datetime(2024, 4, 15, 0, 5, 10), "s"),
        ("[2024/4/15 中午12:05:10] ", datetime(2024, 4, 15, 12, 5, 10), "s"),
        ("[15/4/24 15:05:10] ", datetime(2024, 4, 15, 15, 5, 10), "s"),
    ],
)
def test_the_clocks_of_four_languages_and_two_systems(header, sent_at, precision, reading_text):
    found, log = reading_text(chat(f"{header}Sam: hi", f"{header}Demo Shop: hello", end="\r\n"))
    assert [(message.sent_at, message.precision) for message in found[0].messages] == [(sent_at, precision)] * 2
    assert log.notices == []


def test_a_later_date_tells_day_from_month(reading_text):
    rows = [f"{date}, 10:00 - {who}: hi" for date, who in (("03/04/2024", "Sam"), ("13/04/2024", "Demo Shop"))]
    assert reading_text(chat(*rows))[0][0].messages[0].sent_at == datetime(2024, 4, 3, 10, 0)


@pytest.mark.parametrize(("first", "second"), [("03/04/2024", "10/03/2024"), ("04/03/2024", "03/04/2024")])
def test_the_order_of_the_messages_tells_day_from_month_and_it_is_reported(first, second, reading_text):
    found, log = reading_text(chat(f"{first}, 10:00 - Sam: hi", f"{second}, 10:00 - Demo Shop: hello"))
    assert found[0].messages[0].sent_at == datetime(2024, 3, 4, 10, 0)
    assert "do not tell day from month" in str(log.notices[0])


@pytest.mark.parametrize(
    ("date", "clock", "day_first"),
    [("4/3/24", "3:05 PM", False), ("04/03/2024", "15:05", True), ("4/3/24", "3:05 p. m.", True)],
)
def test_dates_that_do_not_tell_are_taken_by_their_style_and_reported(date, clock, day_first, reading_text):
    text = chat(f"{date}, {clock} - Sam: hi", f"{date}, {clock} - Demo Shop: hello")
    found, log = reading_text(text)
    assert found[0].messages[0].sent_at.day == (4 if day_first else 3)
    assert f"the {'day' if day_first else 'month'} is taken to stand first" in str(log.notices[0])
    told, log = reading_text(text, profile=TableProfile(day_first=not day_first))
    assert told[0].messages[0].sent_at.day == (3 if day_first else 4)
    assert log.notices == []


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("<Media omitted>", "file"), ("<Medien ausgeschlossen>", "file"), ("<Multimedia omitido>", "file"),
        ("<省略影音内容>", "file"), ("<已略去媒體檔案>", "file"), ("image omitted", "image"),
        ("Bild weggelassen", "image"),
        ("imagen omitida", "image"), ("圖片已略去", "image"), ("图像已忽略", "image"), ("sticker omitido", "image"),
        ("audio omitted", "voice"), ("Audio weggelassen", "voice"), ("音频已忽略", "voice"), ("视频已忽略", "video"),
        ("Video weggelassen", "video"), ("documento omitido", "file"), ("Contact card omitted", "card"),
        ("IMG-20240415-WA0001.jpg (file attached)", "image"), ("PTT-1.opus (Datei angehängt)", "voice"),
        ("plan.pdf (archivo adjunto)", "file"), ("<attached: 00000007-VIDEO-2024.mp4>", "video"),
        ("<附件：卡.vcf>", "card"), ("the image omitted", None), ("订单到哪了", None),
    ],
)  # fmt: skip
def test_placeholders(text, kind):
    assert attachment(text) == kind


@pytest.mark.parametrize(
    "text",
    ["This message was deleted", "You deleted this message.", "Diese Nachricht wurde gelöscht.",
     "Se eliminó este mensaje.", "Eliminaste este mensaje", "这条消息已删除", "此訊息已被刪除", "您已删除此消息。"],
)  # fmt: skip
def test_deleted_messages(text):
    assert read_phrase(f"{MARK}{text}").kind == "recall"


@pytest.mark.parametrize(
    "mark",
    ["<This message was edited>", "<Diese Nachricht wurde bearbeitet.>", "<Se editó este mensaje.>", "<此消息已编辑>"],
)
def test_edited_messages_lose_the_mark(mark):
    phrase = read_phrase(f"Hi Sam! {MARK}{mark}")
    assert (phrase.text, phrase.edited) == ("Hi Sam!", True)


def test_notices_have_no_name_or_stand_under_the_name_of_the_chat(reading_text):
    found, _ = reading_text(
        chat(
            "15/04/2024, 15:04 - Messages and calls are end-to-end encrypted. Learn more: here.",
            '15/04/2024, 15:04 - Sam created group "Order: 7"',
            "15/04/2024, 15:05 - Sam: Is this end-to-end encrypted?",
            "15/04/2024, 15:06 - Demo Shop: yes",
        )
    )
    assert [message.role for message in found[0].messages] == ["system", "system", "customer", "agent"]
    assert [message.sender for message in found[0].messages] == ["", "", "Sam", "Demo Shop"]


def test_lines_without_header_and_headers_in_another_style_belong_to_the_body(reading_text):
    found, _ = reading_text(
        chat(
            "15/04/2024, 15:05 - Sam: they wrote",
            "[15/04/2024, 14:00] Other: come tomorrow",
            "15/04/2024, 14:00:10 - Other: really",
            "",
            "15/04/2024, 15:06 - Demo Shop: I see",
        )
    )
    text = "they wrote\n[15/04/2024, 14:00] Other: come tomorrow\n15/04/2024, 14:00:10 - Other: really"
    assert bodies(found[0]) == [("customer", "text", text), ("agent", "text", "I see")]


def test_names_with_a_colon(reading_text):
    text = chat(
        "15/04/2024, 15:05 - Sam: VIP: hi",
        "15/04/2024, 15:06 - Demo Shop: Order: 1001",
        "15/04/2024, 15:07 - Sam: VIP: note: thanks",
    )
    found, _ = reading_text(text)
    assert [(message.sender, message.text) for message in found[0].messages] == [
        ("Sam: VIP", "hi"),
        ("Demo Shop", "Order: 1001"),
        ("Sam: VIP", "note: thanks"),
    ]
    once = reading_text(chat("15/04/2024, 15:05 - Eva: Desk: hi", "15/04/2024, 15:06 - Sam: hi"),
                        roster=Roster.of_names(["Eva: Desk"]))  # fmt: skip
    assert bodies(once[0][0]) == [("agent", "text", "hi"), ("customer", "text", "hi")]


CHAT = chat("15/04/2024, 15:05 - Sam: hi", "15/04/2024, 15:06 - Mia: hello")


def test_nobody_can_tell(reading_text):
    with pytest.raises(NothingRead, match=r"among Sam, Mia; name the agents with --agents NAME,… or --roster FILE"):
        reading_text(CHAT)


@pytest.mark.parametrize(
    "name",
    ["WhatsApp Chat with Sam.txt", "WhatsApp-Chat mit Sam.txt", "Chat de WhatsApp con Sam (1).txt",
     "与Sam的WhatsApp聊天.txt", "WhatsApp 與 Sam 的對話.txt"],
)  # fmt: skip
def test_the_file_is_named_after_the_customer(name, reading_text):
    found, _ = reading_text(CHAT, name=name)
    assert [message.role for message in found[0].messages] == ["customer", "agent"]
    assert found[0].messages[0].role_evidence == "the chat has this name"


def test_the_zip_of_an_iphone_is_named_after_the_customer(reading, tmp_path):
    with zipfile.ZipFile(tmp_path / "WhatsApp Chat - Sam.zip", "w") as archive:
        archive.writestr("_chat.txt", CHAT)
    found, _ = reading(tmp_path / "WhatsApp Chat - Sam.zip")
    assert bodies(found[0]) == [("customer", "text", "hi"), ("agent", "text", "hello")]


def test_the_name_in_most_chats_is_the_agent(reading, tmp_path):
    for customer in ("Sam", "Ann"):
        (tmp_path / f"{customer}.txt").write_text(CHAT.replace("Sam", customer), encoding="utf-8")
    found, _ = reading(tmp_path)
    assert [conversation.customer for conversation in found] == ["Ann", "Sam"]
    assert found[0].messages[1].role_evidence == "name in most chats"


def test_the_roster_tells_also_when_only_the_customer_wrote(reading_text):
    found, _ = reading_text("15/04/2024, 15:05 - ~\u202fSam: hi\n", roster=SHOP)
    assert (found[0].customer, bodies(found[0])) == ("Sam", [("customer", "text", "hi")])


def test_times_that_cannot_be_and_lines_before_the_first_header_are_logged(reading_text):
    found, log = reading_text(
        chat(
            "stray", "15/04/2024, 15:05 - Sam: hi", "15/04/2024, 25:06 - Sam: no", "15/04/2024, 15:07 - Demo Shop: hi"
        ),
        format="whatsapp",
    )
    assert len(found[0].messages) == 2
    assert [skipped.line for skipped in log.skipped] == [1, 3]
