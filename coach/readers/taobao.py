"""What the exports of Taobao's chat tools share: account names, who is staff, and whose chat an answer is in."""

import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import PurePosixPath

from msgspec import Struct

from coach.readers.accounts import Roster, split_account
from coach.readers.build import clean_text
from coach.readers.names import Names, RoleWithEvidence, count_names, roles_of
from coach.readers.stream import Stream
from coach.readers.threads import Said, Threads
from coach.readers.times import Stamp
from coach.transcript import Conversation, Kind

_PREFIX = re.compile(r"^(?:cntaobao|cnalichn)")
_SYSTEM = re.compile(r"系统(?:消息|提示|提醒|通知)?")
_NICK = re.compile(r"[^\s，。？！：；、,?!;~～…/]{1,64}")
_SYSTEM_NOTICE: RoleWithEvidence = ("system", "system notice")
_BY_PLATFORM = ("event", "recall")
_OURS = ("agent", "bot")
_STAFF: RoleWithEvidence = ("agent", "the export is theirs")
_MAIN_ACCOUNT = re.compile(r".+(?:旗舰店|专营店|专卖店|官方店|自营店?)")
_UNKNOWN: RoleWithEvidence = ("unknown", "no sender")


class Spoken(Struct, kw_only=True):
    """One message as the export has it: `to` is the account it names as the receiver, "" for none.

    `kind` None: only the body tells. Events and recalls are the platform's own.
    """

    line: int
    sender: str
    stamp: Stamp | None
    body: str
    to: str = ""
    kind: Kind | None = None


def own_name(account: str) -> str:
    """The account's name without the prefix of its network."""
    return _PREFIX.sub("", account.strip())


def looks_like_account(text: str) -> bool:
    """Whether a text can be an account: no spaces, and none of the punctuation of sentences."""
    return _NICK.fullmatch(text) is not None and "://" not in text


def conversations(
    spoken: Sequence[Spoken], stream: Stream, *, account: str = "", customer: str = ""
) -> Iterator[Conversation]:
    """One conversation for each customer; `account` is whose export it is, `customer` whose chat, if that is known.

    UnknownRoles when nobody can tell who is staff. Where several customers write, an agent answers the one who wrote
    last.
    """
    present = tuple(dict.fromkeys(said.sender for said in spoken if said.sender and said.kind not in _BY_PLATFORM))
    names = count_names([present], stream.options.roster)
    roles = account_roles(present, names, account=account, customer=customer)
    staff = [name for name in (account, *present) if name and roles.get(name, _STAFF)[0] in _OURS]
    shop = shop_of(staff) or account or names.shop
    threads = Threads(stream, "taobao")
    for whose, said in _with_customer(spoken, roles, customer, stream):
        threads.add(_said(said, roles), customer=whose, shop=shop)
    yield from threads.conversations()


def account_roles(
    present: Iterable[str], names: Names, *, account: str = "", customer: str = ""
) -> dict[str, RoleWithEvidence]:
    """The role of each account. Staff are `店铺:子账号`, known to the roster, or the shop's main account (no colon).

    As soon as one of the staff is known, everybody else is a customer: a shop's own accounts give themselves away.
    """
    present = tuple(present)
    own = {name for name in (account, split_account(account)[0], names.shop) if name}
    known: dict[str, RoleWithEvidence] = {}
    for name in present:
        sure = names.sure_role(name)
        if _SYSTEM.fullmatch(name):
            known[name] = _SYSTEM_NOTICE
        elif name in own and not (sure and sure[0] == "bot"):
            known[name] = "agent", "the shop's own account"
        elif sure:
            known[name] = sure
    open_names = [name for name in present if name not in known]
    if account or any(role in _OURS for role, _ in known.values()):
        return known | dict.fromkeys(open_names, ("customer", "no account of the shop"))
    if customer in open_names:
        known[customer] = "customer", "the chat is named after it"
    return roles_of(present, names, known=known)


def shop_of(staff: Iterable[str]) -> str:
    """The shop that the accounts of its staff name; a main account such as 示例旗舰店 is the shop's own name."""
    staff = tuple(staff)
    shops = [shop for name in staff if (shop := split_account(name)[0])]
    return next(iter(shops), "") or next((name for name in staff if _MAIN_ACCOUNT.fullmatch(name)), "")


def is_staff(name: str, roster: Roster) -> bool:
    """Whether an account gives itself away as the shop's."""
    sure = count_names([], roster).sure_role(name)
    return sure is not None and sure[0] in _OURS


def _with_customer(
    spoken: Sequence[Spoken], roles: dict[str, RoleWithEvidence], customer: str, stream: Stream
) -> Iterator[tuple[str, Spoken]]:
    customers = {name: None for name, (role, _) in roles.items() if role == "customer"}
    whose = customer or next(iter(customers), PurePosixPath(stream.name).stem)
    if customer or len(customers) < 2:
        yield from ((whose, said) for said in spoken)
        return
    stream.notice(
        f"has the chats of {len(customers):,} customers in one list; it does not say whom an agent answers, "
        "so each answer is taken as one to the customer who wrote last"
    )
    for said in spoken:
        whose = next((name for name in (said.sender, said.to) if name in customers), whose)
        yield whose, said


def _said(said: Spoken, roles: dict[str, RoleWithEvidence]) -> Said:
    role = _SYSTEM_NOTICE if said.kind in _BY_PLATFORM else roles.get(said.sender, _UNKNOWN)
    among_staff = role[0] == "agent" and roles.get(said.to, _UNKNOWN)[0] == "agent"
    return Said(
        line=said.line,
        sender=said.sender,
        role=role,
        stamp=said.stamp,
        body=said.body,
        kind=said.kind or _kind(said, role),
        visibility="internal" if among_staff else "public",
    )


def _kind(said: Spoken, role: RoleWithEvidence) -> Kind | None:
    """A card for a message without words; an event for what the platform says; else what the body tells."""
    if not clean_text(said.body):
        return "card"
    return "event" if role == _SYSTEM_NOTICE else None
