"""Who is calling: sign-in, passwords and API tokens."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Who is calling."""

    name: str
    workspace: str
    admin: bool = False
    scope: Literal["read", "write"] = "write"
    token_expires: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SignIn:
    """A sign-in with name and password."""

    name: str
    password: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PasswordChange:
    """A new password for oneself."""

    old: str
    new: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenRequest:
    """An API token to be made; ``expires_in`` is in seconds."""

    name: str
    scope: Literal["read", "write"] = "write"
    expires_in: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """An API token; ``token`` is there once, in the answer that made it."""

    id: str
    name: str
    scope: Literal["read", "write"]
    created_at: int
    expires_at: int | None = None
    used_at: int | None = None
    token: str | None = None
