"""Memory and speed while a large export is converted to JSON lines, each format in a process of its own.

Run: python benchmarks/read_stream.py [--mb 2000] [taobao_batch] [zendesk_chat] [table]
"""

import argparse
import multiprocessing
import resource
import tempfile
import time
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import msgspec

from coach.readers import ReadLog, ReadOptions, read

TEXTS = (
    "在吗",
    "这款裙子160斤能穿吗,有没有大一点的码数",
    "亲,在的哦~您平时穿多大码呢",
    "https://item.taobao.com/item.htm?id=600000000001",
    "今天下午4点前拍下当天发货的哦,默认发中通,江浙沪一般隔天到",
    "我的订单号是 1234567890123456789 怎么还没有发货",
)
PER_CHAT = 12


def stamp(number: int, separator: str = " ") -> str:
    day, seconds = number // 86400 % 28 + 1, number % 86400
    return f"2024-03-{day:02d}{separator}{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"


def taobao_batch() -> Iterator[str]:
    bar = "=" * 64
    yield f"示例服饰旗舰店:小美\n\n{bar}\n{' ' * 31}单聊{' ' * 29}\n{bar}\n\n\n"
    for chat in count():
        peer = f"tb_demo_{chat:07d}"
        lines = [f"{'-' * 28}{peer}{'-' * 28}\n"]
        for number in range(chat * PER_CHAT, (chat + 1) * PER_CHAT):
            sender = "示例服饰旗舰店:小美" if number % 2 else peer
            lines.append(f"{sender}({stamp(number)}):  {TEXTS[number % len(TEXTS)]}\n")
        yield "".join(lines)


def zendesk_chat() -> Iterator[str]:
    yield '{"chats":['
    for chat in count():
        history = [
            {
                "type": "chat.msg",
                "timestamp": stamp(number, "T") + "Z",
                "name": "Mia" if number % 2 else "Sam",
                "nick": "agent:1" if number % 2 else "visitor",
                "sender_type": "Agent" if number % 2 else "Visitor",
                "msg": TEXTS[number % len(TEXTS)],
            }
            for number in range(chat * PER_CHAT, (chat + 1) * PER_CHAT)
        ]
        record = {
            "id": f"c{chat}",
            "type": "chat",
            "timestamp": stamp(chat * PER_CHAT, "T") + "Z",
            "visitor": {"id": f"v{chat}", "name": "Sam"},
            "history": history,
        }
        yield ("," if chat else "") + msgspec.json.encode(record).decode()


def table() -> Iterator[str]:
    yield "会话ID,客服,买家,发送方,发送时间,消息内容\n"
    for number in count():
        chat = number // PER_CHAT
        role = "客服" if number % 2 else "买家"
        yield f'S{chat},小美,tb_demo_{chat:07d},{role},{stamp(number)},"{TEXTS[number % len(TEXTS)]}"\n'


EXPORTS: dict[str, tuple[Callable[[], Iterator[str]], str, str]] = {
    "taobao_batch": (taobao_batch, "gb18030", ""),
    "zendesk_chat": (zendesk_chat, "utf-8", "]}"),
    "table": (table, "gb18030", ""),
}


def write_export(name: str, path: Path, size: int) -> None:
    """An export of at least `size` bytes."""
    pieces, encoding, end = EXPORTS[name]
    written = 0
    with path.open("wb") as file:
        for piece in pieces():
            written += file.write(piece.encode(encoding))
            if written >= size:
                break
        file.write(end.encode(encoding))


def convert(name: str, path: Path) -> None:
    """What `coach convert --to jsonl` does, into nothing."""
    encoder, messages, log = msgspec.json.Encoder(), 0, ReadLog()
    wall, start = time.monotonic(), time.process_time()
    with Path("/dev/null").open("wb") as sink:
        for conversation in read([path], options=ReadOptions(), log=log):
            messages += len(conversation.messages)
            sink.write(encoder.encode(conversation) + b"\n")
    took, peak = time.process_time() - start, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    skipped = sum(log.counts.values())
    print(
        f"{name}: {path.stat().st_size / 1e6:,.0f} MB, {messages:,} messages, {skipped:,} skipped, "
        f"{time.monotonic() - wall:,.0f} s, {messages / took:,.0f} messages/s of processor time, peak {peak:,.0f} MB",
        flush=True,
    )


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--mb", type=int, default=2000)
    options.add_argument("names", nargs="*", default=list(EXPORTS), metavar="FORMAT")
    given = options.parse_args()
    for name in given.names:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / f"{name}.txt"
            write_export(name, path, given.mb * 1_000_000)
            process = multiprocessing.get_context("spawn").Process(target=convert, args=(name, path))
            process.start()
            process.join()


if __name__ == "__main__":
    main()
