import json

import pytest

from coach.errors import NothingRead

ONE = {"id": 1, "ticket_id": 9, "from_agent": False, "body_text": "hi", "created_datetime": "2024-05-08T10:00:00Z"}
TWO = {**ONE, "id": 2, "from_agent": True, "body_text": "hello", "created_datetime": "2024-05-08T10:01:00Z"}


def texts(found) -> list[str]:
    return [message.text for conversation in found for message in conversation.messages]


@pytest.mark.parametrize(
    "export",
    [
        json.dumps({"data": [ONE, TWO]}),
        json.dumps([{"data": [ONE]}, {"data": [TWO]}]),
        json.dumps([ONE, TWO]),
        f"{json.dumps(ONE)}\n{json.dumps(TWO)}\n",
        json.dumps({"data": [{"id": 9, "messages": [ONE, TWO]}]}),
        json.dumps({"data": [TWO, ONE]}),
        json.dumps([{"data": [ONE, TWO]}, {"data": [TWO]}]),
    ],
    ids=["page", "pages", "array", "lines", "nested", "newest first", "overlapping pages"],
)
def test_every_shape_of_an_export_reads_the_same(export, reading_text):
    found, log = reading_text(export, name="export.json")
    assert texts(found) == ["hi", "hello"]
    assert log.skipped == []


def test_newest_first_turns_equal_times_round_and_oldest_first_keeps_them(reading_text):
    same = [{**ONE, "id": number, "body_text": str(number)} for number in (5, 6)]
    assert texts(reading_text(json.dumps({"data": [TWO, same[1], same[0]]}))[0]) == ["5", "6", "hello"]
    assert texts(reading_text(json.dumps({"data": [same[0], same[1], TWO]}))[0]) == ["5", "6", "hello"]


def test_a_message_without_time_stays_where_it_stands(reading_text):
    found, log = reading_text(json.dumps({"data": [ONE, {**TWO, "created_datetime": None}, {**ONE, "id": 3}]}))
    assert [message.precision for message in found[0].messages] == ["s", "none", "s"]
    assert found[0].messages[1].sent_at is None
    assert "without a time" in log.notices[0].text


def test_an_entry_of_another_form_is_skipped_and_the_others_are_read(reading_text):
    found, log = reading_text(json.dumps({"data": [ONE, {"id": 5}, TWO]}))
    assert texts(found) == ["hi", "hello"]
    assert [skipped.line for skipped in log.skipped] == [2]


def test_a_cut_off_page_gives_its_whole_messages(reading_text):
    found, log = reading_text(json.dumps({"data": [ONE, TWO]})[:-40])
    assert texts(found) == ["hi"]
    assert "cut off" in log.skipped[0].reason


def test_when_nobody_can_tell_the_names_are_named(reading_text):
    comments = [{"author_id": author, "public": True, "html_body": "x"} for author in (1, 2)]
    with pytest.raises(NothingRead, match="among 1, 2; name the agents with --agents"):
        reading_text(json.dumps({"comments": comments}))
