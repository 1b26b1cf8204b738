"""What the first pass over a table finds: rows a conversation, names, and which part of its dates is the day."""

from collections import Counter
from collections.abc import Iterator

from msgspec import Struct

from coach.readers.names import Names, count_names
from coach.readers.stream import Stream
from coach.readers.table_columns import normal
from coach.readers.table_entries import entries
from coach.readers.times import day_order, parse_time

_SPANISH = frozenset({"fecha", "hora", "mensaje", "remitente", "cliente", "agente", "texto", "rol"})
_DATE = slice(10)


class Survey(Struct, frozen=True):
    """How many rows each conversation has (by the hash of its key), the names in the table, the order of its dates."""

    rows: Counter[int]
    names: Names
    day_first: bool | None


def survey(stream: Stream) -> Survey:
    """Go through the table once, without a word about what is skipped."""
    look = _Look(stream)
    names = count_names(look.senders(), stream.options.roster)
    return Survey(rows=look.rows, names=names, day_first=look.day_first())


class _Look:
    """What is collected on the way; keys are kept as hashes, since a table may have millions."""

    def __init__(self, stream: Stream) -> None:
        self.rows: Counter[int] = Counter()
        self._stream = stream
        self._dates: set[str] = set()
        self._spanish = False

    def senders(self) -> Iterator[tuple[str]]:
        """The names that write, each once a conversation."""
        met: set[int] = set()
        for key, entry, columns in entries(self._stream, quiet=True):
            self.rows[hash(key)] += 1
            date = (entry.date or entry.time)[_DATE]
            if not date[:4].isdigit() and date not in self._dates:
                self._dates.add(date)
                self._spanish = self._spanish or bool({normal(cell) for cell in columns.header} & _SPANISH)
            if entry.sender and (pair := hash((key, entry.sender))) not in met:
                met.add(pair)
                yield (entry.sender,)

    def day_first(self) -> bool | None:
        """What the user said, else what a date of the table shows, else day first under a Spanish header."""
        told = self._stream.options.profile.day_first
        if told is not None:
            return told
        unclear = next((date for date in sorted(self._dates) if "/" in date or "-" in date), "")
        shown = day_order(self._dates)
        found = True if shown is None and self._spanish else shown
        if found is not None and unclear and parse_time(unclear.split()[0]) is None:
            order = "day" if found else "month"
            reason = "as others of its dates show" if shown is not None else "as Spanish tables do"
            self._stream.notice(f"writes dates such as {unclear.split()[0]} with the {order} first, {reason}")
        return found
