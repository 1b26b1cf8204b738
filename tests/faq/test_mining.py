"""From requests to candidates."""

import random

import pytest

from coach.faq import asked, mine_all
from coach.faq.wording import question, variants
from coach.settings import FaqSettings
from tests.building import session
from tests.faq.building import given, mine, request

SETTINGS = FaqSettings()
FADES = ["这件会掉色吗", "会不会掉色", "裙子掉不掉色", "洗了会掉色吗", "深色的掉色吗", "这件会掉色吗"]
SIZES = ["160/50kg穿什么码", "165/55kg穿什么码", "160 100斤穿M还是L"]


def test_a_session_gives_its_requests() -> None:
    linked = session(
        [
            ("C", "10:00:00", "这件会掉色吗", "quality", {"items": ("7",)}),
            ("A li", "10:00:30", "首次冷水手洗，不会串色", "proactive:anticipate"),
            ("C", "10:01:00", "好的谢谢"),
            ("C", "10:02:00", "什么时候发货", "logistics"),
        ]
    )
    first, second = asked(linked, followed_by_order=True)
    assert (first.text, first.type, first.item, first.status) == ("这件会掉色吗", "quality", "7", "answered")
    assert first.answer == given(
        "首次冷水手洗，不会串色",
        agent="li",
        number=linked.session.messages[1].id,
        moves=("anticipate",),
        at=linked.session.messages[1].sent_at,
    )
    assert (first.asks, first.thanked, first.followed_by_order, first.person) == (True, True, True, "mei")
    assert (second.answer, second.thanked, second.status) == (None, False, "unanswered")


def test_candidates_by_support_with_share_and_answer() -> None:
    requests = [request(text, "不会掉色的，首次冷水手洗", session=str(n)) for n, text in enumerate(FADES)]
    requests += [request(text, "建议M码", kind="size") for text in SIZES]
    requests.append(request("能开发票吗", kind="order"))
    first, second = mine(requests, settings=SETTINGS)
    assert (first.question_type, first.support, first.share) == ("quality", 6, 0.6)
    assert first.answers[0].text == "不会掉色的，首次冷水手洗"
    assert first.answers[0].n == 6
    assert [variant.n for variant in first.variants] == [2, 1, 1, 1, 1]
    assert (second.question_type, second.support) == ("size", 3)


def test_order_of_requests_does_not_matter() -> None:
    requests = [request(text, f"答{n}", session=str(n)) for n, text in enumerate([*FADES, *SIZES])]
    shuffled = random.Random(3).sample(requests, len(requests))
    assert mine(shuffled, settings=SETTINGS) == mine(requests, settings=SETTINGS)


def test_groups_below_the_support_are_numbered_but_not_listed() -> None:
    mined = mine_all([request("会掉色吗"), request("zzz"), request("会掉色吗？")], settings=SETTINGS)
    assert mined.clusters == (0, 1, 0)
    assert [one.support for one in mined.candidates] == [2]


def test_an_item_asked_about_often_has_its_own_candidate() -> None:
    requests = [request("会掉色吗", item="dress", session=str(n)) for n in range(5)]
    requests += [request("会掉色吗", item=item) for item in ("a", "b")]
    found = mine(requests, settings=SETTINGS)
    assert [(one.items, one.support) for one in found] == [(("dress",), 5), (("a", "b"), 2)]
    assert found[0].id != found[1].id


def test_a_question_about_the_shop_is_not_parted_by_item() -> None:
    requests = [
        request("什么时候发货", kind="logistics", item=item, session=f"{item}{n}") for item in "ab" for n in range(6)
    ]
    assert [one.support for one in mine(requests, settings=SETTINGS)] == [12]


def test_the_id_is_that_of_the_question() -> None:
    one, other = ([request(text, session=str(n)) for n in range(3)] for text in ("会掉色吗", "亲，会掉色嗎？"))
    assert mine(one, settings=SETTINGS)[0].id == mine(other, settings=SETTINGS)[0].id


@pytest.mark.parametrize("texts", [["算了", "算了"], ["？？", "？？"]])
def test_what_asks_nothing_is_no_candidate(texts: list[str]) -> None:
    assert mine([request(text, asks=text == "？？") for text in texts], settings=SETTINGS) == ()


def test_a_customer_who_only_presses_is_no_candidate() -> None:
    presses = [
        session(
            [
                ("C", "10:00:00", "不回我就不买了", "other"),
                ("A li", "10:03:00", "在的，亲想了解什么", "proactive:probe"),
            ]
        )
        for _ in range(3)
    ]
    requests = [one for linked in presses for one in asked(linked)]
    assert [one.asks for one in requests] == [False] * 3
    assert mine(requests, settings=SETTINGS) == ()


def test_nothing_asked() -> None:
    assert mine_all([], settings=SETTINGS).clusters == ()


@pytest.mark.parametrize(
    ("texts", "chosen"),
    [
        (["那掉色吗", "这件会掉色吗", "掉色吗亲亲"], "这件会掉色吗"),
        (
            [
                "这件会掉色吗",
                "这件会掉色吗",
                "我上次在别家买了一条裙子洗一次就掉色掉得一塌糊涂这件会掉色吗会不会染到别的衣服",
            ],
            "这件会掉色吗",
        ),
        (["掉吗", "会掉色吗", "掉色的吗"], "会掉色吗"),
        (["738200450105这件会掉色吗", "这件会掉色吗"], "这件会掉色吗"),
        (["and does it fade", "does it fade in the wash", "does it fade"], "does it fade"),
    ],
)
def test_the_question_stands_alone(texts: list[str], chosen: str) -> None:
    assert question([request(text) for text in texts]) == chosen


def test_variants_that_differ_in_courtesy_are_one() -> None:
    found = variants([request(text) for text in ("会掉色吗", "亲会掉色吗？", "会掉色吗", "掉色不")])
    assert [(variant.text, variant.n) for variant in found] == [("会掉色吗", 3), ("掉色不", 1)]
