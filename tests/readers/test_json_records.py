"""JSON as it comes: in every encoding, cut off, huge, nested too deeply, half broken."""

import json

import pytest

from coach.errors import NothingRead

CHATS = [
    {"messages": [{"role": "user", "content": asked}, {"role": "assistant", "content": answered}]}
    for asked, answered in (("訂單還沒到，請問什麼時候會到", "請稍等"), ("在吗", "在的亲，请讲"))
]
ARRAY = json.dumps(CHATS, ensure_ascii=False)
LINES = "\n".join(json.dumps(chat, ensure_ascii=False) for chat in CHATS)
SPANISH = LINES.split("\n")[1].replace("在吗", "¿Dónde está mi pedido?").replace("在的亲，请讲", "Ya salió")
LONG = (50 << 20) // 3
DEEP = "[" * 100_000


def first_texts(found):
    return [conversation.messages[0].text for conversation in found]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("text", [ARRAY, LINES])
def test_the_encoding_is_recognised(encoding, text, reading_text):
    found, log = reading_text(text.encode(encoding), name="chats.json")
    assert first_texts(found) == ["訂單還沒到，請問什麼時候會到", "在吗"]
    assert log.skipped == []


def test_big5_and_cp1252_by_option(reading_text):
    (found,), _ = reading_text(json.dumps(CHATS[:1], ensure_ascii=False).encode("big5"), encoding="big5")
    assert found.messages[1].text == "請稍等"
    (found,), _ = reading_text(SPANISH.encode("cp1252"), encoding="cp1252")
    assert found.messages[0].text == "¿Dónde está mi pedido?"


def test_two_encodings_in_one_array(reading_text):
    data = ARRAY.encode().replace("在吗".encode(), "在吗,这款有货吗".encode("gb18030"))
    found, log = reading_text(data, name="chats.json")
    assert first_texts(found) == ["訂單還沒到，請問什麼時候會到", "在吗,这款有货吗"]
    assert "not utf-8" in log.notices[0].text


def test_what_is_cut_off_gives_its_whole_records_and_no_content_in_the_error(reading_text):
    found, log = reading_text(ARRAY[:-30], name="chats.json")
    assert first_texts(found) == ["訂單還沒到，請問什麼時候會到"]
    assert "cut off or no JSON after record 1" in log.skipped[0].reason
    assert "在" not in log.skipped[0].reason


def test_50_mb_on_one_line(reading_text):
    chat = json.dumps(CHATS[1], ensure_ascii=False).replace("在吗", "长" * 35_000)
    found, log = reading_text(f"[{','.join([chat] * 500)}]", name="chats.json")
    assert len(found) == 500
    assert log.skipped == []


def test_one_text_of_50_mb_is_cut_and_its_neighbours_are_read(reading_text):
    huge = json.dumps([*CHATS, CHATS[0]], ensure_ascii=False).replace('"在吗', '"' + "长" * LONG, 1)
    found, log = reading_text(huge, name="chats.json")
    first, cut, last = first_texts(found)
    assert first == last == "訂單還沒到，請問什麼時候會到"
    assert set(cut) <= {"长", "\ufffd"}
    assert "more than 8 MB" in log.notices[0].text


def test_half_an_emoji_costs_only_itself(reading_text):
    found, log = reading_text(LINES.replace("在吗", r"在吗\ud83d"), name="chats.jsonl")
    assert first_texts(found)[1] == "在吗\ufffd"
    assert log.skipped == []


def test_a_broken_line_costs_only_itself(reading_text):
    found, log = reading_text(LINES.replace("\n", '\n{"messages": [\n'), name="chats.jsonl")
    assert len(found) == 2
    assert [skipped.line for skipped in log.skipped] == [2]


@pytest.mark.parametrize("text", ['{"messages":' + DEEP, f'[{{"messages":{DEEP}{DEEP.replace("[", "]")}}}]'])
def test_what_is_nested_too_deeply_is_said(text, reading_text):
    with pytest.raises(NothingRead, match=r"chats\.json"):
        reading_text(text, name="chats.json")
