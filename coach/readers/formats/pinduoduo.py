"""Pinduoduo: messages scraped from the merchants' chat search, as a JSON array.

    [{"time": "2024-03-05 10:23:45", "role": "用户", "name": "示***家", "type": "text", "content": …}]

The platform has no known export of its own; this is the shape that scrapers write.
"""

from collections.abc import Iterator

from coach.readers.bubbles import read_bubbles
from coach.readers.json_records import json_keys
from coach.readers.reader import Head, reader
from coach.readers.stream import Stream
from coach.transcript import Conversation

_WORDS = ("用户", "客服", "系统", "买家", "商家", "机器人")


def sniff(head: Head) -> float:
    """The fields of its messages, with Chinese words for the roles."""
    fields = json_keys(head) >= {"time", "role", "name", "content"}
    return 0.8 if fields and any(f'"{word}"' in head.text for word in _WORDS) else 0.0


@reader("pinduoduo", title="Pinduoduo messages as scraped, .json", sniff=sniff)
def read(stream: Stream) -> Iterator[Conversation]:
    """One conversation for each customer."""
    yield from read_bubbles(stream, "pdd")
