"""Values as bytes that are kept: msgpack, compressed where the same texts come again and again."""

import zlib
from collections import Counter
from typing import Any, TypeVar

import msgspec

Value = TypeVar("Value")

LEVEL = 3
"""How hard zlib tries: higher levels cost more time than they save room."""


def packed(value: object) -> bytes:
    """The value as bytes."""
    return zlib.compress(msgspec.msgpack.encode(value), LEVEL)


def unpacked(body: bytes, kind: type[Value]) -> Value:
    """The value in the bytes."""
    return msgspec.msgpack.decode(zlib.decompress(body), type=kind, dec_hook=_counter)


def _counter(kind: Any, value: Any) -> Any:  # noqa: ANN401 - as msgspec calls it
    """A Counter, which msgspec does not know."""
    if getattr(kind, "__origin__", kind) is Counter:
        return Counter(value)
    raise NotImplementedError(f"no way to make a {kind}")
