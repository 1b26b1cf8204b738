"""The first texts of an XLSX workbook, read without opening all of it: enough to recognise its columns."""

import html
import io
import re
import zipfile

from coach.readers.stream import BROKEN

_LOOKED_AT = 1 << 17
_TEXT = re.compile(r'(?:<(?:si|is)>|<c [^<>]{0,80}\bt="str"[^<>]{0,80}><v>)(.{0,500}?)</(?:si|is|v)>', re.DOTALL)
_TAG = re.compile(r"<[^<>]{0,200}>")
_PARTS = re.compile(r"xl/(?:sharedStrings|worksheets/sheet\d{1,3})\.xml")
_MOST = 400


def first_texts(data: bytes) -> frozenset[str]:
    """The texts that stand first in a workbook's sheets (up to 400 a sheet); empty when it cannot be opened."""
    found: list[str] = []
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for name in archive.namelist():
                if _PARTS.fullmatch(name):
                    with archive.open(name) as part:
                        found += _texts(part.read(_LOOKED_AT).decode("utf-8", "ignore"))
    except BROKEN:
        return frozenset()
    return frozenset(found)


def _texts(xml: str) -> list[str]:
    texts = (
        html.unescape(_TAG.sub("", match[1])).strip()
        for match, _ in zip(_TEXT.finditer(xml), range(_MOST), strict=False)
    )
    return [text for text in texts if text]
