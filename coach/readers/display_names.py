"""Who is who in messengers, whose files only show display names: no column says which of them is the shop."""

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping
from types import MappingProxyType

from coach.errors import UnknownRoles
from coach.readers.accounts import Roster
from coach.readers.names import RoleWithEvidence

_SHOP = re.compile(
    r".*\w[\s_-]+(?:shop|store|tienda|laden)|(?:shop|store|tienda)[\s_-]+\w.*|.+(?:店|店铺|店鋪|商城)", re.I
)
_STAFF = re.compile(
    r"(?:.*[\s_-])?(?:soporte|support|kundenservice|customer (?:service|care))(?:[\s_-].*)?"
    r"|atención al cliente.*|.*客服.*",
    re.IGNORECASE,
)
_NAMED = 6
_LONGEST = 80
NO_ALIASES: Mapping[str, Iterable[str]] = MappingProxyType({})

Frequency = Callable[[], Mapping[str, int]]
"""In how many chats of an export each name stands; only asked for when nothing else tells."""


def shop_of(names: Iterable[str]) -> str:
    """The first display name that is a shop's own, such as "Demo Shop" or 示例店铺; empty without one."""
    return next((name for name in names if _matches(_SHOP, name)), "")


def roles_of_names(
    present: Iterable[str],
    roster: Roster,
    *,
    aliases: Mapping[str, Iterable[str]] = NO_ALIASES,
    owner: str = "",
    peer: str = "",
    frequency: Frequency = dict,
) -> dict[str, RoleWithEvidence]:
    """The role of each name in one chat: by the roster, a shop's own name, the chat's title, or how often it stands.

    `aliases` are other names of theirs (ids, user names) that the roster may have. `owner` is who exported the chat,
    `peer` whom it is named after. Last, the one name that stands in most chats, and in two or more, is the agent.
    UnknownRoles, naming the names, when nobody can tell, or when a chat without a title has only agents.
    """
    names = tuple(dict.fromkeys(present))
    agents: dict[str, RoleWithEvidence] = {
        name: ("agent", "roster") for name in names if any(map(roster.knows, (name, *aliases.get(name, ()))))
    }
    if not agents:
        staff = [name for name in names if _matches(_SHOP, name) or _matches(_STAFF, name)]
        agents = dict.fromkeys(staff if len(staff) < len(names) else (), ("agent", "name pattern"))
    if not agents and owner in names:
        agents = {owner: ("agent", "the export is theirs")}
    if not agents and peer in names:
        others: dict[str, RoleWithEvidence] = dict.fromkeys(names, ("agent", "not the customer"))
        return others | {peer: ("customer", "the chat has this name")}
    if not agents and roster.entries and len(names) == 1:
        return {names[0]: ("customer", "not a known agent")}
    if not agents and len(names) > 1:
        agents = dict.fromkeys(_most_frequent(names, frequency()), ("agent", "name in most chats"))
    if not agents:
        raise UnknownRoles(
            f"nobody can tell who is the agent among {_listed(names)}; "
            "name the agents with --agents NAME,… or --roster FILE"
        )
    if len(agents) == len(names) and (not peer or peer in agents):
        raise UnknownRoles(f"it has only agents, {_listed(names)}; export it with the customer's messages")
    customers: dict[str, RoleWithEvidence] = dict.fromkeys(names, ("customer", "not a known agent"))
    return customers | agents


def _matches(pattern: re.Pattern[str], name: str) -> bool:
    return len(name) <= _LONGEST and pattern.fullmatch(name) is not None


def count_chats(chats: Iterable[Iterable[str]]) -> Counter[str]:
    """In how many of the chats each name stands."""
    return Counter(name for chat in chats for name in set(chat))


def _most_frequent(names: Collection[str], counts: Mapping[str, int]) -> list[str]:
    most = max((counts.get(name, 0) for name in names), default=0)
    found = [name for name in names if counts.get(name, 0) == most]
    return found if most >= 2 and len(found) == 1 else []


def _listed(names: Collection[str]) -> str:
    shown = [name or "(no name)" for name in names]
    return ", ".join(shown[:_NAMED]) + (f" and {len(shown) - _NAMED} more" if len(shown) > _NAMED else "")
