"""What a playbook holds: the best replies of a period by stage, and what is said for and against each item."""

from typing import Literal, get_args

from msgspec import Struct

from coach.practice import Practice

Stage = Literal["greeting", "need", "recommendation", "objection", "close", "payment_follow_up", "after_sale"]
STAGES: tuple[Stage, ...] = get_args(Stage)


class Theme(Struct, frozen=True):
    """A clause, how many clauses say nearly the same, in how many sessions, and where the quoted one stands."""

    text: str
    n: int
    sessions: int
    speaker: str
    session: str
    message_id: str


class ItemThemes(Struct, frozen=True):
    """The points of one item, most often named first; `item` is its title or id, "" where chats do not tell."""

    item: str
    selling: tuple[Theme, ...]
    pain: tuple[Theme, ...]


class Themes(Struct, frozen=True):
    """All items with a point, those most spoken of first."""

    items: tuple[ItemThemes, ...] = ()


class Play(Struct, frozen=True):
    """One reply of the playbook, as it was given first: `n` replies were nearly equal to it, of these agents.

    `ordered` and `thanked` count those that an order or thanks followed.
    """

    stage: Stage
    practice: Practice
    agents: tuple[str, ...]
    n: int
    ordered: int
    thanked: int


class Playbook(Struct, frozen=True):
    """The best replies, stage by stage in the order of a sale, and what is said for and against each item."""

    plays: tuple[Play, ...] = ()
    themes: Themes = Themes()
