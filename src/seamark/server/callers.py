"""Who is calling: by a bearer token, or by the cookie of a browser that signed in."""

from typing import Final

from fastapi import Request, Response

from seamark.core.assembly import Core
from seamark.core.caller import Caller
from seamark.model.errors import NotSignedIn

COOKIE_SECONDS: Final = 365 * 24 * 3600


def cookie_name(core: Core) -> str:
    """The name of this server's cookie: browsers share cookies among all ports of a host."""
    return f"seamark_{core.server_id[:8]}"


def find_cookie(core: Core, request: Request) -> str:
    """Return the secret that the browser's cookie holds, or nothing."""
    return request.cookies.get(cookie_name(core), "")


def find_bearer(request: Request) -> str:
    """Return the token of the ``Authorization`` header, or nothing."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else ""


def no_secret(core: Core) -> NotSignedIn:
    """Return what is said to a request without sign-in and token."""
    remedy = "Run: seamark open" if core.settings.mode == "local" else "Sign in, or run: seamark login " + core.url
    return NotSignedIn("No sign-in and no token came with the request.", remedy)


def find_caller(core: Core, request: Request) -> Caller:
    """Return who sent a request.

    Raises:
        NotSignedIn: nobody that is known.
    """
    secret = find_bearer(request) or find_cookie(core, request)
    if not secret:
        raise no_secret(core)
    return core.access.identify(secret)


def set_cookie(core: Core, response: Response, secret: str) -> None:
    """Keep a browser signed in."""
    response.set_cookie(
        cookie_name(core),
        secret,
        max_age=COOKIE_SECONDS,
        httponly=True,
        samesite="lax",
        secure=core.url.startswith("https:"),
    )


def drop_cookie(core: Core, response: Response) -> None:
    """Make a browser forget its sign-in."""
    response.delete_cookie(cookie_name(core), httponly=True, samesite="lax", secure=core.url.startswith("https:"))
