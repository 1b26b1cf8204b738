"""Data sets and bots' logs: NTCIR STC-3, DSTC11, Rasa trackers."""

import json


def said(conversation) -> list[tuple[str, str]]:
    return [(message.role, message.text) for message in conversation.messages]


def test_ntcir_gives_a_message_for_each_utterance_and_passes_over_empty_ones(reading_text):
    turns = [
        {"sender": "customer", "utterances": ["坏了", ""]},
        {"sender": "helpdesk", "utterances": ["您好", "请寄回"]},
        {"sender": "judge", "utterances": ["?"]},
    ]
    found, log = reading_text(json.dumps([{"id": 7, "turns": turns, "annotations": []}], ensure_ascii=False))
    assert said(found[0]) == [("customer", "坏了"), ("agent", "您好"), ("agent", "请寄回")]
    assert (found[0].customer, found[0].messages[0].sent_at) == ("7", None)
    assert "without a text" in str(log.notices[0])
    assert "'judge'" in log.skipped[0].reason


def test_dstc11_takes_the_role_of_the_turn_and_logs_what_has_none(reading_text):
    roles = ("Agent", "Customer", "x")
    turns = [{"turn_id": str(n), "speaker_role": role, "utterance": "hi"} for n, role in enumerate(roles)]
    found, log = reading_text(json.dumps({"dialogue_id": "d", "turns": turns}) + "\n")
    assert said(found[0]) == [("agent", "hi"), ("customer", "hi")]
    assert "a turn (2) without a text or a known role" in log.skipped[0].reason


def test_rasa_sessions_begin_where_the_tracker_says(reading, samples):
    found, _ = reading(samples / "rasa_tracker.json")
    assert [said(one) for one in found] == [
        [("customer", "Do you have it in blue?"), ("bot", "Yes, this one:"), ("bot", "")],
        [("customer", "Where is my order 8899-D?"), ("bot", "")],
    ]
    assert {one.customer for one in found} == {"web-17"}
    assert len({one.id for one in found}) == 2


def test_a_tracker_without_messages_is_logged(reading_text):
    user = {"event": "user", "timestamp": 1714978800.5, "text": "hi"}
    trackers = [{"sender_id": "a", "events": [{"event": "action", "name": "x"}]}, {"sender_id": "b", "events": [user]}]
    found, log = reading_text(json.dumps(trackers))
    assert [one.customer for one in found] == ["b"]
    assert [skipped.line for skipped in log.skipped] == [1]
