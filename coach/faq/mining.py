"""From requests to FAQ candidates: grouped, parted by item where the answer depends on it, counted, answered."""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

from msgspec import Struct

from coach.candidates import FaqCandidate
from coach.faq.agreement import settled
from coach.faq.answers import NO_ANSWER, best_answers
from coach.faq.asking import Asked
from coach.faq.grouping import Evidence, group
from coach.faq.normalise import normalise
from coach.faq.wording import question, variants
from coach.settings import FaqSettings
from coach.taxonomy import question_types
from coach.vectors import Encoder

OWN_ITEM = 5
"""From how many requests on an item gets a candidate of its own within a group."""

SHOWN_ITEMS = 20


class Mined(Struct, frozen=True):
    """The candidates, and for each request that went in the number of its group, from 0, the largest group first.

    `members` are the positions of each candidate's requests.
    """

    candidates: tuple[FaqCandidate, ...]
    clusters: tuple[int, ...]
    members: tuple[tuple[int, ...], ...] = ()


def mine_all(asked: Iterable[Asked], *, settings: FaqSettings, encoder: Encoder | None = None) -> Mined:
    """The questions asked at least `settings.min_support` times, most frequent first, and the group of every request.

    A candidate's share is its part of all requests.
    """
    every = list(asked)
    evidence = [_evidence(one) for one in every]
    numbers = group([one.text for one in every], settings=settings, evidence=evidence, encoder=encoder)
    groups: dict[tuple[int, str], list[int]] = {}
    for position, key in enumerate(_by_item(every, numbers)):
        groups.setdefault(key, []).append(position)
    ranked = sorted(groups.items(), key=lambda found: (-len(found[1]), found[0]))
    clusters = [0] * len(every)
    for cluster, (_, members) in enumerate(ranked):
        for position in members:
            clusters[position] = cluster
    large = [members for _, members in ranked if len(members) >= settings.min_support]
    found = ((candidate([every[position] for position in members], total=len(every)), members) for members in large)
    listed = [(one, tuple(members)) for one, members in found if one is not None]
    listed.sort(key=lambda pair: (-pair[0].support, pair[0].question, pair[0].id))
    return Mined(
        candidates=tuple(one for one, _ in listed),
        clusters=tuple(clusters),
        members=tuple(members for _, members in listed),
    )


def _evidence(one: Asked) -> Evidence:
    known = one.type not in ("none", "other")
    answered = one.answer is not None and NO_ANSWER.isdisjoint(one.answer.flags)
    return Evidence(
        type=one.type if known else "",
        item=one.item or "",
        reply=one.answer.text if one.answer and answered else "",
    )


def _by_item(asked: Sequence[Asked], numbers: Sequence[int]) -> list[tuple[int, str]]:
    """The group of each request, and its item where the answer depends on the item and enough asked about it."""
    bound = {kind.name for kind in question_types() if kind.stage == "presale" and kind.owner in ("page", "product")}
    types: defaultdict[int, Counter[str]] = defaultdict(Counter)
    items: defaultdict[int, Counter[str]] = defaultdict(Counter)
    for one, number in zip(asked, numbers, strict=True):
        types[number][one.type] += 1
        items[number][one.item or ""] += 1
    own = {
        (number, item)
        for number, counts in items.items()
        if _most_frequent(types[number]) in bound
        for item, n in counts.items()
        if n >= OWN_ITEM
    }
    keys = [(number, one.item or "") for one, number in zip(asked, numbers, strict=True)]
    return [key if key in own else (key[0], "") for key in keys]


def candidate(asked: Sequence[Asked], *, total: int, heading: str = "") -> FaqCandidate | None:
    """The candidate of one group out of `total` requests, under its best wording or under `heading`.

    None when it asks nothing: statements, stickers.
    """
    heading = heading or question(asked)
    if not normalise(heading):
        return None
    items = Counter(one.item for one in asked if one.item)
    named = sorted(items, key=lambda item: (-items[item], item))
    kind = _most_frequent(Counter(one.type for one in asked))
    agreeing, contradiction = settled(asked)
    return FaqCandidate(
        id=_id(heading, kind, named[0] if len(named) == 1 else ""),
        question=heading,
        question_type=kind,
        items=tuple(named[:SHOWN_ITEMS]),
        variants=variants(asked),
        answers=() if contradiction else best_answers(agreeing, heading),
        support=len(asked),
        share=len(asked) / total,
        contradiction=contradiction,
    )


def _most_frequent(counts: Counter[str]) -> str:
    return min(counts, key=lambda name: (-counts[name], name))


def _id(heading: str, kind: str, item: str) -> str:
    """The same for the same question, whatever its marks and courtesy, in every run."""
    return hashlib.blake2b("\x1f".join((normalise(heading), kind, item)).encode(), digest_size=6).hexdigest()
