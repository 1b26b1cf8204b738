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


@pytest.mark.parametrize("flag", ["deflection", "off_topic", "blame"])
def test_a_reply_that_does_not_answer_is_no_source(flag: str) -> None:
    bad = given("详情页有写的，您自己看一下掉不掉色", stance="passive", flags=(flag,))
    assert [answer.text for answer in best_answers([request("掉色吗", bad), request("会掉色吗", HALF)])] == [HALF]


@pytest.mark.parametrize("flag", ["perfunctory", "refusal"])
def test_a_curt_reply_answers_only_where_nobody_said_more(flag: str) -> None:
    curt = given("这个不行的哦", stance="passive", flags=(flag,))
    fuller = "这款不支持水洗的，只能干洗，水洗会缩"
    asked = [request("能水洗吗", curt), request("能不能水洗", fuller)]
    assert best_answers(asked[:1], "能水洗吗")[0].text == curt.text
    assert best_answers(asked, "能水洗吗")[0].text == fuller


@pytest.mark.parametrize(
    ("question", "better", "worse"),
    [
        ("能换小一码吗", "可以换的，您把大的寄回来，收到后发小一码", "已经给您换34码了，今天就给您安排寄出"),
        ("退差价吗", "活动价变了的话7天内可以退差价的", "我给您申请了退30，今晚到账"),
        ("能不能开发票", "可以开的，普票专票都有", "发票抬头写在备注里的那种"),
        ("充满要多久", "两个小时左右", "有原装的快充头"),
        (
            "does it come with a charger",
            "No, there is no charger in the box, only the cable",
            "I've put one in your order today",
        ),
        ("¿trae cargador?", "No, no trae cargador, solo el cable", "Te lo mando hoy con tu pedido"),
    ],
)
def test_what_holds_for_all_and_takes_the_form_of_the_question_wins(question: str, better: str, worse: str) -> None:
    language = "es" if question.startswith("¿") else "en" if question.isascii() else "zh"
    asked = [request(question, text, language=language, session=text) for text in (worse, better)]
    assert best_answers(asked, question)[0].text == better


def test_messages_that_only_greet_or_put_off_are_left_out_of_an_answer() -> None:
    reply = given("NULL\n您好\n请稍等，帮您查一下\n不会掉色的，活性印染\n您平时穿什么码呢？")
    assert [answer.text for answer in best_answers([request("掉色吗", reply)], "掉色吗")] == ["不会掉色的，活性印染"]


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


@pytest.mark.parametrize("better", ["order", "thanks", "anticipates"])
def test_what_follows_an_answer_speaks_for_it(better: str) -> None:
    one, other = "首次冷水洗会有浮色", "首次冷水洗会掉浮色"
    winner = request(
        "会掉色吗",
        given(other, moves=("anticipate",) if better == "anticipates" else ()),
        followed_by_order=better == "order",
        thanked=better == "thanks",
    )
    answers = best_answers([request("掉色吗", one), winner])
    assert answers[0].text == other


def test_a_speech_loses_to_a_moderate_answer() -> None:
    speech = FULL + "，" + "、".join(f"另外本店第{n}款新品也在做活动欢迎选购" for n in range(12))
    assert best_answers([request("掉色吗", speech), request("会掉色吗", FULL)])[0].text == FULL


def test_an_offer_to_the_same_question_loses_to_what_answers_it() -> None:
    keeps = ("8个月的 本月生产", "保质期8个月，开袋7天内吃完", "本月的新货，保质期8个月")
    offer = "那可以看看坚果配芒果干，一家一份，满99还能用减10的券"
    answers = {"坚果能放多久": keeps[0], "能放几个月": keeps[1], "哪天生产的": keeps[2], "这个坚果能放多久": offer}
    asked = [request(text, answer, kind="shelf_life") for text, answer in answers.items()]
    assert "8个月" in best_answers(asked, "这个坚果能放多久")[0].text


def test_a_reply_to_another_question_of_a_mixed_group_loses() -> None:
    asked = [
        request("会不会搓泥", "等前一层干了再涂就不搓"),
        request("会不会显胖", "不会的，收腰的款，大一码也只是宽松一点，真不放心两个码都可以拿回去试"),
        request("会不会绷", "不会的，腰是会松一点的，自己配根细腰带，不放心两个码都可以试"),
    ]
    assert best_answers(asked, "会不会搓泥")[0].text == "等前一层干了再涂就不搓"


def test_a_reply_about_another_item_loses() -> None:
    asked = [request("会掉色吗", FULL, item="dress", session=f"s{n}") for n in range(2)]
    asked += [request("会掉色吗", "这款不会掉色，牛仔也可以机洗，预缩过的", item="jeans", session="s3")]
    assert best_answers(asked, "会掉色吗")[0].text == FULL


@pytest.mark.parametrize(
    "text",
    [
        "满99减10，已拍的订单号:2108979198433717526，地址核对下",
        "我给[phone]发短信，不会掉色的",
        "您平时穿多大码呀？",
        "稍等，我帮您查一下",
    ],
)
def test_what_holds_for_one_order_asks_back_or_puts_off_is_no_source(text: str) -> None:
    assert [answer.text for answer in best_answers([request("掉色吗", text), request("会掉色吗", HALF)])] == [HALF]
