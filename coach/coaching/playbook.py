"""The playbook: the best replies of a period by stage of the sale, how often, by whom, and what followed."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import chain

from coach.coaching.book import STAGES, Play, Playbook, Stage
from coach.coaching.practices import Practices, answers, merit
from coach.coaching.themes import themes
from coach.faq import Asked
from coach.faq.normalise import normalised
from coach.practice import Practice
from coach.similar import near_groups, ngram_vectors
from coach.taxonomy import question_types

LISTED = 8
COMPARED = 400
"""How many replies of a stage are listed, and how many different ones are compared, the best first."""

SHORTEST, LONGEST = 6, 160
"""Characters of a reply that can be a model: not a bare word, not a speech of several answers."""

BY_RULE: Mapping[str, Stage] = {
    "no_greeting": "greeting",
    "no_need_probe": "need",
    "no_recommendation": "recommendation",
    "no_cross_sell": "recommendation",
    "no_retention": "objection",
    "no_closing": "close",
    "no_payment_follow_up": "payment_follow_up",
    "no_apology_on_complaint": "after_sale",
}
"""The stage in which a rule expects its act."""

DOUBTED = frozenset({"price", "quality", "experience", "suitability"})
"""Question types that voice a doubt: what is added to their answers meets an objection."""


def playbook(
    asked: Sequence[Asked],
    practices: Practices,
    *,
    item_titles: Mapping[str, str],
    without: Collection[str] = (),
) -> Playbook:
    """The playbook of all that was asked and of what agents did; `without` names replies by their first message.

    The same words stand in one stage only: that of the answer, else that of the rule they were kept for. The order of
    `asked` has no influence.
    """
    asked = sorted(asked, key=lambda one: (one.session, one.message_id, one.text))
    by_stage: dict[Stage, list[Practice]] = {stage: [] for stage in STAGES}
    staged: dict[str, Stage] = {}
    for stage, one in chain(_answered(answers(asked, without=without)), _shown(practices)):
        usable = one.message_id not in without and SHORTEST <= len(one.text.strip()) <= LONGEST
        if usable and staged.setdefault(one.text, stage) == stage:
            by_stage[stage].append(one)
    plays = tuple(play for stage in STAGES for play in _plays(stage, by_stage[stage]))
    return Playbook(plays=plays, themes=themes(asked, item_titles=item_titles))


def _shown(practices: Practices) -> Iterator[tuple[Stage, Practice]]:
    for rule, stage in BY_RULE.items():
        for one in practices.of(rule):
            yield stage, one


def _answered(found: Iterable[Practice]) -> Iterator[tuple[Stage, Practice]]:
    after_sale = frozenset(kind.name for kind in question_types() if kind.stage == "aftersale")
    for one in found:
        stage = _stage(one, after_sale=after_sale)
        if stage is not None:
            yield stage, one


def _stage(one: Practice, *, after_sale: frozenset[str]) -> Stage | None:
    """Where an answer belongs by what was asked and by its moves; None when it goes no step further."""
    moves = set(one.moves)
    if one.type in after_sale:
        return "after_sale"
    if "invite" in moves:
        return "close"
    if one.type in DOUBTED and moves & {"anticipate", "commit"}:
        return "objection"
    if "recommend" in moves:
        return "recommendation"
    return "need" if "probe" in moves else None


def _plays(stage: Stage, found: Iterable[Practice]) -> list[Play]:
    """The best of a stage, no two nearly equal: what led to more first, then what is often said."""
    of_message = {one.message_id: one for one in sorted(found, key=merit, reverse=True)}
    ranked = sorted(of_message.values(), key=merit)[:COMPARED]
    if not ranked:
        return []
    groups: dict[int, list[Practice]] = {}
    for leader, one in zip(near_groups(ngram_vectors(normalised([one.text for one in ranked]))), ranked, strict=True):
        groups.setdefault(leader, []).append(one)
    plays = [_play(stage, group) for group in groups.values()]
    return sorted(plays, key=lambda play: (-(play.ordered + play.thanked), -play.n))[:LISTED]


def _play(stage: Stage, group: Sequence[Practice]) -> Play:
    return Play(
        stage=stage,
        practice=group[0],
        agents=tuple(sorted({one.agent for one in group})),
        n=sum(one.n for one in group),
        ordered=sum(one.followed_by_order for one in group),
        thanked=sum(one.thanked for one in group),
    )
