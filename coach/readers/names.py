"""Who is who by name: robots, agents and masked customers, and how often a name comes back in a file."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping

from msgspec import Struct

from coach.errors import UnknownRoles
from coach.readers.accounts import Roster, split_account
from coach.transcript import Role

_ROBOT = re.compile(
    r"jimi_|.*@im\.jd\.com$|京小智|.{0,40}机器人$|(?:.{1,40}:)?(?:服务助手|店小蜜|智能客服)$", re.IGNORECASE
)
_AGENT = re.compile(r"自营|旗舰店|专营店|专卖店|官方店|--|.:.")
_NAMED = 6

RoleWithEvidence = tuple[Role, str]


class Names(Struct):
    """The names of one file: the roster, in how many sessions each stands, and the shop that most agents name."""

    roster: Roster
    sessions: Counter[str]
    shop: str = ""
    agents_known: bool = False

    def sure_role(self, name: str) -> RoleWithEvidence | None:
        """The role that a name gives away by itself, with its evidence; None when the name says nothing."""
        if _ROBOT.match(name):
            return "bot", "name pattern"
        if self.roster.knows(name, shop=self.shop):
            return "agent", "roster"
        if _AGENT.search(name):
            return "agent", "name pattern"
        return ("customer", "masked name") if "*" in name else None

    def is_sure(self, name: str) -> bool:
        """Whether the name alone tells the role."""
        return self.sure_role(name) is not None


def count_names(sessions: Iterable[Iterable[str]], roster: Roster) -> Names:
    """The names of a file from those of its sessions, each counted once a session."""
    counts: Counter[str] = Counter()
    for session in sessions:
        counts.update(set(session))
    names = Names(roster=roster, sessions=counts)
    shops: Counter[str] = Counter()
    for name, count in counts.items():
        found = names.sure_role(name)
        if found and found[0] == "agent":
            names.agents_known = True
            shops[split_account(name)[0]] += count
    shops.pop("", None)
    if shops:
        names.shop = max(shops, key=lambda shop: (shops[shop], shop))
    return names


def roles_of(
    present: Iterable[str], names: Names, *, known: Mapping[str, RoleWithEvidence] | None = None
) -> dict[str, RoleWithEvidence]:
    """The role of each name in one session, from what is sure to what is only likely; `known` is what the file says.

    A name that gives itself away; with a known customer, everybody else is staff; with a known agent, the first
    other name is the customer; else the name that stands in most sessions of the file is staff. UnknownRoles when
    none of this tells.
    """
    present = tuple(dict.fromkeys(present))
    by_name = dict(known or {})
    by_name |= {name: found for name in present if name not in by_name and (found := names.sure_role(name))}
    open_names = [name for name in present if name not in by_name]
    roles = {role for role, _ in by_name.values()}
    if "customer" in roles:
        by_name |= dict.fromkeys(open_names, ("agent", "not the customer"))
    elif "agent" in roles or (names.agents_known and len(open_names) == 1):
        by_name |= dict.fromkeys(open_names[:1], ("customer", "not a known agent"))
        by_name |= dict.fromkeys(open_names[1:], ("unknown", "neither agent nor the customer"))
    elif open_names:
        by_name |= _by_frequency(open_names, names)
    return by_name


def _by_frequency(open_names: list[str], names: Names) -> dict[str, RoleWithEvidence]:
    counts = sorted(((names.sessions[name], name) for name in open_names), reverse=True)
    if len(counts) < 2 or counts[0][0] < 2 or counts[0][0] == counts[1][0]:
        listed = ", ".join(name or "(no name)" for name in open_names[:_NAMED])
        raise UnknownRoles(
            f"nobody can tell who is the agent among {listed}; name the agents with --agents NAME,… or --roster FILE"
        )
    frequent: dict[str, RoleWithEvidence] = {counts[0][1]: ("agent", "name in most sessions")}
    frequent |= {name: ("customer", "not a known agent") for name in open_names if name != counts[0][1]}
    return frequent
