"""What a chat format is: its name, how it is recognised, how it is read; and the registry of them all."""

from collections.abc import Callable, Iterator

from msgspec import Struct

from coach.errors import UnknownFormat
from coach.readers.stream import Stream
from coach.readers.workbook_head import first_texts
from coach.registry import Registry
from coach.transcript import Conversation

HEAD_BYTES = 8192
_UNMISTAKABLE = 0.9

Read = Callable[[Stream], Iterator[Conversation]]


class Head(Struct, frozen=True):
    """The start of a file, for recognising it: the first 8 KB as bytes, and as text ("" when it is no text).

    `cells` are the first texts of an XLSX workbook, whatever their order.
    """

    name: str
    data: bytes
    text: str
    cells: frozenset[str] = frozenset()


Sniff = Callable[[Head], float]


class Reader(Struct, frozen=True):
    """One chat format. `sniff` says how surely a head is of this format: 0 (no) to 1 (its own unmistakable mark).

    A `companion` holds no messages of its own: another file of the export needs it, and reads it from beside itself.
    """

    name: str
    title: str
    read: Read
    sniff: Sniff
    companion: bool = False


registry = Registry[Reader](
    "chat format",
    modules=(
        "coach.readers.formats.taobao_batch",
        "coach.readers.formats.jd_log",
        "coach.readers.formats.tables",
        "coach.readers.formats.jsonl",
        "coach.readers.formats.whatsapp",
        "coach.readers.formats.rasa_tracker",
        "coach.readers.formats.dstc11",
        "coach.readers.formats.ntcir_stc3",
        "coach.readers.formats.convokit",
        "coach.readers.formats.slack",
        "coach.readers.formats.telegram",
        "coach.readers.formats.messenger",
        "coach.readers.formats.openai_messages",
        "coach.readers.formats.jd_sessions",
        "coach.readers.formats.jd_api",
        "coach.readers.formats.jd_console",
        "coach.readers.formats.wecom",
        "coach.readers.formats.wechat_kf",
        "coach.readers.formats.wechat_mp",
        "coach.readers.formats.jddc",
        "coach.readers.formats.memotrace",
        "coach.readers.formats.weflow",
        "coach.readers.formats.qq_txt",
        "coach.readers.formats.qq_mht",
        "coach.readers.formats.pinduoduo",
        "coach.readers.formats.douyin",
        "coach.readers.formats.tencent_ccc",
        "coach.readers.formats.zendesk_chat",
        "coach.readers.formats.zendesk_comments",
        "coach.readers.formats.intercom",
        "coach.readers.formats.chatwoot",
        "coach.readers.formats.livechat",
        "coach.readers.formats.freshchat",
        "coach.readers.formats.gorgias",
        "coach.readers.formats.crisp",
        "coach.readers.formats.hubspot",
        "coach.readers.formats.helpscout",
        "coach.readers.formats.amazon_connect",
        "coach.readers.formats.contact_lens",
        "coach.readers.formats.taobao_im_record",
        "coach.readers.formats.qianniu_clipboard",
        "coach.readers.formats.qianniu_web",
        "coach.readers.formats.session_blob",
        "coach.readers.formats.qianniu_userscript",
        "coach.readers.formats.taobao_top_xml",
    ),
    group="coach.readers",
)


def reader(name: str, *, title: str, sniff: Sniff) -> Callable[[Read], Read]:
    """Register a chat format; decorates its `read(stream) → Iterator[Conversation]`.

    A reader yields conversations as it reads them. Bad lines go to `stream.skip`; it raises an InputError only when
    the whole file cannot be read.
    """

    def register(read: Read) -> Read:
        registry.add(name, Reader(name=name, title=title, read=read, sniff=sniff))
        return read

    return register


def companion(name: str, *, title: str, sniff: Sniff, notice: str = "") -> None:
    """Register a file that goes with chats but holds none, such as a list of users, so that it is passed over.

    `notice` says, if need be, what it is used for.
    """

    def read(stream: Stream) -> Iterator[Conversation]:
        if notice:
            stream.notice(notice)
        return iter(())

    registry.add(name, Reader(name=name, title=title, read=read, sniff=sniff, companion=True))


def recognise(stream: Stream) -> Reader:
    """The reader that knows the file best; UnknownFormat, naming the known ones, when none does.

    A `--map` says that what has no unmistakable mark of its own is a table.
    """
    head = head_of(stream)
    sure, found = max(((part.sniff(head), part) for part in registry), key=lambda pair: pair[0])
    if stream.options.profile.columns and sure < _UNMISTAKABLE:
        return registry.get("table")
    if sure > 0:
        return found
    known = ", ".join(part.name for part in registry if not part.companion)
    raise UnknownFormat(
        f"{stream.name} is in no format that is known; name one with --format, or a table's columns with --map; "
        f"`coach formats` describes them: {known}",
        file=stream.name,
    )


def head_of(stream: Stream) -> Head:
    """The head of a stream; binary files have no text, and text that cannot be decoded raises UnreadableFile."""
    data = stream.sample[:HEAD_BYTES]
    if data.startswith(b"PK\x03\x04"):
        return Head(name=stream.name, data=data, text="", cells=first_texts(stream.read_bytes()))
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        return Head(name=stream.name, data=data, text="")
    text = data.decode(stream.encoding, "ignore").replace("\r\n", "\n")
    return Head(name=stream.name, data=data, text=text.removeprefix("\ufeff"))
