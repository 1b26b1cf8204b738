"""Several messages in one cell of a table, each under a line that says who wrote and when."""

import re

from msgspec import Struct

_TIME = r"\d{4}[-/.]\d{1,2}[-/.]\d{1,2}\s+\d{1,2}:\d{2}(?::\d{2})?"
_NAME = r"[^\s，。？！,?!][^，。？！,?!\n]{0,39}?"
_HEADERS = (
    re.compile(rf"(?P<who>{_NAME})\s*[(（\[]?(?P<time>{_TIME})[)）\]]?\s*(?:[:：]\s*(?P<text>.*))?"),
    re.compile(rf"[(（\[]?(?P<time>{_TIME})[)）\]]?\s+(?P<who>{_NAME})\s*(?:[:：]\s*(?P<text>.*))?"),
)
_LEAST = 2


class Said(Struct):
    """One message of a cell."""

    who: str
    time: str
    text: str


def messages_in(cell: str) -> list[Said]:
    """The messages in a cell that begins with such a line and has at least two; else nothing."""
    found: list[Said] = []
    for line in cell.split("\n"):
        match = next((match for header in _HEADERS if (match := header.fullmatch(line.strip()))), None)
        if match:
            found.append(Said(who=match["who"].strip(), time=match["time"], text=match["text"] or ""))
        elif found:
            found[-1].text = f"{found[-1].text}\n{line}" if found[-1].text else line
        elif line.strip():
            return []
    return found if len(found) >= _LEAST else []
