"""A mapping profile for a table, begun from its header and its values, for a person to check and `--map` to read."""

import json
from collections import Counter
from collections.abc import Sequence
from itertools import islice
from pathlib import Path

from msgspec import Struct, field

from coach.errors import InputError, NothingRead
from coach.readers.opening import open_streams
from coach.readers.options import ReadLog, ReadOptions
from coach.readers.stream import Stream
from coach.readers.table_columns import HEADER_ROWS, aliases, canonical, find_header, match_header, normal
from coach.readers.table_rows import is_binary_table, sheets, stream_delimiter
from coach.readers.times import day_order, parse_time

_ROWS = 2000
_MOST_ROLES = 12
_MOSTLY, _HALF = 0.8, 0.5
_SHOWN = 3
_HARMLESS = frozenset({"time", "date", "kind", "platform", "status", "resolved"})
"""Fields whose values may stand in a profile: they tell nothing about anybody."""


class _Column(Struct):
    """A column: its name, how often each value stands in it (of the first 2,000 rows), and its field, if known."""

    name: str
    values: Counter[str] = field(default_factory=Counter)
    canonical: str = ""
    guessed: bool = False

    def share(self, texts: Sequence[str]) -> float:
        """The share of its filled cells that hold one of these texts."""
        filled = self.values.total()
        return sum(self.values[text] for text in texts) / filled if filled else 0.0


def suggest_profile(paths: Sequence[Path], *, options: ReadOptions, log: ReadLog) -> str:
    """The TOML text of a profile for the first table among the files; NothingRead when there is none."""
    for stream in open_streams(paths, options=options, log=log):
        try:
            columns = _columns(stream)
        except InputError as problem:
            stream.skip_file(problem)
            continue
        if columns:
            _guess(columns)
            return "\n".join(_lines(stream.name, columns))
    reasons = "; ".join(map(str, log.skipped[:3])) or "no file has a header and rows below it"
    raise NothingRead(f"no table was found to suggest a --map file for: {reasons}; name a CSV or a workbook")


def _columns(stream: Stream) -> list[_Column]:
    """The columns of the first sheet whose header is known, else of the first sheet with at least two columns."""
    profile = stream.options.profile
    delimiter = "," if is_binary_table(stream.sample) else stream_delimiter(stream, profile)
    first: list[_Column] = []
    for sheet in sheets(stream, delimiter=delimiter, quiet=True):
        rows = [row for _, row in islice(sheet.rows, _ROWS)]
        found = find_header(rows[:HEADER_ROWS], profile)
        at = found[0] if found else _widest(rows[:HEADER_ROWS])
        columns = _filled(rows[at:], profile.columns)
        if found and columns:
            return columns
        first = first or columns
    return first


def _widest(rows: Sequence[Sequence[str]]) -> int:
    widths = [sum(1 for cell in row if cell) for row in rows]
    return widths.index(max(widths)) if widths else 0


def _filled(rows: Sequence[Sequence[str]], mapped: dict[str, str]) -> list[_Column]:
    if len(rows) < 2 or sum(1 for cell in rows[0] if cell) < 2:
        return []
    fields = {at: name for name, at in match_header(rows[0], mapped=mapped).positions.items()}
    columns = [_Column(name=name, canonical=fields.get(at, "")) for at, name in enumerate(rows[0])]
    for row in rows[1:]:
        for column, cell in zip(columns, row, strict=False):
            if cell:
                column.values[cell] += 1
    return [column for column in columns if column.name]


def _guess(columns: list[_Column]) -> None:
    """Fields of columns whose names say nothing, by their values: roles, times, and the longest texts."""
    for name, fits in (("role", _are_roles), ("time", _are_times), ("text", _are_texts)):
        if any(column.canonical == name for column in columns):
            continue
        open_ones = [column for column in columns if not column.canonical and fits(column)]
        if open_ones:
            best = max(open_ones, key=_length)
            best.canonical, best.guessed = name, True


def _are_roles(column: _Column) -> bool:
    told = [value for value in column.values if canonical("roles", value)]
    return len(column.values) <= _MOST_ROLES and column.share(told) >= _HALF


def _are_times(column: _Column) -> bool:
    values = [value for value in column.values if parse_time(value, day_first=True) or parse_time(value)]
    return column.share(values) >= _MOSTLY and any(not value.isdigit() or len(value) >= 10 for value in values)


def _are_texts(column: _Column) -> bool:
    return _length(column) > 1 and not _are_times(column) and not all(value.isdigit() for value in column.values)


def _length(column: _Column) -> float:
    return sum(len(value) * count for value, count in column.values.items()) / max(1, column.values.total())


def _lines(file: str, columns: Sequence[_Column]) -> list[str]:
    used = [column for column in columns if column.canonical]
    unused = [column for column in columns if not column.canonical]
    missing = sorted(set(aliases("columns").values()) - {column.canonical for column in used})
    lines = [
        f'# Columns of {_comment(file)}, for --map: field = "name of the column". Check and correct them.',
        "",
        *(_mapped(column) for column in used),
        "",
        f"# Other fields there are: {', '.join(missing)}",
        f"# Columns that are not used: {', '.join(_comment(column.name) for column in unused) or 'none'}",
        "",
        *_day_first(used),
    ]
    return [*lines, *_roles(used), ""]


def _mapped(column: _Column) -> str:
    notes = ["guessed from its values"] if column.guessed else []
    if column.canonical in _HARMLESS:
        notes.append(", ".join(_comment(value)[:40] for value, _ in column.values.most_common(_SHOWN)))
    return f"{column.canonical} = {_quoted(column.name)}" + (f"  # {': '.join(notes)}" if any(notes) else "")


def _day_first(used: Sequence[_Column]) -> list[str]:
    times = [value for column in used if column.canonical in ("time", "date") for value in column.values]
    unclear = [value for value in times if parse_time(value) is None and parse_time(value, day_first=True)]
    shown = day_order(times)
    if shown is None and not unclear:
        return []
    why = "as other dates of the table show" if shown is not None else "the table does not tell; take the # away"
    example = _comment((unclear or times)[0])
    line = f"day_first = {str(shown is not False).lower()}"
    return [f"# Whether {example} begins with the day: {why}", line if shown is not None else f"# {line}", ""]


def _roles(used: Sequence[_Column]) -> list[str]:
    column = next((column for column in used if column.canonical == "role"), None)
    lines = ["# Who is who: a value of the column with the role, and customer, agent, bot or system.", "[roles]"]
    if column is None:
        return [*lines, "# no column with roles was found; without one, names tell, or --agents NAME,…"]
    for value, count in column.values.most_common(_MOST_ROLES):
        if not normal(value):
            continue
        role = canonical("roles", value)
        line = f'{_quoted(value)} = "{role or "agent"}"  # {count:,} rows'
        lines.append(line if role else f"# {line}: not known; correct it and take the first # away")
    return lines


def _comment(text: str) -> str:
    """The text as a TOML comment can hold it."""
    return "".join(char if char.isprintable() else " " for char in text)


def _quoted(text: str) -> str:
    """The text as a TOML string."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
