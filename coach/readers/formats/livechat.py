"""LiveChat (text.com): chats as `list_archives` gives them, each with one thread of events.

    {"chats": [{"id", "users": [{"id", "name", "type": "agent"}],
                "thread": {"id", "events": [{"id", "created_at", "type": "message", "text", "author_id"}]}}]}

A chat has many threads, each its own native session; `get_chat` objects and lists in `threads` are read as well. One
chat is held at a time.
"""

from collections.abc import Iterator
from typing import Any

from msgspec import Struct

from coach.readers.helpdesk import Entry, Id, Time, Told, attached, conversation_of, word
from coach.readers.json_records import found_records, json_keys, typed_entries
from coach.readers.reader import Head, reader
from coach.readers.stream import Stream
from coach.transcript import Conversation, Outcome, Role

_ROLES: dict[str, Role] = {"agent": "agent", "customer": "customer", "bot": "bot"}
_SYSTEM = "system_message"


class User(Struct):
    """An agent or the customer."""

    id: Id = None
    name: str | None = None
    type: str | None = None


class Field(Struct):
    """One question of a form, and its answer."""

    label: str | None = None
    name: str | None = None
    answer: Any = None
    value: Any = None


class Button(Struct):
    """A choice that a rich message offers."""

    text: str | None = None


class Element(Struct):
    """One part of a rich message."""

    title: str | None = None
    subtitle: str | None = None
    buttons: list[Button] | None = None


class Event(Struct):
    """One event of a thread; system messages have no author."""

    type: str
    id: Id = None
    created_at: Time = None
    visibility: str | None = None
    author_id: Id = None
    text: str | None = None
    name: str | None = None
    url: str | None = None
    content_type: str | None = None
    system_message_type: str | None = None
    text_vars: dict[str, Any] | None = None
    fields: list[Field] | None = None
    elements: list[Element] | None = None
    deleted: bool | None = None


class Thread(Struct):
    """One visit."""

    id: Id = None
    created_at: Time = None
    events: list[Any] | None = None
    properties: dict[str, Any] | None = None


class Chat(Struct):
    """A customer's chat, with one thread or several."""

    id: Id = None
    users: list[User] | None = None
    thread: Thread | None = None
    threads: list[Any] | None = None


def sniff(head: Head) -> float:
    """A thread with events, and the visibility that each has."""
    keys = json_keys(head)
    if keys & {"thread", "threads"} and "events" in keys and keys & {"users", "author_id", "visibility"}:
        return 1.0
    return 0.0


@reader("livechat", title="LiveChat archives, .json", sniff=sniff)
def read(stream: Stream) -> Iterator[Conversation]:
    """One conversation for each thread."""
    for number, chat in found_records(stream, ("chats.item",), Chat):
        threads = [*([chat.thread] if chat.thread else []), *typed_entries(stream, number, chat.threads, Thread)]
        users = {word(user.id): user for user in chat.users or ()}
        customer = next((account for account, user in users.items() if user.type == "customer"), "")
        if not any(thread.events for thread in threads):
            stream.skip(number, "is a chat without events; export it again with its threads")
        for thread in threads:
            events = list(typed_entries(stream, number, thread.events, Event))
            told = Told(
                platform="livechat",
                session=word(thread.id) or word(chat.id),
                entries=[_entry(number, event, users) for event in events],
                customer=customer,
                outcome=Outcome(rating=_rating(thread, events)),
            )
            yield from conversation_of(told, stream)


def _entry(line: int, event: Event, users: dict[str, User]) -> Entry:
    author = word(event.author_id)
    user = users.get(author) or User()
    entry = Entry(
        line=line,
        time=event.created_at,
        sender=user.name or author,
        role=_ROLES.get(user.type or ""),
        evidence="users",
        account=author,
        body=event.text or "",
        internal=event.visibility == "agents",
        id=word(event.id),
    )
    if event.type == _SYSTEM or not author:
        entry.role, entry.evidence, entry.kind = "system", event.system_message_type or event.type, "event"
    elif event.deleted:
        entry.kind, entry.recalled, entry.body = "recall", True, ""
    elif entry.internal:
        entry.kind = "note"
    elif event.type == "file":
        entry.files = (attached(event.url, event.content_type, event.name),)
    elif event.type != "message":
        entry.kind, entry.body = "card", entry.body or _card_text(event)
    return entry


def _card_text(event: Event) -> str:
    """What a form asked and was answered, or what a rich message shows, line by line."""
    lines = [f"{field.label or field.name or ''}: {_answer(field)}".strip(": ") for field in event.fields or ()]
    for element in event.elements or ():
        buttons = (f"[{button.text}]" for button in element.buttons or () if button.text)
        lines += [line for line in (element.title, element.subtitle, *buttons) if line]
    return "\n".join(line for line in lines if line)


def _answer(field: Field) -> str:
    answer = field.value if field.answer is None else field.answer
    if isinstance(answer, dict):
        answer = answer.get("label")
    return str(answer) if isinstance(answer, (str, int, float)) else ""


def _rating(thread: Thread, events: list[Event]) -> str | None:
    """The last rating event's score, else the thread's rating property (1 good, 0 bad)."""
    for event in reversed(events):
        if event.system_message_type == "rating.chat_rated" and event.text_vars:
            return str(event.text_vars.get("score") or "") or None
    rating = (thread.properties or {}).get("rating")
    score = rating.get("score") if isinstance(rating, dict) else None
    value = score.get("value") if isinstance(score, dict) else score
    return None if value is None else str(value)
