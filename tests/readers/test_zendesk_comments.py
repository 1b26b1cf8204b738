import json

SAM, LENA = 70, 31


def comment(author_id: int, text: str, **fields: object) -> dict:
    return {"author_id": author_id, "public": True, "plain_body": text, "created_at": "2024-05-03T10:00:00Z", **fields}


def roles(found) -> list[tuple[str, str]]:
    return [(message.role, message.role_evidence) for message in found[0].messages]


def test_the_sample(reading, samples):
    first, second = reading(samples / "zendesk_comments.json")[0]
    assert [(message.role, message.kind, message.visibility) for message in first.messages] == [
        ("customer", "text", "public"),
        ("customer", "image", "public"),
        ("bot", "text", "public"),
        ("agent", "note", "internal"),
        ("agent", "text", "public"),
    ]
    assert (first.outcome.rating, first.outcome.resolved, first.messages[0].refs.orders) == (
        "good",
        True,
        ("100012346",),
    )
    assert first.messages[-1].refs.urls == ("https://shop.example/track/9",)
    assert [message.role for message in second.messages] == ["system", "customer", "system", "agent", "customer"]
    assert second.messages[1].text == "Does the lid fit\nthe old model?"
    assert second.messages[4].kind == "voice"


def test_without_users_the_requester_and_internal_notes_tell(reading_text):
    page = {
        "ticket": {"id": 1, "requester_id": SAM},
        "comments": [comment(SAM, "hi"), comment(LENA, "vip", public=False), comment(LENA, "hello"), comment(9, "and")],
    }
    assert roles(reading_text(json.dumps(page))[0]) == [
        ("customer", "requester"),
        ("agent", "writes internal notes"),
        ("agent", "writes internal notes"),
        ("agent", "not the customer"),
    ]


def test_tickets_one_a_line_with_comments_and_authors_inside(reading_text):
    ticket = {"id": 1, "requester": {"id": SAM, "name": "Sam"}, "status": "closed"}
    comments = [comment(SAM, "hi"), comment(LENA, "hello", author={"id": LENA, "role": "agent", "name": "Lena"})]
    lines = [json.dumps({**ticket, "id": number, "comments": comments}) for number in (1, 2)]
    found, _ = reading_text("\n".join(lines), name="tickets.json")
    assert [conversation.messages[0].source.session for conversation in found] == ["1", "2"]
    assert roles(found) == [("customer", "requester"), ("agent", "users")]
    assert found[0].messages[1].sender == "Lena"


def test_a_missing_next_page_is_named(reading_text):
    page = {
        "ticket": {"id": 1, "requester_id": SAM},
        "comments": [comment(SAM, "hi")],
        "next_page": "https://x.example",
    }
    _, log = reading_text(json.dumps(page))
    assert "names a next one" in log.notices[0].text
