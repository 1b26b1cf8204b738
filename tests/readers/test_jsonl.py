import pytest

MESSAGE = (
    '{"id":"m","sender":"mei","role":"customer","role_evidence":"peer","sent_at":%s,"precision":"s","text":"在吗",'
    '"source":{"file":"a.txt","line":1}}'
)
LINE = '{"id":"%s","platform":"taobao","shop":"s","customer":"mei","zone":"Asia/Shanghai","messages":[%s]}'
GOOD = LINE % ("good", MESSAGE % '"2024-03-05T10:00:00"')


@pytest.mark.parametrize(
    ("messages", "reason"),
    [
        ("", "has no messages"),
        (MESSAGE % '"0001-01-01T00:00:00+08:00"', "has a time that cannot be: 0001-01-01 00:00:00+08:00"),
        (MESSAGE % '"1970-01-01T00:00:00"', "has a time that cannot be: 1970-01-01 00:00:00"),
        (MESSAGE % '"9999-12-31T23:59:59"', "has a time that cannot be: 9999-12-31 23:59:59"),
    ],
)
def test_a_conversation_that_cannot_be_used_is_skipped(messages, reason, reading_text):
    found, log = reading_text(f"{GOOD}\n{LINE % ('bad', messages)}\n", name="chats.jsonl")
    assert [conversation.id for conversation in found] == ["good"]
    assert [(skipped.line, skipped.reason.split(";")[0]) for skipped in log.skipped] == [(2, reason)]


def test_a_message_without_a_time_is_kept(reading_text):
    found, log = reading_text(LINE % ("a", MESSAGE % "null"), name="chats.jsonl")
    assert found[0].messages[0].sent_at is None
    assert log.skipped == []


def test_a_line_that_is_nested_too_deeply_is_skipped(reading_text):
    deep = GOOD[:-1] + ',"more":' + "[" * 100_000 + "]" * 100_000 + "}"
    found, log = reading_text(f"{GOOD}\n{deep}\n", name="chats.jsonl")
    assert [conversation.id for conversation in found] == ["good"]
    assert [skipped.line for skipped in log.skipped] == [2]
