"""The JDDC research corpus: tab-separated, one message a line, without times.

    session_id  user_id  waiter_send  is_transfer  is_repeat  content

The content stands last and may have tabs in it. The lines of one session stand together.
"""

from collections.abc import Iterator
from itertools import groupby

from msgspec import Struct

from coach.readers.reader import Head, reader
from coach.readers.stream import Stream
from coach.readers.threads import Said, Thread, conversation_of
from coach.transcript import Conversation

_COLUMNS = ("session_id", "user_id", "waiter_send", "is_transfer", "is_repeat", "content")


class _Line(Struct, frozen=True):
    """One message with its session and user."""

    number: int
    session: str
    user: str
    by_waiter: bool
    content: str


def sniff(head: Head) -> float:
    """The header."""
    return 1.0 if tuple(head.text.split("\n", 1)[0].strip().split("\t")) == _COLUMNS else 0.0


@reader("jddc", title="JDDC research corpus, .tsv", sniff=sniff)
def read(stream: Stream) -> Iterator[Conversation]:
    """One conversation for each session, as soon as the next one begins."""
    for (session, user), lines in groupby(_lines(stream), key=lambda line: (line.session, line.user)):
        said = [
            Said(
                line=line.number,
                sender="waiter" if line.by_waiter else user,
                role=("agent", "waiter_send") if line.by_waiter else ("customer", "waiter_send"),
                stamp=None,
                body=line.content,
            )
            for line in lines
        ]
        yield conversation_of(Thread(shop="", customer=user, session=session, said=said), stream, "jd")


def _lines(stream: Stream) -> Iterator[_Line]:
    for number, line in stream.lines():
        cells = [cell.strip() for cell in line.split("\t", len(_COLUMNS) - 1)]
        if not line.strip() or tuple(cells) == _COLUMNS:
            continue
        if len(cells) < len(_COLUMNS) or not (cells[0] and cells[1] and cells[5]) or cells[2] not in ("0", "1"):
            stream.skip(number, f"is not {', '.join(_COLUMNS)} with tabs between them; correct it in the file")
        else:
            yield _Line(number=number, session=cells[0], user=cells[1], by_waiter=cells[2] == "1", content=cells[5])
