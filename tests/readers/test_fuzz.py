"""Whatever happens to a file, reading it ends in messages, skips or an error of the tree."""

import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from coach.errors import CoachError
from coach.readers import ReadLog, ReadOptions, read, registry

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

edits = st.lists(
    st.tuples(st.floats(0, 1), st.integers(0, 40), st.one_of(st.binary(max_size=12), st.sampled_from(FRAGMENTS))),
    min_size=1,
    max_size=6,
)


@pytest.mark.parametrize("name", registry.names())
@given(changes=edits)
@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_only_errors_of_the_tree(name, changes):
    data = next(SAMPLES.glob(f"{name}.*")).read_bytes()
    for place, length, new in changes:
        start = int(place * len(data))
        data = data[:start] + new + data[start + length :]
    log = ReadLog()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "mutated.txt"
        path.write_bytes(data)
        for options in (ReadOptions(), ReadOptions(format=name)):
            try:
                found = list(read([path], options=options, log=log))
            except CoachError as problem:
                assert problem.message
            else:
                assert all(conversation.messages or name == "jsonl" for conversation in found)
