"""Invented quotes, findings and highlights: chains, long and hostile texts, three languages."""

from datetime import datetime, timedelta
from typing import Any

from coach.findings import Advice, Finding, Opportunity, Quote, Span
from coach.highlights import Highlight

START = datetime(2024, 5, 6, 10, 0, 0)
HOSTILE_NAME = "<script>alert('昵称')</script>"
HOSTILE_TEXT = '<img src="http://evil.example/x.png" onerror=alert(1)> {{ 7*7 }} 多少钱'


def said(number: int, role: Any, text: str, *, mark: str = "", timed: bool = True, **changes: Any) -> Quote:
    """A message `number` minutes after the start, with `mark` marked in it."""
    start = text.find(mark) if mark else 0
    sender = {"customer": "爱吃芒果的猫", "agent": "阿慢"}.get(role, "system")
    values: dict[str, Any] = {
        "message_id": f"m{number}",
        "role": role,
        "sender": sender,
        "at": START + timedelta(minutes=number, seconds=number * 7 % 60) if timed else None,
        "text": text,
        "start": start,
        "end": start + len(mark),
    }
    return Quote(**(values | changes))


def finding(
    rule: str, factor: Any, agent: str, *quotes: Quote, advice: Advice | None = None, **changes: Any
) -> Finding:
    """A hit, or with `outcome` a credit, on these messages."""
    outcome = changes.pop("outcome", "hit")
    opportunity = Opportunity(
        rule=rule,
        factor=factor,
        agent=agent,
        session="s1",
        outcome=outcome,
        evidence=tuple(Span(quote.message_id, quote.start, quote.end) for quote in quotes),
        advice=advice,
        at=quotes[0].at,
    )
    values: dict[str, Any] = {
        "id": f"{rule}-{agent}-{quotes[0].message_id}",
        "opportunity": opportunity,
        "customer": "爱吃芒果的猫",
        "platform": "taobao",
        "shop": "一朵小铺",
        "quotes": quotes,
    }
    return Finding(**(values | changes))


def chain() -> tuple[Finding, ...]:
    """Deflected, asked again, ignored, ordered and never paid."""
    ask = said(1, "customer", "这条裙子最大到几码啊", mark="最大到几码")
    deflects = said(6, "agent", "详情页都有的亲，您看下", mark="详情页都有的亲，您看下")
    again = said(8, "customer", "看了没看明白\n最大是2XL还是3XL？我140斤", mark="最大是2XL还是3XL？")
    orders = said(55, "customer", "", kind="card")
    late = said(60 * 26, "system", "订单未付款，已关闭", kind="event")
    asked = Advice("advice.repeated_question", {"question": "最大到几码"})
    return (
        finding(
            "deflection",
            "professional_knowledge",
            "阿慢",
            ask,
            deflects,
            chain="c1",
            advice=Advice("advice.deflection.size", {"question": "最大到几码"}),
        ),
        finding("repeated_question", "response_speed", "阿慢", ask, deflects, again, chain="c1", advice=asked),
        finding(
            "unanswered_question",
            "response_speed",
            "阿慢",
            again,
            chain="c1",
            advice=Advice("advice.unanswered_question", {"question": "最大是2XL还是3XL"}),
        ),
        finding("no_payment_follow_up", "proactive_selling", "阿慢", orders, late, chain="c1"),
    )


def slow_findings() -> tuple[Finding, ...]:
    """Single findings, some of them many, one with a hostile nickname and one without times."""
    long = "您好亲，这款面膜的话是需要先洁面然后敷在脸上的，" * 12
    deflections = [
        finding(
            "deflection",
            "professional_knowledge",
            "阿慢",
            said(100 + number, "customer", f"{number}60/5{number}kg穿什么码呀", mark="穿什么码"),
            said(103 + number, "agent", "您自己对比一下尺码表哦", mark="自己对比一下"),
            advice=Advice("advice.deflection.size", {"question": "穿什么码"}),
        )
        for number in range(1, 6)
    ]
    hostile = finding(
        "passive_reply",
        "proactive_selling",
        "阿慢",
        said(200, "customer", HOSTILE_TEXT, sender=HOSTILE_NAME, mark="多少钱"),
        said(204, "bot", "欢迎光临一朵小铺", sender="一朵小铺"),
        said(205, "agent", long, mark="先洁面"),
        customer=HOSTILE_NAME,
        advice=Advice("advice.passive_reply", {"question": "多少钱"}),
    )
    return (*deflections, hostile)


def promised() -> Finding:
    """A risk, in English."""
    return finding(
        "lost_promise",
        "risk",
        "阿慢",
        said(300, "customer", "Will it arrive before Friday?", sender="Ann B."),
        said(304, "agent", "Yes, guaranteed 100%, or we pay you double!", mark="guaranteed 100%"),
        customer="Ann B.",
    )


def praised() -> tuple[Finding, ...]:
    """What went well, in Chinese and Spanish."""
    return (
        finding(
            "no_need_probe",
            "service_awareness",
            "小雨",
            said(10, "customer", "160 50公斤穿多大"),
            said(11, "agent", "亲平时穿M还是L呢？肩宽吗，喜欢宽松还是修身～", mark="平时穿M还是L呢", sender="小雨"),
            outcome="credit",
        ),
        finding(
            "no_need_probe",
            "service_awareness",
            "小雨",
            said(20, "customer", "¿Qué talla me llevo?", sender="Lucía"),
            said(21, "agent", "¿Qué talla sueles usar? Si te gusta holgado, te recomiendo la L.", sender="小雨"),
            outcome="credit",
            customer="Lucía",
        ),
    )


def highlight(agent: str, *reasons: str, quotes: tuple[Quote, ...]) -> Highlight:
    """An exchange with what speaks for it."""
    return Highlight(
        agent=agent, session="s9", customer="圆圆", at=quotes[0].at, weight=3.0, reasons=reasons, quotes=quotes
    )
