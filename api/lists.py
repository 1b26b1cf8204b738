"""Lists that are made in memory, page by page as the store's are."""

import base64
import json
from collections.abc import Mapping, Sequence
from typing import Any

from coach.errors import InputError
from coach.store.values import Page, Paging

Line = Mapping[str, Any]


def paged(lines: Sequence[Line], paging: Paging, *, key: str, sorts: Sequence[str], default: str) -> Page[Any]:
    """One page of the lines, sorted by a field of `sorts` and then by `key`; what is not known comes first.

    Raises InputError for another field, and for a cursor that was not given by the same list.
    """
    sort = paging.sort or default
    field = sort.removeprefix("-")
    if field not in sorts:
        raise InputError(f"this list cannot be sorted by {field!r}; choose one of: {', '.join(sorts)}")
    ordered = sorted(lines, key=lambda one: _place(one, field, key), reverse=sort.startswith("-"))
    start = _after(paging.cursor, sort, [str(one[key]) for one in ordered]) if paging.cursor else 0
    shown = ordered[start : start + paging.limit]
    more = start + paging.limit < len(ordered)
    return Page(tuple(shown), _sealed(sort, str(shown[-1][key])) if more else None)


def _place(line: Line, field: str, key: str) -> tuple[bool, Any, str]:
    value = line[field]
    return value is not None, 0 if value is None else value, str(line[key])


def _sealed(sort: str, key: str) -> str:
    return base64.urlsafe_b64encode(json.dumps([sort, key]).encode()).decode().rstrip("=")


def _after(cursor: str, sort: str, keys: Sequence[str]) -> int:
    """The position behind the line that the cursor names."""
    try:
        made_for, key = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        if made_for != sort:
            raise ValueError
        return keys.index(key) + 1
    except (ValueError, TypeError, RecursionError):
        raise InputError("the cursor does not belong to this list; begin again without one") from None
