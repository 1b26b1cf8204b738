"""The shop's files as the platforms write them: chats of Taobao and JD, orders, items, roster."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from decimal import Decimal

from coach.demo.composed import Side
from coach.demo.facts import DeskAgent, Facts
from coach.demo.orders import Order
from coach.demo.plan import Played

_BAR = "=" * 64
_DASHES = "-" * 28
_TAOBAO_ROBOT = "服务助手"
_JD_ROBOT = "jimi_vender_10086"
_STARS = "*" * 36
_JD_BEGINS = f"/{'*' * 17}以下为一通会话{_STARS}/"
_ORDER_HEADER = (
    "订单编号", "买家会员名", "买家应付货款", "买家实际支付金额", "订单状态", "订单创建时间", "订单付款时间",
    "宝贝标题", "宝贝总数量", "店铺名称",
)  # fmt: skip


def taobao_batch(agent: DeskAgent, played: Sequence[Played]) -> bytes:
    """The batch download of one sub-account: all messages of each customer together, in GBK.

    GBK has no emoji: the export has a question mark for each.
    """
    lines = [agent.account, "", *_title("单聊"), "", ""]
    for chat in sorted(played, key=lambda one: one.started):
        lines.append(f"{_DASHES}{chat.customer}{_DASHES}")
        for place, side, text in _messages(chat):
            lines.append(f"{_taobao_sender(side, chat, agent)}({_clock(chat.at(place))}):  {text}")
    return _file([*lines, "", *_title("群聊")]).encode("gbk", errors="replace")


def jd_log(agent: DeskAgent, played: Sequence[Played]) -> bytes:
    """The log of one JD agent: one marked session a visit, customers masked, every body closed by a tab, in UTF-8."""
    lines: list[str] = []
    for chat in sorted(played, key=lambda one: one.started):
        lines.append(_JD_BEGINS)
        for place, side, text in _messages(chat):
            sender = {"customer": chat.customer, "bot": _JD_ROBOT}.get(side, agent.account)
            lines += [f"{sender} {_clock(chat.at(place))}", f"{text}\t"]
        ended = chat.at(len(chat.offsets) - 1) + timedelta(seconds=180 + 7 * (chat.offsets[-1] % 60))
        lines.append(f"/{'*' * 17}会话结束_时间：{_clock(ended)}{_STARS}/")
    return _file(lines).encode("utf-8")


def order_table(orders: Iterable[Order]) -> bytes:
    """The order export, newest first, as a CSV that Excel opens: an order that nobody paid has no payment time."""
    newest_first = sorted(orders, key=lambda order: (order.created, order.number), reverse=True)
    return _csv(_ORDER_HEADER, (_order_row(order) for order in newest_first))


def item_table(facts: Facts) -> bytes:
    """The items on sale on both platforms as a CSV: id, title, url."""
    return _csv(
        ("id", "title", "url"),
        (
            (item.number(platform), item.title, item.url(platform))
            for platform in ("taobao", "jd")
            for item in facts.items.values()
        ),
    )


def roster_table(facts: Facts) -> bytes:
    """Who is behind which account, as a CSV."""
    return _csv(
        ("account", "agent", "team", "shop"),
        ((agent.account, name, agent.team, agent.shop) for name, agent in facts.agents.items()),
    )


def _messages(chat: Played) -> Iterator[tuple[int, Side, str]]:
    """Place, side and text of all that is written; orders and payments leave no message."""
    for place, (line, text) in enumerate(zip(chat.script.lines, chat.texts, strict=True)):
        if line.side not in ("order", "paid"):
            yield place, line.side, text


def _taobao_sender(side: Side, chat: Played, agent: DeskAgent) -> str:
    return {"customer": chat.customer, "bot": f"{agent.shop}:{_TAOBAO_ROBOT}"}.get(side, agent.account)


def _title(title: str) -> list[str]:
    return [_BAR, f"{' ' * 31}{title}{' ' * 29}", _BAR]


def _order_row(order: Order) -> tuple[str, ...]:
    return (
        order.number,
        order.buyer,
        _yuan(order.due),
        _yuan(order.amount),
        order.status,
        _clock(order.created),
        _clock(order.paid) if order.paid else "",
        "，".join(dict.fromkeys(order.titles)),
        str(len(order.titles)),
        order.shop,
    )


def _yuan(amount: Decimal) -> str:
    return f"{amount:.2f}"


def _clock(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M:%S}"


def _csv(header: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(header)
    writer.writerows(rows)
    return text.getvalue().encode("utf-8-sig")


def _file(lines: Iterable[str]) -> str:
    return "".join(f"{line}\r\n" for line in lines)
