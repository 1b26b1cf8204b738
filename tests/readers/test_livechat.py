import json

LENA = {"id": "lena@example.com", "name": "Lena", "type": "agent"}
IDA = {"id": "c-1", "name": "Ida", "type": "customer"}


def event(**fields: object) -> dict:
    return {"type": "message", "text": "hi", "created_at": "2024-05-05T12:00:00.000000Z", "visibility": "all", **fields}


def test_the_sample(reading, samples):
    first, second = reading(samples / "livechat.json")[0]
    assert [(message.role, message.kind, message.visibility) for message in first.messages] == [
        ("customer", "card", "public"),
        ("customer", "text", "public"),
        ("system", "event", "public"),
        ("agent", "note", "internal"),
        ("agent", "text", "public"),
        ("customer", "image", "public"),
        ("agent", "card", "public"),
    ]
    assert first.messages[0].text == "Name: Ida\nTopic: Delivery"
    assert first.messages[0].precision == "ms"
    assert (first.outcome.rating, second.outcome.rating) == ("1", "good")


def test_each_thread_of_a_chat_is_a_session_of_the_same_customer(reading, samples, reading_text):
    found, _ = reading(samples / "livechat.json")
    assert [(one.customer, one.messages[0].source.session) for one in found] == [("c-1", "KINV1"), ("c-1", "KINV2")]
    chat = {"id": "P", "users": [IDA], "threads": [{"id": name, "events": [event(author_id="c-1")]} for name in "ab"]}
    found, _ = reading_text(json.dumps(chat))
    assert [one.messages[0].source.session for one in found] == ["a", "b"]


def test_deleted_events_and_authors_that_are_not_listed(reading_text):
    events = [event(author_id="c-1"), event(author_id="c-1", deleted=True), event(author_id="tom@example.com")]
    found, _ = reading_text(
        json.dumps({"chats": [{"id": "P", "users": [IDA], "thread": {"id": "K", "events": events}}]})
    )
    assert [(message.role, message.kind, message.role_evidence) for message in found[0].messages] == [
        ("customer", "text", "users"),
        ("customer", "recall", "users"),
        ("agent", "text", "not the customer"),
    ]


def test_a_bot_among_the_agents_is_known_by_its_name(reading_text):
    users = [IDA, {**LENA, "name": "Shop ChatBot"}]
    events = [event(author_id="c-1"), event(author_id=LENA["id"])]
    found, _ = reading_text(
        json.dumps({"chats": [{"id": "P", "users": users, "thread": {"id": "K", "events": events}}]})
    )
    assert [message.role for message in found[0].messages] == ["customer", "bot"]
