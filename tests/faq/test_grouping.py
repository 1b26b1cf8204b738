"""Equal questions come together, in whatever order they were asked."""

import random
from collections.abc import Sequence

import numpy as np
import pytest

from coach.faq.grouping import Evidence, group
from coach.settings import FaqSettings
from coach.similar import Vectors

SETTINGS = FaqSettings()
FADES = ["这件会掉色吗", "会不会掉色", "裙子掉不掉色", "洗了会掉色吗", "深色的掉色吗"]
SHIPS = ["什么时候发货", "今天能发货吗", "多久发货呀", "几点前付款今天发货", "今天拍什么时候发货"]
PRICE = ["能便宜点吗", "再便宜点呗", "可以便宜一点吗", "多买能便宜吗"]
ALL = [*FADES, *SHIPS, *PRICE]


def partition(texts: list[str], numbers: list[int]) -> set[frozenset[str]]:
    return {
        frozenset(text for text, one in zip(texts, numbers, strict=True) if one == number) for number in set(numbers)
    }


@pytest.mark.parametrize("seed", range(5))
def test_order_does_not_matter(seed: int) -> None:
    texts = [f"{text}{tail}" for text in ALL for tail in ("", "亲", "这个", "那款", "2件")]
    shuffled = random.Random(seed).sample(texts, len(texts))
    assert partition(texts, group(texts, settings=SETTINGS)) == partition(shuffled, group(shuffled, settings=SETTINGS))


def test_order_does_not_matter_with_evidence() -> None:
    evidence = [Evidence(type="quality", reply="不会掉色的")] * 5 + [Evidence(type="logistics", reply="今天发")] * 5
    evidence += [Evidence(type="price")] * 4
    pairs = list(zip(ALL, evidence, strict=True))
    turned = list(reversed(pairs))
    first = group([text for text, _ in pairs], settings=SETTINGS, evidence=[one for _, one in pairs])
    second = group([text for text, _ in turned], settings=SETTINGS, evidence=[one for _, one in turned])
    assert partition(ALL, first) == partition(ALL[::-1], second)


def test_texts_of_one_form_are_together() -> None:
    numbers = group([*ALL, "亲，這件會掉色嗎？", "这件会掉色吗/:^_^"], settings=SETTINGS)
    assert numbers[-1] == numbers[-2] == numbers[0]


def test_one_form_about_two_items_may_part() -> None:
    evidence = [Evidence(item=item, type=kind) for item, kind in (("1", "quality"), ("1", "size"), ("2", "quality"))]
    numbers = group(["会掉色吗"] * 3, settings=SETTINGS, evidence=evidence)
    assert numbers[0] == numbers[1]


def test_nothing_is_left_out_and_the_largest_group_is_first() -> None:
    numbers = group([*ALL, "zzz"], settings=SETTINGS)
    sizes = [numbers.count(number) for number in range(max(numbers) + 1)]
    assert sizes == sorted(sizes, reverse=True)
    assert sum(sizes) == len(ALL) + 1
    assert numbers.count(numbers[-1]) == 1


def test_replies_bring_together_what_words_do_not() -> None:
    texts = ["多久敷一次", "面膜怎么用", "要不要洗掉", "什么时候发货", "走什么快递", "几天能到"]
    use, ship = "洁面后敷15分钟一周两到三次再清水洗一下", "下午四点前付款当天发中通或圆通"
    evidence = [
        *(Evidence(type="usage", reply=use + tail) for tail in "的哦呢"),
        *(Evidence(type="logistics", reply=ship + tail) for tail in "的哦呢"),
    ]
    numbers = group(texts, settings=SETTINGS, evidence=evidence)
    assert numbers[:3] == [numbers[0]] * 3
    assert numbers[3:] == [numbers[3]] * 3
    assert numbers[0] != numbers[3]


def test_a_higher_setting_gives_finer_groups() -> None:
    texts = [f"{text}{tail}" for text in ALL for tail in ("", "这个", "那款", "2件")]
    coarse, fine = (len(set(group(texts, settings=FaqSettings(same_question=value)))) for value in (0.3, 0.8))
    assert coarse < fine


@pytest.mark.parametrize(
    ("texts", "numbers"),
    [
        ([], []),
        (["会掉色吗"], [0]),
        (["会掉色吗"] * 4, [0] * 4),
        (["/:^_^", "？？"], [0, 0]),
        (["多少钱" * 4000, "多少钱" * 4001], [0, 0]),
    ],
)
def test_odd_input(texts: list[str], numbers: list[int]) -> None:
    assert group(texts, settings=SETTINGS) == numbers


class Concepts:
    """An encoder that knows three things one can mean, in two languages, and counts what it is given."""

    name = "concepts"

    def __init__(self) -> None:
        self.encoded: list[str] = []

    def encode(self, texts: Sequence[str]) -> Vectors:
        self.encoded += texts
        words = (("掉色", "fade", "褪"), ("发货", "ship", "寄"), ("便宜", "cheaper", "优惠"))
        rows = [[any(word in text for word in meaning) for meaning in words] for text in texts]
        return np.asarray(rows, dtype=np.float32)


def test_an_encoder_joins_what_shares_no_words() -> None:
    texts = ["会掉色吗", "洗了褪吗", "什么时候发货", "几号寄", "能便宜点吗", "有优惠没"]
    numbers = group(texts, settings=SETTINGS, encoder=Concepts())
    assert [numbers[0], numbers[2], numbers[4]] == [numbers[1], numbers[3], numbers[5]]
    assert len(set(numbers)) == 3


def test_an_encoder_joins_languages() -> None:
    texts = [*FADES, *SHIPS, "does it fade in the wash", "when will it ship"]
    numbers = group(texts, settings=SETTINGS, encoder=Concepts())
    assert numbers[-2:] == [numbers[0], numbers[len(FADES)]]


def test_of_many_the_most_frequent_are_embedded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("coach.faq.grouping.EMBEDDED", 2)
    concepts = Concepts()
    numbers = group(
        ["会掉色吗"] * 3 + ["什么时候发货"] * 2 + ["能便宜点吗", "？？"], settings=SETTINGS, encoder=concepts
    )
    assert sorted(concepts.encoded) == ["什么时候发货", "会掉色吗"]
    assert len(set(numbers)) == 4


@pytest.mark.parametrize("texts", [[], ["？？"], ["？？", "/:^_^"], ["会掉色吗", "？？"], ["\ud83d", "会掉色吗"]])
def test_odd_input_with_an_encoder(texts: list[str]) -> None:
    assert len(group(texts, settings=SETTINGS, encoder=Concepts())) == len(texts)


def test_many_questions_are_grouped_in_any_order(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("coach.similar.ALL_COMPARED", 20)
    monkeypatch.setattr("coach.faq.linkage.ALL_PAIRS", 5)
    texts = [f"{text}{tail}" for text in ALL for tail in ("", "这个", "那款", "2件")]
    shuffled = random.Random(1).sample(texts, len(texts))
    assert partition(texts, group(texts, settings=SETTINGS)) == partition(shuffled, group(shuffled, settings=SETTINGS))
