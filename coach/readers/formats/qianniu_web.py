"""Qianniu's chat query page in the browser (子账号管理 → 监控查询 → 聊天记录), copied into a text file.

Each message is its time, its text, then its sender; read the other way round, every answer would go to the customer.
"""

from collections.abc import Iterator

from coach.errors import UnknownRoles
from coach.readers.query_page import STRAY, Page, looks_like_page, pages
from coach.readers.reader import Head, reader
from coach.readers.stream import Stream
from coach.readers.taobao import conversations, is_staff
from coach.transcript import Conversation


def sniff(head: Head) -> float:
    """Lines that are nothing but a time, with the page's end mark or lines that are nothing but a date."""
    return looks_like_page(head.text)


@reader("qianniu_web", title="Qianniu chat query page, copied as text", sniff=sniff)
def read(stream: Stream) -> Iterator[Conversation]:
    """One conversation for each page of the text; only one page is held at a time."""
    for page in pages(stream.lines()):
        for line in page.stray:
            stream.skip(line, STRAY)
        if not page.spoken:
            continue
        if any(said.stamp is None for said in page.spoken):
            stream.notice("has times without a date; these messages keep the order of the page and have no time")
        try:
            yield from conversations(page.spoken, stream, customer=_titled(page, stream))
        except UnknownRoles as problem:
            stream.skip(page.line, f"begins a page that is skipped: {problem.message}")


def _titled(page: Page, stream: Stream) -> str:
    """The customer whom the page's title names: one who writes in it, or any when only staff does."""
    roster = stream.options.roster
    others = {said.sender for said in page.spoken if said.sender and not is_staff(said.sender, roster)}
    named = page.title in others or (not others and not is_staff(page.title, roster))
    return page.title if named else ""
