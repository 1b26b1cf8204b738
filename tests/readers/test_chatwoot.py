import json


def message(number: int, message_type: int | str, **fields: object) -> dict:
    return {
        "id": number,
        "content": "hi",
        "conversation_id": 55,
        "message_type": message_type,
        "private": False,
        "created_at": 1714640400 + number,
        **fields,
    }


def test_webhooks_are_put_together(reading, samples):
    first, second = reading(samples / "chatwoot.jsonl")[0]
    assert [(message.role, message.kind) for message in first.messages] == [
        ("customer", "text"),
        ("bot", "text"),
        ("system", "event"),
        ("agent", "text"),
        ("agent", "note"),
        ("customer", "image"),
        ("customer", "recall"),
        ("bot", "text"),
    ]
    reply = first.messages[3]
    assert (reply.text, reply.edited, reply.reply_to) == ("Sure, which one?", True, first.messages[0].id)
    assert (first.messages[6].text, first.messages[6].recalled) == ("", True)
    assert (first.outcome.rating, first.outcome.resolved) == ("4", True)
    assert (second.customer, second.messages[1].role) == ("42", "bot")


def test_the_api_page_with_types_as_numbers(reading_text):
    types = [message(number, number) for number in range(4)]
    found, _ = reading_text(json.dumps({"meta": {"labels": []}, "payload": types}))
    assert [message.role for message in found[0].messages] == ["customer", "agent", "system", "bot"]
    assert found[0].messages[0].sent_at.isoformat() == "2024-05-02T09:00:00+00:00"


def test_a_deleted_message_keeps_its_place_without_its_picture(reading_text):
    gone = message(1, 0, content=None, content_attributes={"deleted": True}, attachments=[{"file_type": "image"}])
    found, _ = reading_text(json.dumps({"payload": [message(0, 0), gone]}))
    assert [(message.kind, message.recalled) for message in found[0].messages] == [("text", False), ("recall", True)]


def test_utc_in_words(reading_text):
    found, _ = reading_text(json.dumps({"payload": [message(0, "incoming", created_at="2024-05-02 09:00:00 UTC")]}))
    assert found[0].messages[0].sent_at.isoformat() == "2024-05-02T09:00:00+00:00"
