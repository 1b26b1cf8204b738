"""Scoring at once gives what the library gives."""

from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from coach.classifiers import ReplyJudgement, Utterance, load_classifier
from tests.api.service import Service

TURNS = [
    {"role": "customer", "text": "这件160/50kg穿什么码，会掉色吗"},
    {"role": "bot", "text": "欢迎光临"},
    {"role": "agent", "text": "稍等哦"},
    {"role": "customer", "text": "好的"},
    {"role": "customer", "text": "在吗"},
    {"role": "agent", "text": "您看详情页"},
    {"role": "agent", "text": "那建议您拍M码哦"},
]
TIMES = ("10:00:20", "10:00:21", "10:04:24", "10:04:30", "10:04:40", "10:05:00", "10:05:50")
MESSAGES = [{**turn, "at": f"2026-01-05T{time}"} for turn, time in zip(TURNS, TIMES, strict=True)]


def scored(client: TestClient, **talk: Any) -> dict[str, Any]:
    answer = client.post("/v1/score?language=en", json=talk)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def test_labels_of_turns_are_those_of_the_classifier(trainer: TestClient) -> None:
    """Turn by turn as `coach label` has them, by the tier that imports use unless the settings say otherwise."""
    spoken = [Utterance(one["role"], one["text"]) for one in TURNS if one["role"] != "bot"]  # type: ignore[arg-type]
    (expected,) = load_classifier("zh").using("off").classify([spoken])
    turns = scored(trainer, turns=TURNS)["turns"]
    assert len(turns) == len(expected)
    for turn, wanted in zip(turns, expected, strict=True):
        if isinstance(wanted, ReplyJudgement):
            assert (turn["stance"]["name"], turn["moves"]) == (wanted.stance.name, list(wanted.moves))
            assert turn["flags"] == list(wanted.flags)
        else:
            assert (turn["question_type"]["name"], turn["question_type"]["score"]) == (wanted.name, wanted.score)


def test_messages_with_times_are_judged_by_times_too(trainer: TestClient) -> None:
    found = scored(trainer, messages=MESSAGES, platform="taobao")
    rules = {one["rule"] for one in found["findings"]}
    assert "slow_first_response" in rules
    assert "slow_first_response" not in {one["rule"] for one in scored(trainer, turns=TURNS)["findings"]}
    assert found["turns"][0]["at"] == "2026-01-05T10:00:20"
    (card,) = found["cards"]
    assert card["agent"] == "agent"
    assert 0 <= card["factors"][0]["score"] < 100


def test_the_order_of_messages_is_that_of_their_times(trainer: TestClient) -> None:
    assert scored(trainer, messages=MESSAGES[::-1])["turns"] == scored(trainer, messages=MESSAGES)["turns"]


def test_agents_are_told_apart(trainer: TestClient) -> None:
    named = [{**one, "sender": f"agent {number}"} for number, one in enumerate(MESSAGES)]
    found = scored(trainer, messages=named)
    assert len(found["cards"]) == len({turn["sender"] for turn in found["turns"] if turn["role"] == "agent"}) == 3


def test_personal_data_is_masked(trainer: TestClient) -> None:
    text = "我的电话13800000000，会掉色吗"
    assert "13800000000" not in str(scored(trainer, turns=[{"role": "customer", "text": text}]))
    assert "13800000000" not in str(scored(trainer, messages=[{**MESSAGES[0], "text": text}]))


def test_nothing_is_kept(filled: Service, trainer: TestClient) -> None:
    scored(trainer, turns=[{"role": "customer", "text": "nobody else says zanzibar"}])
    files = [file for file in Path(filled.store.folder).rglob("*") if file.is_file()]
    assert not [file for file in files if b"zanzibar" in file.read_bytes()]


@pytest.mark.parametrize(
    "talk",
    [
        {"turns": [{"role": "bot", "text": "hello"}]},
        {"messages": [{"role": "system", "text": "", "at": "2026-01-05T10:00:00+08:00"}]},
        {"turns": [{"role": "customer", "text": ""}]},
        {"turns": [{"role": "agent", "text": "🙂" * 3000}]},
        {"turns": [{"role": "customer", "text": "<script>alert(1)</script>{{7*7}}\u202e=1+1"}], "platform": "no-such"},
        {"messages": [{"role": "customer", "text": "a", "at": "2026-01-05T10:00:00Z"}, MESSAGES[1]]},
        {"turns": TURNS * 200, "language": "es"},
    ],
)
def test_any_talk_is_scored(trainer: TestClient, talk: dict[str, Any]) -> None:
    assert set(scored(trainer, **talk)) == {"language", "turns", "requests", "findings", "cards"}


@pytest.mark.parametrize(
    "talk",
    [
        {},
        {"turns": []},
        {"turns": TURNS, "messages": MESSAGES},
        {"turns": [{"role": "robot", "text": "a"}]},
        {"turns": [{"role": "customer"}]},
        {"turns": [{"role": "customer", "text": "a\x00"}]},
        {"turns": [{"role": "customer", "text": "a" * 20_001}]},
        {"turns": [{"role": "customer", "text": "a"}] * 2001},
        {"turns": TURNS, "language": "fr"},
        {"turns": TURNS, "platform": "../x"},
        {"messages": [{"role": "customer", "text": "a", "at": "yesterday"}]},
        {"messages": [{"role": "customer", "text": "a", "at": "0001-01-01T00:00:00+14:00"}]},
    ],
)
def test_what_is_no_talk_is_refused(trainer: TestClient, talk: dict[str, Any]) -> None:
    assert trainer.post("/v1/score", json=talk).status_code == 422
