"""How fast the Taobao batch reader is, beside a loop that only decodes the same lines.

Run: python benchmarks/read_taobao_batch.py [MESSAGES]
"""

import statistics
import sys
import tempfile
import time
import tracemalloc
from collections.abc import Callable
from pathlib import Path

from coach.engine import without_collecting
from coach.readers import ReadLog, ReadOptions, read

RUNS = 5

TEXTS = (
    "在吗",
    "这款裙子160斤能穿吗,有没有大一点的码数",
    "亲,在的哦~您平时穿多大码呢",
    "好的 /:^_^",
    "https://item.taobao.com/item.htm?id=600000000001",
    "今天下午4点前拍下当天发货的哦\n默认发中通,江浙沪一般隔天到",
    "我的订单号是 1234567890123456789 怎么还没有发货",
    "[图片]",
)


def write_sample(path: Path, messages: int) -> None:
    bar = "=" * 64
    with path.open("w", encoding="gb18030", newline="\n") as file:
        file.write(f"示例服饰旗舰店:小美\n\n{bar}\n{' ' * 31}单聊{' ' * 29}\n{bar}\n\n\n")
        for number in range(messages):
            peer = f"tb_demo_{number // 12:06d}"
            if number % 12 == 0:
                file.write(f"{'-' * 28}{peer}{'-' * 28}\n")
            seconds = number % 86400
            stamp = f"2024-03-05 {seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"
            sender = "示例服饰旗舰店:小美" if number % 2 else peer
            file.write(f"{sender}({stamp}):  {TEXTS[number % len(TEXTS)]}\n")


def main() -> None:
    messages = int(sys.argv[1]) if len(sys.argv) > 1 else 500_000
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "sample.txt"
        write_sample(path, messages)
        print(f"{messages:,} messages, {path.stat().st_size / 1e6:.1f} MB; CPU time, median and best of {RUNS} runs")
        lines = count_lines(path)
        for name, work in (("plain line loop", count_lines), ("taobao_batch", count_messages)):
            took = [cpu_seconds(work, path) for _ in range(RUNS)]
            for word, seconds in (("median", statistics.median(took)), ("best", min(took))):
                print(f"{name:16} {word:6} {lines / seconds:>12,.0f} lines/s  {messages / seconds:>12,.0f} messages/s")
        tracemalloc.start()
        count_messages(path)
        print(f"peak memory of Python objects while reading: {tracemalloc.get_traced_memory()[1] / 1e6:.1f} MB")


def count_lines(path: Path) -> int:
    with path.open(encoding="gb18030") as file:
        return sum(1 for _ in file)


def count_messages(path: Path) -> int:
    """Read as `coach analyse` does, without searches for cyclic garbage."""
    with without_collecting():
        return sum(len(found.messages) for found in read([path], options=ReadOptions(), log=ReadLog()))


def cpu_seconds(work: Callable[[Path], object], path: Path) -> float:
    start = time.process_time()
    work(path)
    return time.process_time() - start


if __name__ == "__main__":
    main()
