"""JD 咚咚: answers of the API `jingdong.im.pop.chatlog.get`, one page or several after each other.

    {"jingdong_im_pop_chatlog_get_responce": {"ChatLogPage": {"chatLogList": [
        {"content": …, "sid": …, "waiterSend": true, "time": ms, "skuId": …, "customer": …, "waiter": …}]}}}

The list mixes sessions, so it is collected until the file is read.
"""

from collections.abc import Iterator

from msgspec import Struct, field

from coach.readers.accounts import split_account
from coach.readers.json_records import json_keys, json_records, path_to
from coach.readers.markup import plain_text
from coach.readers.names import Names, RoleWithEvidence, count_names
from coach.readers.reader import Head, reader
from coach.readers.stream import Stream
from coach.readers.threads import Said, Threads, stamp_of, until_cut_off
from coach.transcript import Conversation, Refs


class _Log(Struct, frozen=True):
    """One message."""

    customer: str | None = None
    waiter: str | None = None
    content: str | None = None
    sid: str | int | None = None
    by_waiter: bool | None = field(default=None, name="waiterSend")
    time: str | int | float | None = None
    item: str | int | None = field(default=None, name="skuId")


def sniff(head: Head) -> float:
    """The list's own name, or the fields of its messages."""
    keys = json_keys(head)
    return 1.0 if "chatLogList" in keys or {"waiterSend", "sid"} <= keys else 0.0


@reader("jd_api", title="JD Dongdong API chat log, .json", sniff=sniff)
def read(stream: Stream) -> Iterator[Conversation]:
    """One conversation for each session id (`sid`) of a customer."""
    threads = Threads(stream, "jd")
    names = count_names((), stream.options.roster)
    logs = json_records(stream, path_to(stream, "chatLogList") or "item", _Log)
    for number, log in until_cut_off(stream, logs):
        stamp = stamp_of(log.time)
        if not log.customer:
            stream.skip(number, "names no customer; ask the API for the messages of one customer")
        elif stamp is None:
            stream.skip(number, f"has no time that can be read: {log.time!r}; export it again")
        elif log.by_waiter is None:
            stream.skip(number, "does not say who wrote it (waiterSend); export it again")
        else:
            said = Said(
                line=number,
                sender=(log.waiter or "waiter") if log.by_waiter else log.customer,
                role=_role(log, names),
                stamp=stamp,
                body=plain_text(log.content or "")[0],
                refs=(Refs(items=(str(log.item),)),) if log.item else (),
            )
            session = str(log.sid) if log.sid else None
            threads.add(said, customer=log.customer, shop=split_account(log.waiter or "")[0], session=session)
    yield from threads.conversations()


def _role(log: _Log, names: Names) -> RoleWithEvidence:
    if not log.by_waiter:
        return "customer", "waiterSend"
    by_name = names.sure_role(log.waiter or "")
    return by_name if by_name and by_name[0] == "bot" else ("agent", "waiterSend")
