"""What people decided about FAQ candidates, and how a new run keeps to it."""

import hashlib
from collections.abc import Mapping, Sequence
from typing import Literal

import msgspec
from msgspec import Struct

from coach.candidates import FaqAnswer, FaqCandidate
from coach.faq.asking import Asked
from coach.faq.mining import Mined, candidate
from coach.faq.normalise import normalise

Status = Literal["proposed", "approved", "rejected"]
_ID_DIGITS = frozenset("0123456789abcdef")


class Decision(Struct, frozen=True):
    """A person's word on one candidate: "" or "proposed" where nothing was decided.

    `asked` is the question as it was mined last, for one that is not asked any more.
    """

    status: Status = "proposed"
    question: str = ""
    answer: str = ""
    merge_into: str = ""
    asked: str = ""

    @property
    def decides(self) -> bool:
        """Whether anything was decided."""
        return self.status != "proposed" or bool(self.question or self.answer or self.merge_into)


class Move(Struct, frozen=True):
    """A wording that belongs elsewhere: to the candidate with the id `target`, or to one of its own by that name."""

    wording: str
    target: str


class Curation(Struct, frozen=True):
    """All decisions and moves, by the id of the candidate as it was mined."""

    decisions: Mapping[str, Decision] = {}
    moves: Mapping[str, tuple[Move, ...]] = {}

    def decision(self, one: str) -> Decision:
        """What was decided on a candidate; nothing of one that nobody looked at."""
        return self.decisions.get(one, Decision())

    def place(self, target: str) -> str:
        """The id that a wording is moved to: the target itself if it is one, else that of the question so named."""
        return target if target in self.decisions or looks_like_id(target) else own_id(target)

    def final(self, one: str) -> str:
        """The id of the candidate that this one is merged into, over any number of steps, or its own."""
        seen = {one}
        while (into := self.decision(one).merge_into) and into not in seen:
            one = into
            seen.add(one)
        return one


def own_id(question: str) -> str:
    """The id of a question that a person parted from others: the same for the same words."""
    return hashlib.blake2b(f"own\x1f{normalise(question)}".encode(), digest_size=6).hexdigest()


def looks_like_id(text: str) -> bool:
    """Whether the text is written as the ids of candidates are."""
    return len(text) == len(own_id("")) and set(text) <= _ID_DIGITS


def regrouped(mined: Mined, asked: Sequence[Asked], curation: Curation) -> Mined:
    """The candidates as people grouped them: wordings moved, then merged; the clusters stay those that were found."""
    groups = dict(zip((one.id for one in mined.candidates), map(list, mined.members), strict=True))
    before = {one: tuple(members) for one, members in groups.items()}
    _move(groups, asked, curation)
    _merge(groups, curation)
    names = {curation.place(move.target): move.target for moves in curation.moves.values() for move in moves}
    known = {one.id: one for one in mined.candidates}
    found = []
    for one, members in groups.items():
        if members and before.get(one) == tuple(members):
            found.append((known[one], tuple(members)))
        elif members:
            heading = known[one].question if one in known else _heading(one, names, curation)
            rebuilt = candidate([asked[place] for place in members], total=len(asked), heading=heading)
            if rebuilt is not None:
                found.append((msgspec.structs.replace(rebuilt, id=one), tuple(members)))
    found.sort(key=lambda pair: (-pair[0].support, pair[0].question, pair[0].id))
    return Mined(
        candidates=tuple(one for one, _ in found),
        clusters=mined.clusters,
        members=tuple(members for _, members in found),
    )


def decided(one: FaqCandidate, decision: Decision) -> FaqCandidate:
    """The candidate in the words and with the answer that a person chose."""
    if not decision.answer:
        answers, contradiction = one.answers, one.contradiction
    else:
        pinned = FaqAnswer(text=decision.answer, agent="", session="", message_id="", n=0)
        answers = (pinned, *(answer for answer in one.answers if answer.text != decision.answer))
        contradiction = ()
    return msgspec.structs.replace(
        one,
        question=decision.question or one.question,
        answers=answers,
        contradiction=contradiction,
        status=decision.status,
    )


def _move(groups: dict[str, list[int]], asked: Sequence[Asked], curation: Curation) -> None:
    """Take the requests whose wording was moved out of their groups and put them where they belong."""
    for source, moves in curation.moves.items():
        targets = {normalise(move.wording): curation.place(move.target) for move in moves}
        moved = [(place, targets.get(normalise(asked[place].text), source)) for place in groups.get(source, ())]
        if moved:
            groups[source] = [place for place, target in moved if target == source]
        for place, target in moved:
            if target != source:
                groups.setdefault(target, []).append(place)


def _merge(groups: dict[str, list[int]], curation: Curation) -> None:
    for one in list(groups):
        into = curation.final(one)
        if into != one:
            groups.setdefault(into, []).extend(groups.pop(one))


def _heading(one: str, names: Mapping[str, str], curation: Curation) -> str:
    """What a candidate is called that was not mined in this run."""
    return names.get(one) or curation.decision(one).asked
