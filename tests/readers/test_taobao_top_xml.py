import pytest

from coach.errors import NothingRead
from coach.readers.accounts import Roster

MESSAGES = (
    "<msg><direction>1</direction><time>2024-03-05 10:00:00</time><content>在吗</content></msg>"
    "<msg><direction>0</direction><time>2024-03-05 10:00:05</time><content>在的</content></msg>"
)
ROAMING = """{"openim_chatlogs_get_response": {"result": {"messages": {"roaming_message": [
  {"direction": 1, "time": 1709604005, "type": 0, "uuid": 2,
   "content_list": {"roaming_message_item": [{"type": "T", "value": "在"}, {"type": "T", "value": "的"}]}},
  {"direction": 0, "time": 1709604000, "type": 0, "uuid": 1,
   "content_list": {"roaming_message_item": [{"type": "T", "value": "在吗"}]}}
]}}}}"""


def answer(inside):
    return f"<wangwang_eservice_chatlog_get_response><ret>10000</ret>{inside}</wangwang_eservice_chatlog_get_response>"


def said(conversation):
    return [(message.sender, message.role, message.text) for message in conversation.messages]


def test_the_sample(reading, samples):
    (found,), log = reading(samples / "taobao_top_xml")
    assert found.customer == "tb_demo_061"
    assert [(message.role, message.kind) for message in found.messages] == [
        ("customer", "text"),
        ("customer", "text"),
        ("agent", "text"),
        ("customer", "link"),
        ("system", "card"),
        ("customer", "card"),
    ]
    assert found.messages[0].text == "在吗?这款台灯<白色>有货吗"
    assert "from_id is taken as the shop's account" in log.notices[0].text


def test_without_chatpeers_the_customer_is_the_file(reading_text):
    found, _ = reading_text(answer(f"<msgs>{MESSAGES}</msgs>"), name="tb_demo_001.xml")
    assert said(found[0]) == [("tb_demo_001", "customer", "在吗"), ("from_id", "agent", "在的")]


def test_the_roster_turns_the_direction_round(reading_text):
    found, log = reading_text(answer(f"<msgs>{MESSAGES}</msgs>"), roster=Roster.of_names(["to_id"]))
    assert said(found[0]) == [("to_id", "agent", "在吗"), ("chats", "customer", "在的")]
    assert log.notices == []


def test_accounts_in_the_file_tell_the_roles(reading_text):
    ids = "<from_id>cntaobaotb_demo_001</from_id><to_id>cntaobao店:小美</to_id>"
    (found,), _ = reading_text(answer(f"{ids}<msgs>{MESSAGES}</msgs>"))
    assert said(found) == [("店:小美", "agent", "在吗"), ("tb_demo_001", "customer", "在的")]
    assert (found.shop, found.customer) == ("店", "tb_demo_001")


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16"])
def test_the_encodings_it_comes_in(reading_text, encoding):
    text = f'<?xml version="1.0" encoding="GBK"?>{answer(f"<msgs>{MESSAGES}</msgs>")}'
    assert len(reading_text(text.encode(encoding))[0][0].messages) == 2


def test_newest_first_is_turned_round(reading_text):
    newest = "".join(f"{part}</msg>" for part in reversed(MESSAGES.split("</msg>")[:2]))
    assert [text for _, _, text in said(reading_text(answer(newest))[0][0])] == ["在吗", "在的"]


def test_json(reading_text):
    messages = '{"msg": [{"direction": 1, "content": "在吗"}]}'
    found, _ = reading_text(f'{{"wangwang_eservice_chatlog_get_response": {{"ret": 10000, "msgs": {messages}}}}}')
    assert (said(found[0]), found[0].messages[0].sent_at) == ([("chats", "customer", "在吗")], None)


def test_roaming_messages_are_in_utc_and_need_the_roster(reading_text):
    with pytest.raises(NothingRead, match=r"whether user1 or user2 is the shop's account.*--agents user1"):
        reading_text(ROAMING)
    (found,), _ = reading_text(ROAMING, roster=Roster.of_names(["user2"]))
    assert said(found) == [("chats", "customer", "在吗"), ("user2", "agent", "在的")]
    assert str(found.messages[0].sent_at) == "2024-03-05 02:00:00+00:00"


def test_roaming_messages_in_xml(reading_text):
    item = "<roaming_message_item><type>T</type><value>在吗</value></roaming_message_item>"
    fields = f"<direction>1</direction><time>1709604000</time><content_list>{item}</content_list>"
    text = f"<openim_chatlogs_get_response><roaming_message>{fields}</roaming_message></openim_chatlogs_get_response>"
    assert said(reading_text(text, roster=Roster.of_names(["user1"]))[0][0]) == [("chats", "customer", "在吗")]


def test_entities_are_refused(reading_text):
    text = '<!DOCTYPE x [<!ENTITY a "b">]>' + answer(MESSAGES.replace("在吗", "&a;"))
    with pytest.raises(NothingRead, match="no XML after record 0"):
        reading_text(text)


def test_a_failed_query_says_so(reading_text):
    with pytest.raises(NothingRead, match=r"the query failed.*50000"):
        reading_text(answer("").replace("10000", "50000"))


def test_a_file_that_is_cut_off_gives_what_is_whole(reading_text):
    text = answer(MESSAGES)
    found, log = reading_text(text[: text.index("在的")])
    assert [text for _, _, text in said(found[0])] == ["在吗"]
    assert "cut off" in log.skipped[0].reason
