"""How well and how fast questions are grouped, beside k-means and BERTopic.

    python benchmarks/faq_grouping.py quality FILE...     tables with a header and group<TAB>text lines
    python benchmarks/faq_grouping.py growth [N...]       invented questions; time and peak memory of each number
    python benchmarks/faq_grouping.py pairs FILE          a table of score<TAB>text<TAB>text lines, scores 1 to 5

Quality is measured against people's groups: adjusted Rand index, normalised mutual information, accuracy (the best
match of groups to groups), the share left out, and the adjusted Rand index between the groups of the questions as
given and shuffled. Encoder and BERTopic take part where they are installed (the extra `semantic`; pip install
bertopic). k-means is told the true number of groups; BERTopic's smallest topic is tried at several sizes, its outliers
are reassigned to the nearest topic, and the vectors of both are the encoder's.
"""

import argparse
import importlib.util
import random
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
from faq_questions import grouped, invented

from coach.faq.grouping import group
from coach.settings import FaqSettings
from coach.vectors import encoder

SMALLEST_TOPICS = [2, 3, 4, 6, 8, 10, 15, 20]


def quality(files, *, settings):
    print("file\tmethod\tgroups\tARI\tNMI\taccuracy\tleft out\tshuffled ARI\tseconds", flush=True)
    for file in files:
        truth, texts = grouped(file)
        for name, method in methods(texts, settings=settings, true_groups=len(set(truth))):
            begun = time.perf_counter()
            found, left_out = method(range(len(texts)))
            seconds = time.perf_counter() - begun
            order = random.Random(0).sample(range(len(texts)), len(texts))
            stable = agreement([found[n] for n in order], method(order)[0])[0]
            ari, nmi = agreement(truth, found)
            line = (
                file.name,
                name,
                len(set(found)),
                *(f"{x:.3f}" for x in (ari, nmi, accuracy(truth, found), left_out)),
            )
            print(*line, f"{stable:.3f}", f"{seconds:.1f}", sep="\t", flush=True)


def methods(texts, *, settings, true_groups):
    """Each method by its name: given the order of the texts, it gives their groups and the share left out at first."""
    yield "words", lambda order: (group([texts[n] for n in order], settings=settings), 0.0)
    if encoder() is None:
        return
    meaning = Remembered(encoder())
    yield "words and meaning", lambda order: (group([texts[n] for n in order], settings=settings, encoder=meaning), 0.0)
    vectors = encoder().encode(texts)
    yield "k-means, true k", lambda order: (k_means(vectors[list(order)], true_groups), 0.0)
    if importlib.util.find_spec("bertopic"):
        for size in SMALLEST_TOPICS:
            yield (
                f"BERTopic, {size}",
                lambda order, size=size: bertopic([texts[n] for n in order], vectors[order], size),
            )


class Remembered:
    """An encoder that encodes no text twice, so that the time is that of grouping."""

    def __init__(self, encoder):
        self.name, self._encoder, self._known = encoder.name, encoder, {}

    def encode(self, texts):
        """The vectors of the texts, from memory where they are known."""
        new = [text for text in dict.fromkeys(texts) if text not in self._known]
        if new:
            self._known.update(zip(new, self._encoder.encode(new), strict=True))
        return np.asarray([self._known[text] for text in texts])


def k_means(vectors, k):
    from sklearn.cluster import KMeans

    return KMeans(k, n_init=10, random_state=0).fit_predict(vectors).tolist()


def bertopic(texts, vectors, smallest):
    from bertopic import BERTopic
    from umap import UMAP

    reduction = UMAP(n_neighbors=15, n_components=5, min_dist=0.0, metric="cosine", random_state=0)
    model = BERTopic(min_topic_size=smallest, umap_model=reduction)
    topics, _ = model.fit_transform(texts, embeddings=vectors)
    left_out = topics.count(-1) / len(topics)
    if left_out and max(topics) >= 0:
        topics = model.reduce_outliers(texts, topics, strategy="embeddings", embeddings=vectors)
    return [int(topic) for topic in topics], left_out


def agreement(truth, found):
    from sklearn.metrics import adjusted_rand_score, normalized_mutual_info_score

    return adjusted_rand_score(truth, found), normalized_mutual_info_score(truth, found)


def accuracy(truth, found):
    from scipy.optimize import linear_sum_assignment
    from sklearn.metrics.cluster import contingency_matrix

    counts = contingency_matrix(truth, found)
    return counts[linear_sum_assignment(-counts)].sum() / len(truth)


def growth(sizes, *, settings, meaning, against):
    """Each number in a process of its own, so that the peak memory is its own."""
    print("questions\tdistinct\tmethod\tgroups\tseconds\tCPU seconds\tpeak MB", flush=True)
    for size in sizes:
        for method in ["words", *["words and meaning"] * meaning, *["BERTopic"] * against]:
            command = [
                sys.executable,
                __file__,
                "one",
                str(size),
                method,
                "--same-question",
                str(settings.same_question),
            ]
            print(subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout.strip(), flush=True)


def one(size, method, *, settings):
    texts = invented(size)
    distinct = list(dict.fromkeys(texts))
    begun, cpu = time.perf_counter(), time.process_time()
    if method == "BERTopic":
        found, _ = bertopic(distinct, encoder().encode(distinct), 10)
    else:
        found = group(texts, settings=settings, encoder=encoder() if method == "words and meaning" else None)
    took = f"{time.perf_counter() - begun:.1f}\t{time.process_time() - cpu:.1f}"
    print(f"{size}\t{len(distinct)}\t{method}\t{len(set(found))}\t{took}\t{peak_mb()}")


def pairs(file):
    """How well the cosine of encoded questions tells pairs that people scored 4 or 5 (the same) from the others."""
    rows = [line.split("\t") for line in file.read_text(encoding="utf-8").splitlines()[1:]]
    same = [float(row[0]) >= 4 for row in rows]
    cosines = (encoder().encode([row[1] for row in rows]) * encoder().encode([row[2] for row in rows])).sum(axis=1)
    print("from\tprecision\trecall\tF1")
    for percent in range(30, 75, 5):
        taken = [cosine >= percent / 100 for cosine in cosines]
        right = sum(one and other for one, other in zip(same, taken, strict=True))
        precision, recall = right / max(1, sum(taken)), right / sum(same)
        f1 = 2 * right / (sum(taken) + sum(same))
        print(f"{percent / 100:.2f}\t{precision:.3f}\t{recall:.3f}\t{f1:.3f}")


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
    parser.add_argument("what", choices=["quality", "growth", "pairs", "one"])
    parser.add_argument("values", nargs="*")
    parser.add_argument("--same-question", type=float, default=FaqSettings().same_question)
    parser.add_argument("--meaning", action="store_true", help="growth with the encoder, too")
    parser.add_argument("--against", action="store_true", help="growth of BERTopic, too")
    given = parser.parse_intermixed_args()
    settings = FaqSettings(same_question=given.same_question)
    if given.what == "quality":
        quality([Path(value) for value in given.values], settings=settings)
    elif given.what == "pairs":
        pairs(Path(given.values[0]))
    elif given.what == "growth":
        sizes = [int(value) for value in given.values] or [10_000, 100_000, 1_000_000]
        growth(sizes, settings=settings, meaning=given.meaning, against=given.against)
    else:
        one(int(given.values[0]), given.values[1], settings=settings)


if __name__ == "__main__":
    main()
