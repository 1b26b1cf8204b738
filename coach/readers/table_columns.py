"""Which column is which: aliases in Chinese, English and Spanish, the user's own map, and where the header stands."""

import re
import tomllib
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from functools import cache, lru_cache
from pathlib import Path

from msgspec import Struct

from coach.errors import BadTable, InputError
from coach.readers.options import TableProfile

HEADER_ROWS = 10
_ROLES = ("customer", "agent", "bot", "system")
_SPEAKERS = frozenset({"role", "sender"})
_DROPPED = re.compile(r"[\s_\-*.:：/()（）【】\[\]\"'ºª°#]+")


class Columns(Struct, frozen=True):
    """Canonical field → position in the row, and the header's own words."""

    positions: dict[str, int]
    header: tuple[str, ...]

    def value(self, row: Sequence[str], field: str) -> str:
        """The row's cell of a field; empty if the table or the row has none."""
        position = self.positions.get(field)
        return row[position] if position is not None and position < len(row) else ""

    def named(self, field: str) -> str:
        """What the table itself calls a field."""
        position = self.positions.get(field)
        return "" if position is None else self.header[position]

    @property
    def unread(self) -> tuple[str, ...]:
        """The header's words that name no field."""
        read = set(self.positions.values())
        return tuple(name for position, name in enumerate(self.header) if position not in read and name.strip())

    @property
    def score(self) -> float:
        """How surely these are columns of messages: 0 without a text, most with a text and who wrote it."""
        found = self.positions.keys()
        if "text" not in found:
            return 0.0
        if found & _SPEAKERS or {"agent", "customer"} <= found:
            return 0.5
        return 0.1 if found & {"time", "date"} else 0.0


@lru_cache(maxsize=1 << 12)
def normal(text: str) -> str:
    """A column name or value for comparing: no case, accents, spaces or punctuation."""
    folded = unicodedata.normalize("NFKD", text.casefold())
    return _DROPPED.sub("", "".join(char for char in folded if not unicodedata.combining(char)))


@cache
def aliases(section: str) -> Mapping[str, str]:
    """Normalised alias → canonical name, from one section of table_aliases.toml."""
    table = tomllib.loads(Path(__file__).with_name("table_aliases.toml").read_text(encoding="utf-8"))[section]
    return {normal(alias): name for name, words in table.items() for alias in (name, *words)}


def canonical(section: str, value: str) -> str | None:
    """The canonical name of a value ("买家" → "customer" among the roles), or None."""
    return aliases(section).get(normal(value)) if value else None


def match_header(row: Sequence[str], *, section: str = "columns", mapped: Mapping[str, str] | None = None) -> Columns:
    """The columns that a row names; names in `mapped` (field → column name) win over the aliases."""
    own = {normal(name): field for field, name in (mapped or {}).items()}
    known = {name: field for name, field in aliases(section).items() if field not in (mapped or {})}
    positions: dict[str, int] = {}
    for position, cell in enumerate(row):
        name = normal(cell)
        field = own.get(name) or known.get(name)
        if field and field not in positions:
            positions[field] = position
    if section == "columns" and "date" in positions and "time" not in positions:
        positions["time"] = positions.pop("date")
    return Columns(positions=positions, header=tuple(row))


def find_header(rows: Iterable[Sequence[str]], profile: TableProfile) -> tuple[int, Columns] | None:
    """The header among the first ten rows: the row that names most fields, and where it is; None without one."""
    best: tuple[int, Columns] | None = None
    for index, row in zip(range(HEADER_ROWS), rows, strict=False):
        columns = match_header(row, mapped=profile.columns)
        if columns.score and (best is None or len(columns.positions) > len(best[1].positions)):
            best = index, columns
    return best


def load_profile(path: Path, *, fields: Sequence[str] = ()) -> TableProfile:
    """A `--map` file: `field = "column name"` lines, `day_first = true`, and a table [roles] of value = "role".

    `fields` are those of another table than one of messages.

    Raises InputError for a file that cannot be read, BadTable for fields and roles that do not exist.
    """
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as problem:
        raise InputError(f"{path} cannot be read: {problem.strerror}; check the path", file=str(path)) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as problem:
        raise InputError(f"{path} is not valid TOML: {problem}", file=str(path)) from None
    roles = data.pop("roles", {})
    day_first = data.pop("day_first", None)
    fields = fields or sorted(set(aliases("columns").values()))
    for field, name in data.items():
        if field not in fields or not isinstance(name, str):
            known = ", ".join(fields)
            message = f'{path} maps {field!r}, which is no field; write field = "column name" with one of {known}'
            raise BadTable(message, file=str(path))
    if not isinstance(roles, dict) or not all(role in _ROLES for role in roles.values()):
        raise BadTable(
            f"{path} has a role that does not exist under [roles]; choose among {', '.join(_ROLES)}", file=str(path)
        )
    if day_first is not None and not isinstance(day_first, bool):
        raise BadTable(f"{path} has a day_first that is neither true nor false", file=str(path))
    return TableProfile(columns=data, roles={normal(value): role for value, role in roles.items()}, day_first=day_first)
