"""The law over all chat formats: each has a sample that reads, reads the same again, and survives bad input."""

from pathlib import Path

import pytest

from coach.errors import CoachError, NothingRead
from coach.readers import ReadLog, ReadOptions, read, registry
from coach.settings import ReadSettings

NAMES = registry.names()
SAMPLES = Path(__file__).with_name("samples")
NOISE = bytes(range(256)) * 40


def sample(name: str) -> Path:
    return next(SAMPLES.glob(f"{name}.*"))


def outcome(path: Path, options: ReadOptions) -> tuple[int, ReadLog]:
    """How many messages were read; an error of the tree counts as none, and must say something."""
    log = ReadLog()
    count = 0
    try:
        for conversation in read([path], options=options, log=log):
            count += len(conversation.messages)
    except NothingRead as problem:
        assert path.name in problem.message
    return count, log


@pytest.mark.parametrize("name", NAMES)
def test_the_sample_reads_without_a_skip_and_is_recognised(name, reading):
    found, log = reading(sample(name))
    assert sum(len(conversation.messages) for conversation in found) >= 4
    assert log.skipped == []
    assert found == reading(sample(name), format=name)[0]


@pytest.mark.parametrize("name", NAMES)
def test_it_reads_the_same_again_and_ids_are_unique(name, reading):
    found, _ = reading(sample(name))
    assert found == reading(sample(name))[0]
    ids = [message.id for conversation in found for message in conversation.messages]
    assert len(ids) == len(set(ids))
    assert len({conversation.id for conversation in found}) == len(found)


@pytest.mark.parametrize("name", NAMES)
def test_messages_are_in_order_and_say_who_wrote_them_and_why(name, reading):
    for conversation in reading(sample(name))[0]:
        times = [message.sent_at for message in conversation.messages if message.sent_at]
        assert times == sorted(times)
        for message in conversation.messages:
            assert message.role != "unknown"
            assert message.role_evidence
            assert message.source.line > 0
            assert message.text or message.kind != "text"


BAD = {
    "empty": b"",
    "noise": NOISE,
    "html": b"<html><body><table><tr><td>text</td></tr></table></body></html>",
    "workbook start": b"PK\x03\x04" + NOISE + b"xl/workbook.xml",
    "old workbook start": b"\xd0\xcf\x11\xe0" + NOISE,
    "json": b'{"messages": [{"text": "hi", "sender": "a", "time": 1}]}',
    "whatsapp": b"15/04/2024, 15:05 - Sam: Where is my order?\n15/04/2024, 15:06 - Shop: Hi\n",
    "zeros": bytes(1000),
}


@pytest.mark.parametrize("name", [None, *NAMES])
@pytest.mark.parametrize("bad", BAD)
def test_bad_input_is_a_clear_error_also_when_the_format_is_forced(name, bad, tmp_path):
    path = tmp_path / "bad.xlsx"
    path.write_bytes(BAD[bad])
    count, log = outcome(path, ReadOptions(format=name))
    assert count == 0
    assert log.skipped
    assert all(skipped.reason for skipped in log.skipped)


@pytest.mark.parametrize("name", NAMES)
def test_a_cut_off_file_gives_what_is_whole(name, tmp_path):
    data = sample(name).read_bytes()
    path = tmp_path / sample(name).name
    for cut in range(1, len(data), max(1, len(data) // 25)):
        path.write_bytes(data[:cut])
        count, log = outcome(path, ReadOptions())
        assert count or log.skipped


@pytest.mark.parametrize("name", [name for name in NAMES if name != "jsonl"])
def test_a_giant_line_is_skipped_and_the_rest_is_read(name, tmp_path):
    data = sample(name).read_bytes()
    path = tmp_path / sample(name).name
    path.write_bytes(data.rstrip(b"\n") + b"\n" + b"x" * 5000 + b"\n")
    whole, _ = outcome(sample(name), ReadOptions())
    count, log = outcome(path, ReadOptions(settings=ReadSettings(max_line_kb=2)))
    assert count == whole
    assert [skipped.line for skipped in log.skipped] == [data.rstrip(b"\n").count(b"\n") + 2]


@pytest.mark.parametrize("name", NAMES)
def test_a_line_in_another_encoding_is_still_read(name, tmp_path):
    data = sample(name).read_bytes()
    encoding = "gbk" if name == "taobao_batch" else "utf-8"
    other = "utf-8" if name == "taobao_batch" else "gbk"
    lines = data.split(b"\n")
    number = max(range(len(lines)), key=lambda index: "小美".encode(encoding) in lines[index] and index)
    lines[number] = lines[number].decode(encoding).encode(other)
    path = tmp_path / sample(name).name
    path.write_bytes(b"\n".join(lines))
    whole, _ = outcome(sample(name), ReadOptions())
    assert outcome(path, ReadOptions())[0] == whole


def test_a_format_nobody_knows_is_named():
    with pytest.raises(CoachError, match="no chat format called 'x'"):
        next(read([], options=ReadOptions(format="x"), log=ReadLog()))


def test_unknown_formats_name_the_known_ones(reading_text):
    with pytest.raises(NothingRead, match=r"jd_log.*jsonl.*table.*taobao_batch"):
        reading_text('{"a": 1}')


def test_times_without_offset_stay_naive_and_the_zone_is_named(reading):
    found, _ = reading(sample("jd_log"), zone="+08:00")
    assert found[0].zone == "+08:00"
    assert found[0].messages[0].sent_at.tzinfo is None


def test_a_zone_that_is_none_is_refused(reading):
    with pytest.raises(CoachError, match="no time zone"):
        reading(sample("jd_log"), zone="Asia/Nowhere")
