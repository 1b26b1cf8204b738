from datetime import UTC, datetime

import pytest

from coach.readers.embedded_chat import embedded_chat

HEADING = "Chat started: 2024-05-03 11:50 PM UTC\nServed by: Lena, Tom\nVisitor: Ola"


def test_lines_get_the_stated_day_and_go_past_midnight():
    chat = embedded_chat(f"{HEADING}\n(11:59:50 PM) Ola: hi\nthere\n(12:00:10 AM) Lena: hello: yes")
    assert [(line.sender, line.text, datetime.fromisoformat(line.time)) for line in chat.lines] == [
        ("Ola", "hi\nthere", datetime(2024, 5, 3, 23, 59, 50, tzinfo=UTC)),
        ("Lena", "hello: yes", datetime(2024, 5, 4, 0, 0, 10, tzinfo=UTC)),
    ]
    assert chat.roles == {"Lena": "agent", "Tom": "agent", "Ola": "customer"}
    assert chat.heading == HEADING


def test_a_clock_without_a_day_is_no_time():
    chat = embedded_chat("(10:00) Ola: hi\n(10:01) *** Lena joined the chat ***\n(10:02) Lena: hello")
    assert [(line.sender, line.time) for line in chat.lines] == [("Ola", None), ("", None), ("Lena", None)]


@pytest.mark.parametrize("line", ["[10:00] {}: hi", "10:00:05 {}: hi", "10:00 AM - {}: hi", "{} (10:00:05): hi"])
def test_other_ways_to_write_a_line(line):
    chat = embedded_chat("\n".join(line.format(name) for name in ("Ola", "Lena")))
    assert [(found.sender, found.text) for found in chat.lines] == [("Ola", "hi"), ("Lena", "hi")]


def test_times_that_state_their_offset_are_kept():
    chat = embedded_chat("[2024-05-03T10:00:00Z] Ola: hi\n[2024-05-03T10:00:09Z] Lena: hello")
    assert [line.time for line in chat.lines] == ["2024-05-03T10:00:00+00:00", "2024-05-03T10:00:09+00:00"]


@pytest.mark.parametrize("body", ["", "Hi: there", "(10:00) Ola: hi", "(see above) Lena: ok\n(please) do: it"])
def test_an_ordinary_comment_is_none(body):
    assert embedded_chat(body) is None
