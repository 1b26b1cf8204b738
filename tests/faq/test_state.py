"""Ids that survive growing data."""

from pathlib import Path

import pytest

from coach.errors import BadTable
from coach.faq import Asked, mine_all
from coach.faq.state import KnownGroup, read_state, state_lines, with_lasting_ids
from coach.settings import FaqSettings
from tests.faq.building import request

SETTINGS = FaqSettings()


def asked(text: str, n: int, **fields: object) -> list[Asked]:
    return [request(text, session=f"{text}{number}", **fields) for number in range(n)]


def ids(requests: list[Asked], known: tuple[KnownGroup, ...] = ()) -> tuple[dict[str, str], tuple[KnownGroup, ...]]:
    mined, state = with_lasting_ids(mine_all(requests, settings=SETTINGS), requests, known)
    return {one.question: one.id for one in mined.candidates}, state


def known(one: str, *questions: Asked) -> KnownGroup:
    (group,) = with_lasting_ids(mine_all(questions, settings=SETTINGS), questions, ())[1]
    return KnownGroup(one, "", group.members)


def test_the_same_again() -> None:
    first, state = ids(asked("会掉色吗", 3) + asked("多久发货", 2, kind="logistics"))
    assert ids(asked("多久发货", 2, kind="logistics") + asked("会掉色吗", 3), state) == (first, state)


def test_a_new_wording_as_heading_keeps_the_id() -> None:
    first, state = ids(asked("会掉色吗", 3))
    second, _ = ids(asked("会掉色吗", 3) + asked("这件会掉色吗", 9), state)
    assert list(second.values()) == list(first.values())
    assert list(second) != list(first)


@pytest.mark.parametrize(("old", "kept"), [(3, True), (7, False)])
def test_from_half_of_the_old_members_up(old: int, kept: bool) -> None:
    before = known("old", *asked("会掉色吗", 3), *asked("会掉色吗亲掉不掉", old))
    found, _ = ids(asked("会掉色吗", 2), (before,))
    assert (found["会掉色吗"] == "old") == kept


def test_the_group_that_shares_most_gives_the_id_and_the_other_waits() -> None:
    one, other = known("one", *asked("会掉色吗", 2)), known("other", *asked("掉色吗", 5))
    requests = asked("会掉色吗", 3) + asked("掉色吗", 3)
    found, state = ids(requests, (one, other))
    assert list(found.values()) == ["other"]
    assert {group.id for group in state} == {"one", "other"}


def test_no_id_is_given_twice() -> None:
    first, _ = ids(asked("会掉色吗", 3))
    taken = KnownGroup(first["会掉色吗"], "另一个", {"ffffffffffff": 4})
    found, state = ids(asked("会掉色吗", 3), (taken,))
    assert found["会掉色吗"] != first["会掉色吗"]
    assert len({group.id for group in state}) == 2


def test_items_tell_members_apart() -> None:
    dress = asked("会掉色吗", 5, item="dress")
    before = known("dress", *dress)
    found, _ = ids(asked("会掉色吗", 9, item="coat"), (before,))
    assert found["会掉色吗"] != "dress"


def test_reads_back(tmp_path: Path) -> None:
    _, state = ids(asked("会掉色吗", 3))
    (tmp_path / "state.jsonl").write_bytes(b"".join(state_lines(state)))
    assert read_state(tmp_path / "state.jsonl") == state
    assert read_state(tmp_path / "none.jsonl") == ()


@pytest.mark.parametrize("line", [b"{", b'{"id": 1}', b"\xff\xfe", b"[]"])
def test_a_broken_line_is_named(tmp_path: Path, line: bytes) -> None:
    _, state = ids(asked("会掉色吗", 3))
    (tmp_path / "state.jsonl").write_bytes(b"".join(state_lines(state)) + line + b"\n")
    with pytest.raises(BadTable, match="line 2"):
        read_state(tmp_path / "state.jsonl")
