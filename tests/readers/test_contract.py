"""The law over all chat formats: each has a sample that reads, reads the same again, and survives bad input."""

import io
import zipfile
from pathlib import Path

import msgspec
import pytest

from coach.cli.convert import convert
from coach.errors import CoachError, NothingRead
from coach.readers import ReadLog, ReadOptions, read, registry
from coach.readers.pages import page, pages_folder
from coach.settings import ReadSettings
from coach.transcript import Conversation

NAMES = [part.name for part in registry if not part.companion]
SAMPLES = Path(__file__).with_name("samples")
GOLDEN = Path(__file__).with_name("golden")
NOISE = bytes(range(256)) * 40


def sample(name: str) -> Path:
    """A format's sample: one file, or a folder for a format that keeps an export in several."""
    folder = SAMPLES / name
    return folder if folder.is_dir() else next(SAMPLES.glob(f"{name}.*"), folder)


LINES = [name for name in NAMES if sample(name).suffix in {".txt", ".log", ".csv", ".tsv"}]
CHINESE = [name for name in LINES if "小美".encode() in sample(name).read_bytes() or name == "taobao_batch"]
FILES = [name for name in NAMES if sample(name).is_file()]


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
def test_the_sample_reads_as_its_golden_file_says(name, reading):
    golden = (GOLDEN / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    assert [msgspec.json.decode(line, type=Conversation) for line in golden] == reading(sample(name))[0]


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


ZIPPED = io.BytesIO()
with zipfile.ZipFile(ZIPPED, "w", zipfile.ZIP_DEFLATED) as archive:
    archive.writestr("a.txt", NOISE * 10)
BAD = {
    "empty": b"",
    "header only": "会话ID,时间,角色,内容\n".encode(),
    "no time in any row": "会话ID,时间,角色,内容\n1,,买家,在吗\n1,,客服,在的\n".encode(),
    "cut off zip": ZIPPED.getvalue()[:-30],
    "cut off json": b'{"chats": [{"id": "1", "history": [{"msg": "hi", "nick": "visi',
    "one line": b'[{"a": "' + b"x" * 3_000_000,
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


@pytest.mark.parametrize("name", FILES)
def test_a_cut_off_file_gives_what_is_whole(name, tmp_path):
    data = sample(name).read_bytes()
    path = tmp_path / sample(name).name
    for cut in range(1, len(data), max(1, len(data) // 25)):
        path.write_bytes(data[:cut])
        count, log = outcome(path, ReadOptions())
        assert count or log.skipped


@pytest.mark.parametrize("name", LINES)
def test_a_giant_line_is_skipped_and_the_rest_is_read(name, tmp_path):
    data = sample(name).read_bytes()
    path = tmp_path / sample(name).name
    path.write_bytes(data.rstrip(b"\n") + b"\n" + b"x" * 5000 + b"\n")
    whole, _ = outcome(sample(name), ReadOptions())
    count, log = outcome(path, ReadOptions(settings=ReadSettings(max_line_kb=2)))
    assert count == whole
    assert [skipped.line for skipped in log.skipped] == [data.rstrip(b"\n").count(b"\n") + 2]


@pytest.mark.parametrize("name", CHINESE)
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


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("to", ["jsonl", "csv", "xlsx", "convokit"])
def test_what_is_converted_reads_back_the_same(name, to, reading, tmp_path):
    output = tmp_path / f"out.{to}"
    convert([sample(name)], to=to, output=output)
    assert reading(output)[0] == reading(sample(name))[0]


@pytest.mark.parametrize("name", NAMES)
def test_it_has_a_page(name):
    headings = [line for line in page(name).splitlines() if line.startswith("#")]
    assert headings[0].startswith("# ")
    assert headings[1:] == ["## How to export", "## What is read", "## What is lost"]


def test_the_list_of_pages_has_every_format():
    rows = [line.split("|") for line in (pages_folder() / "README.md").read_text(encoding="utf-8").splitlines()]
    listed = [row[1].strip() for row in rows if len(row) == 6]
    assert sorted(listed[2:]) == sorted(f"[{name}]({name}.md)" for name in NAMES)


def test_a_file_that_goes_with_chats_is_named_when_it_comes_alone(reading):
    with pytest.raises(NothingRead, match=r"users\.json goes with the chats of its export and holds none"):
        reading(SAMPLES / "slack" / "users.json")


def test_a_format_nobody_knows_is_named():
    with pytest.raises(CoachError, match="no chat format called 'x'"):
        next(read([], options=ReadOptions(format="x"), log=ReadLog()))


def test_unknown_formats_name_the_known_ones(reading_text):
    with pytest.raises(NothingRead, match=r"coach formats.*jd_log.*jsonl.*table.*taobao_batch"):
        reading_text('{"a": 1}')


def test_times_without_offset_stay_naive_and_the_zone_is_named(reading):
    found, _ = reading(sample("jd_log"), zone="+08:00")
    assert found[0].zone == "+08:00"
    assert found[0].messages[0].sent_at.tzinfo is None


def test_a_zone_that_is_none_is_refused(reading):
    with pytest.raises(CoachError, match="no time zone"):
        reading(sample("jd_log"), zone="Asia/Nowhere")
