"""XML files as a stream of records, without entities and in constant memory, however large the file is."""

from collections.abc import Iterator
from typing import Any
from xml.etree.ElementTree import Element, ParseError, TreeBuilder

from defusedxml.ElementTree import DefusedXMLParser, iterparse

from coach.errors import UnreadableFile
from coach.readers.stream import BROKEN, Stream

Fields = dict[str, Any]


def xml_records(stream: Stream, tag: str) -> Iterator[tuple[int, Fields]]:
    """The fields of each element with this tag, with its number from 1; fields that repeat are lists.

    A file that is cut off gives its whole records; then it raises UnreadableFile, as for one that declares entities.
    """
    count = 0
    with stream.open_utf8() as file:
        parser = DefusedXMLParser(target=TreeBuilder(), encoding="utf-8")
        try:
            for _, element in iterparse(file, events=("end",), parser=parser):
                if _name(element) == tag:
                    count += 1
                    value = _value(element)
                    yield count, value if isinstance(value, dict) else {}
                    element.clear()
        except (ParseError, *BROKEN) as problem:
            reason = " ".join(str(problem).split())[:120]
            message = f"{stream.name} is cut off or no XML after record {count} ({reason}); export it again"
            raise UnreadableFile(message, file=stream.name) from None


def _value(element: Element) -> Any:  # noqa: ANN401
    if len(element) == 0:
        return element.text or ""
    fields: Fields = {}
    for child in element:
        name, value = _name(child), _value(child)
        if name not in fields:
            fields[name] = value
        elif isinstance(fields[name], list):
            fields[name].append(value)
        else:
            fields[name] = [fields[name], value]
    return fields


def _name(element: Element) -> str:
    return element.tag.rpartition("}")[2]
