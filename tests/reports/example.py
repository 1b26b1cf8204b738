"""An invented analysis with everything a report can show: three agents, chains, long and hostile texts, gaps."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

from coach.candidates import FaqAnswer, FaqCandidate, FaqVariant
from coach.findings import FactorScore, Order, Preset, Rate, Scorecard
from coach.metrics.intervals import wilson
from coach.metrics.summary import AgentMetrics, Durations
from coach.readers import Notice, Skipped
from coach.result import AgentAnalysis, Analysis, ModelUsed, TypeShare
from coach.settings import SessionSettings, Settings
from tests.reports.chats import HOSTILE_TEXT, START, chain, highlight, praised, promised, said, slow_findings

ASKED = {
    "size": 61,
    "logistics": 32,
    "quality": 28,
    "usage": 19,
    "price": 14,
    "suitability": 12,
    "after_sale": 9,
    "stock": 4,
    "shelf_life": 2,
    "other": 1,
}
FIVE = ("response_speed", "service_awareness", "professional_knowledge", "proactive_selling", "attitude")


def rate(hits: int, n: int) -> Rate:
    """A rate with its interval, or without one when there is nothing to divide by."""
    return wilson(hits, n)


def metrics(agent: str | None, **changes: Any) -> AgentMetrics:
    """The metrics of an agent who did a little of everything, but for `changes`."""
    values: dict[str, Any] = {
        "agent": agent,
        "sessions": 30,
        "unanswered_sessions": 1,
        "exchanges": 80,
        "messages": 240,
        "consultations": 27,
        "inquirers": 22,
        "orders": 7,
        "paid": 7,
        "amount": {"CNY": Decimal("1007.00")},
        "basket": Decimal("143.86"),
        "conversion": rate(7, 27),
        "conversion_of_inquirers": rate(7, 22),
        "paid_rate": rate(7, 27),
        "paid_rate_is_final": True,
        "paid_next_day": rate(6, 27),
        "paid_next_day_is_final": True,
        "order_to_paid": rate(7, 7),
        "answered_rounds": 78,
        "unanswered_rounds": 2,
        "first_response": Durations(n=29, mean=9.4, median=8.0, p90=19),
        "response": Durations(n=78, mean=12.0, median=10.5, p90=25),
        "handle": Durations(n=29, mean=640.0, median=521.0, p90=1290),
        "within": {30: rate(70, 80), 180: rate(78, 80)},
        "reply_rate": rate(26, 27),
        "qa_ratio": 1.32,
        "passive_share": rate(14, 71),
        "stances": {"proactive": 57, "passive": 14, "neutral": 20},
        "question_types": {},
        "requests": {},
        "by_day": {"2024-05-06": 30},
        "by_hour": {},
    }
    return AgentMetrics(**(values | changes))


def card(agent: str, scores: tuple[float | None, ...], rules: dict[str, dict[str, Rate]]) -> Scorecard:
    """A card with these five scores; a score of None has too few opportunities."""
    factors = tuple(
        FactorScore(
            factor=factor,
            score=score,
            n=3 if score is None else 40,
            low=None if score is None else max(score - 11, 0),
            high=None if score is None else min(score + 8, 100),
            rules=rules.get(factor, {}),
        )
        for factor, score in zip(FIVE, scores, strict=True)
    )
    risk = FactorScore(factor="risk", score=None, n=0, low=None, high=None)
    known = [score for score in scores if score is not None]
    total = sum(known) / len(known) if len(known) > 2 else None
    return Scorecard(
        agent=agent, factors=(*factors, risk), score=total, capped_by=None, n=sum(one.n for one in factors)
    )


def good_agent() -> AgentAnalysis:
    """One who does well."""
    quotes = (
        said(30, "customer", "敏感肌能用这个面霜吗", sender="圆圆"),
        said(31, "agent", "可以的～无酒精无香精。您平时会对什么过敏吗？", sender="小雨"),
        said(32, "agent", "建议先在耳后试24小时，发红就停用哦", sender="小雨"),
        said(33, "customer", "好的谢谢 太细心了", sender="圆圆"),
    )
    return AgentAnalysis(
        agent="小雨",
        metrics=metrics("小雨"),
        card=card("小雨", (96.0, 91.0, 88.0, 74.5, 99.0), {"service_awareness": {"no_need_probe": rate(2, 31)}}),
        findings=praised(),
        finding_counts={"no_need_probe": 2},
        best=highlight("小雨", "probe", "recommend", "thanked", quotes=quotes),
        worst=None,
    )


def slow_agent() -> AgentAnalysis:
    """One who has much to learn."""
    numbers = metrics(
        "阿慢",
        sessions=45,
        consultations=42,
        orders=1,
        paid=1,
        conversion=rate(1, 42),
        amount={"CNY": Decimal("129.00")},
        first_response=Durations(n=40, mean=251.0, median=190.0, p90=640),
        response=Durations(n=96, mean=244.0, median=181.5, p90=610),
        within={180: rate(49, 99)},
        passive_share=rate(52, 66),
    )
    rules = {
        "response_speed": {"slow_first_response": rate(28, 40), "unanswered_question": rate(9, 63)},
        "professional_knowledge": {"deflection": rate(14, 41)},
        "proactive_selling": {"no_payment_follow_up": rate(1, 1), "passive_reply": rate(33, 52)},
    }
    quotes = (said(40, "customer", "质量真的好吗 怕掉色", sender="圆圆"), said(49, "agent", "是的"))
    return AgentAnalysis(
        agent="阿慢",
        metrics=numbers,
        card=card("阿慢", (38.0, 55.0, 61.0, 33.0, 90.0), rules),
        findings=(*chain(), *slow_findings(), promised()),
        finding_counts={"deflection": 14, "passive_reply": 33, "lost_promise": 1},
        best=None,
        worst=highlight("阿慢", "deflection", "perfunctory", quotes=quotes),
    )


def timeless_agent() -> AgentAnalysis:
    """One with few chats and no times."""
    numbers = metrics(
        "三号",
        sessions=12,
        consultations=12,
        orders=2,
        paid=2,
        conversion=rate(2, 12),
        amount={"CNY": Decimal("188.90")},
        first_response=Durations(n=0),
        response=Durations(n=0),
        handle=Durations(n=0),
        within={180: rate(0, 0)},
        passive_share=rate(0, 0),
        qa_ratio=None,
        by_day={},
    )
    return AgentAnalysis("三号", numbers, card("三号", (None, None, 70.0, None, None), {}), (), {}, None, None)


def agents() -> tuple[AgentAnalysis, ...]:
    """All three."""
    return (good_agent(), slow_agent(), timeless_agent())


def candidates() -> tuple[FaqCandidate, ...]:
    """Three questions, one of them never answered."""
    size = FaqCandidate(
        id="f1",
        question="160/50kg穿什么码",
        question_type="size",
        items=("dress",),
        variants=tuple(
            FaqVariant(text, n)
            for text, n in (
                ("160 50公斤穿什么码", 9),
                ("身高161体重98斤选哪个码合适呀", 4),
                ("一米六 100斤 M可以不", 3),
            )
        ),
        answers=(
            FaqAnswer(
                "160/50kg建议拍M码哦，胸围90腰围72；肩宽或者喜欢宽松就拍L，最大2XL到140斤",
                "小雨",
                "s-20240506-3",
                "m9",
                6,
            ),
            FaqAnswer("M就可以的亲，喜欢宽松拍L", "三号", "s-20240507-1", "m3"),
        ),
        support=23,
        share=0.1264,
    )
    fading = FaqCandidate(
        "f2", "会掉色吗", "quality", (), (FaqVariant("会掉色吗", 8), FaqVariant("洗了会不会掉色", 3)), (), 11, 0.06
    )
    hostile = FaqCandidate("f3", HOSTILE_TEXT, "price", (), (FaqVariant(HOSTILE_TEXT, 3),), (), 3, 0.016)
    return (size, fading, hostile)


def whole_shop() -> AgentMetrics:
    """The shop's metrics."""
    asked = sum(ASKED.values())
    return metrics(
        None,
        sessions=87,
        consultations=81,
        orders=10,
        paid=9,
        conversion=rate(10, 81),
        paid_rate=rate(9, 81),
        paid_rate_is_final=False,
        order_to_paid=rate(9, 10),
        amount={"CNY": Decimal("1324.90")},
        basket=Decimal("147.21"),
        first_response=Durations(n=69, mean=149.0, median=31.0, p90=410),
        response=Durations(n=174, mean=140.0, median=42.5, p90=388),
        within={30: rate(70, 80), 180: rate(127, 179)},
        passive_share=rate(66, 137),
        question_types={name: rate(n, asked) for name, n in ASKED.items()},
    )


def example(**changes: Any) -> Analysis:
    """The whole analysis, but for `changes`."""
    asked = sum(ASKED.values())
    taobao = Preset("taobao", 480, 1440, "round", (180,), source="third-party page, 2020s")
    plain = Preset("plain", 0, 1440, "always", (30, 180), source="no platform: every hour counts")
    values: dict[str, Any] = {
        "conversations": 83,
        "sessions": 87,
        "exchanges": 241,
        "requests": asked,
        "messages": 1213,
        "masked_people": 12,
        "first_at": START,
        "last_at": START + timedelta(days=6, hours=9),
        "languages": {"zh": 84, "en": 2, "es": 1},
        "question_types": tuple(TypeShare(name, n, n / asked) for name, n in ASKED.items()),
        "shop": whole_shop(),
        "team": card("", (66.0, 71.0, 75.0, 52.0, 95.0), {}),
        "agents": agents(),
        "faq": candidates(),
        "orders": 10,
        "unmatched_orders": 1,
        "presets": {"taobao": taobao, "jd": plain},
        "settings": Settings(session=SessionSettings(silence_min=45)),
        "models": (ModelUsed(language="zh", task="question_type", trained="2024-05-01T00:00:00", sha256="ab12" * 16),),
        "skipped": (
            Skipped("chats/三号.log", 41, "has no time; name its column with --map"),
            Skipped("a.zip", None, "is empty"),
        ),
        "skipped_count": 60,
        "notices": (Notice("chats/阿慢.txt", "read as GB18030"),),
        "item_titles": {"dress": "法式碎花连衣裙"},
        "unmatched_examples": (Order("310001", "nobody", START, None, Decimal("59.00")),),
    }
    return Analysis(**(values | changes))
