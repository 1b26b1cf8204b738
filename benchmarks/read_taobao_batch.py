"""How fast the Taobao batch reader is, beside a loop that only decodes the same lines.

Run: python benchmarks/read_taobao_batch.py [MESSAGES]
"""

import sys
import tempfile
import time
import tracemalloc
from pathlib import Path

from coach.readers import ReadLog, ReadOptions, read

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
        print(f"{messages:,} messages, {path.stat().st_size / 1e6:.1f} MB")
        start = time.process_time()
        with path.open(encoding="gb18030") as file:
            lines = sum(1 for _ in file)
        plain = time.process_time() - start
        print(f"plain line loop  {lines / plain:>12,.0f} lines/s  {messages / plain:>12,.0f} messages/s")
        start = time.process_time()
        count = sum(len(found.messages) for found in read([path], options=ReadOptions(), log=ReadLog()))
        took = time.process_time() - start
        print(f"taobao_batch     {lines / took:>12,.0f} lines/s  {count / took:>12,.0f} messages/s")
        tracemalloc.start()
        sum(len(found.messages) for found in read([path], options=ReadOptions(), log=ReadLog()))
        print(f"peak memory of Python objects while reading: {tracemalloc.get_traced_memory()[1] / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
