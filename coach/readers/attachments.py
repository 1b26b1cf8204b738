"""Words and attachments that a file keeps in one message become messages of their own, the words first."""

from collections.abc import Iterable, Iterator

from msgspec import structs

from coach.readers.threads import Said
from coach.transcript import Kind


def with_attachments(said: Said, attached: Iterable[Kind]) -> Iterator[Said]:
    """The message, then one for each attachment; without words the first attachment takes the message's place.

    What has neither words nor attachments is an event: that something was sent is all that the file says.
    """
    kinds = tuple(attached)
    worded = said.kind not in (None, "text")
    if said.body or worded:
        yield said
    else:
        yield structs.replace(said, kind=kinds[0] if kinds else "event")
        kinds = kinds[1:]
    for kind in kinds:
        yield structs.replace(said, kind=kind, body="", refs=(), number="", replies_to="")
