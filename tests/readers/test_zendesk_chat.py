import json


def chat(*history: dict, **fields: object) -> str:
    return json.dumps({"chats": [{"id": "1", "visitor": {"name": "Sam"}, "history": history, **fields}]})


def message(**fields: object) -> dict:
    return {"type": "chat.msg", "timestamp": "2024-05-02T08:00:00Z", "msg": "hi", **fields}


def test_roles_of_the_sample(reading, samples):
    first, second = reading(samples / "zendesk_chat.json")[0]
    assert [(message.role, message.kind) for message in first.messages] == [
        ("system", "event"),
        ("bot", "text"),
        ("customer", "text"),
        ("customer", "image"),
        ("agent", "text"),
        ("system", "event"),
        ("system", "event"),
        ("system", "event"),
    ]
    assert (first.customer, first.outcome.rating) == ("9.INVENTED", "good")
    assert {message.source.session for message in first.messages} == {"2405.7.INVENTED"}
    assert [message.text for message in second.messages] == ["Are you open on Sunday?"]


def test_the_nick_tells_where_there_is_no_sender_type(reading_text):
    found, _ = reading_text(chat(message(nick="visitor"), message(nick="agent:31", name="Lena")))
    assert [(message.role, message.role_evidence) for message in found[0].messages] == [
        ("customer", "nick"),
        ("agent", "nick"),
    ]


def test_plain_text_that_looks_like_markup_is_kept(reading_text):
    found, _ = reading_text(chat(message(nick="visitor", msg="a <b> c &amp; d")))
    assert found[0].messages[0].text == "a <b> c &amp; d"


def test_a_chat_without_anything_in_it_is_logged(reading_text):
    page = json.loads(chat(message(nick="visitor")))
    page["chats"].append({"id": "2", "visitor": {}, "history": None})
    found, log = reading_text(json.dumps(page))
    assert len(found) == 1
    assert "chat without history" in log.skipped[0].reason
