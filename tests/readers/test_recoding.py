import io

import pytest

from coach.readers.recoding import Utf8File

TEXT = '["在吗，¿dónde está?","好的"]'


def recoded(data: bytes, encoding: str, *, step: int = 1 << 18) -> tuple[str, int]:
    """The text, read in pieces of `step` bytes, and how often damage was told."""
    source, told = io.BytesIO(data), []
    file = Utf8File(lambda size: source.read(min(size, step)), encoding, notice=told.append)
    return io.BufferedReader(file).read().decode("utf-8"), len(told)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-be", "utf-32"])
@pytest.mark.parametrize("step", [1, 7, 1 << 18])
def test_every_encoding_becomes_utf8_wherever_the_pieces_end(encoding, step):
    assert recoded(TEXT.encode(encoding), encoding, step=step) == (TEXT, 0)


@pytest.mark.parametrize("step", [1, 5, 1 << 18])
def test_a_text_in_another_encoding_is_read_and_its_neighbours_as_well(step):
    data = '["訂單還沒到","'.encode() + "訂單還沒到，請問什麼時候會到".encode("gb18030") + '","好的"]'.encode()
    assert recoded(data, "utf-8", step=step) == ('["訂單還沒到","訂單還沒到，請問什麼時候會到","好的"]', 1)


def test_broken_bytes_cost_only_themselves():
    text, told = recoded(b'["a\xffb","c"]', "utf-8")
    assert (text, told) == ('["a\ufffdb","c"]', 1)


def test_wide_text_that_is_broken_is_an_error():
    with pytest.raises(UnicodeError):
        recoded(b"\xff\xfea\x00\x00\xd8", "utf-16")
