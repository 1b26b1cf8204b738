"""`coach admin`: the people who may sign in, above all the first one."""

import sys
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from coach.cli.options import StoreUrl

if TYPE_CHECKING:
    from coach.store.store import Store

FIRST_SHOP = "shop"
"""What the shop is called if nobody names it."""


def admin(
    action: Annotated[Literal["create", "password", "disable"], typer.Argument(help="What to do.")],
    name: Annotated[str, typer.Argument(help="The name to sign in with.")],
    shop: Annotated[str | None, typer.Option(help="The shop's name; a new one is made.")] = None,
    role: Annotated[
        Literal["admin", "trainer", "agent", "viewer"], typer.Option(help="What the person may do.")
    ] = "admin",
    agent: Annotated[str | None, typer.Option(help="For the role agent: the agent's name in the chats.")] = None,
    password_stdin: Annotated[bool, typer.Option("--password-stdin", help="Read the password from stdin.")] = False,
    store: StoreUrl = None,
) -> None:
    """Create an account, give it another password, or disable it. There is no account and no password by default."""
    from contextlib import closing

    from coach.store.credentials import hash_password
    from coach.store.store import open_store

    with closing(open_store(store)) as opened:
        account = _account(opened, name, wanted=action != "create")
        if action == "disable":
            opened.accounts.disable(account)
        elif action == "password":
            opened.accounts.set_password(account, hash_password(_password(password_stdin)))
        else:
            hashed = hash_password(_password(password_stdin))
            place = _shop(opened, shop)
            account = opened.accounts.create(name, hashed).id
            opened.accounts.join(place, account, role, agent=agent)
            typer.echo(f"{name} may sign in to {opened.shops.get(place).name} as {role}")
        opened.audit.note("command line", f"{action}_account", account)


def _account(store: "Store", name: str, *, wanted: bool) -> str:
    """The id of the account of that name; "" if it is still to be made."""
    from coach.errors import Conflict, NotFound

    found = store.accounts.by_name(name)
    if wanted and found is None:
        raise NotFound(f"there is no account called {name!r}; `coach admin create` makes one")
    if not wanted and found is not None:
        raise Conflict(f"there is an account called {name!r} already; choose another name")
    return found.id if found else ""


def _shop(store: "Store", name: str | None) -> str:
    """The id of the shop of that name, made if there is none; without a name the only shop, or the first."""
    from coach.errors import InputError

    shops = store.shops.list()
    if name is None and len(shops) > 1:
        raise InputError(f"name the shop with --shop: {', '.join(shop.name for shop in shops)}")
    wanted = name or (shops[0].name if shops else FIRST_SHOP)
    found = next((shop for shop in shops if shop.name == wanted), None)
    return (found or store.shops.create(wanted)).id


def _password(from_stdin: bool) -> str:
    if from_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    asked: str = typer.prompt("Password", hide_input=True, confirmation_prompt=True)
    return asked
