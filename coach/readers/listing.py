"""Tables that list things rather than messages: rosters, items."""

from collections.abc import Iterator
from pathlib import Path

from msgspec import Struct

from coach.errors import BadTable, InputError
from coach.readers.options import ReadLog, ReadOptions
from coach.readers.stream import Stream
from coach.readers.table_columns import HEADER_ROWS, Columns, match_header
from coach.readers.table_rows import is_binary_table, sheets, stream_delimiter
from coach.settings import ReadSettings


class Listed(Struct, frozen=True):
    """One row below the header: its line, and its cells by column."""

    line: int
    cells: list[str]
    columns: Columns

    def value(self, field: str) -> str:
        """The cell of a field; empty if the table or the row has none."""
        return self.columns.value(self.cells, field)


def listed_rows(
    path: Path, *, section: str, needed: frozenset[str], encoding: str | None, settings: ReadSettings
) -> Iterator[Listed]:
    """The rows of a CSV or workbook below a header that has all `needed` columns, named by the aliases of `section`.

    Raises InputError when there is no such file, BadTable naming the line of a row that cannot be read.
    """
    if not path.is_file():
        raise InputError(f"{path} is no file; name the table of the {section}", file=str(path))
    log = ReadLog()
    options = ReadOptions(encoding=encoding, settings=settings)
    stream = Stream(name=path.name, open_file=lambda: path.open("rb"), options=options, log=log)
    delimiter = "," if is_binary_table(stream.sample) else stream_delimiter(stream, options.profile, section=section)
    for sheet in sheets(stream, delimiter=delimiter):
        columns: Columns | None = None
        for index, (line, row) in enumerate(sheet.rows):
            if columns is not None:
                yield Listed(line=line, cells=row, columns=columns)
            elif index < HEADER_ROWS:
                found = match_header(row, section=section)
                columns = found if needed <= found.positions.keys() else None
    if log.skipped:
        raise BadTable(f"{log.skipped[0]}", file=path.name, line=log.skipped[0].line)
