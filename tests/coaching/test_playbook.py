"""The playbook: stages, the best replies once, and what is said of items."""

from datetime import datetime
from typing import Any

from coach.coaching.book import Playbook
from coach.coaching.playbook import playbook
from coach.coaching.practices import Practices
from coach.coaching.themes import Titles, themes
from coach.faq import Asked
from tests.coaching.building import practice
from tests.faq.building import given, request

AT = datetime(2024, 3, 5, 10, 0, 7)


def answered(text: str, answer: str, *moves: str, agent: str = "li", **fields: Any) -> Asked:
    return request(text, given(answer, agent=agent, moves=moves, at=AT, number=fields.pop("number", "")), **fields)


def book(*asked: Asked, practices: Practices | None = None, **options: Any) -> Playbook:
    return playbook(asked, practices or Practices(), item_titles={}, **options)


def stages(found: Playbook) -> dict[str, list[str]]:
    listed: dict[str, list[str]] = {}
    for play in found.plays:
        listed.setdefault(play.stage, []).append(play.practice.text)
    return listed


def test_replies_stand_in_the_stage_of_their_question_and_moves() -> None:
    kept = Practices(
        {
            ("no_greeting", "li"): [practice("亲您好呀，来啦")],
            ("no_retention", "li"): [practice("要不先领张券，我给您留一件")],
            ("no_payment_follow_up", "li"): [practice("看到您拍了还没付，是卡住了吗")],
        }
    )
    found = book(
        answered("穿什么码", "您身高体重多少呢，喜欢宽松吗", "probe", kind="size"),
        answered("哪个好吃", "推荐您试试芒果干，软糯不粘牙", "recommend", kind="recommendation"),
        answered("掉色吗", "不掉的，第一次单独冷水洗", "anticipate"),
        answered("有券吗", "有的，今天拍下还能减十块", "invite", kind="price"),
        answered("怎么退", "我帮您登记，今天五点前给您答复", "commit", kind="after_sale"),
        answered("几天到", "一般两到三天就能到您那儿", "anticipate", kind="logistics"),
        practices=kept,
    )
    assert stages(found) == {
        "greeting": ["亲您好呀，来啦"],
        "need": ["您身高体重多少呢，喜欢宽松吗"],
        "recommendation": ["推荐您试试芒果干，软糯不粘牙"],
        "objection": ["不掉的，第一次单独冷水洗", "要不先领张券，我给您留一件"],
        "close": ["有的，今天拍下还能减十块"],
        "payment_follow_up": ["看到您拍了还没付，是卡住了吗"],
        "after_sale": ["我帮您登记，今天五点前给您答复"],
    }


def test_nearly_equal_replies_are_one_with_their_number_agents_and_outcome() -> None:
    found = book(
        answered("掉色吗", "不会掉色的亲，第一次单独冷水洗就好", "anticipate", number="1", followed_by_order=True),
        answered("掉色不", "不会掉色的，第一次单独冷水洗就好", "anticipate", agent="zhao", number="2", thanked=True),
        answered("会起球吗", "羊毛会起一点，洗的时候翻面装网兜", "anticipate", number="3"),
    )
    first, second = found.plays
    assert (first.n, first.agents, first.ordered, first.thanked) == (2, ("li", "zhao"), 1, 1)
    assert second.practice.text.startswith("羊毛")


def test_the_same_words_stand_in_one_stage_and_stubs_and_speeches_in_none() -> None:
    asked = answered("穿什么码", "您平时穿多大码呢", "probe", kind="size", number="1")
    kept = Practices({("no_greeting", "li"): [practice("您平时穿多大码呢"), practice("在的"), practice("您好" * 99)]})
    assert stages(book(asked, practices=kept)) == {"need": ["您平时穿多大码呢"]}


def test_overturned_replies_are_left_out() -> None:
    assert book(answered("掉色吗", "不掉的，第一次单独冷水洗", "anticipate", number="1"), without={"1"}).plays == ()
    assert book().plays == ()


def test_points_are_clauses_counted_by_session_under_the_title_of_their_item() -> None:
    titles = {"7": "法式碎花连衣裙", "8": "烟酰胺面膜20片", "9": "法式碎花连衣裙"}
    found = themes(
        [
            answered("掉色吗", "活性印染的，不会串色", "anticipate", item="7", session="a", number="1"),
            answered("碎花裙会串色吗", "活性印染的，放心穿", "anticipate", session="b", number="2"),
            answered("起球吗", "好的，稍等", "anticipate", item="9", session="c", number="3"),
            answered("面膜怎么敷", "敷完清水洗一下", "anticipate", kind="usage", session="d", number="4"),
            request("面膜敷完过敏了脸都红了", kind="quality", session="e", asks=False, message_id="m"),
        ],
        item_titles=titles,
    )
    dress, mask = found.items
    assert (dress.item, mask.item) == ("法式碎花连衣裙", "烟酰胺面膜20片")
    first = dress.selling[0]
    assert (first.text, first.n, first.sessions, first.speaker) == ("活性印染的", 2, 2, "li")
    assert "好的" not in {one.text for one in dress.selling}
    assert mask.selling == ()
    assert [(one.text, one.session) for one in mask.pain] == [("面膜敷完过敏了脸都红了", "e")]


def test_an_item_is_named_by_words_that_no_other_title_has() -> None:
    titles = Titles(["碎花连衣裙", "针织连衣裙", "Leather Boots"])
    assert titles.only(["这条碎花裙掉色吗"]) == "碎花连衣裙"
    assert titles.only(["连衣裙掉色吗"]) == ""
    assert titles.only(["碎花的和针织的哪个好"]) == ""
    assert titles.only(["", "are the boots waterproof"]) == "Leather Boots"


def test_the_order_in_which_questions_come_has_no_influence() -> None:
    asked = [
        answered("掉色吗", "活性印染的，不会串色，放心穿", "anticipate", number="1", session="b"),
        answered("会掉色吗", "活性印染的，不会串色，放心穿", "invite", agent="zhao", number="2", session="a"),
        answered("穿几码", "活性印染的，不会串色，放心穿", "probe", kind="size", number="1", session="b"),
    ]
    assert book(*asked) == book(*reversed(asked))
