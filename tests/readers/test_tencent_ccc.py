import json

import pytest

from coach.errors import NothingRead
from coach.readers.accounts import Roster


def said(sender: str | None, text: str, **more) -> dict:
    return {"Timestamp": 1714528800, "From": sender, "Messages": [{"Type": "Text", "Content": text}]} | more


def test_the_sample(reading, samples):
    (found,), _ = reading(samples / "tencent_ccc.json")
    assert found.customer == "demo***07"
    assert [(message.role, message.kind) for message in found.messages] == [
        ("customer", "text"),
        ("customer", "image"),
        ("agent", "text"),
        ("customer", "text"),
    ]


def test_names_that_tell_nothing_need_a_roster(reading_text):
    text = json.dumps(
        {"Messages": [said("甲", "在吗"), said("乙", "在"), said(None, "x"), said("甲", "x", Timestamp=0)]}
    )
    with pytest.raises(NothingRead, match=r"among (?:甲, 乙|乙, 甲)"):
        reading_text(text)
    found, notes = reading_text(text, roster=Roster.of_names(["乙"]))
    assert [message.role for message in found[0].messages] == ["customer", "agent"]
    assert [skipped.line for skipped in notes.skipped] == [3, 4]
