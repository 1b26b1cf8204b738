"""Who was given which consultations, and how many at a time."""

from itertools import permutations

import pytest

from coach.coaching.load import UNKNOWN_HOUR, Load, peaks
from coach.findings import Case
from coach.outcomes import attribute_cases
from coach.packing import packed, unpacked
from tests.building import case, order


def load_of(*cases: Case) -> Load:
    found = Load()
    for one in cases:
        found.take(one, attribute_cases([one]).by_person.get(one.person, ()))
    return found


def asks(
    customer: str, start: str, end: str, *, agent: str = "wang", text: str = "穿什么码", kind: str = "size"
) -> Case:
    lines = [("C", start, text, kind), ("A", end, "建议M码", "proactive:recommend")]
    return case(lines, customer=customer, agent=agent)


def test_a_consultation_counts_once_for_each_agent_who_served() -> None:
    handed_over = case(
        [
            ("C", "10:00:00", "穿什么码", "size"),
            ("A", "10:00:20", "稍等", "neutral"),
            ("A li", "10:01:00", "建议M码", "proactive:recommend"),
        ],
        [("C", "2024-03-07 15:00:00", "掉色吗", "quality"), ("A li", "2024-03-07 15:00:20", "不掉色", "passive")],
        orders=[order(created="10:30:00")],
    )
    found = load_of(handed_over)
    assert dict(found.consultations) == {("wang", "size", 10): 1, ("li", "size", 10): 1}
    assert dict(found.orders) == {("li", "size", 10): 1}
    assert dict(found.begun) == {("wang", "2024-03-05T10"): 1, ("li", "2024-03-05T10"): 1}
    assert found.written["li", "2024-03-07T15"] == 1


@pytest.mark.parametrize(
    ("second", "most"),
    [(("10:01:00", "10:02:00"), 2), (("10:05:01", "10:06:00"), 1), (("10:05:00", "10:06:00"), 2)],
)
def test_customers_served_at_the_same_time(second: tuple[str, str], most: int) -> None:
    assert peaks(load_of(asks("mei", "10:00:00", "10:05:00"), asks("an", *second))) == {"wang": most}


def test_a_long_silence_parts_two_spells_of_service() -> None:
    paused = case(
        [
            ("C", "10:00:00", "穿什么码", "size"),
            ("A", "10:01:00", "建议M码", "proactive:recommend"),
            ("C", "11:00:00", "好的", "none"),
            ("A", "11:01:00", "好的亲", "neutral"),
        ]
    )
    assert peaks(load_of(paused, asks("an", "10:20:00", "10:25:00"))) == {"wang": 1}


def test_who_never_answered_or_never_wrote_is_no_consultation() -> None:
    alone = case([("C", "10:00:00", "在吗", "none")])
    unasked = case([("A", "10:00:00", "新品上架", "neutral")], customer="an")
    assert load_of(alone, unasked) == Load()


def test_files_without_times_still_count_consultations() -> None:
    timeless = case([("C", None, "穿什么码", "size"), ("A", None, "建议M码", "proactive:recommend")])
    found = load_of(timeless)
    assert dict(found.consultations) == {("wang", "size", UNKNOWN_HOUR): 1}
    assert not found.begun
    assert peaks(found) == {}


def test_any_split_gives_the_same_and_the_store_keeps_it() -> None:
    cases = [asks(name, f"10:0{n}:00", f"10:0{n}:50") for n, name in enumerate(("mei", "an", "bo"))]
    whole = load_of(*cases)
    for ordered in permutations(cases):
        parts = [load_of(*ordered[:1]), load_of(*ordered[1:])]
        parts[0].add(parts[1])
        assert parts[0] == whole
    assert unpacked(packed(whole), Load) == whole
