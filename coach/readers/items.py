"""Reading the shop's items: what an item id is called."""

from pathlib import Path

from coach.errors import BadTable
from coach.readers.listing import listed_rows
from coach.settings import ReadSettings

_DEFAULTS = ReadSettings()


def read_items(path: Path, *, encoding: str | None = None, settings: ReadSettings = _DEFAULTS) -> dict[str, str]:
    """Item id to title, from a CSV or workbook with the columns id and title (url may stand beside them).

    Rows without an id or a title are passed over, since they name nothing. Raises BadTable when none is left.
    """
    rows = listed_rows(path, section="items", needed=frozenset({"id", "title"}), encoding=encoding, settings=settings)
    titles = {row.value("id"): row.value("title") for row in rows if row.value("id") and row.value("title")}
    if not titles:
        message = f"{path.name} names no item; it needs the columns id (商品ID) and title (商品名称)"
        raise BadTable(message, file=path.name)
    return titles
