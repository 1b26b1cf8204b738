"""Slack: the export of a workspace, a folder or zip with users.json, channels.json and <channel>/YYYY-MM-DD.json.

A file is one day of one channel and is held as a whole. A thread is a session. What stands in no thread belongs to
the customer who wrote it; what an agent or Slack itself writes outside threads, to whom the channel was busy with.
"""

import re
from collections.abc import Iterable, Iterator
from pathlib import PurePosixPath
from typing import Any

from msgspec import Struct

from coach.errors import UnknownRoles
from coach.readers.accounts import Roster
from coach.readers.attachments import with_attachments
from coach.readers.build import clean_text
from coach.readers.display_names import count_chats, roles_of_names
from coach.readers.helpdesk import kind_of_file
from coach.readers.json_records import json_keys, json_records
from coach.readers.names import RoleWithEvidence
from coach.readers.reader import Head, companion, reader
from coach.readers.slack_workspace import CHANNEL_FILES, USER_FILES, Workspace, workspace_of
from coach.readers.stream import Stream
from coach.readers.threads import Said, Thread, conversation_of, stamp_of
from coach.transcript import Conversation, Refs

_TS = re.compile(r'"ts"\s*:\s*"\d{9,11}\.\d{6}"')
_TS_VALUE = re.compile(r"\d{9,11}(?:\.\d{1,6})?", re.ASCII)
_LISTS = USER_FILES | CHANNEL_FILES | {"integration_logs.json", "canvases.json", "lists.json"}
_SPOKEN = frozenset({"", "bot_message", "file_share", "thread_broadcast", "reply_broadcast", "me_message"})
_DELETED = frozenset({"tombstone", "message_deleted"})
_SYSTEM: RoleWithEvidence = ("system", "subtype")


class Sent(Struct):
    """One message of a day's file."""

    ts: str = ""
    user: str = ""
    text: str | None = None
    subtype: str = ""
    thread_ts: str = ""
    parent_user_id: str = ""
    username: str | None = None
    bot_id: str | None = None
    edited: Any = None
    files: list[Any] | None = None
    attachments: list[Any] | None = None
    line: int = 0

    @property
    def is_spoken(self) -> bool:
        """Whether somebody wrote it, and not Slack."""
        return self.subtype in _SPOKEN or self.subtype in _DELETED

    @property
    def is_bot(self) -> bool:
        """Whether the message itself says that a program wrote it."""
        return self.subtype == "bot_message" or (self.bot_id is not None and not self.user)


def sniff(head: Head) -> float:
    """An array of messages with Slack's time stamps."""
    return 1.0 if {"type", "text"} <= json_keys(head) and _TS.search(head.text) else 0.0


def sniff_list(head: Head) -> float:
    """The lists of users and channels, by their names and fields."""
    if PurePosixPath(head.name).name not in _LISTS or not head.text.lstrip().startswith("["):
        return 0.0
    return 0.8 if "id" in json_keys(head) or head.text.strip() == "[]" else 0.0


companion("slack_lists", title="Slack users.json, channels.json and other lists", sniff=sniff_list)


@reader("slack", title="Slack export, <channel>/YYYY-MM-DD.json", sniff=sniff)
def read(stream: Stream) -> Iterator[Conversation]:
    """A conversation for each thread and each customer; a day whose agents nobody can tell is skipped and logged."""
    rows = sorted(_rows(stream), key=lambda sent: float(sent.ts))
    if not rows:
        return
    workspace = workspace_of(stream)
    try:
        roles = _roles(rows, workspace, stream.options.roster)
    except UnknownRoles as problem:
        stream.skip(rows[0].line, f"begins a day that is skipped: {problem.message}")
        return
    day = _Day(rows, roles)
    for (customer, session), sent in day.conversations.items():
        said = [part for one in sent for part in _said(one, workspace, roles)]
        yield conversation_of(Thread(shop="", customer=customer, session=session, said=said), stream, "slack")
    for one in day.unplaced:
        stream.skip(one.line, "is in no conversation with a customer, as far as this file shows; nothing is to be done")


def _rows(stream: Stream) -> Iterator[Sent]:
    for number, sent in json_records(stream, "item", Sent):
        if _TS_VALUE.fullmatch(sent.ts) and stamp_of(sent.ts) and _writer(sent):
            sent.line = number
            yield sent
        else:
            stream.skip(number, "has no sender or no time that can be read; export it again")


def _writer(sent: Sent) -> str:
    return sent.user or sent.username or sent.bot_id or ""


def _roles(rows: list[Sent], workspace: Workspace, roster: Roster) -> dict[str, RoleWithEvidence]:
    """The role of every user by id: bots as marked, agents by the roster, else whoever writes in most threads."""
    found: dict[str, RoleWithEvidence] = {}
    people = dict.fromkeys(user for sent in rows for user in (_writer(sent), sent.parent_user_id) if user)
    for sent in rows:
        if sent.is_bot or workspace.is_bot(sent.user):
            found[_writer(sent)] = ("bot", "bot account")
    names = {user: workspace.name(user) for user in people if user not in found}
    if not names:
        return found
    threads: dict[str, set[str]] = {}
    for sent in rows:
        if sent.is_spoken:
            threads.setdefault(sent.thread_ts or sent.ts, set()).add(workspace.name(_writer(sent)))
    everybody = [*names, *workspace.users] if roster.entries else names
    aliases = {workspace.name(user): workspace.names_of(user) for user in everybody}
    known = [name for name, others in aliases.items() if any(map(roster.knows, others))]
    by_name = roles_of_names(
        [*names.values(), *known], roster, aliases=aliases, frequency=lambda: count_chats(threads.values())
    )
    return found | {user: by_name[name] for user, name in names.items()}


class _Day:
    """The messages of one day put into conversations, each known by its customer and its thread."""

    def __init__(self, rows: list[Sent], roles: dict[str, RoleWithEvidence]) -> None:
        self.conversations: dict[tuple[str, str | None], list[Sent]] = {}
        self.unplaced: list[Sent] = []
        self._customers = {user for user, (role, _) in roles.items() if role == "customer"}
        self._of_thread = self._threads(rows)
        self._last: tuple[str, str | None] | None = None
        for sent in rows:
            self._place(sent)

    def _threads(self, rows: Iterable[Sent]) -> dict[str, str]:
        """The customer of each thread: who began it, else the first customer in it."""
        found: dict[str, str] = {}
        for sent in rows:
            for user in (sent.parent_user_id, sent.user):
                if sent.thread_ts and sent.is_spoken and user in self._customers:
                    found.setdefault(sent.thread_ts, user)
        return found

    def _place(self, sent: Sent) -> None:
        key = self._last
        if sent.thread_ts in self._of_thread:
            key = self._of_thread[sent.thread_ts], sent.thread_ts
        elif sent.is_spoken and sent.user in self._customers:
            key = sent.user, None
        elif not sent.thread_ts:
            key = self._mentioned(sent) or key
        elif sent.is_spoken:
            key = None
        if key is None:
            self.unplaced.append(sent)
            return
        if self._last is None:
            waiting = [one for one in self.unplaced if not one.thread_ts]
            self.conversations[key] = waiting
            self.unplaced = [one for one in self.unplaced if one.thread_ts]
        self._last = key
        self.conversations.setdefault(key, []).append(sent)

    def _mentioned(self, sent: Sent) -> tuple[str, str | None] | None:
        """The latest conversation of the first customer whom a message names."""
        named = re.findall(r"<@(\w+)[|>]", sent.text or "") if sent.is_spoken else []
        user = next((user for user in named if user in self._customers), None)
        keys = [key for key in self.conversations if key[0] == user]
        return keys[-1] if keys else None


def _said(sent: Sent, workspace: Workspace, roles: dict[str, RoleWithEvidence]) -> Iterator[Said]:
    text, links = workspace.plain(sent.text or _fallback(sent))
    recalled = sent.subtype in _DELETED
    said = Said(
        line=sent.line,
        sender=workspace.name(_writer(sent)),
        role=roles[_writer(sent)] if sent.is_spoken else _SYSTEM,
        stamp=stamp_of(int(float(sent.ts))),
        body="" if recalled else clean_text(text),
        kind="recall" if recalled else None if sent.is_spoken else "event",
        refs=(Refs(urls=links),) if links else (),
        number=sent.ts,
        replies_to=sent.thread_ts if sent.thread_ts != sent.ts else "",
        recalled=recalled,
        edited=bool(sent.edited),
    )
    files = [file for file in sent.files or () if isinstance(file, dict)]
    return with_attachments(said, (kind_of_file(_word(file, "mimetype"), _word(file, "name")) for file in files))


def _fallback(sent: Sent) -> str:
    """The words of an app's message, which stand in its attachments."""
    blocks = [block for block in sent.attachments or () if isinstance(block, dict)]
    return "\n".join(filter(None, (_word(block, "text") or _word(block, "fallback") for block in blocks)))


def _word(record: dict[str, Any], field: str) -> str:
    value = record.get(field)
    return value if isinstance(value, str) else ""
