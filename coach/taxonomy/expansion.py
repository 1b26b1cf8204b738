r"""Cues taken apart: the plain words in them, which one automaton finds all at once, and what stays a pattern.

A cue is a regular expression. Most of its branches stand for a finite list of words, "(how|what) sizes?" for four.
Those words are found by an automaton; only branches with gaps, repetitions, anchors or conditions stay patterns.
"""

MOST_WORDS = 4000
"""A branch that stands for more words than this stays a pattern."""

_CLOSERS = "|)"


def taken_apart(cue: str) -> tuple[list[str], list[str]]:
    r"""The words and the patterns of a cue: it fires where one of either stands.

    A word begins or ends with a space where the cue says `\b`: put a space before and behind the text to search.
    """
    words: list[str] = []
    patterns: list[str] = []
    for branch in _branches(cue):
        found = _Expansion(branch).words()
        if found is None:
            patterns.append(branch)
        else:
            words += found
    return words, patterns


def _branches(pattern: str) -> list[str]:
    r"""The alternatives at the top, and those inside a group that is a whole branch between two `\b`."""
    parts = _split(pattern)
    if len(parts) > 1:
        return [branch for part in parts for branch in _branches(part)]
    inner = pattern.removeprefix(r"\b(").removesuffix(r")\b")
    if len(inner) == len(pattern) - 6 and _is_closed(inner):
        return [rf"\b(?:{part})\b" if len(_split(part)) > 1 else rf"\b{part}\b" for part in _split(inner)]
    return [pattern]


def _depths(pattern: str) -> list[int]:
    """How many groups each character stands in; a set of characters counts as one more."""
    depths, depth, i = [], 0, 0
    in_set = False
    while i < len(pattern):
        char = pattern[i]
        if char == "\\":
            depths += [depth, depth]
            i += 2
            continue
        if in_set:
            in_set = char != "]"
            depth -= not in_set
        elif char in "([":
            in_set = char == "["
            depth += 1
        elif char == ")":
            depth -= 1
        depths.append(depth)
        i += 1
    return depths


def _split(pattern: str) -> list[str]:
    depths = _depths(pattern)
    bars = [i for i, (char, depth) in enumerate(zip(pattern, depths, strict=True)) if char == "|" and depth == 0]
    starts, ends = [0, *(bar + 1 for bar in bars)], [*bars, len(pattern)]
    return [pattern[start:end] for start, end in zip(starts, ends, strict=True)]


def _is_closed(inner: str) -> bool:
    return min(_depths(inner), default=0) >= 0


class _Expansion:
    r"""The words a branch stands for, by recursive descent: literals, groups, sets of characters, `?` and `\b`."""

    def __init__(self, branch: str) -> None:
        self.branch = branch
        self.at = 0

    def words(self) -> list[str] | None:
        """All words, or None when they are no finite list of moderate length."""
        found = self._alternatives()
        if found is None or self.at < len(self.branch):
            return None
        cleaned = {word.replace("  ", " ") for word in found}
        return None if any(not word.strip() for word in cleaned) else sorted(cleaned)

    def _alternatives(self) -> list[str] | None:
        found = self._sequence()
        while found is not None and self._next("|"):
            more = self._sequence()
            found = None if more is None else found + more
        return found

    def _sequence(self) -> list[str] | None:
        found = [""]
        while self.at < len(self.branch) and self.branch[self.at] not in _CLOSERS:
            atom = self._atom()
            if atom is None or self.branch[self.at : self.at + 1] in ("*", "+", "{"):
                return None
            if self._next("?"):
                atom = [*atom, ""]
            found = [left + right for left in found for right in atom]
            if len(found) > MOST_WORDS:
                return None
        return found

    def _atom(self) -> list[str] | None:
        char = self.branch[self.at]
        self.at += 1
        if char == "(":
            if self._next("?") and not self._next(":"):
                return None
            found = self._alternatives()
            return found if self._next(")") else None
        if char == "[":
            return self._set()
        if char == "\\":
            escaped = self.branch[self.at]
            self.at += 1
            if escaped == "b":
                return [" "]
            return None if escaped.isalnum() else [escaped]
        return None if char in ".^$" else [char]

    def _set(self) -> list[str] | None:
        end = self.branch.index("]", self.at)
        members = self.branch[self.at : end]
        self.at = end + 1
        if members.startswith("^") or "\\" in members:
            return None
        found: list[str] = []
        i = 0
        while i < len(members):
            if members[i + 1 : i + 2] == "-" and i + 2 < len(members):
                found += map(chr, range(ord(members[i]), ord(members[i + 2]) + 1))
                i += 3
            else:
                found.append(members[i])
                i += 1
        return found

    def _next(self, char: str) -> bool:
        there = self.branch[self.at : self.at + 1] == char
        self.at += there
        return there
