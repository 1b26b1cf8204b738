import json


def test_the_sample_is_turned_round_and_kept_apart(reading, samples):
    second, first = reading(samples / "freshchat.json")[0]
    assert [(message.role, message.kind, message.visibility) for message in first.messages] == [
        ("customer", "text", "public"),
        ("bot", "text", "public"),
        ("system", "event", "public"),
        ("agent", "note", "internal"),
        ("agent", "text", "public"),
        ("agent", "image", "public"),
        ("customer", "text", "public"),
    ]
    assert first.messages[4].text == "This one:\nit is dimmable"
    assert first.messages[5].refs.urls == ("https://files.example/lamp.png",)
    assert (first.customer, second.customer) == ("us1", "us2")


def test_equal_times_alone_are_newest_first(reading_text):
    sent = {"conversation_id": "c", "actor_type": "user", "actor_id": "u", "created_time": "2024-05-07T05:00:00.000Z"}
    page = [{**sent, "id": text, "message_parts": [{"text": {"content": text}}]} for text in ("two", "one")]
    found, _ = reading_text(json.dumps({"messages": page}))
    assert [message.text for message in found[0].messages] == ["one", "two"]


def test_webhooks_and_parts_to_click(reading_text):
    sent = {
        "id": "1",
        "conversation_id": "c",
        "actor_type": "agent",
        "message_parts": [{"url_button": {"label": "Pay"}}],
    }
    found, _ = reading_text(json.dumps({"action": "message_create", "data": {"message": sent}}))
    assert [(message.role, message.kind) for message in found[0].messages] == [("agent", "card")]
