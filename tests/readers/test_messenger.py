import json

import pytest

from coach.errors import NothingRead
from coach.readers.accounts import Roster
from coach.readers.formats.messenger import mended


def thread(*messages: dict, title: str = "Sam") -> str:
    numbered = [{"timestamp_ms": 1709634225000 - 1000 * n} | message for n, message in enumerate(messages)]
    return json.dumps({"participants": [], "messages": numbered, "title": title, "thread_path": "inbox/sam_1"})


@pytest.mark.parametrize(
    ("written", "text"),
    [
        ("Zo\u00c3\u00ab", "Zoë"),
        ("\u00f0\u009f\u0098\u0080", "😀"),
        ("Zoë", "Zoë"),
        ("你好", "你好"),
        ("plain", "plain"),
    ],
)
def test_bytes_written_as_letters_are_put_right_and_other_texts_stay(written, text):
    assert mended(written) == text


def test_no_other_format_mends(reading_text):
    found, _ = reading_text("15/04/2024, 15:04 - Sam: Zo\u00c3\u00ab\n15/04/2024, 15:05 - Demo Shop: hi\n")
    assert found[0].messages[0].text == "Zo\u00c3\u00ab"


def test_the_oldest_message_stands_first_also_at_equal_times(reading_text):
    newest_first = [{"sender_name": name, "content": text, "timestamp_ms": 1709634225000 + ms} for name, text, ms in
                    (("Mia", "4", 5), ("Mia", "3", 0), ("Sam", "2", 0), ("Sam", "1", -5))]  # fmt: skip
    found, _ = reading_text(thread(*newest_first))
    assert [message.text for message in found[0].messages] == ["1", "2", "3", "4"]


def test_rows_without_text_and_what_the_platform_writes(reading_text):
    found, _ = reading_text(
        thread(
            {"sender_name": "Mia", "content": "Mia called you.", "call_duration": 7},
            {"sender_name": "Mia", "is_unsent": True},
            {"sender_name": "Sam", "content": "look", "photos": [{"uri": "a.jpg"}, {"uri": "b.jpg"}]},
            {"sender_name": "Sam", "audio_files": [{"uri": "a.mp4"}]},
            {"sender_name": "Sam", "content": "Sam sent a photo.", "photos": [{"uri": "c.jpg"}]},
            {"sender_name": "Sam", "sticker": {"uri": "s.png"}},
        )
    )
    assert [(message.role, message.kind, message.text) for message in found[0].messages] == [
        ("customer", "image", ""),
        ("customer", "image", ""),
        ("customer", "voice", ""),
        ("customer", "text", "look"),
        ("customer", "image", ""),
        ("customer", "image", ""),
        ("agent", "recall", ""),
        ("system", "event", "Mia called you."),
    ]


def test_the_roster_wins_over_the_title(reading_text):
    rows = {"sender_name": "Sam", "content": "1"}, {"sender_name": "Mia", "content": "2"}
    found, _ = reading_text(thread(*rows, title="Mia"), roster=Roster.of_names(["Mia"]))
    assert found[0].customer == "Sam"


def test_nobody_can_tell(reading_text):
    with pytest.raises(NothingRead, match=r"among Mia, Sam; name the agents with --agents NAME,… or --roster FILE"):
        reading_text(thread({"sender_name": "Sam", "content": "1"}, {"sender_name": "Mia", "content": "2"}, title="x"))


def test_rows_without_sender_or_time_are_logged(reading_text):
    good = {"sender_name": "Sam", "content": "1"}, {"sender_name": "Mia", "content": "2"}
    found, log = reading_text(thread(*good, {"content": "?"}, {"sender_name": "Sam", "timestamp_ms": None}))
    assert len(found[0].messages) == 2
    assert [skipped.line for skipped in log.skipped] == [3, 4]
