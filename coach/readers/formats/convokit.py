"""ConvoKit corpora: a folder with utterances.jsonl, and beside it speakers.json and conversations.json.

The utterances of a conversation usually stand together; the file is first read for how many each conversation has, so
that only those are held that are not complete. A corpus that `coach convert` wrote gives back what it was made from.
"""

from collections import Counter
from collections.abc import Iterator
from functools import cached_property
from pathlib import PurePosixPath
from typing import Any

import msgspec
from msgspec import Struct, field

from coach.errors import InputError, UnknownRoles
from coach.readers.build import clean_text
from coach.readers.convokit_meta import ConversationMeta, MessageMeta
from coach.readers.display_names import roles_of_names
from coach.readers.json_records import json_keys
from coach.readers.names import RoleWithEvidence
from coach.readers.reader import Head, companion, reader
from coach.readers.stream import Stream
from coach.readers.table_columns import canonical
from coach.readers.threads import Said, Thread, conversation_of, stamp_of
from coach.readers.times import is_possible
from coach.transcript import Conversation, Message, Role

_LIMIT_KB = 1 << 16
_META_FILES = frozenset({"conversations.json", "speakers.json", "users.json"})
_ROLE_FIELDS = ("role", "speaker_role", "participant_role", "type")
_ROLES: dict[str, Role] = {"customer": "customer", "agent": "agent", "bot": "bot", "system": "system"}


class Utterance(Struct):
    """One line of utterances.jsonl; old corpora say `user` and `root`."""

    id: str | int = ""
    speaker: str | int | None = None
    user: str | int | None = None
    conversation_id: str | int | None = None
    root: str | int | None = None
    reply_to: str | int | None = field(name="reply-to", default=None)
    replied: str | int | None = field(name="reply_to", default=None)
    timestamp: float | str | None = None
    text: str | None = None
    meta: dict[str, Any] | None = None
    line: int = 0

    @property
    def who(self) -> str:
        """The speaker's id."""
        return str(self.speaker if self.speaker is not None else "" if self.user is None else self.user)

    @property
    def mark(self) -> str:
        """The conversation's id: that of its first utterance."""
        return str(next((one for one in (self.conversation_id, self.root) if one is not None), self.id))


class Described(Struct):
    """An entry of speakers.json or conversations.json; old corpora have the meta fields without `meta` around them."""

    meta: dict[str, Any] = {}


_NOTHING = Described()


def sniff(head: Head) -> float:
    """Lines with the fields of an utterance; a long `meta` may hide what stands behind it."""
    keys = json_keys(head)
    named = {"id", "text"} <= keys and {"speaker", "user"} & keys and {"conversation_id", "root"} & keys
    return 1.0 if named and {"reply-to", "reply_to"} & keys else 0.9 if named and "meta" in keys else 0.0


def sniff_part(head: Head) -> float:
    """The other four files, by their names and fields."""
    name, keys = PurePosixPath(head.name).name, json_keys(head)
    if name in _META_FILES and head.text.lstrip().startswith("{") and ("meta" in keys or "{}" in head.text):
        return 0.8
    if name == "index.json" and "utterances-index" in keys:
        return 1.0
    return 0.3 if name == "corpus.json" and head.text.lstrip().startswith("{") else 0.0


companion("convokit_parts", title="ConvoKit speakers.json, conversations.json and others", sniff=sniff_part)


@reader("convokit", title="ConvoKit corpus, utterances.jsonl", sniff=sniff)
def read(stream: Stream) -> Iterator[Conversation]:
    """One conversation for each conversation id; one whose agent nobody can tell is skipped and logged."""
    corpus = _Corpus(stream)
    left = Counter(utterance.mark for utterance in _utterances(stream, quiet=True))
    begun: dict[str, list[Utterance]] = {}
    for utterance in _utterances(stream, quiet=False):
        mark = utterance.mark
        begun.setdefault(mark, []).append(utterance)
        left[mark] -= 1
        if left[mark]:
            continue
        try:
            yield corpus.conversation(mark, begun.pop(mark))
        except UnknownRoles as problem:
            stream.skip(utterance.line, f"ends a conversation that is skipped: {problem.message}")


def _utterances(stream: Stream, *, quiet: bool) -> Iterator[Utterance]:
    decoder = msgspec.json.Decoder(Utterance, strict=False)
    for number, line in stream.lines(limit_kb=_LIMIT_KB, quiet=quiet):
        if not line.strip():
            continue
        try:
            utterance = decoder.decode(line)
        except (msgspec.DecodeError, RecursionError) as problem:
            if not quiet:
                stream.skip(number, f"is no utterance: {problem}; write the corpus again")
            continue
        utterance.line = number
        if utterance.mark and (utterance.speaker is not None or utterance.user is not None):
            yield utterance
        elif not quiet:
            stream.skip(number, "has no id or no speaker; write the corpus again")


def _described(stream: Stream | None) -> dict[str, Described]:
    """The entries of speakers.json or conversations.json; empty without the file."""
    if stream is None:
        return {}
    try:
        return msgspec.json.decode(stream.read_bytes(), type=dict[str, Described])
    except (msgspec.DecodeError, InputError, RecursionError):
        stream.notice("is no ConvoKit file that can be read; what it says is not used")
        return {}


class _Corpus:
    """What the other files of the corpus say, and how often each speaker comes back."""

    def __init__(self, stream: Stream) -> None:
        beside = {PurePosixPath(other.name).name: other for other in reversed(list(stream.beside()))}
        self._stream = stream
        self._heads = _described(beside.get("conversations.json"))
        self._speakers = _described(beside.get("speakers.json") or beside.get("users.json"))

    def conversation(self, mark: str, utterances: list[Utterance]) -> Conversation:
        """The conversation as it was converted from, or else as a ConvoKit corpus of others has it."""
        own = self._own(mark, utterances)
        if own:
            return own
        roles = self._roles(utterances)
        customer = next((who for who, (role, _) in roles.items() if role == "customer"), mark)
        said = [self._said(utterance, roles[utterance.who]) for utterance in utterances]
        thread = Thread(shop="", customer=customer, session=mark, said=said)
        return conversation_of(thread, self._stream, "convokit")

    def _own(self, mark: str, utterances: list[Utterance]) -> Conversation | None:
        """What `coach convert` wrote, from the meta fields; None for other corpora and for times that cannot be."""
        try:
            head = msgspec.convert(self._heads.get(mark, _NOTHING).meta, ConversationMeta)
            metas = [msgspec.convert(utterance.meta, MessageMeta) for utterance in utterances]
        except msgspec.ValidationError:
            return None
        if any(meta.sent_at and not is_possible(meta.sent_at) for meta in metas):
            return None
        fields = [{name: getattr(meta, name) for name in MessageMeta.__struct_fields__} for meta in metas]
        messages = tuple(
            Message(sender=utterance.who, text=utterance.text or "", **given)
            for utterance, given in zip(utterances, fields, strict=True)
        )
        return Conversation(
            messages=messages, **{name: getattr(head, name) for name in ConversationMeta.__struct_fields__}
        )

    def _roles(self, utterances: list[Utterance]) -> dict[str, RoleWithEvidence]:
        """The role of each speaker: from an utterance's meta, the speaker's meta, or else by the names."""
        known: dict[str, RoleWithEvidence] = {}
        for utterance in utterances:
            speaker = self._speakers.get(utterance.who, _NOTHING)
            found = _role(utterance.meta or {}, "utterance") or _role(speaker.meta, "speaker")
            if found:
                known.setdefault(utterance.who, found)
        unknown = list(dict.fromkeys(one.who for one in utterances if one.who not in known))
        roles = {role for role, _ in known.values()}
        if not unknown:
            return known
        if "customer" in roles:
            return known | dict.fromkeys(unknown, ("agent", "not the customer"))
        if "agent" in roles:
            return known | dict.fromkeys(unknown, ("customer", "not a known agent"))
        return known | roles_of_names(unknown, self._stream.options.roster, frequency=lambda: self._frequency)

    @cached_property
    def _frequency(self) -> Counter[str]:
        """In how many conversations each speaker stands."""
        return Counter(who for who, _ in {(one.who, one.mark) for one in _utterances(self._stream, quiet=True)})

    def _said(self, utterance: Utterance, role: RoleWithEvidence) -> Said:
        text = clean_text(utterance.text or "")
        return Said(
            line=utterance.line,
            sender=utterance.who,
            role=role,
            stamp=stamp_of(utterance.timestamp),
            body=text,
            kind=None if text else "event",
            number=str(utterance.id),
            replies_to=str(next((one for one in (utterance.reply_to, utterance.replied) if one is not None), "")),
        )


def _role(meta: dict[str, Any], whose: str) -> RoleWithEvidence | None:
    for name in _ROLE_FIELDS:
        value = meta.get(name)
        role = _ROLES.get(canonical("roles", value) or "") if isinstance(value, str) else None
        if role:
            return role, f'{whose} {name} "{value}"'
    return None
