"""Zendesk tickets: the comments of a ticket with the users who wrote them.

    {"ticket": {"id", "requester_id", "status"}, "users": [{"id", "role": "end-user", "name"}],
     "comments": [{"id", "author_id", "public", "html_body", "attachments", "created_at"}], "next_page"}

A comment that holds a whole chat is taken apart. A page without a ticket of its own goes on with the one before it,
if that named a next page. One ticket is held at a time.
"""

from collections.abc import Iterator
from typing import Any

from msgspec import Struct, field, structs

from coach.readers.embedded_chat import EmbeddedChat, embedded_chat
from coach.readers.helpdesk import Entry, Id, Time, Told, attached, conversation_of, word
from coach.readers.json_records import found_records, json_keys, typed_entries
from coach.readers.markup import plain_text
from coach.readers.reader import Head, reader
from coach.readers.stream import Stream
from coach.transcript import Conversation, Outcome, Role

_ROLES: dict[str, Role] = {"end-user": "customer", "agent": "agent", "admin": "agent", "system": "system"}
_RESOLVED = {"solved": True, "closed": True, "new": False, "open": False, "pending": False, "hold": False}
_AUTOMATIC = frozenset({"rule", "system"})


class User(Struct):
    """Who writes: an end-user, an agent or an admin."""

    id: Id = None
    role: str | None = None
    name: str | None = None


class File(Struct):
    """An attachment."""

    file_name: str | None = None
    content_type: str | None = None
    content_url: str | None = None


class Via(Struct):
    """How a comment came."""

    channel: Id = None


class Call(Struct):
    """What a VoiceComment says about its call."""

    recording_url: str | None = None
    transcription_text: str | None = None


class Comment(Struct):
    """One comment; `public` false is an internal note."""

    author_id: Id
    id: Id = None
    type: str | None = None
    public: bool = True
    body: str | None = None
    html_body: str | None = None
    plain_body: str | None = None
    attachments: list[File] | None = None
    via: Via | None = None
    created_at: Time = None
    author: User | None = None
    data: Call | None = None


class Rating(Struct):
    """What the customer answered when asked."""

    score: str | None = None


class Ticket(Struct):
    """The ticket itself."""

    id: Id = None
    requester_id: Id = None
    assignee_id: Id = None
    status: str | None = None
    satisfaction_rating: Rating | None = None


class Page(Ticket):
    """A page of comments, or a ticket with its comments inside."""

    ticket: Ticket | None = None
    users: list[Any] | None = None
    comments: list[Any] | None = None
    requester: User | None = None
    next_page: str | None = None


class _Collected(Struct):
    """What the pages of one ticket had."""

    ticket: Ticket
    users: dict[str, User] = field(default_factory=dict)
    comments: list[tuple[int, Comment]] = field(default_factory=list)


def sniff(head: Head) -> float:
    """Comments that say who wrote them and whether the customer sees them, or a ticket with users before them."""
    keys = json_keys(head)
    if keys >= {"author_id", "public"} and keys & {"html_body", "plain_body", "audit_id"}:
        return 1.0
    return 0.8 if keys >= {"requester_id", "users"} else 0.0


@reader("zendesk_comments", title="Zendesk ticket comments with users, .json", sniff=sniff)
def read(stream: Stream) -> Iterator[Conversation]:
    """One conversation for each ticket; the ticket is the native session."""
    found: _Collected | None = None
    goes_on = False
    for number, page in found_records(stream, ("tickets.item",), Page):
        ticket = page.ticket or page
        if found is None or (not goes_on and ticket.id is None) or ticket.id not in (None, found.ticket.id):
            if found:
                yield from _conversation(found, stream)
            found = _Collected(ticket)
        goes_on = page.next_page is not None
        people = [*typed_entries(stream, number, page.users, User), *([page.requester] if page.requester else [])]
        found.users |= {word(user.id): user for user in people}
        found.comments += [(number, comment) for comment in typed_entries(stream, number, page.comments, Comment)]
    if found:
        if goes_on:
            stream.notice("ends on a page that names a next one; export that as well")
        yield from _conversation(found, stream)


def _conversation(found: _Collected, stream: Stream) -> Iterator[Conversation]:
    ticket = found.ticket
    if ticket.requester_id is None and isinstance(ticket, Page) and ticket.requester:
        ticket.requester_id = ticket.requester.id
    found.users |= {word(comment.author_id): comment.author for _, comment in found.comments if comment.author}
    private = {word(comment.author_id) for _, comment in found.comments if not comment.public}
    entries = [entry for line, comment in found.comments for entry in _entries(line, comment, found, private)]
    rating = ticket.satisfaction_rating.score if ticket.satisfaction_rating else None
    yield from conversation_of(
        Told(
            platform="zendesk",
            session=word(ticket.id),
            entries=entries,
            customer=word(ticket.requester_id),
            outcome=Outcome(
                rating=rating if rating not in ("offered", "unoffered") else None,
                resolved=_RESOLVED.get(ticket.status or ""),
            ),
        ),
        stream,
    )


def _entries(line: int, comment: Comment, found: _Collected, private: set[str]) -> Iterator[Entry]:
    """The comment as one entry, or, when it holds a chat, the messages of that."""
    author = word(comment.author_id)
    role, evidence = _role(author, comment, found, private)
    user = found.users.get(author) or User()
    entry = Entry(
        line=line,
        time=comment.created_at,
        sender=user.name or author,
        role=role,
        evidence=evidence,
        account=author,
        body=comment.plain_body or comment.body or "",
        html=comment.html_body or "",
        files=tuple(
            attached(file.content_url, file.content_type, file.file_name) for file in comment.attachments or ()
        ),
        internal=not comment.public,
        id=word(comment.id),
    )
    chat = embedded_chat(plain_text(entry.html)[0] if entry.html else entry.body)
    if chat:
        yield from _chat(chat, entry, found)
        return
    if not comment.public:
        entry.kind = "note"
    elif comment.type == "VoiceComment":
        entry.kind, entry.html = "voice", ""
        entry.body = (comment.data.transcription_text if comment.data else None) or ""
    yield entry


def _role(author: str, comment: Comment, found: _Collected, private: set[str]) -> tuple[Role | None, str]:
    if comment.via and comment.via.channel in _AUTOMATIC and comment.public:
        return "bot", "via a rule"
    if author == "-1":
        return "system", "author_id"
    role = _ROLES.get((found.users[author].role or "") if author in found.users else "")
    if role:
        return role, "users"
    if author == word(found.ticket.requester_id):
        return "customer", "requester"
    if author in private:
        return "agent", "writes internal notes"
    return ("agent", "assignee") if author == word(found.ticket.assignee_id) else (None, "")


def _chat(chat: EmbeddedChat, comment: Entry, found: _Collected) -> Iterator[Entry]:
    """The messages of a chat inside a comment; who is who by the users' names, or the chat's own heading."""
    roles = {user.name: _ROLES.get(user.role or "") for user in found.users.values() if user.name}
    requester = found.users.get(word(found.ticket.requester_id))
    if requester and requester.name:
        roles[requester.name] = "customer"
    if chat.heading:
        yield structs.replace(
            comment,
            time=chat.lines[0].time or comment.time,
            sender="",
            role="system",
            evidence="heading of a chat",
            body=chat.heading,
            html="",
            files=(),
            kind="event",
        )
    for line in chat.lines:
        role = chat.roles.get(line.sender) or roles.get(line.sender)
        yield Entry(
            line=comment.line,
            time=line.time,
            sender=line.sender,
            role=role if line.sender else "system",
            evidence="named in the chat" if line.sender else "line without a name",
            body=line.text,
            kind=None if line.sender else "event",
        )
    if comment.files:
        yield structs.replace(comment, time=None, body="", html="", id="")
