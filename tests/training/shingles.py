"""Salted hashes of runs of characters, ten in Chinese, by which texts are compared without being kept.

python -m tests.training.shingles LABELLED.jsonl... > tests/training/evaluation_shingles.txt
"""

import hashlib
import json
import sys
import unicodedata
from collections.abc import Iterator
from pathlib import Path

LENGTH = 10
LATIN_LENGTH = 24
"""Ten letters are two words, which any two chats share; four or five words are as telling as ten characters."""
STOCK = (
    "isthereanythingelseicanhelpyouwith",
    "thankyouforshoppingwithus",
    "感谢您对京东的支持",
    "祝您生活愉快",
    "欢迎光临官方旗舰店",
    "请问还有其他还可以帮到您的吗",
    "请问有什么可以",
    "您的支持",
    "为您服务",
    "itemjdcom",
)
"""What every shop says, and so does the evaluation: no sign of copying."""
SALT = b"coach: runs of ten characters"


def shingles(text: str) -> set[str]:
    """A hash of 40 bits in hex for each run of letters and digits, small and without marks between them."""
    kept = "".join(sign for sign in unicodedata.normalize("NFKC", text).lower() if sign.isalnum())
    length = LENGTH if any("\u4e00" <= sign <= "\u9fff" for sign in kept) else LATIN_LENGTH
    for phrase in STOCK:
        kept = kept.replace(phrase, "\n")
    runs = {piece[start : start + length] for piece in kept.split() for start in range(len(piece) - length + 1)}
    return {hashlib.blake2b(run.encode(), digest_size=5, key=SALT).hexdigest() for run in runs}


def texts_of(file: Path) -> Iterator[str]:
    """The text of every turn of a file of dialogues."""
    for line in file.read_text(encoding="utf-8").splitlines():
        yield from (turn["text"] for turn in json.loads(line)["turns"])


if __name__ == "__main__":
    for found in sorted({one for name in sys.argv[1:] for text in texts_of(Path(name)) for one in shingles(text)}):
        print(found)  # noqa: T201
