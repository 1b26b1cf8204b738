"""Question types of distinct Chinese messages per second on one core, next to jieba's words and scikit-learn's n-grams.

    python benchmarks/fast_tier.py [FILE]

FILE holds one message a line; without it, customer turns of the training data are joined two by two. Prints messages a
second of processor time, and how long a model takes to load once scikit-learn is imported.
"""

import logging
import random
import sys
import time
import warnings
from collections.abc import Callable, Sequence
from importlib import import_module
from pathlib import Path

from sklearn.feature_extraction.text import TfidfVectorizer

from coach.classifiers import load_classifier
from coach.training.corpus import read_corpus

MESSAGES = 20_000
ROUNDS = 3
SEED = 20


def messages(arguments: Sequence[str]) -> list[str]:
    """Distinct messages: the lines of the file that is named, else pairs of turns of the training data."""
    if arguments:
        return list(dict.fromkeys(Path(arguments[0]).read_text(encoding="utf-8").splitlines()))
    data = Path(__file__).parent.parent / "training_data" / "zh"
    turns = sorted({turn.text for one in read_corpus(data) for turn in one.turns if turn.role == "customer"})
    draw = random.Random(SEED)
    pairs = {f"{draw.choice(turns)}，{draw.choice(turns)}": None for _ in range(2 * ROUNDS * MESSAGES)}
    return list(pairs)[: ROUNDS * MESSAGES]


def rate(work: Callable[[list[str]], object], texts: list[str]) -> float:
    """Messages a second in the best of some rounds, each with messages that were never seen before."""
    size = len(texts) // ROUNDS
    times = []
    for start in range(0, ROUNDS * size, size):
        begin = time.process_time()
        work(texts[start : start + size])
        times.append(time.process_time() - begin)
    return size / min(times)


def cutter() -> Callable[[list[str]], object]:
    """Words by jieba, with its dictionary loaded."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import jieba
    jieba.setLogLevel(logging.CRITICAL)
    jieba.initialize()
    return lambda texts: [jieba.lcut(text) for text in texts]


def main() -> None:
    """Measure and print."""
    for part in ("linear_model", "svm"):
        import_module(f"sklearn.{part}")
    begin = time.process_time()
    classifier = load_classifier("zh")
    print(f"models loaded in {time.process_time() - begin:.2f} s")
    texts = messages(sys.argv[1:])
    print(f"{len(texts):,} distinct messages of {sum(map(len, texts)) / len(texts):.1f} characters")
    vectorizer = TfidfVectorizer(analyzer="char", ngram_range=(1, 3), min_df=2).fit(texts[: len(texts) // ROUNDS])
    classifier.classify_texts(["一件這個多少钱"])
    print(f"question types           {rate(classifier.classify_texts, texts):10,.0f} a second")
    print(f"jieba's words            {rate(cutter(), texts):10,.0f} a second")
    print(f"scikit-learn's n-grams   {rate(vectorizer.transform, texts):10,.0f} a second")


if __name__ == "__main__":
    main()
