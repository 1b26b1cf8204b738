import json


def test_the_sample(reading, samples):
    first, second = reading(samples / "gorgias.json")[0]
    assert [(message.role, message.kind, message.role_evidence) for message in first.messages] == [
        ("customer", "text", "from_agent"),
        ("bot", "text", "via rule"),
        ("agent", "note", "from_agent"),
        ("agent", "text", "from_agent"),
    ]
    assert first.messages[0].text == "Where is it? Pedido 100012347"
    assert first.messages[0].refs.orders == ("100012347",)
    assert first.messages[2].visibility == "internal"
    assert [(message.kind, message.text) for message in second.messages] == [
        ("text", "Wrong colour"),
        ("image", ""),
        ("text", "Please keep it."),
    ]


def test_what_was_never_sent_is_internal(reading_text):
    sent = {"ticket_id": 1, "from_agent": True, "body_text": "hi", "created_datetime": "2024-05-08T10:00:00Z"}
    found, _ = reading_text(json.dumps({"data": [sent, {**sent, "failed_datetime": "2024-05-08T10:00:05Z"}]}))
    assert [message.visibility for message in found[0].messages] == ["public", "internal"]
