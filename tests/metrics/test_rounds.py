from collections.abc import Sequence
from dataclasses import dataclass

import msgspec
import pytest

from coach.findings import Preset
from coach.metrics.presets import load_presets
from coach.metrics.rounds import is_open, rounds
from tests.building import Line, moment, session


def preset(name: str) -> Preset:
    return load_presets({}).for_platform("", chosen=name)


@dataclass
class Seen:
    """Rounds as the specification's examples tell them."""

    answered: int
    of: int
    first_response: int | None


def look(lines: Sequence[Line], *, by: str, within: int) -> Seen:
    counted = [one for one in rounds(session(lines).labelled, preset(by)) if one.counted]
    first = next((one.seconds for one in counted if one.first), None)
    hits = sum(one.seconds is not None and one.seconds <= within for one in counted)
    return Seen(hits, len(counted), first)


ASKED_TWICE = [
    ("C", "10:10:15", "这件有货吗", "stock"),
    ("C", "10:15:20", "有货吗", "stock"),
    ("A", "10:18:10", "有的", "passive"),
]
TEN_QUESTIONS = [("C", f"10:00:{second:02}", f"第{second}个问题", "quality") for second in range(0, 50, 5)]


@pytest.mark.parametrize(
    ("lines", "by", "within", "seen"),
    [
        (ASKED_TWICE, "taobao", 180, Seen(0, 1, 475)),
        (
            [*ASKED_TWICE, ("C", "10:18:30", "那红色呢", "stock"), ("A", "10:19:00", "也有", "passive")],
            "taobao",
            180,
            Seen(1, 2, 475),
        ),
        (TEN_QUESTIONS, "taobao", 180, Seen(0, 1, None)),
        (
            [
                ("C", "09:00:00", "几天到", "logistics"),
                ("B", "09:00:01", "欢迎光临"),
                ("A", "09:02:00", "三天", "passive"),
            ],
            "taobao",
            180,
            Seen(1, 1, 120),
        ),
        ([("C", "22:58:00", "几天到", "logistics"), ("A", "23:01:00", "三天", "passive")], "jd", 180, Seen(1, 1, 180)),
        ([("C", "08:56:00", "几天到", "logistics"), ("A", "09:01:00", "三天", "passive")], "jd", 180, Seen(0, 0, None)),
    ],
    ids=["asks again", "then asks on", "never answered", "bot welcome", "started before closing", "started too early"],
)
def test_the_worked_examples(lines: Sequence[Line], by: str, within: int, seen: Seen) -> None:
    assert look(lines, by=by, within=within) == seen


def test_the_chat_of_the_design_has_a_slow_first_response_of_244_seconds() -> None:
    drawn = session(
        [
            ("C", "10:00:00", "在吗", "none"),
            ("B", "10:00:01", "欢迎光临，请问有什么可以帮您"),
            (
                "C",
                "10:00:20",
                "这件160/50kg穿什么码，会掉色吗",
                [("160/50kg穿什么码", "size"), ("会掉色吗", "quality")],
            ),
            ("A", "10:04:24", "稍等哦", "neutral"),
            ("C", "10:04:30", "好的", "none"),
            ("A", "10:05:00", "您平时穿M还是L？", "proactive:probe"),
            ("C", "10:05:30", "M", "none"),
            ("A", "10:05:50", "那建议您拍M码哦", "proactive:recommend"),
            ("C", "10:06:10", "好的谢谢", "none"),
        ]
    )
    (only,) = rounds(drawn.labelled, preset("taobao"))
    numbers = {message.id: number for number, message in enumerate(drawn.session.messages, start=1)}
    assert (numbers[only.opened_by], numbers[only.answered_by or ""], only.seconds) == (3, 4, 244)
    assert (only.agent, only.first, only.counted) == ("wang", True, True)


def test_thanks_and_greetings_open_no_round() -> None:
    assert (
        rounds(
            session([("C", "10:00:00", "在吗", "none"), ("A", "10:09:00", "在", "neutral")]).labelled, preset("plain")
        )
        == ()
    )


def test_a_turn_without_a_known_asking_clause_waits_from_its_first_message() -> None:
    built = session(
        [
            ("C", "10:00:00", "都三天了", "logistics"),
            ("C", "10:00:30", "还没发", "none"),
            ("A", "10:01:00", "抱歉", "passive"),
        ]
    )
    (exchange,) = built.labelled.exchanges
    unclear = msgspec.structs.replace(built.labelled, exchanges=(msgspec.structs.replace(exchange, asks=()),))
    assert [one.seconds for one in rounds(unclear, preset("plain"))] == [60]


def test_after_a_hand_off_the_one_who_answers_is_credited_and_silence_falls_on_who_wrote_last() -> None:
    found = rounds(
        session(
            [
                ("C", "10:00:00", "能退吗", "after_sale"),
                ("A wang", "10:00:10", "我帮您转售后", "passive"),
                ("C", "10:00:20", "要多久", "after_sale"),
                ("A li", "10:01:20", "一天", "passive"),
                ("C", "10:02:00", "运费谁出", "after_sale"),
            ]
        ).labelled,
        preset("plain"),
    )
    assert [(one.agent, one.charged_to, one.seconds) for one in found] == [
        ("wang", "wang", 10),
        ("li", "li", 60),
        (None, "li", None),
    ]
    assert [one.first for one in found] == [True, False, False]


def test_nobody_is_charged_where_no_agent_ever_wrote() -> None:
    (only,) = rounds(session(TEN_QUESTIONS).labelled, preset("plain"))
    assert (only.agent, only.charged_to, only.answered_at, only.answered_by) == (None, None, None, None)


@pytest.mark.parametrize(
    "extra",
    [{"visibility": "internal"}, {"kind": "note"}, {"kind": "event"}, {"recalled": True}],
    ids=lambda extra: next(iter(extra)),
)
def test_what_the_customer_never_saw_is_no_reply(extra: dict[str, object]) -> None:
    lines = [
        ("C", "10:00:00", "有货吗", "stock"),
        ("A", "10:00:05", "这个客户很急", None, extra),
        ("A", "10:01:00", "有的", "passive"),
    ]
    assert [one.seconds for one in rounds(session(lines).labelled, preset("plain"))] == [60]


def test_without_times_nothing_is_measured() -> None:
    untimed = [("C", None, "有货吗", "stock"), ("A", None, "有的", "passive")]
    assert rounds(session(untimed).labelled, preset("plain")) == ()
    days_only = [
        ("C", "00:00:00", "有货吗", "stock", {"precision": "day"}),
        ("A", "00:00:00", "有", "passive", {"precision": "day"}),
    ]
    assert rounds(session(days_only).labelled, preset("plain")) == ()


def test_a_reply_without_a_time_leaves_its_round_unknown() -> None:
    lines = [
        ("C", "10:00:00", "有货吗", "stock"),
        ("A", None, "有的", "passive"),
        ("C", "10:02:00", "几天到", "logistics"),
        ("A", "10:02:09", "三天", "passive"),
    ]
    assert [(one.seconds, one.first) for one in rounds(session(lines).labelled, preset("plain"))] == [(9, False)]


def test_douyin_counts_each_message_and_a_bot_once_a_human_has_taken_over() -> None:
    lines = [
        ("C", "10:00:00", "有货吗", "stock"),
        ("B", "10:00:01", "亲，稍等"),
        ("C", "10:00:20", "在不在", "other"),
        ("A", "10:00:50", "有的", "passive"),
        ("C", "10:01:00", "几天到", "logistics"),
        ("B", "10:01:01", "一般三天到"),
    ]
    labelled = session(lines).labelled
    assert [one.seconds for one in rounds(labelled, preset("douyin"))] == [50, 30, 1]
    assert [one.seconds for one in rounds(labelled, preset("taobao"))] == [50, None]


@pytest.mark.parametrize(
    ("by", "at", "counted"),
    [
        ("taobao", "07:59:59", False),
        ("taobao", "08:00:00", True),
        ("taobao", "23:59:59", True),
        ("jd", "23:00:00", False),
        ("plain", "03:00:00", True),
    ],
)
def test_hours_begin_with_the_opening_minute_and_end_before_the_closing_one(by: str, at: str, counted: bool) -> None:
    assert is_open(moment(at), preset(by)) is counted


@pytest.mark.parametrize(
    ("at", "counted"), [("19:59:59", False), ("20:00:00", True), ("01:59:59", True), ("02:00:00", False)]
)
def test_hours_may_run_past_midnight(at: str, counted: bool) -> None:
    late = load_presets({"taobao": {"opens": "20:00", "closes": "02:00"}}).for_platform("taobao")
    assert is_open(moment(at), late) is counted


def test_a_picture_or_number_that_was_asked_for_awaits_a_reply() -> None:
    told = [("C", "10:00:00", "杯子碎了", "after_sale"), ("A", "10:00:20", "订单号发我一下", "proactive:probe")]
    number = rounds(session([*told, ("C", "10:01:00", "300455120988", "none")]).labelled, preset("plain"))
    assert [one.seconds for one in number] == [20, None]
    thanks = rounds(session([*told, ("C", "10:01:00", "好的", "none")]).labelled, preset("plain"))
    assert [one.seconds for one in thanks] == [20]
    unasked = [("C", "10:00:00", "杯子碎了", "after_sale"), ("A", "10:00:20", "给您补发一个", "proactive:commit")]
    found = rounds(session([*unasked, ("C", "10:01:00", "300455120988", "none")]).labelled, preset("plain"))
    assert [one.seconds for one in found] == [20]


def test_a_welcome_in_a_second_is_automatic() -> None:
    def first(at: str) -> int | None:
        welcome = ("A", at, "您好，欢迎光临小店，请问有什么可以帮您", "neutral")
        asked = ("C", "10:00:00", "杯子能进洗碗机吗", "usage")
        drawn = session([asked, welcome, ("A", "10:05:00", "能的", "passive")])
        return rounds(drawn.labelled, preset("plain"))[0].seconds

    assert (first("10:00:01"), first("10:00:09")) == (300, 9)
