"""What stands in the files for each line of a script: its words, or what a platform writes for a link or a card."""

from random import Random

from coach.demo.composed import Script
from coach.demo.facts import Item, Platform

_ENDINGS = ("哈", "~", " 亲", " 谢谢", " 麻烦了")
_WELCOME_CARD = "【此消息为欢迎卡片或富文本模板答案，聊天记录中暂不支持展示】"


def texts(
    script: Script, item: Item, platform: Platform, *, number: str, fresh: bool, random: Random | None
) -> tuple[str, ...]:
    """The text of each line, empty for an order or a payment.

    `number` is the order number that {order} stands for, `fresh` an order made in this chat. With `random`, a customer
    may add a courtesy to one message; numbers and questions stay as composed.
    """
    filled = {
        "{url}": item.url(platform),
        "{image}": "[图片]",
        "{welcome}": _WELCOME_CARD,
        "{order}": _order_text(item, platform, number, fresh=fresh),
    }
    written = [filled.get(line.text, line.text) for line in script.lines]
    if random is not None and random.random() < 0.5:
        own = [at for at, line in enumerate(script.lines) if line.side == "customer" and line.text not in filled]
        chosen = random.choice(own)
        written[chosen] += random.choice(_ENDINGS)
    return tuple(written)


def _order_text(item: Item, platform: Platform, number: str, *, fresh: bool) -> str:
    if platform == "taobao":
        return f"订单号:{number}"
    if fresh:
        return f"您选择了一个订单进行咨询（订单号：{number}；商品编号：{item.jd}）"
    return f"咨询订单号：{number}    商品ID：{item.jd}"
