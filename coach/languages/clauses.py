"""A text cut into clauses."""

import re


def cut(text: str, *, breaks: re.Pattern[str], light: re.Pattern[str]) -> tuple[tuple[int, int], ...]:
    """Clauses between `breaks`; a break's group `mark` stays with the clause before it, a group `whole` is no break.

    A piece that `light` matches in full says nothing by itself and joins the clause before it, else the one after.
    """
    pieces: list[tuple[int, int]] = []
    start = 0
    for found in breaks.finditer(text):
        if found.lastgroup == "whole":
            continue
        pieces.append((start, found.end("mark") if found.lastgroup == "mark" else found.start()))
        start = found.end()
    pieces.append((start, len(text)))
    clauses: list[tuple[int, int]] = []
    lead: int | None = None
    for start, end in pieces:
        body = text[start:end]
        start, end = end - len(body.lstrip()), start + len(body.rstrip())
        if start >= end:
            continue
        if light.fullmatch(text, start, end) is None:
            clauses.append((start if lead is None else lead, end))
            lead = None
        elif clauses:
            clauses[-1] = (clauses[-1][0], end)
        elif lead is None:
            lead = start
    if lead is not None:
        clauses.append((lead, len(text.rstrip())))
    return tuple(clauses)
