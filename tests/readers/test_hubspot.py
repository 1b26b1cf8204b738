import json


def message(actor: str, **fields: object) -> dict:
    sent = {"type": "MESSAGE", "conversationsThreadId": "t", "createdAt": "2024-05-09T08:00:00Z", "text": "hi"}
    return {**sent, "senders": [{"actorId": actor}], **fields}


def test_the_sample(reading, samples):
    first, second = reading(samples / "hubspot.json")[0]
    assert [(message.role, message.kind, message.visibility) for message in first.messages] == [
        ("bot", "text", "public"),
        ("customer", "text", "public"),
        ("bot", "text", "public"),
        ("customer", "image", "public"),
        ("agent", "note", "internal"),
        ("agent", "text", "public"),
        ("system", "event", "public"),
    ]
    assert first.messages[1].text == "How long is the warranty?"
    assert second.customer == "V-78"


def test_the_direction_tells_about_actors_that_do_not(reading_text):
    found, _ = reading_text(json.dumps({"results": [message("E-1", direction="INCOMING"), message("A-1")]}))
    assert [(message.role, message.role_evidence) for message in found[0].messages] == [
        ("customer", "direction"),
        ("agent", "actorId"),
    ]


def test_truncated_messages_are_named(reading_text):
    _, log = reading_text(json.dumps({"results": [message("V-1", truncationStatus="TRUNCATED_TO_MOST_RECENT_REPLY")]}))
    assert "cut off" in log.notices[0].text
