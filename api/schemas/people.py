"""Signing in, and who is signed in."""

from pydantic import BaseModel, ConfigDict, Field

from api.schemas.fields import Name
from coach.store.values import Role


class SignIn(BaseModel):
    """An account's name and password."""

    model_config = ConfigDict(json_schema_extra={"example": {"name": "trainer", "password": "a long password"}})

    name: Name
    password: str = Field(min_length=1, max_length=1000)


class Me(BaseModel):
    """Who asks, in which shop, and what may be done; browsers send `csrf` back in X-CSRF-Token with every change."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "name": "trainer",
                "role": "trainer",
                "shop": "0f3c",
                "agent": None,
                "permissions": ["faq", "me", "results"],
                "csrf": "",
            }
        }
    )

    name: str
    role: Role
    shop: str
    agent: str | None
    permissions: list[str]
    csrf: str
