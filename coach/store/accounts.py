"""Accounts, what they may do in which shop, and signed-in browsers."""

from datetime import datetime
from typing import Any

from sqlalchemy import Row, delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from coach.errors import Conflict, NotFound
from coach.store.database import Database, new_id, now, replace_row
from coach.store.tables import accounts, browser_sessions, members
from coach.store.values import Account, BrowserSession, Member, Role


class Accounts:
    """The people who may sign in; passwords and tokens come as hashes."""

    def __init__(self, database: Database) -> None:
        self.database = database

    def create(self, name: str, password: str) -> Account:
        """A new account with the hash of its password; Conflict when the name is taken."""
        account = Account(id=new_id(), name=name, password=password, created_at=now())
        row = {"id": account.id, "name": name, "password": password, "created_at": account.created_at}
        try:
            with self.database.writing() as connection:
                connection.execute(insert(accounts).values(**row))
        except IntegrityError:
            raise Conflict(f"there is an account called {name!r} already; choose another name") from None
        return account

    def get(self, account: str) -> Account:
        """The account; NotFound when there is none."""
        found = self._one(accounts.c.id == account)
        if found is None:
            raise NotFound("there is no such account")
        return found

    def by_name(self, name: str) -> Account | None:
        """The account of that name."""
        return self._one(accounts.c.name == name)

    def any(self) -> bool:
        """Whether anybody can sign in at all."""
        with self.database.reading() as connection:
            return connection.execute(select(accounts.c.id).limit(1)).first() is not None

    def set_password(self, account: str, password: str) -> None:
        """Another password, as a hash; all browsers are signed out."""
        with self.database.writing() as connection:
            connection.execute(update(accounts).where(accounts.c.id == account).values(password=password))
            connection.execute(delete(browser_sessions).where(browser_sessions.c.account == account))

    def disable(self, account: str) -> None:
        """Nobody signs in with it any more; what the person decided stays."""
        with self.database.writing() as connection:
            connection.execute(update(accounts).where(accounts.c.id == account).values(disabled_at=now()))
            connection.execute(delete(browser_sessions).where(browser_sessions.c.account == account))

    def join(self, shop: str, account: str, role: Role, *, agent: str | None = None) -> Member:
        """Make the account a member of the shop, or change what it may do there."""
        with self.database.writing() as connection:
            replace_row(connection, members, {"shop": shop, "account": account, "role": role, "agent": agent})
        return Member(shop=shop, account=account, name=self.get(account).name, role=role, agent=agent)

    def leave(self, shop: str, account: str) -> None:
        """The account is no member of the shop any more."""
        with self.database.writing() as connection:
            connection.execute(delete(members).where(members.c.shop == shop, members.c.account == account))

    def list(self, shop: str) -> tuple[Member, ...]:
        """The members of a shop by name."""
        return self._members(members.c.shop == shop)

    def memberships(self, account: str) -> tuple[Member, ...]:
        """What the account may do, shop by shop."""
        return self._members(members.c.account == account)

    def member(self, shop: str, account: str) -> Member | None:
        """What the account may do in the shop, if anything."""
        return next(iter(self._members((members.c.shop == shop) & (members.c.account == account))), None)

    def begin_session(self, token_hash: str, account: str, *, csrf: str, expires_at: datetime) -> BrowserSession:
        """A browser signs in; sessions that have expired are forgotten."""
        begun = BrowserSession(token_hash, account, csrf, created_at=now(), expires_at=expires_at)
        row = {name: getattr(begun, name) for name in BrowserSession.__struct_fields__}
        with self.database.writing() as connection:
            connection.execute(delete(browser_sessions).where(browser_sessions.c.expires_at < now()))
            connection.execute(insert(browser_sessions).values(**row))
        return begun

    def session(self, token_hash: str) -> BrowserSession | None:
        """The session of a token, unless it has expired or its account is disabled."""
        chosen = (
            select(browser_sessions)
            .join(accounts, accounts.c.id == browser_sessions.c.account)
            .where(browser_sessions.c.token_hash == token_hash, browser_sessions.c.expires_at > now())
            .where(accounts.c.disabled_at.is_(None))
        )
        with self.database.reading() as connection:
            row = connection.execute(chosen).first()
        return BrowserSession(**row._mapping) if row else None

    def end_session(self, token_hash: str) -> None:
        """A browser signs out."""
        with self.database.writing() as connection:
            connection.execute(delete(browser_sessions).where(browser_sessions.c.token_hash == token_hash))

    def end_sessions(self, account: str) -> None:
        """All browsers of the account are signed out."""
        with self.database.writing() as connection:
            connection.execute(delete(browser_sessions).where(browser_sessions.c.account == account))

    def _one(self, which: Any) -> Account | None:  # noqa: ANN401 - a condition
        with self.database.reading() as connection:
            row = connection.execute(select(accounts).where(which)).first()
        return Account(**row._mapping) if row else None

    def _members(self, which: Any) -> tuple[Member, ...]:  # noqa: ANN401 - a condition
        joined = select(members, accounts.c.name).join(accounts, accounts.c.id == members.c.account)
        chosen = joined.where(which, accounts.c.disabled_at.is_(None)).order_by(accounts.c.name, members.c.shop)
        with self.database.reading() as connection:
            return tuple(_member(row) for row in connection.execute(chosen))


def _member(row: Row[Any]) -> Member:
    return Member(shop=row.shop, account=row.account, name=row.name, role=row.role, agent=row.agent)
