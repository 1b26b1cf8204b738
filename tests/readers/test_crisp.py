def test_the_sample(reading, samples):
    found = reading(samples / "crisp.json")[0][0]
    assert [(message.role, message.kind) for message in found.messages] == [
        ("customer", "text"),
        ("bot", "text"),
        ("agent", "card"),
        ("customer", "text"),
        ("customer", "image"),
        ("customer", "voice"),
        ("agent", "note"),
        ("agent", "card"),
        ("agent", "text"),
        ("system", "event"),
    ]
    assert found.messages[2].text == "Which size?\n[M]\n[L]"
    assert found.messages[3].edited
    assert found.messages[6].visibility == "internal"
    assert (found.customer, found.outcome.resolved) == ("session_inv", True)
    assert {message.source.session for message in found.messages} == {None}
