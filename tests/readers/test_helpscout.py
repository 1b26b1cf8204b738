import json


def test_the_sample_is_turned_round(reading, samples):
    found = reading(samples / "helpscout.json")[0][0]
    assert [(message.role, message.kind, message.visibility) for message in found.messages] == [
        ("customer", "text", "public"),
        ("customer", "image", "public"),
        ("bot", "text", "public"),
        ("agent", "note", "internal"),
        ("agent", "note", "internal"),
        ("agent", "text", "public"),
        ("system", "event", "public"),
    ]
    assert found.messages[5].text == "Take M.\nSee our sizes"
    assert found.messages[5].refs.urls == ("https://shop.example/sizes",)
    assert found.messages[6].text == "Lena marked it as closed"
    assert (found.messages[0].source.session, found.outcome.resolved) == ("611", True)


def test_pages_of_threads_alone_are_one_conversation(reading_text):
    def page(number: int, kind: str) -> dict:
        person = {"id": number, "type": kind, "first": kind}
        thread = {"id": number, "type": "message", "body": "hi", "createdBy": person, "createdAt": f"2024-05-1{number}"}
        return {"_embedded": {"threads": [thread]}}

    found, _ = reading_text(json.dumps([page(2, "user"), page(1, "customer")]))
    assert [[message.role for message in conversation.messages] for conversation in found] == [["customer", "agent"]]
    assert found[0].messages[0].source.session is None
