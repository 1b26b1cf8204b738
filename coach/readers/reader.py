"""What a chat format is: its name, how it is recognised, how it is read; and the registry of them all."""

from collections.abc import Callable, Iterator

from msgspec import Struct

from coach.errors import UnknownFormat
from coach.readers.stream import Stream
from coach.registry import Registry
from coach.transcript import Conversation

HEAD_BYTES = 8192
_UNMISTAKABLE = 0.9

Read = Callable[[Stream], Iterator[Conversation]]


class Head(Struct, frozen=True):
    """The start of a file, for recognising it: the first 8 KB as bytes, and as text ("" when it is no text)."""

    name: str
    data: bytes
    text: str


Sniff = Callable[[Head], float]


class Reader(Struct, frozen=True):
    """One chat format. `sniff` says how surely a head is of this format: 0 (no) to 1 (its own unmistakable mark)."""

    name: str
    title: str
    read: Read
    sniff: Sniff


registry = Registry[Reader](
    "chat format",
    modules=(
        "coach.readers.taobao_batch",
        "coach.readers.jd_log",
        "coach.readers.tables",
        "coach.readers.jsonl",
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
    known = ", ".join(f"{part.name} ({part.title})" for part in registry)
    raise UnknownFormat(
        f"{stream.name} is in no format that is known; known are {known}; name one with --format, "
        "or a table's columns with --map",
        file=stream.name,
    )


def head_of(stream: Stream) -> Head:
    """The head of a stream; binary files have no text, and text that cannot be decoded raises UnreadableFile."""
    data = stream.sample[:HEAD_BYTES]
    if data.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        return Head(name=stream.name, data=data, text="")
    text = data.decode(stream.encoding, "ignore").replace("\r\n", "\n")
    return Head(name=stream.name, data=data, text=text.removeprefix("\ufeff"))
