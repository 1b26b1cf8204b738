"""What a run of the readers is told, and what it tells: options, skipped lines, notices."""

from collections import Counter

from msgspec import Struct

from coach.readers.accounts import Roster
from coach.settings import ReadSettings

LISTED_PER_FILE = 1000
"""How many skipped lines of one file are kept one by one; the others are counted."""


class TableProfile(Struct, frozen=True):
    """A person's word on a table: canonical field → column name, role value → role, and how dates are written."""

    columns: dict[str, str] = {}
    roles: dict[str, str] = {}
    day_first: bool | None = None


class ReadOptions(Struct, frozen=True, kw_only=True):
    """What the user said about the files; None means "find out".

    `zone` (IANA name or offset) names the wall clock of times without one; the settings' zone is used when it is None.
    """

    format: str | None = None
    encoding: str | None = None
    roster: Roster = Roster()
    zone: str | None = None
    profile: TableProfile = TableProfile()
    settings: ReadSettings = ReadSettings()

    @property
    def wall_clock(self) -> str:
        """The zone that conversations get."""
        return self.zone or self.settings.zone


class Skipped(Struct, frozen=True):
    """A line, or with `line` None a whole file, that was left out, and why (a predicate: "has no time; …")."""

    file: str
    line: int | None
    reason: str

    def __str__(self) -> str:
        place = self.file if self.line is None else f"line {self.line} of {self.file}"
        return f"{place} {self.reason}"


class Notice(Struct, frozen=True):
    """Something about a file that the user should know although nothing is wrong."""

    file: str
    text: str

    def __str__(self) -> str:
        return f"{self.file}: {self.text}"


class ReadLog:
    """What was skipped and noticed while reading; `files` counts the files that gave at least one conversation.

    `companions` are the files that hold no chats themselves and go with those that do.

    `skipped` lists at most 1000 lines of one file; `counts` has the full number by file.
    """

    def __init__(self) -> None:
        self.skipped: list[Skipped] = []
        self.notices: list[Notice] = []
        self.counts: Counter[str] = Counter()
        self.companions: list[str] = []
        self.files = 0

    def skip(self, file: str, line: int | None, reason: str) -> None:
        """Note one skipped line, or a whole file."""
        self.counts[file] += 1
        if self.counts[file] <= LISTED_PER_FILE or line is None:
            self.skipped.append(Skipped(file=file, line=line, reason=reason))

    def notice(self, file: str, text: str) -> None:
        """Note something worth knowing, once."""
        found = Notice(file=file, text=text)
        if found not in self.notices:
            self.notices.append(found)

    def summary(self) -> list[str]:
        """Every notice and skipped line as text, and how many more there were in a file."""
        lines = [str(notice) for notice in self.notices] + [str(skipped) for skipped in self.skipped]
        listed = Counter(skipped.file for skipped in self.skipped)
        more = {file: count - listed[file] for file, count in self.counts.items() if count > listed[file]}
        return lines + [f"{file}: {count:,} more lines were skipped" for file, count in more.items()]
