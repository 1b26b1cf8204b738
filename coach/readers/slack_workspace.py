"""What a Slack export says beside its messages: who the users are, what the channels are called."""

import re
from collections.abc import Iterator
from pathlib import PurePosixPath

import msgspec
from msgspec import Struct

from coach.errors import InputError
from coach.readers.stream import Stream

USER_FILES = frozenset({"users.json", "org_users.json"})
CHANNEL_FILES = frozenset({"channels.json", "groups.json", "dms.json", "mpims.json"})
_MARKUP = re.compile(r"<([^<>\n]{1,2000})>")


class Profile(Struct):
    """What a user shows of himself."""

    display_name: str | None = None
    real_name: str | None = None


class User(Struct):
    """A member of the workspace, or a channel: both are known by an id and have a name."""

    id: str = ""
    name: str | None = None
    real_name: str | None = None
    profile: Profile | None = None
    is_bot: bool = False


class Workspace(Struct):
    """The users and channels of one export, by id."""

    users: dict[str, User]
    channels: dict[str, str]

    def name(self, user_id: str) -> str:
        """The name that a user shows; the id without users.json."""
        return self.names_of(user_id)[0]

    def names_of(self, user_id: str) -> list[str]:
        """All names of a user: the one that is shown first, the id last."""
        user = self.users.get(user_id) or User()
        profile = user.profile or Profile()
        return [*filter(None, (profile.display_name, user.real_name, profile.real_name, user.name)), user_id]

    def is_bot(self, user_id: str) -> bool:
        """Whether the users' list calls somebody a bot."""
        return user_id == "USLACKBOT" or (user_id in self.users and self.users[user_id].is_bot)

    def plain(self, text: str) -> tuple[str, tuple[str, ...]]:
        """A message's text with names for ids and without markup, and the links in it."""
        links: list[str] = []

        def shown(match: re.Match[str]) -> str:
            target, _, label = match[1].partition("|")
            if target[0] in "@#":
                name = label or (
                    self.name(target[1:]) if target[0] == "@" else self.channels.get(target[1:], target[1:])
                )
                return target[0] + name.removeprefix(target[0])
            if target[0] == "!":
                return label or f"@{target[1:].split('^')[0]}"
            links.append(_unescaped(target))
            return label or target.removeprefix("mailto:")

        text = _unescaped(_MARKUP.sub(shown, text))
        return text, tuple(link for link in dict.fromkeys(links) if link.startswith("http"))


def workspace_of(stream: Stream) -> Workspace:
    """The users and channels from the lists that stand beside a channel's folder; empty without them."""
    found = Workspace(users={}, channels={})
    for other in stream.beside():
        base = PurePosixPath(other.name).name
        if base in USER_FILES:
            found.users = {user.id: user for user in _listed(other)} | found.users
        elif base in CHANNEL_FILES:
            found.channels = {one.id: one.name for one in _listed(other) if one.name} | found.channels
    if not found.users:
        stream.notice(
            "has no users.json beside it; users are shown by their ids: give the whole export, as folder or zip"
        )
    return found


def _listed(stream: Stream) -> Iterator[User]:
    try:
        yield from msgspec.json.decode(stream.read_bytes(), type=list[User])
    except (msgspec.DecodeError, InputError, RecursionError):
        stream.notice("is no list that can be read; export it again")


def _unescaped(text: str) -> str:
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
