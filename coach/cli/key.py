"""`coach key`: keys for programs that use the service."""

from typing import TYPE_CHECKING, Annotated, Literal

import typer

from coach.cli.options import StoreUrl

if TYPE_CHECKING:
    from coach.store.store import Store
    from coach.store.values import ApiKey, Role


def key(
    action: Annotated[Literal["create", "list", "revoke", "rotate"], typer.Argument(help="What to do.")],
    which: Annotated[str, typer.Argument(help="The new key's name; for revoke and rotate the key's id.")] = "",
    shop: Annotated[str | None, typer.Option(help="The shop's name; not needed when there is one shop only.")] = None,
    role: Annotated[
        Literal["admin", "trainer", "agent", "viewer"], typer.Option(help="What the key may do.")
    ] = "trainer",
    scope: Annotated[
        list[str] | None, typer.Option(help="read, write, admin; may be given several times. Default: read, write.")
    ] = None,
    days: Annotated[int | None, typer.Option(min=1, help="After how many days it expires.")] = None,
    store: StoreUrl = None,
) -> None:
    """Create, list, revoke or rotate API keys. A key is shown once, when it is made; only its hash is kept."""
    from contextlib import closing

    from coach.store.store import open_store

    with closing(open_store(store)) as opened:
        place = _shop(opened, shop)
        if action == "create":
            _create(opened, place, name=which, role=role, scopes=tuple(scope or ("read", "write")), days=days)
        elif action == "list":
            for one in opened.keys.list(place):
                typer.echo(_line(one))
        elif action == "revoke":
            opened.keys.revoke(place, which)
            opened.audit.note("command line", "revoke_key", which, shop=place)
        else:
            _rotate(opened, place, which, days=days)


def _shop(store: "Store", name: str | None) -> str:
    """The id of the shop by that name, or of the only one."""
    from coach.errors import InputError

    if name is not None:
        return store.shops.by_name(name).id
    shops = store.shops.list()
    if len(shops) != 1:
        known = ", ".join(one.name for one in shops) or "there is none yet: run `coach admin create`"
        raise InputError(f"name the shop with --shop: {known}")
    return shops[0].id


def _create(
    store: "Store", shop: str, *, name: str, role: "Role", scopes: tuple[str, ...], days: int | None
) -> "ApiKey":
    from coach.errors import InputError
    from coach.store.issuing import issue_key

    if not name:
        raise InputError("give the key a name, such as the program that will use it")
    if unknown := set(scopes) - {"read", "write", "admin"}:
        raise InputError(f"there is no scope {min(unknown)!r}; choose among: read, write, admin")
    made = issue_key(store, shop, name=name, role=role, scopes=scopes, by="command line", days=days)
    typer.echo(_line(made.key), err=True)
    typer.echo(made.secret)
    return made.key


def _rotate(store: "Store", shop: str, which: str, *, days: int | None) -> None:
    """A new key in place of an old one, which opens nothing any more."""
    from coach.errors import NotFound

    old = next((one for one in store.keys.list(shop) if one.id == which and one.revoked_at is None), None)
    if old is None:
        raise NotFound(f"the shop has no valid key with the id {which!r}; `coach key list` shows the ids")
    _create(store, shop, name=old.name, role=old.role, scopes=old.scopes, days=days)
    store.keys.revoke(shop, old.id)
    store.audit.note("command line", "revoke_key", old.id, shop=shop)


def _line(one: "ApiKey") -> str:
    state = "revoked" if one.revoked_at else "valid"
    until = f" until {one.expires_at:%Y-%m-%d}" if one.expires_at and not one.revoked_at else ""
    used = f"{one.used_at:%Y-%m-%d}" if one.used_at else "never"
    return f"{one.id}  {one.prefix}…  {one.name}  {one.role}  {','.join(one.scopes)}  {state}{until}  last used: {used}"
