"""What is let in at all: by host name, by origin, by sign-in, by size and pace of the body."""

import asyncio
import re
from collections.abc import Iterable, Sequence
from typing import Any, Final
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from seamark.core.assembly import Core
from seamark.doors.door import Door
from seamark.model import limits
from seamark.model.errors import Forbidden, Malformed, SeamarkError, Stalled, TooLarge
from seamark.server.callers import cookie_name, no_secret
from seamark.server.problems import answer_error

LOCAL_NAMES: Final = frozenset({"localhost", "127.0.0.1", "::1"})
_SAFE: Final = frozenset({"GET", "HEAD", "OPTIONS"})
_EVENTS: Final = "/api/v1/live"
_SIGN_IN: Final = "/api/v1/sign-in"
_OPEN: Final = frozenset({_SIGN_IN, "/api/v1/invites/look", "/api/v1/invites/accept"})
"""What those may post who are not signed in yet."""
_OPERATIONS: Final = re.compile(r"/api/v1/runs/[^/]+/operations")
STALL_SECONDS: Final = 30.0
"""A body of which nothing comes for so long is given up."""
_DRAINED_BYTES: Final = 4 * limits.REQUEST_BYTES
_DRAIN_SECONDS: Final = 10.0


class Gate:
    """Turns requests away that no page of ours and no client of ours would send.

    ``Host`` must be a name of this server (a page elsewhere can make any name point here), and a
    request that changes something or opens an event stream must come from our own pages when it
    comes from a browser. Of whoever shows neither token nor sign-in no body is read, but for the
    one that signs in.
    """

    def __init__(self, app: ASGIApp, core: Core, names: Iterable[str] = (), doors: Sequence[Door] = ()) -> None:
        self._app = app
        self._doors = doors
        self._open = {*_OPEN, *(path for door in doors for path in door.open_paths)}
        self._core = core
        own = urlsplit(core.url.lower())
        self._own_scheme, self._own_place = own.scheme, own.netloc
        self._names = LOCAL_NAMES | {own.hostname or ""} | {name.lower() for name in names}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass one request on, or answer why not, as ASGI has it."""
        if scope["type"] == "websocket":
            await self._let_in(scope, receive, send)
            return
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        body = _Body(receive, self._find_limit(scope["path"]))
        try:
            headers = Headers(scope=scope)
            self._check_host(headers.get("host", ""))
            self._check_origin(scope, headers)
            self._check_secret(scope, headers)
            body.check_announced(headers)
        except SeamarkError as error:
            await body.drain()
            await answer_error(error)(scope, receive, send)
            return
        await self._app(scope, body.receive, body.drain_before(send))

    async def _let_in(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = Headers(scope=scope)
        try:
            self._check_host(headers.get("host", ""))
            origin = headers.get("origin")
            if origin is not None and not self._is_own(origin.lower(), headers.get("host", "").lower()):
                raise Forbidden(f"A page of {origin!r} may not do this.", "Use the app itself, or a token.")
        except SeamarkError:
            await send({"type": "websocket.close", "code": 1008})
            return
        await self._app(scope, receive, send)

    def _check_host(self, host: str) -> None:
        name = find_name(host)
        if name not in self._names:
            raise Forbidden(
                f"This server is not known as {host!r}.", f"Start it with --allow-host {name or 'NAME'}, or with --url."
            )

    def _check_origin(self, scope: Scope, headers: Headers) -> None:
        method = scope["method"]
        if (method in _SAFE and scope["path"] != _EVENTS) or "authorization" in headers:
            return
        origin = headers.get("origin")
        if origin is not None:
            if not self._is_own(origin.lower(), headers.get("host", "").lower()):
                raise Forbidden(f"A page of {origin!r} may not do this.", "Use the app itself, or a token.")
        elif headers.get("sec-fetch-site", "same-origin") not in {"same-origin", "none"}:
            raise Forbidden("A page of another site may not do this.", "Use the app itself, or a token.")
        elif method not in _SAFE and "seamark_" in headers.get("cookie", ""):
            raise Forbidden("A request with a cookie needs an Origin header.", "Use a token instead of the cookie.")

    def _is_own(self, origin: str, host: str) -> bool:
        """Say whether an origin is one of our pages: under the name of the server's URL it has that URL's
        scheme, under another name of ours any.
        """
        scheme, _, place = origin.partition("://")
        return scheme == self._own_scheme if place == self._own_place else place == host != ""

    def _check_secret(self, scope: Scope, headers: Headers) -> None:
        """Whether the secret is good is asked later on: here it is enough that there is one."""
        path = scope["path"]
        if scope["method"] in _SAFE or path in self._open or not path.startswith("/api/"):
            return
        if "authorization" not in headers and cookie_name(self._core) not in headers.get("cookie", ""):
            raise no_secret(self._core)

    def _find_limit(self, path: str) -> int:
        if path in self._open:
            return limits.OPEN_BYTES
        told = (door.find_limit(path) for door in self._doors)
        return next((limit for limit in told if limit is not None), find_limit(path))


def find_name(host: str) -> str:
    """Return the name in a ``Host`` header, without port and brackets."""
    if host.startswith("["):
        return host[1:].partition("]")[0].lower()
    return host.partition(":")[0].lower()


def find_limit(path: str) -> int:
    """Return how many bytes a body for this path may have."""
    if _OPERATIONS.fullmatch(path):
        return limits.REQUEST_BYTES
    if path in _OPEN or not path.startswith("/api/"):
        return limits.OPEN_BYTES
    return limits.UPLOAD_PART_BYTES if path.startswith("/api/v1/uploads/") else limits.MESSAGE_BYTES


class _Body:
    """The body of a request, counted while it is read.

    A client that is still sending when the connection is closed never sees why; so before a
    failure is answered the rest of the body is read and thrown away.
    """

    def __init__(self, receive: Receive, limit: int) -> None:
        self._receive = receive
        self._limit = limit
        self._count = 0
        self._is_done = False

    def check_announced(self, headers: Headers) -> None:
        length = headers.get("content-length", "0")
        if not length.isascii() or not length.isdecimal():
            raise Malformed(f"The Content-Length {length!r} is no number.", "Leave it to the HTTP library.")
        if int(length) > self._limit:
            raise self._too_large()

    async def receive(self) -> Message:
        message = await self._next()
        if self._count > self._limit:
            raise self._too_large()
        return message

    async def _next(self) -> Message:
        try:
            async with asyncio.timeout(None if self._is_done else STALL_SECONDS):
                message = await self._receive()
        except TimeoutError:
            self._is_done = True  # nothing is left to drain
            raise Stalled(f"Nothing of the body came for {STALL_SECONDS:.0f} s.", "Send it again.") from None
        self._count += len(message.get("body", b""))
        if message["type"] != "http.request" or not message.get("more_body", False):
            self._is_done = True
        return message

    def _too_large(self) -> TooLarge:
        return TooLarge(
            f"The body has more than {self._limit:,} bytes.", "Send it in smaller parts; files are uploaded in parts."
        )

    async def drain(self) -> None:
        """Read what is left, within bounds."""
        try:
            async with asyncio.timeout(_DRAIN_SECONDS):
                while not self._is_done and self._count < _DRAINED_BYTES:
                    await self._next()
        except (TimeoutError, Stalled):
            return

    def drain_before(self, send: Send) -> Send:
        async def send_drained(message: Any) -> None:
            if message["type"] == "http.response.start" and message["status"] >= 400:
                await self.drain()
            await send(message)

        return send_drained
