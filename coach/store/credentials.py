"""Passwords, and tokens of keys and browsers: made here, kept by the store only as hashes."""

import hashlib
import secrets

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from coach.errors import InputError

SHORTEST_PASSWORD = 10
LONGEST_PASSWORD = 1000

_HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
"""The parameters that OWASP's password storage cheat sheet names as the least: 19 MiB, two passes, one lane."""


def hash_password(password: str) -> str:
    """The argon2id hash of a password (RFC 9106); InputError when it is too short or too long."""
    if not SHORTEST_PASSWORD <= len(password) <= LONGEST_PASSWORD:
        raise InputError(f"a password has {SHORTEST_PASSWORD} to {LONGEST_PASSWORD:,} characters; choose another")
    return _HASHER.hash(password)


def password_matches(password: str, hashed: str | None) -> bool:
    """Whether it is the password of that hash; without one (nobody by that name) it takes as long and is False."""
    try:
        return _HASHER.verify(hashed or _NOBODY, password) and hashed is not None
    except (VerificationError, InvalidHashError):
        return False


def new_token() -> str:
    """A secret that nobody can guess: 43 characters, 256 bits."""
    return secrets.token_urlsafe(32)


def token_hash(token: str) -> str:
    """What is kept of a token: 64 hex characters of SHA-256, enough for a secret that long."""
    return hashlib.sha256(token.encode()).hexdigest()


_NOBODY = "$argon2id$v=19$m=19456,t=2,p=1$MDAwMDAwMDAwMDAwMDAwMA$MDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDA"
"""A well-formed hash that no password has."""
