"""Who sent a request."""

from dataclasses import dataclass
from typing import Literal

Scope = Literal["read", "write"]
Action = Literal["read", "write", "admin"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """Who sent a request. ``token`` is the id of the token or sign-in it came with."""

    person: int
    name: str
    workspace: str
    admin: bool
    scope: Scope = "write"
    token_expires: int | None = None
    token: str = ""
    by_api_token: bool = False
    """Whether it was an API token, which may lie in scripts and jobs, and not a browser's sign-in."""
    service: bool = False
    """Whether it is a service account, which has the roles that it was given and no others."""
