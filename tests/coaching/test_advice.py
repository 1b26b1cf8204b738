"""Which colleague's reply a finding gets as advice."""

from datetime import datetime, timedelta
from typing import Any

from coach.coaching.advice import Colleagues
from coach.coaching.practices import Practices
from coach.faq import Asked
from coach.findings import Advice
from tests.coaching.building import finding, practice
from tests.faq.building import given, request

AT = datetime(2024, 3, 5, 10, 0, 7)
WASHED = "不会掉色的，第一次单独冷水洗，之后正常洗就好"


def answered(text: str, answer: str, *, agent: str = "li", seconds: float = 20, **fields: Any) -> Asked:
    """A question that somebody answered proactively after so many seconds."""
    reply = given(answer, agent=agent, at=AT + timedelta(seconds=seconds))
    return request(text, reply, at=AT, message_id=f"q-{text}", **fields)


def better(found: Any, *asked: Asked, practices: Practices | None = None, **options: Any) -> Any:
    (advised,) = Colleagues(asked, practices or Practices(), **options).advise([found])
    return advised.advice_from


def test_the_nearest_question_of_a_colleague_gives_the_words() -> None:
    asked = [
        answered("这条裙子掉色吗", WASHED),
        answered("裙子起球吗", "不起球，翻面洗更好", agent="zhao"),
        answered("这条裙子会掉色吗", "自己的话不算", agent="wang"),
        request("裙子掉色不", message_id="q-裙子掉色不", session="s-裙子掉色不"),
    ]
    found = better(finding("passive_reply", "裙子掉色不", "不掉"), *asked)
    assert (found.text, found.agent, found.prompt, found.seconds) == (WASHED, "li", "这条裙子掉色吗", 20.0)


def test_a_question_unlike_all_others_gets_no_words_of_a_colleague() -> None:
    asked = [answered("这条裙子掉色吗", WASHED), request("几点下班", message_id="q-几点下班", session="s-几点下班")]
    assert better(finding("passive_reply", "几点下班", "十点"), *asked) is None


def test_another_type_or_item_does_not_fit() -> None:
    question = request("裙子掉色不", message_id="q-裙子掉色不", session="s-裙子掉色不", item="7")
    other_item = answered("裙子掉色吗", WASHED, item="8")
    other_type = answered("裙子掉色吗", WASHED, kind="usage")
    same_item = answered("裙子掉色吗", WASHED, item="7")
    found = finding("passive_reply", "裙子掉色不", "不掉")
    assert better(found, question, other_item) is None
    assert better(found, question, other_type) is None
    assert better(found, question, same_item).text == WASHED


def test_what_an_order_or_thanks_followed_goes_first() -> None:
    question = request("裙子掉色不", message_id="q-裙子掉色不", session="s-裙子掉色不")
    plain = answered("裙子掉色吗", "不会掉色的，放心，冷水洗", session="s1")
    sold = answered("裙子掉色吗", "不会掉色的，放心，凉水洗", session="s2", followed_by_order=True)
    assert better(finding("passive_reply", "裙子掉色不", "不掉"), question, plain, sold).session == "s2"


def test_advice_on_a_slow_reply_came_in_time_itself() -> None:
    question = request("裙子掉色不", message_id="q-裙子掉色不", session="s-裙子掉色不")
    advice = Advice("advice.slow_response", {"limit": "30", "seconds": "90", "question": "裙子掉色不"})
    found = finding("slow_response", "裙子掉色不", "不掉色的", advice=advice)
    assert better(found, question, answered("裙子掉色吗", WASHED, seconds=31)) is None
    assert better(found, question, answered("裙子掉色吗", WASHED, seconds=30)).seconds == 30


def test_an_act_beside_questions_comes_from_who_did_it_in_the_same_language() -> None:
    kept = Practices({("no_greeting", "li"): [practice("亲，您好呀"), practice("hello there", language="en")]})
    assert better(finding("no_greeting", "这件多少钱", "99"), practices=kept).text == "亲，您好呀"
    assert better(finding("no_greeting", "how much is this one please", "99"), practices=kept).text == "hello there"
    assert better(finding("no_greeting", "这件多少钱", "99", agent="li"), practices=kept) is None


def test_overturned_replies_praise_and_rules_without_a_model_give_nothing() -> None:
    asked = [answered("裙子掉色吗", WASHED), request("裙子掉色不", message_id="q-裙子掉色不", session="s-裙子掉色不")]
    found = finding("passive_reply", "裙子掉色不", "不掉")
    assert better(found, *asked, without={f"m-{WASHED}"}) is None
    assert better(finding("private_data_sent", "裙子掉色不", "不掉"), *asked) is None
    assert Colleagues([], Practices()).advise([found]) == [found]


def test_many_findings_at_once_get_what_each_gets_alone() -> None:
    asked = [answered("裙子掉色吗", WASHED), answered("裙子起球吗", "不起球，翻面洗更好")]
    found = [
        finding("passive_reply", f"裙子{what}不{n}", "嗯", session=str(n))
        for n in range(30)
        for what in ("掉色", "起球")
    ]
    found = [*found, finding("no_greeting", "裙子掉色不", "嗯")]
    others = Colleagues(asked, Practices({("no_greeting", "li"): [practice("您好")]}))
    assert others.advise(found) == [others.advise([one])[0] for one in found]


def test_latin_texts_share_more_letters_and_must_be_nearer() -> None:
    question = request("is it waterproof", message_id="q-is it waterproof", session="s-is it waterproof", language="en")
    near = answered("is this one waterproof", "it is waterproof, and washable at 30 degrees too", language="en")
    far = answered("are they nice and soft", "very soft, and I would size up if you like it loose", language="en")
    found = finding("passive_reply", "is it waterproof", "it is waterproof")
    assert better(found, question, far, near).prompt == "is this one waterproof"
    assert better(found, question, far) is None
