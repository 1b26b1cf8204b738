"""What a language offers, and the machinery that all of them share: cue files, speech acts, clauses and slots."""

import re
import tomllib
from collections.abc import Callable, Iterator
from functools import cached_property
from importlib.resources import files
from typing import Literal, Protocol

import msgspec
from msgspec import Struct

from coach.errors import SettingsError
from coach.languages.acts import ActCues, Acts, compiled
from coach.registry import Registry

SPEECH_ACTS = (
    "ask",
    "greet",
    "thank",
    "acknowledge",
    "affirm",
    "deny",
    "hold",
    "promise",
    "apologise",
    "farewell",
    "deflect",
    "complain",
    "leave",
    "nag",
    "transfer",
    "follow_up_payment",
    "welcome",
)
"""Every speech act; the cue file of each language names all of them."""

Script = Literal["han", "latin"]

JUDGED = 1_000
"""How many characters of a text are searched for cues: no chat message needs more, and hostile ones would hang."""

_RUN = re.compile(r"(.{1,3}?)\1{9,}", re.DOTALL)


class Slot(Struct, frozen=True):
    """A measure or value named in a text: characters `start` to `end`.

    `value` is a number for height_cm, weight_kg, age (years), money (as written) and quantity; for size it is the
    size in capitals, for time the words as they stand.
    """

    kind: str
    start: int
    end: int
    value: float | str


class Language(Protocol):
    """One language of the chats; nothing is loaded before the first use."""

    code: str
    script: Script

    @property
    def stop_words(self) -> frozenset[str]:
        """Frequent words that tell this language from others of its script."""
        ...

    def tokens(self, text: str) -> list[str]:
        """Words, marks and white space of the text, which rejoin to it."""
        ...

    def clauses(self, text: str) -> tuple[tuple[int, int], ...]:
        """Character ranges of the clauses: in order, apart, trimmed, never empty; question marks stay with theirs."""
        ...

    def acts(self, text: str) -> frozenset[str]:
        """The speech acts in the text, of SPEECH_ACTS."""
        ...

    def slots(self, text: str) -> tuple[Slot, ...]:
        """Measures and values in the text, in order, without overlap."""
        ...


LANGUAGES: Registry[Language] = Registry(
    "language",
    modules=("coach.languages.en", "coach.languages.es", "coach.languages.zh"),
    group="coach.languages",
)


class SlotCue(Struct, frozen=True, forbid_unknown_fields=True):
    """How one kind of slot is written.

    The groups `n` and `part` hold the numbers: value = n x factor + part x part_factor, or n.part x factor when
    `decimal` is true. Kind "body" is a height and a weight (groups `height`, `weight` and `kg` or `half_kg`).
    """

    kind: str
    pattern: str
    factor: float = 1.0
    part_factor: float = 0.0
    decimal: bool = False
    at_least: float = 0.0
    at_most: float = float("inf")


class CueFile(Struct, frozen=True, forbid_unknown_fields=True):
    """One language's cue file: stop words, terms for the tokenizer, fragments for patterns, acts and slots."""

    acts: dict[str, ActCues]
    slots: tuple[SlotCue, ...]
    stop_words: tuple[str, ...] = ()
    terms: tuple[str, ...] = ()
    fragments: dict[str, str] = {}


def read_cues(code: str) -> CueFile:
    """The cue file of a language, with `<name>` in patterns replaced by the fragment of that name.

    Raises SettingsError when the file is broken.
    """
    text = files("coach.languages").joinpath(f"{code}.toml").read_text(encoding="utf-8")
    try:
        cues = msgspec.convert(tomllib.loads(text), CueFile)
    except (tomllib.TOMLDecodeError, msgspec.ValidationError) as problem:
        raise SettingsError(f"{code}.toml is not a cue file: {problem}; reinstall or correct it") from None
    if missing := set(SPEECH_ACTS) - cues.acts.keys():
        raise SettingsError(f"{code}.toml has no cues for {', '.join(sorted(missing))}; add [acts.<name>] to it")
    return cues


class Cues:
    """The compiled cue file of a language; `edge` stands on both sides of every phrase (a word boundary)."""

    def __init__(self, code: str, *, edge: str = "", number: Callable[[str], float] = float) -> None:
        self._code = code
        self._edge = edge
        self._number = number

    @cached_property
    def file(self) -> CueFile:
        """The cue file as it was read."""
        return read_cues(self._code)

    @cached_property
    def _acts(self) -> Acts:
        return Acts(self.file.acts, fragments=self.file.fragments, edge=self._edge)

    @cached_property
    def _slots(self) -> tuple[tuple[SlotCue, re.Pattern[str]], ...]:
        return tuple((cue, compiled(cue.kind, (cue.pattern,), self.file.fragments)) for cue in self.file.slots)

    def acts(self, text: str, *, normal: Callable[[str], str]) -> frozenset[str]:
        """The speech acts in a text, searched for in its `normal` form."""
        return self._acts.found_in(normal(_bounded(text)))

    def slots(self, text: str, *, normal: Callable[[str], str]) -> tuple[Slot, ...]:
        """The slots of a text, searched for in its `normal` form, which must be as long as the text.

        Where two overlap, the one whose cue stands first in the file counts.
        """
        form = normal(text[:JUDGED])
        kept: list[Slot] = []
        for cue, pattern in self._slots:
            taken = tuple((slot.start, slot.end) for slot in kept)
            for match in pattern.finditer(form):
                if all(match.end() <= start or end <= match.start() for start, end in taken):
                    kept.extend(self._read(cue, match))
        return tuple(sorted(kept, key=lambda slot: slot.start))

    def _read(self, cue: SlotCue, match: re.Match[str]) -> Iterator[Slot]:
        if cue.kind == "body":
            yield from _body(match)
            return
        start, end = match.span("slot") if "slot" in match.re.groupindex else match.span()
        if cue.kind in ("size", "time"):
            yield Slot(cue.kind, start, end, _group(match, "n", "n2").upper() if cue.kind == "size" else match[0])
            return
        amount = self._amount(cue, match)
        if cue.at_least <= amount <= cue.at_most:
            yield Slot(cue.kind, start, end, round(amount, 2))

    def _amount(self, cue: SlotCue, match: re.Match[str]) -> float:
        whole, part = _group(match, "n", "n2"), _group(match, "part")
        if not part:
            return self._number(whole) * cue.factor
        if cue.decimal:
            digits = "".join(f"{self._number(digit):.0f}" for digit in part)
            return float(f"{self._number(whole):.0f}.{digits}") * cue.factor
        return self._number(whole) * cue.factor + self._number(part) * cue.part_factor


def _bounded(text: str) -> str:
    """The start of a text, with long repetitions cut short."""
    return _RUN.sub(r"\1\1\1", text[:JUDGED]) if len(text) > 40 else text


def _group(match: re.Match[str], *names: str) -> str:
    """The first of these groups that took part, else the empty string."""
    return next((match[name] for name in names if name in match.re.groupindex and match[name]), "")


def _body(match: re.Match[str]) -> Iterator[Slot]:
    """Height and weight written as a pair; a weight without a unit is kg or half kg (jin), whichever is more likely.

    More likely is the unit whose body mass index lies nearer to 21 (as a ratio); pairs beyond 11 to 42 are no body.
    """
    height, weight = float(match["height"]), float(match["weight"])
    factors = (1.0,) if match["kg"] else (0.5,) if match["half_kg"] else (1.0, 0.5)
    kilos = min((weight * factor for factor in factors), key=lambda kg: abs(kg / (height / 100) ** 2 / 21 - 1))
    if 11 <= kilos / (height / 100) ** 2 <= 42:
        yield Slot("height_cm", match.start("height"), match.end("height"), height)
        yield Slot("weight_kg", match.start("weight"), match.end(), round(kilos, 2))
