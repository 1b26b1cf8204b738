"""The conversation template of Zendesk (Ultimate), a TSV that the table reader takes as it is."""

ROWS = (
    "conversationId\tsendTime\tsenderType\ttext\tagentId",
    "771\t2024-05-03T08:00:00+00:00\tvisitor\tIs it in stock?\t",
    "772\t2024-05-03T08:00:02+00:00\tvisitor\tMy code fails\t",
    "771\t2024-05-03T08:00:30+00:00\tagent\tYes, in red.\tlena@example.com",
    "772\t2024-05-03T10:01:00+02:00\tagent\tTry again\ttom@example.com",
)


def test_the_template_reads_as_it_is(reading_text):
    found, log = reading_text("\n".join(ROWS), name="template.tsv")
    assert [[(message.role, message.text) for message in one.messages] for one in found] == [
        [("customer", "Is it in stock?"), ("agent", "Yes, in red.")],
        [("customer", "My code fails"), ("agent", "Try again")],
    ]
    assert [one.messages[1].sender for one in found] == ["lena@example.com", "tom@example.com"]
    assert [one.messages[0].source.session for one in found] == ["771", "772"]
    assert found[0].messages[0].sent_at.utcoffset() is not None
    assert log.skipped == []
