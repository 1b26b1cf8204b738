import os
import sys
import zipfile

import pytest

from coach.errors import NothingRead, UnreadableFile
from coach.readers.opening import member_name, open_streams
from coach.readers.options import ReadLog, ReadOptions
from coach.readers.stream import Stream
from coach.settings import ReadSettings


def named(raw: bytes) -> zipfile.ZipInfo:
    """A member as an old zip program writes it: the name's bytes, and no flag that they are UTF-8."""
    info = zipfile.ZipInfo()
    info.filename = raw.decode("cp437")
    return info


@pytest.mark.parametrize("encoding", ["gbk", "utf-8"])
def test_member_names_in_chinese(encoding):
    assert member_name(named("聊天记录/小美.txt".encode(encoding))) == "聊天记录/小美.txt"


def test_folders_are_read_sorted_with_all_below(reading, samples, tmp_path):
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / "two.log").write_bytes((samples / "jd_log.log").read_bytes())
    (tmp_path / "a.txt").write_bytes((samples / "taobao_batch.txt").read_bytes())
    (tmp_path / ".hidden.txt").write_bytes(b"x")
    (tmp_path / "orders.csv").write_text("order_id,amount\n1,2\n", encoding="utf-8")
    found, log = reading(tmp_path, tmp_path / "a.txt")
    files = [conversation.messages[0].source.file for conversation in found]
    assert files == ["a.txt", "a.txt", "b/two.log", "b/two.log"]
    assert [skipped.file for skipped in log.skipped] == ["orders.csv"]
    assert log.files == 2


def test_zips_are_read_and_what_is_unsafe_in_them_is_not(reading, samples, tmp_path):
    path = tmp_path / "chats.zip"
    data = (samples / "taobao_batch.txt").read_bytes()
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("小美.txt", data)
        archive.writestr("../outside.txt", data)
        archive.writestr("__MACOSX/x.txt", data)
        archive.writestr("inner.zip", b"PK\x03\x04" + bytes(100))
    found, log = reading(path)
    assert {conversation.messages[0].source.file for conversation in found} == {"chats.zip/小美.txt"}
    assert {skipped.file: skipped.reason.split(";")[0] for skipped in log.skipped} == {
        "chats.zip/../outside.txt": "is refused: its name leads outside the archive",
        "chats.zip/inner.zip": "is a zip inside a zip",
    }
    assert sorted(file.name for file in tmp_path.iterdir()) == ["chats.zip"]


def test_a_zip_that_unpacks_to_too_much_is_refused(reading, tmp_path):
    path = tmp_path / "bomb.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.txt", bytes(3 * 1024 * 1024))
    with pytest.raises(NothingRead, match=r"bomb\.zip would unpack to 3 MB"):
        reading(path, settings=ReadSettings(max_unzipped_mb=2))


def test_a_broken_zip_and_a_missing_file_are_named(reading, samples, tmp_path):
    path = tmp_path / "broken.zip"
    path.write_bytes(b"PK\x03\x04" + bytes(50))
    with pytest.raises(NothingRead, match=r"broken\.zip is a zip that cannot be opened.*gone\.txt does not exist"):
        reading(path, tmp_path / "gone.txt")
    found, log = reading(path, samples / "jd_log.log")
    assert len(found) == 2
    assert len(log.skipped) == 1


def test_nothing_to_read(reading, tmp_path):
    with pytest.raises(NothingRead, match="no file was found"):
        reading(tmp_path)


@pytest.mark.parametrize(("flag", "reason"), [(0x20, "compressed patched data"), (0x40, "strong encryption")])
def test_a_member_with_an_odd_flag_is_skipped_and_the_others_are_read(flag, reason, reading, samples, tmp_path):
    path = tmp_path / "chats.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a.txt", "x")
        archive.write(samples / "jd_log.log", "b.log")
    data = bytearray(path.read_bytes())
    data[data.index(b"PK\x01\x02") + 8] |= flag
    path.write_bytes(data)
    found, log = reading(path)
    assert len(found) == 2
    (skipped,) = log.skipped
    assert skipped.file == "chats.zip/a.txt"
    assert reason in skipped.reason


@pytest.mark.parametrize("error", [NotImplementedError, RuntimeError, ValueError, EOFError])
def test_what_a_zip_member_raises_is_an_unreadable_file(error):
    def broken():
        raise error("odd")

    stream = Stream(name="a.zip/a.txt", open_file=broken, options=ReadOptions(), log=ReadLog())
    with pytest.raises(UnreadableFile, match=r"a\.zip/a\.txt cannot be read \(odd\)"):
        stream.read_bytes()


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux keeps file names that are no text")
@pytest.mark.parametrize(
    ("raw", "name"),
    [("小美.log".encode("gb18030"), "小美.log"), ("小美.log".encode(), "小美.log"), (b"a\xff.log", "a\ufffd.log")],
)
def test_file_names_are_text_whatever_their_bytes(raw, name, reading, samples, tmp_path):
    path = tmp_path / os.fsdecode(raw)
    path.write_bytes((samples / "jd_log.log").read_bytes())
    for given in (path, tmp_path):
        assert {conversation.messages[0].source.file for conversation in reading(given)[0]} == {name}


def test_beside_a_file_stand_its_folder_and_those_above_up_to_the_one_that_was_named(tmp_path):
    for name in ("outside.json", "export/users.json", "export/a/b/one.json", "export/a/b/two.json", "export/c/no.json"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("[]", encoding="utf-8")
    streams = open_streams([tmp_path / "export"], options=ReadOptions(), log=ReadLog())
    beside = {stream.name: [other.name for other in stream.beside()] for stream in streams}
    assert beside["a/b/one.json"] == ["a/b/two.json", "users.json"]
    assert beside["users.json"] == []
