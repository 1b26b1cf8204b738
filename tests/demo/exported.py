"""A few lines that read the demo shop's files again, on purpose without the product's readers."""

import csv
import re
from collections import defaultdict
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

TIME = r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d"
PEER = re.compile(r"-{28}([^-].*?)-{28}")
TAOBAO = re.compile(rf"([^()]+)\(({TIME})\):  (.*)")
JD_HEAD = re.compile(rf"(\S+) ({TIME})")
JD_BEGIN = re.compile(r"/\*{17}以下为一通会话\*+/")
JD_END = re.compile(rf"/\*{{17}}会话结束_时间：({TIME})\*+/")
ORDER_ID = re.compile(r"订单号[:：](\d+)")


class Said(NamedTuple):
    """One message: who is the customer, on which side it stands, when and what."""

    customer: str
    side: str
    at: datetime
    text: str


def sessions(file: Path) -> list[list[Said]]:
    """The visits in a file: JD's by its marks, Taobao's by silences over half a day."""
    return _jd(file) if file.suffix == ".log" else _taobao(file)


def rounds(session: list[Said]) -> list[tuple[list[Said], int]]:
    """Each run of customer messages that a human answered, and the seconds from its first message to the reply."""
    found, run = [], []
    for said in session:
        if said.side == "customer":
            run.append(said)
        elif said.side == "agent" and run:
            found.append((run, int((said.at - run[0].at).total_seconds())))
            run = []
    return found


def table(file: Path) -> list[dict[str, str]]:
    """The rows of a CSV."""
    with file.open(encoding="utf-8-sig", newline="") as lines:
        return list(csv.DictReader(lines))


def attributed(file: Path, orders: list[dict[str, str]]) -> list[dict[str, str]]:
    """The orders that came out of a file's chats: by order id or buyer, until the end of the next day."""
    found = {}
    for session in sessions(file):
        named = {number for said in session for number in ORDER_ID.findall(said.text)}
        first = session[0].at
        end = datetime.combine(session[-1].at.date(), datetime.min.time()) + timedelta(days=2)
        for order in orders:
            same_buyer = "*" not in session[0].customer and order["买家会员名"] == session[0].customer
            made = datetime.fromisoformat(order["订单创建时间"])
            if (order["订单编号"] in named or same_buyer) and first <= made < end:
                found[order["订单编号"]] = order
    return list(found.values())


def _taobao(file: Path) -> list[list[Said]]:
    lines = file.read_bytes().decode("gbk").split("\r\n")
    account, by_customer, customer = lines[0], defaultdict(list), ""
    for line in lines:
        if peer := PEER.fullmatch(line):
            customer = peer[1]
        elif said := TAOBAO.fullmatch(line):
            side = {customer: "customer", account: "agent"}.get(said[1], "bot")
            by_customer[customer].append(Said(customer, side, datetime.fromisoformat(said[2]), said[3]))
    return [visit for messages in by_customer.values() for visit in _visits(messages)]


def _visits(messages: list[Said]) -> list[list[Said]]:
    cuts = [place for place, (a, b) in enumerate(pairwise(messages), 1) if b.at - a.at > timedelta(hours=12)]
    return [messages[begin:end] for begin, end in pairwise([0, *cuts, len(messages)])]


def _jd(file: Path) -> list[list[Said]]:
    found: list[list[Said]] = []
    lines = iter(file.read_bytes().decode("utf-8").split("\r\n"))
    for line in lines:
        if JD_BEGIN.fullmatch(line):
            found.append([])
        elif head := JD_HEAD.fullmatch(line):
            side = "bot" if head[1].startswith("jimi_") else "agent" if "--" in head[1] else "customer"
            found[-1].append(Said(head[1], side, datetime.fromisoformat(head[2]), next(lines).removesuffix("\t")))
    return [
        [said._replace(customer=next(one.customer for one in session if one.side == "customer")) for said in session]
        for session in found
    ]
