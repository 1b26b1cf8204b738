"""Which of two replies to a question is the better answer for a page: learns the weights, and measures them.

    python benchmarks/faq_answers.py [FILE]

FILE holds a question a line as tests/faq/answer_pairs.jsonl does, the default: its requests with their replies, and a
grade from 0 (no answer) to 3 (put it on the page) for those that were judged. Two thirds of the questions teach, a
third is held out. Prints the weights for `coach.faq.answer_quality.LEARNT`, and for each way to choose: the share of
pairs of unequal grade it orders rightly, and how often its first reply is better than another of the group (ties half).
"""

import json
import sys
from collections.abc import Callable, Iterator
from hashlib import sha256
from itertools import combinations
from pathlib import Path
from random import Random

import numpy as np
from msgspec import Struct
from sklearn.linear_model import LogisticRegression

from coach import languages
from coach.faq.answer_quality import LEARNT, Values, features, scores
from coach.faq.answers import distinct_replies, told
from coach.faq.asking import Asked, Given
from coach.faq.normalise import normalise

PAIRS = Path(__file__).parent.parent / "tests" / "faq" / "answer_pairs.jsonl"
BELOW_ALL = -1e9


class Judged(Struct):
    """A question with its graded replies: grades by text; features and score of those that answer."""

    question: str
    grades: dict[str, int]
    features: dict[str, Values]
    scores: dict[str, float]

    @property
    def held_out(self) -> bool:
        """Whether the question is kept for measuring."""
        return int(sha256(self.question.encode()).hexdigest(), 16) % 3 == 0


def read(path: Path) -> Iterator[Judged]:
    """The questions of the file, with what the product makes of their replies."""
    for line in path.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        asked = [_asked(number, request, row["language"]) for number, request in enumerate(row["requests"])]
        replies = distinct_replies(asked)
        positions = {normalise(reply.given.text): number for number, reply in enumerate(replies)}
        found = features(replies, row["question"]) if replies else {}
        rated = scores(replies, row["question"]) if replies else []
        judged = Judged(row["question"], {}, {}, {})
        for one, request in zip(asked, row["requests"], strict=True):
            if "grade" not in request or one.answer is None:
                continue
            judged.grades[one.answer.text] = request["grade"]
            if text := told(one.answer, languages.get(one.language)):
                position = positions[normalise(text)]
                judged.features[one.answer.text] = np.array([found[name][position] for name in LEARNT])
                judged.scores[one.answer.text] = rated[position]
        yield judged


def _asked(number: int, request: dict, language: str) -> Asked:
    given = Given(
        text=request["answer"],
        agent="a",
        message_id=str(number),
        stance=request["stance"],
        moves=tuple(request.get("moves", ())),
        flags=tuple(request.get("flags", ())),
    )
    return Asked(
        text=request["text"],
        type=request["type"],
        session=str(number),
        answer=given,
        language=request.get("language", language),
        thanked=request.get("thanked", False),
    )


def learn(judged: list[Judged]) -> dict[str, float]:
    """Logistic regression on the differences of better and worse; a question counts by the root of its pairs."""
    differences, weights = [], []
    for one in judged:
        graded = [text for text in one.grades if text in one.features]
        pairs = [sorted(pair, key=one.grades.__getitem__) for pair in combinations(graded, 2)]
        unequal = [(worse, better) for worse, better in pairs if one.grades[worse] < one.grades[better]]
        differences += [one.features[better] - one.features[worse] for worse, better in unequal]
        weights += [len(unequal) ** -0.5 for _ in unequal]
    rows = np.vstack([differences, np.negative(differences)])
    better = np.repeat([1, 0], len(differences))
    model = LogisticRegression(fit_intercept=False).fit(rows, better, sample_weight=np.tile(weights, 2))
    return dict(zip(LEARNT, model.coef_[0].round(2).tolist(), strict=True))


def measure(judged: list[Judged], rate: Callable[[Judged, str], float]) -> str:
    """The figures of one way to rate the replies of a question."""
    right, wins = [], []
    for one in judged:
        rates = {text: rate(one, text) for text in one.grades}
        for pair in combinations(one.grades, 2):
            worse, better = sorted(pair, key=one.grades.__getitem__)
            if one.grades[worse] < one.grades[better]:
                right.append(0.5 + 0.5 * np.sign(rates[better] - rates[worse]))
        if len(set(one.grades.values())) > 1:
            first = max(rates, key=rates.__getitem__)
            others = [one.grades[text] for text in one.grades if text != first]
            wins.append(np.mean([0.5 + 0.5 * np.sign(one.grades[first] - grade) for grade in others]))
    pairs, firsts = f"{np.mean(right):.3f} of {len(right)} pairs", f"{np.mean(wins):.3f} of {len(wins)} questions"
    return f"{pairs}   first against another {firsts}"


def main() -> None:
    """Learn, measure and print."""
    judged = list(read(Path(sys.argv[1]) if sys.argv[1:] else PAIRS))
    taught = [one for one in judged if not one.held_out]
    print("learnt:", learn(taught))
    chance = Random(0)
    ways: dict[str, Callable[[Judged, str], float]] = {
        "product": lambda one, text: one.scores.get(text, BELOW_ALL),
        "longest": lambda _, text: len(text),
        "random": lambda _, __: chance.random(),
    }
    for title, part in (("taught", taught), ("held out", [one for one in judged if one.held_out])):
        for name, rate in ways.items():
            print(f"{title:9} {name:8} {measure(part, rate)}")


if __name__ == "__main__":
    main()
