"""How well and how fast questions are grouped.

    python benchmarks/faq_grouping.py quality FILE...     tables with a header and group<TAB>text lines
    python benchmarks/faq_grouping.py growth [N...]       invented questions; time and peak memory of each size

Quality is measured against people's groups: adjusted Rand index, normalised mutual information, and whether a shuffled
input gives the same groups. With --types the question types of the classifier count as evidence, as in `coach faq`.
"""

import argparse
import random
import subprocess
import sys
import time
from pathlib import Path

from coach import languages
from coach.classifiers import load_classifier
from coach.faq.grouping import Evidence, group
from coach.settings import FaqSettings

SUBJECTS = ["这件", "那款", "裙子", "外套", "面霜", "坚果", "礼盒", "鞋子", "杯子", "被子", "牛仔裤", "防晒霜"]
POINTS = [
    "掉色",
    "缩水",
    "发货",
    "退货",
    "保质期",
    "尺码",
    "材质",
    "优惠",
    "赠品",
    "颜色",
    "快递",
    "发票",
    "起球",
    "味道",
    "说明书",
    "包装",
]
FRAMES = ["{0}会{1}吗", "{0}的{1}怎么样", "想知道{0}{1}", "{0}{1}是什么情况", "有人问过{0}{1}吗", "{1}方面{0}好不好"]
TAILS = ["急用", "送人的", "第一次买", "给妈妈买", "看评价有人说", "周末要用", "昨天拍的", "两件一起"]


def quality(files, *, settings, with_types):
    from sklearn.metrics import adjusted_rand_score, normalized_mutual_info_score

    print("file\tn\tgroups\tfound\tARI\tNMI\tsame when shuffled")
    for file in files:
        rows = [line.split("\t", 1) for line in file.read_text(encoding="utf-8").splitlines()[1:] if "\t" in line]
        truth, texts = [row[0] for row in rows], [row[1] for row in rows]
        evidence = typed(texts) if with_types else None
        found = group(texts, settings=settings, evidence=evidence)
        order = random.Random(0).sample(range(len(texts)), len(texts))
        turned = group([texts[n] for n in order], settings=settings, evidence=evidence and [evidence[n] for n in order])
        same = adjusted_rand_score([found[n] for n in order], turned) == 1.0
        ari, nmi = adjusted_rand_score(truth, found), normalized_mutual_info_score(truth, found)
        print(f"{file.name}\t{len(texts)}\t{len(set(truth))}\t{len(set(found))}\t{ari:.3f}\t{nmi:.3f}\t{same}")


def typed(texts):
    labels = load_classifier(languages.detect(texts)).classify_texts(texts)
    return [Evidence(type="" if label.name in ("none", "other") else label.name) for label in labels]


def growth(sizes, *, settings):
    """Each size in a process of its own, so that the peak memory is its own."""
    print("distinct questions\tgroups\tseconds\tpeak MB")
    for size in sizes:
        command = [sys.executable, __file__, "one", str(size), "--same-question", str(settings.same_question)]
        print(subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip(), flush=True)


def one(size, *, settings):
    texts = invented(size)
    begun = time.perf_counter()
    found = group(texts, settings=settings)
    print(f"{size}\t{len(set(found))}\t{time.perf_counter() - begun:.1f}\t{peak_mb()}")


def invented(size):
    """Distinct questions, made of subjects, points, frames and asides; the same for the same size."""
    dice = random.Random(size)
    texts = {}
    while len(texts) < size:
        subject, point, frame = dice.choice(SUBJECTS), dice.choice(POINTS), dice.choice(FRAMES)
        texts[f"{dice.choice(TAILS)}{frame.format(subject, point)}{dice.choice(TAILS)}{dice.randrange(size)}"] = None
    return list(texts)


def peak_mb():
    """Peak memory of this process in MB; "-" where the system does not tell (Windows)."""
    try:
        import resource
    except ImportError:
        return "-"
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak >> (20 if sys.platform == "darwin" else 10)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("what", choices=["quality", "growth", "one"])
    parser.add_argument("values", nargs="*")
    parser.add_argument("--same-question", type=float, default=FaqSettings().same_question)
    parser.add_argument("--types", action="store_true")
    given = parser.parse_intermixed_args()
    settings = FaqSettings(same_question=given.same_question)
    if given.what == "quality":
        quality([Path(value) for value in given.values], settings=settings, with_types=given.types)
    elif given.what == "growth":
        growth([int(value) for value in given.values] or [1_000, 10_000, 30_000], settings=settings)
    else:
        one(int(given.values[0]), settings=settings)


if __name__ == "__main__":
    main()
