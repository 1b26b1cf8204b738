"""Clauses and speech acts of Chinese messages per second on one core, next to jieba's words alone.

    python benchmarks/speech_acts.py [FILE]

FILE holds one message a line; without it, the sentences of the tests are used. Prints messages a second.
"""

import sys
import time
import tomllib
from collections.abc import Callable
from pathlib import Path

from coach import languages

ROUNDS = 7


def messages(arguments: list[str]) -> list[str]:
    """The lines of the file that is named, else the Chinese sentences of the tests."""
    if arguments:
        return Path(arguments[0]).read_text(encoding="utf-8").splitlines()
    sample = Path(__file__).parent.parent / "tests" / "languages" / "acts_zh.toml"
    acts = tomllib.loads(sample.read_text(encoding="utf-8"))
    return [text for sides in acts.values() for texts in sides.values() for text in texts]


def rate(work: Callable[[str], object], texts: list[str]) -> float:
    """Messages a second of processor time in the best of some rounds, after one round to warm up."""
    times = []
    for _ in range(ROUNDS + 1):
        begin = time.process_time()
        for text in texts:
            work(text)
        times.append(time.process_time() - begin)
    return len(texts) / min(times[1:])


def main() -> None:
    """Measure and print."""
    chinese = languages.get("zh")
    texts = messages(sys.argv[1:])
    print(f"{len(texts)} messages of {sum(map(len, texts)) / len(texts):.1f} characters")
    print(f"clauses and acts {rate(lambda text: (chinese.clauses(text), chinese.acts(text)), texts):10,.0f} a second")
    print(f"acts             {rate(chinese.acts, texts):10,.0f} a second")
    print(f"clauses          {rate(chinese.clauses, texts):10,.0f} a second")
    print(f"slots            {rate(chinese.slots, texts):10,.0f} a second")
    print(f"jieba's words    {rate(chinese.tokens, texts):10,.0f} a second")


if __name__ == "__main__":
    main()
