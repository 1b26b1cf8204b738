def test_the_sample(reading, samples):
    found = reading(samples / "amazon_connect.json")[0][0]
    assert [(message.role, message.kind) for message in found.messages] == [
        ("system", "event"),
        ("bot", "text"),
        ("customer", "text"),
        ("system", "text"),
        ("system", "event"),
        ("agent", "text"),
        ("customer", "file"),
        ("agent", "card"),
        ("system", "event"),
    ]
    assert found.messages[7].text == "Refund to?\n[Card]\n[Voucher]"
    assert (found.customer, found.messages[0].source.session) == ("pa", "k1")
    assert found.messages[0].role_evidence == "event.participant.joined"


def test_a_role_that_is_not_known_is_told_by_the_customer(reading_text):
    found, _ = reading_text(
        '{"ContactId": "1", "Transcript": ['
        '{"Type": "MESSAGE", "Content": "hi", "ParticipantId": "a", "ParticipantRole": "CUSTOMER"},'
        '{"Type": "MESSAGE", "Content": "hello", "ParticipantId": "b", "ParticipantRole": "EXTERNAL"}]}'
    )
    assert [(message.role, message.role_evidence) for message in found[0].messages] == [
        ("customer", "ParticipantRole"),
        ("agent", "not the customer"),
    ]


def test_a_large_contact_on_one_line_is_read(reading_text):
    row = '{"Type": "MESSAGE", "Content": "%s", "ParticipantId": "a", "ParticipantRole": "CUSTOMER"}' % ("hi " * 1000)
    found, log = reading_text(f'{{"ContactId": "1", "Transcript": [{", ".join([row] * 400)}]}}')
    assert len(found[0].messages) == 400
    assert log.skipped == []
