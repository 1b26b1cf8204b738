r"""Needles of a regular expression: plain strings of which every match holds at least one.

An automaton finds the needles of all expressions in one pass; only where a needle stands has an expression to be tried.
"""

import re
from collections.abc import Iterator
from itertools import product

MOST_NEEDLES = 400
"""An expression with more needles than this is tried everywhere."""
_ATOM = re.compile(
    r"""(?P<around>\((?=\?<?[=!]))        # a group that looks around and takes no room
    |(?P<group>\((?:\?:|\?P<\w+>)?)
    |(?P<edge>[\^$]|\\[bB])
    |\[(?P<chars>[^\]^\\][^\]\\]*)\]
    |(?P<open>\[(?:\\.|[^\]\\])+\]|\\[dDwWsS]|\.)
    |(?:\\(?P<escaped>\W)|(?P<plain>[^\\()\[|?*+{}]))""",
    re.VERBOSE,
)
_COUNT = re.compile(r"(?P<none>[?*]|\{0?,\d*\}|\{0(?:,\d*)?\})|(?P<some>\+|\{[1-9]\d*(?:,\d*)?\})")


def needles(expression: str) -> frozenset[str] | None:
    """Strings of which every match of the expression holds one; None where there is no short list of them."""
    try:
        found = frozenset().union(*(_best(branch) for branch in _branches(expression)))
    except _Unreadable:
        return None
    return found if len(found) <= MOST_NEEDLES else None


class _Unreadable(Exception):
    """A branch has no needles, or is written in a way that is not known here."""


def _best(branch: str) -> frozenset[str]:
    """The needles of one branch: of its runs of plain strings the one with the longest, then the fewest."""
    runs = [run for run in _runs(branch) if all(run)]
    if not runs:
        raise _Unreadable(branch)
    ranked = [((min(len(word) for word in run), -len(run)), run) for run in runs]
    return frozenset(max(ranked)[1])


def _runs(branch: str) -> Iterator[list[str]]:
    """What stands in a row without a gap, each run as all strings that it may be."""
    run, at = [""], 0
    while at < len(branch):
        atom = _ATOM.match(branch, at)
        if atom is None:
            raise _Unreadable(branch)
        at = _closing(branch, atom.start()) + 1 if atom["around"] or atom["group"] else atom.end()
        if atom["around"] or atom["edge"]:
            continue
        words = _words(atom, branch[atom.end() : at - 1])
        count = _COUNT.match(branch, at)
        if count:
            at = count.end() + (branch[count.end() : count.end() + 1] in ("?", "+"))
        if count and count["none"] == "?" and words:
            words = [*words, ""]
        elif count and count["none"]:
            words = None
        if words and len(run) * len(words) <= MOST_NEEDLES and not (count and count["some"]):
            run = ["".join(pair) for pair in product(run, words)]
            continue
        yield run
        run = words if words and not count else [""]
        if words and count and count["some"]:
            yield words
    yield run


def _words(atom: re.Match[str], inner: str) -> list[str] | None:
    """The strings that an atom may be; None when they are no short list."""
    if atom["group"]:
        return _finite(inner)
    if atom["chars"] and "-" not in atom["chars"]:
        return list(atom["chars"])
    plain = atom["escaped"] or atom["plain"]
    return [plain] if plain else None


def _finite(inner: str) -> list[str] | None:
    """All strings that a group may be, or None."""
    found: list[str] = []
    for branch in _branches(inner):
        runs = list(_runs(branch)) if branch else [[""]]
        if len(runs) != 1 or len(found) + len(runs[0]) > MOST_NEEDLES:
            return None
        found += runs[0]
    return found


def _branches(expression: str) -> list[str]:
    """The alternatives at the top."""
    found, start, at = [], 0, 0
    while at < len(expression):
        if expression[at] == "|":
            found.append(expression[start:at])
            start = at + 1
        elif expression[at] in "([":
            at = _closing(expression, at)
        at += 2 if expression[at] == "\\" else 1
    return [*found, expression[start:]]


def _closing(expression: str, opening: int) -> int:
    """Where the group or set that opens there closes."""
    at = opening + 1
    if expression[opening] == "[":
        at += expression[at : at + 1] == "^"
        at += expression[at : at + 1] == "]"
    while at < len(expression):
        if expression[at] == "\\":
            at += 1
        elif expression[opening] == "[":
            if expression[at] == "]":
                return at
        elif expression[at] in "([":
            at = _closing(expression, at)
        elif expression[at] == ")":
            return at
        at += 1
    raise _Unreadable(expression)
