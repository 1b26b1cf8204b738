import json


def conversation(*parts: dict, **fields: object) -> str:
    found = {
        "type": "conversation",
        "id": "1",
        "created_at": 1714640400,
        "conversation_parts": {"conversation_parts": parts},
    }
    return json.dumps(found | fields)


def part(body: str | None, kind: str = "user", **fields: object) -> dict:
    return {
        "part_type": "comment",
        "body": body,
        "author": {"type": kind, "name": kind},
        "created_at": 1714640500,
        **fields,
    }


def test_the_sample(reading, samples):
    first, second = reading(samples / "intercom.json")[0]
    assert [(message.role, message.kind) for message in first.messages] == [
        ("customer", "text"),
        ("bot", "text"),
        ("bot", "text"),
        ("system", "event"),
        ("agent", "text"),
        ("agent", "image"),
        ("agent", "note"),
        ("customer", "recall"),
        ("customer", "text"),
        ("system", "event"),
    ]
    assert first.messages[0].text == "Is the blue one back?"
    assert first.messages[4].text == "Yes & in your size.\nM\nL"
    assert first.messages[7].recalled
    assert first.messages[7].text == ""
    assert (first.outcome.rating, first.outcome.resolved) == ("5", True)
    assert [(message.role, message.kind) for message in second.messages] == [("bot", "text"), ("customer", "image")]


def test_an_assignment_with_words_is_an_internal_note(reading_text):
    found, _ = reading_text(conversation(part("hi"), part("please take over", "admin", part_type="assignment")))
    assert (found[0].messages[1].kind, found[0].messages[1].visibility) == ("note", "internal")


def test_parts_that_are_missing_are_logged(reading_text):
    _, log = reading_text(conversation(conversation_parts={"total_count": 3, "conversation_parts": [part("hi")]}))
    assert "only 1 of its 3 parts" in log.skipped[0].reason
