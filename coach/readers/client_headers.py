"""Header lines of Taobao's chat clients, and lines of a message that only look like one."""

import re
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import datetime

from msgspec import Struct

from coach.readers.times import Stamp

STAMP = r"\d{4}[-/]\d{1,2}[-/]\d{1,2}\s{1,3}\d{1,2}:\d{2}(?::\d{2})?"
_OF_A_TIME = re.compile(
    r".*(?:时间|日期|时刻|预计|预约|最晚|最迟|截止|截至|送达|下单|付款|支付|发货|到货|签收|有效期|开始|结束|更新|备注)[:：]?"
)
_ACCOUNT = re.compile(r"[\w*-]{3,40}", re.ASCII)


class Headed(Struct, kw_only=True):
    """A header, as it stands in the file (on one line or two), and the lines below it.

    `first` is the part of the message that stands on the header's own line, `to` the receiver that it names.
    """

    line: int
    text: str
    who: str
    stamp: Stamp
    body: list[str]
    first: str = ""
    to: str = ""


def true_headers(headed: Sequence[Headed], is_staff: Callable[[str], bool]) -> list[Headed]:
    """The headers that are some; a line such as "预计送达 2024-03-06 10:00:00" goes back into the body above it.

    Names of staff, names that come back, and those in plain ASCII are sure. Another name is one if it does not speak
    of a time, a body follows, and its time lies between its neighbours that are sure.
    """
    counts = Counter(one.who for one in headed)
    sure = [is_staff(one.who) or _is_sure(one.who, counts[one.who]) for one in headed]
    kept: list[Headed] = []
    for one, certain, limit in zip(headed, sure, _next_times(headed, sure), strict=True):
        if not kept or certain or _fits(one, kept[-1].stamp[0], limit):
            kept.append(one)
        else:
            kept[-1].body += [*one.text.split("\n"), *one.body]
    return kept


def _is_sure(who: str, count: int) -> bool:
    return not _OF_A_TIME.fullmatch(who) and (count > 1 or _ACCOUNT.fullmatch(who) is not None)


def _fits(one: Headed, before: datetime, limit: datetime | None) -> bool:
    has_body = any(line.strip() for line in (one.first, *one.body))
    in_time = before <= one.stamp[0] and (limit is None or one.stamp[0] <= limit)
    return has_body and in_time and not _OF_A_TIME.fullmatch(one.who)


def _next_times(headed: Sequence[Headed], sure: Sequence[bool]) -> list[datetime | None]:
    """For each header, the time of the next one that is sure."""
    limits: list[datetime | None] = []
    limit: datetime | None = None
    for one, certain in zip(reversed(headed), reversed(sure), strict=True):
        limits.append(limit)
        if certain:
            limit = one.stamp[0]
    return limits[::-1]
