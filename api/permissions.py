"""Who may do what: permissions by role, and the scope that an API key needs for each."""

from typing import Literal

from msgspec import Struct

from coach.store.values import Role

Permission = Literal[
    "me",
    "faq",
    "results",
    "reports",
    "score",
    "imports",
    "upload",
    "judge",
    "dispute",
    "curate",
    "administer",
    "metrics",
]
Scope = Literal["read", "write", "admin"]

SCOPES: dict[Permission, Scope] = {
    "me": "read",
    "faq": "read",
    "results": "read",
    "reports": "read",
    "score": "read",
    "imports": "read",
    "metrics": "read",
    "upload": "write",
    "judge": "write",
    "dispute": "write",
    "curate": "write",
    "administer": "admin",
}
"""What each permission needs of a key: "read" changes nothing, "write" adds to the data, "admin" is about people."""

_VIEWER: frozenset[Permission] = frozenset({"me", "faq"})
_AGENT: frozenset[Permission] = _VIEWER | {"results", "dispute"}
_TRAINER: frozenset[Permission] = _AGENT | {"reports", "score", "imports", "upload", "judge", "curate"}
_ADMIN: frozenset[Permission] = _TRAINER | {"administer", "metrics"}

ROLES: dict[Role, frozenset[Permission]] = {
    "viewer": _VIEWER,
    "agent": _AGENT,
    "trainer": _TRAINER,
    "admin": _ADMIN,
}
"""What each role may do. An agent's results and disputes are the agent's own: routes pass `Caller.only` on."""


class Caller(Struct, frozen=True):
    """Who asks: a person in a browser, or a program with a key; always in one shop.

    `name` goes into verdicts and the audit log; `agent` is the person's name in the chats. `scopes` None means a
    browser, which has all; `csrf` is the browser session's token.
    """

    shop: str
    name: str
    role: Role
    agent: str | None = None
    scopes: frozenset[str] | None = None
    csrf: str = ""

    @property
    def permissions(self) -> frozenset[Permission]:
        """What the caller may do: what the role may, as far as the key, if it is one, has the scopes for it.

        An agent who has no name in the chats, as keys have none, owns nothing there and is a viewer.
        """
        of_role = ROLES["viewer" if self.role == "agent" and not self.agent else self.role]
        return frozenset(one for one in of_role if self.scopes is None or SCOPES[one] in self.scopes)

    def may(self, permission: Permission) -> bool:
        """Whether the caller has this permission."""
        return permission in self.permissions

    @property
    def only(self) -> str | None:
        """The one agent whose data this caller sees; None: everybody's."""
        return self.agent if self.role == "agent" else None
