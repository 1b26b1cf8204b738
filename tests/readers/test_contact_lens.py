import json


def test_roles_are_joined_from_the_participants(reading, samples):
    found = reading(samples / "contact_lens.json")[0][0]
    assert [(message.sender, message.role) for message in found.messages] == [
        ("Helper", "bot"),
        ("Eli", "customer"),
        ("Lena", "agent"),
        ("Tom", "agent"),
    ]
    assert found.messages[0].source.session == "k9"


def test_the_transcript_and_the_analysis_of_one_contact_give_the_same_messages(reading_text):
    row = {
        "Id": "1",
        "Type": "MESSAGE",
        "Content": "hi",
        "ParticipantId": "pa",
        "AbsoluteTime": "2024-05-12T10:00:00.000Z",
    }
    analysis = {
        "CustomerMetadata": {"ContactId": "k1"},
        "Participants": [{"ParticipantId": "pa", "ParticipantRole": "CUSTOMER"}],
        "Transcript": [row],
    }
    transcript = {"ContactId": "k1", "Transcript": [{**row, "ParticipantRole": "CUSTOMER"}]}
    found = [reading_text(json.dumps(export))[0][0] for export in (analysis, transcript)]
    assert found[0].messages[0].id == found[1].messages[0].id
    assert found[0].id == found[1].id


def test_calls_have_words_without_times(reading_text):
    row = {"Id": "1", "Content": "hello there", "ParticipantId": "pa", "BeginOffsetMillis": 0, "EndOffsetMillis": 900}
    call = {"JobStatus": "COMPLETED", "Participants": [{"ParticipantId": "pa", "ParticipantRole": "CUSTOMER"}]}
    found, _ = reading_text(json.dumps({**call, "Transcript": [row]}))
    message = found[0].messages[0]
    assert (message.kind, message.text, message.sent_at) == ("voice", "hello there", None)
