"""Whatever happens to a file, reading it ends in messages, skips or an error of the tree."""

import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from coach.errors import CoachError
from coach.readers import ReadLog, ReadOptions, read, registry
from coach.readers.table_out import csv_lines

SAMPLES = Path(__file__).with_name("samples")
FRAGMENTS = (
    b"\n",
    b"\t",
    b",",
    b'"',
    b"\0",
    b"\xff",
    b"\r",
    b"2024-02-30 10:00:00",
    b"):  ",
    b"=" * 64,
    b"-" * 28,
    b"/***",
)

HTML_ROWS = (("会话ID", "时间", "角色", "内容"), ("1", "2024-3-5 10:00", "买家", "在吗"), ("1", "10:01", "客服", "好"))

edits = st.lists(
    st.tuples(st.floats(0, 1), st.integers(0, 40), st.one_of(st.binary(max_size=12), st.sampled_from(FRAGMENTS))),
    min_size=1,
    max_size=6,
)


@pytest.mark.parametrize("name", [part.name for part in registry if not part.companion])
@given(changes=edits)
@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_only_errors_of_the_tree(name, changes):
    sample = next(
        path for path in sorted(SAMPLES.rglob("*")) if path.is_file() and name in (path.stem, path.parent.name)
    )
    assert wrong_endings(sample.name, sample.read_bytes(), changes, formats=(None, name)) == []


@given(changes=edits)
@settings(max_examples=100, deadline=None)
def test_only_errors_of_the_tree_from_a_table_that_was_converted(changes):
    conversations = list(read([SAMPLES / "table.csv"], options=ReadOptions(), log=ReadLog()))
    assert wrong_endings("out.csv", b"".join(csv_lines(conversations)), changes, formats=(None, "table")) == []


@given(changes=edits)
@settings(max_examples=100, deadline=None)
def test_only_errors_of_the_tree_from_a_table_in_html(changes):
    rows = "".join(f"<tr><td>{'</td><td rowspan=2>'.join(row)}</td></tr>" for row in HTML_ROWS)
    page = f"<html><table>{rows}</table></html>".encode()
    assert wrong_endings("out.xls", page, changes, formats=(None, "table")) == []


def wrong_endings(file, data, changes, *, formats):
    """Formats under which reading the changed file ends in an error without words, or in chats without messages."""
    for place, length, new in changes:
        start = int(place * len(data))
        data = data[:start] + new + data[start + length :]
    wrong = []
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / file
        path.write_bytes(data)
        for name in formats:
            try:
                found = list(read([path], options=ReadOptions(format=name), log=ReadLog()))
            except CoachError as problem:
                wrong += [] if problem.message else [name]
            else:
                wrong += [] if all(conversation.messages for conversation in found) else [name]
    return wrong
