"""Speech acts: their cues, and which of them stand in a text."""

import re
from collections.abc import Iterator, Mapping, Sequence

import ahocorasick
from msgspec import Struct

from coach.errors import SettingsError
from coach.needles import needles

_Expression = tuple[re.Pattern[str], frozenset[str] | None]
"""A cue, and the needles of which its matches hold one; None where it is to be tried on every text."""


class ActCues(Struct, frozen=True, forbid_unknown_fields=True):
    """Cues of one speech act: literal phrases, regular expressions, what is taken out first, and acts that imply it."""

    phrases: tuple[str, ...] = ()
    patterns: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    implied_by: tuple[str, ...] = ()


class Acts:
    """The compiled acts of a language, those that others imply last.

    One automaton finds the needles of all cues; a cue is tried only on texts in which one of its needles stands. A
    cue is known by its bit in an integer.
    """

    def __init__(self, cues: Mapping[str, ActCues], *, fragments: Mapping[str, str], edge: str) -> None:
        self._always, bits, first = 0, dict[str, int](), 1
        acts = []
        for name, one in cues.items():
            found = _expressions(name, one, fragments=fragments, edge=edge)
            for place, (_, wanted) in enumerate(found):
                bit = first << place
                self._always |= bit if wanted is None else 0
                bits |= {needle: bits.get(needle, 0) | bit for needle in wanted or ()}
            out = compiled(name, one.unless, fragments) if one.unless else None
            acts.append(_Act(name, frozenset(one.implied_by), first, [cue for cue, _ in found], out))
            first <<= len(found)
        self._acts = sorted(acts, key=lambda act: bool(act.implied_by))
        self._needles = ahocorasick.Automaton()
        for needle, cues_of_it in bits.items():
            self._needles.add_word(needle, cues_of_it)
        self._needles.make_automaton()

    def found_in(self, text: str) -> frozenset[str]:
        """The names of the acts in a text."""
        there = self._always
        for _, bits in self._needles.iter(text):
            there |= bits
        found: set[str] = set()
        for act in self._acts:
            if not act.implied_by.isdisjoint(found) or (there & act.all and act.found_in(text, there)):
                found.add(act.name)
        return frozenset(found)


class _Act:
    """The compiled cues of one act, each with its bit, the lowest of which is `first`."""

    def __init__(
        self,
        name: str,
        implied_by: frozenset[str],
        first: int,
        cues: Sequence[re.Pattern[str]],
        taken_out: re.Pattern[str] | None,
    ) -> None:
        self.name = name
        self.implied_by = implied_by
        self._cues = {first << place: cue for place, cue in enumerate(cues)}
        self.all = sum(self._cues)
        self._taken_out = taken_out

    def found_in(self, text: str, there: int) -> bool:
        """Whether one of the cues that are `there` stands in the text once the act's exceptions are taken out."""
        cues = list(self._chosen(there & self.all))
        if not any(cue.search(text) for cue in cues):
            return False
        rest, count = self._taken_out.subn("\x1f", text) if self._taken_out else (text, 0)
        return not count or any(cue.search(rest) for cue in cues)

    def _chosen(self, bits: int) -> Iterator[re.Pattern[str]]:
        while bits:
            lowest = bits & -bits
            yield self._cues[lowest]
            bits ^= lowest


def _expressions(name: str, cues: ActCues, *, fragments: Mapping[str, str], edge: str) -> list[_Expression]:
    """An act's cues with their needles: one of all phrases, one of each pattern that has needles, one of the others."""
    phrases = "|".join(re.escape(phrase) for phrase in sorted(cues.phrases, key=len, reverse=True))
    found = [(pattern, needles(_filled(pattern, fragments))) for pattern in cues.patterns]
    if phrases:
        found.insert(0, (f"{edge}(?:{phrases}){edge}", needles(phrases)))
    rest = [pattern for pattern, wanted in found if wanted is None]
    apart = ((pattern, wanted) for pattern, wanted in found if wanted is not None)
    expressions: list[_Expression] = [(compiled(name, [pattern], fragments), wanted) for pattern, wanted in apart]
    return [*expressions, (compiled(name, rest, fragments), None)] if rest else expressions


def compiled(name: str, patterns: Sequence[str], fragments: Mapping[str, str]) -> re.Pattern[str]:
    """One expression for all patterns, fragments in their place; raises SettingsError naming whose cue is wrong."""
    try:
        return re.compile(_filled("|".join(patterns), fragments))
    except re.error as problem:
        raise SettingsError(f"a cue of {name!r} is no regular expression ({problem}); correct its file") from None


def _filled(pattern: str, fragments: Mapping[str, str]) -> str:
    for fragment, expression in fragments.items():
        pattern = pattern.replace(f"<{fragment}>", expression)
    return pattern
