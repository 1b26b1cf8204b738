"""Every golden conversation comes out as its case draws it."""

import pytest

from tests import golden

NAMES = sorted(path.stem for path in golden.CASES.glob("*.toml"))


@pytest.mark.parametrize("name", NAMES)
def test_golden_conversation(name: str) -> None:
    case = golden.load(name)
    people, linked = golden.linked(case)
    drawn = {
        "sessions": [golden.draw_session(one.session) for one in linked],
        "exchanges": [line for one in linked for line in golden.draw_exchanges(one.session)],
        "requests": [line for one in linked for line in golden.draw_requests(one)],
    }
    if "people" in case["expect"]:
        drawn["people"] = [",".join(message.id for message in person.messages) for person in people]
    if "order" in case["expect"]:
        drawn["order"] = [int(message.id) for message in people[0].messages]
    assert drawn == case["expect"]


def test_every_case_of_the_specification_is_there() -> None:
    assert {"design_picture", "handoff_two_files", "masked_two_people", "two_questions_one_answered"} <= set(NAMES)
    assert len(NAMES) >= 16
