"""The best answers to a question."""

import pytest

from coach.faq.answers import best_answers
from tests.faq.building import given, request

FULL = "活性印染的，首次单独冷水手洗会有轻微浮色，不会串色，缩率2%以内"
HALF = "首次单独冷水手洗，会有轻微浮色"
OTHER = "不会串色的，活性印染，缩率2%以内"


def test_the_fullest_answer_comes_first() -> None:
    answers = best_answers([request("掉色吗", HALF), request("会掉色吗", FULL), request("掉不掉色", OTHER)])
    assert [answer.text for answer in answers] == [FULL, OTHER, HALF]


@pytest.mark.parametrize("flag", ["deflection", "perfunctory", "refusal", "off_topic", "blame"])
def test_a_reply_that_does_not_answer_is_no_source(flag: str) -> None:
    bad = given("详情页有写的，您自己看一下掉不掉色", stance="passive", flags=(flag,))
    assert [answer.text for answer in best_answers([request("掉色吗", bad), request("会掉色吗", HALF)])] == [HALF]


def test_nobody_answered() -> None:
    assert best_answers([request("掉色吗"), request("会掉色吗")]) == ()


def test_near_equal_replies_are_one_source() -> None:
    asked = [request(f"{n}会掉色吗", FULL + tail, session=f"s{n}") for n, tail in enumerate(("", "哦", "呢", "哈"))]
    assert [answer.n for answer in best_answers(asked)] == [4]


def test_one_reply_to_two_questions_was_given_once() -> None:
    reply = given(FULL)
    answers = best_answers([request("掉色吗", reply, session="s1"), request("缩水吗", reply, session="s1")])
    assert [answer.n for answer in answers] == [1]


def test_at_most_three_with_where_they_stand() -> None:
    texts = (FULL, HALF, "缩率2%以内不用担心", "可以机洗的放心拍", "面料很软很舒服的")
    asked = [request(f"{n}掉色吗", given(text, agent=f"a{n}"), session=f"s{n}") for n, text in enumerate(texts)]
    answers = best_answers(asked)
    assert len(answers) == 3
    assert (answers[0].agent, answers[0].session, answers[0].message_id) == ("a0", "s0", f"m-{FULL}")


@pytest.mark.parametrize("better", ["order", "thanks", "proactive"])
def test_what_follows_an_answer_speaks_for_it(better: str) -> None:
    one, other = "首次冷水洗会有浮色", "首次冷水洗会掉浮色"
    winner = request(
        "会掉色吗",
        given(other, stance="proactive" if better == "proactive" else "passive"),
        followed_by_order=better == "order",
        thanked=better == "thanks",
    )
    answers = best_answers([request("掉色吗", given(one, stance="passive")), winner])
    assert answers[0].text == other


def test_a_speech_loses_to_a_moderate_answer() -> None:
    speech = FULL + "，" + "、".join(f"另外本店第{n}款新品也在做活动欢迎选购" for n in range(12))
    assert best_answers([request("掉色吗", speech), request("会掉色吗", FULL)])[0].text == FULL
