"""What every answer carries, and the access log."""

import logging
import time
from typing import Final
from urllib.parse import quote

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from seamark.core.assembly import Core
from seamark.wire.api.sessions import STOP_HEADER

PAGE_POLICY: Final = (
    "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; "
    "media-src 'self' blob:; font-src 'self' data:; connect-src 'self'; worker-src 'self' blob:; frame-src 'self'; "
    "object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
"""Pages load nothing from elsewhere; styles may stand in the page (formulas and charts place text so)."""
DATA_POLICY: Final = "default-src 'none'; frame-ancestors 'none'"

_log = logging.getLogger("seamark.access")


class Headers:
    """Adds the headers that guard a browser, and logs each request without its query (keys stand there)."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, as ASGI has it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        begun = time.perf_counter()
        status = 500

        async def send_guarded(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                _add_headers(MutableHeaders(scope=message))
            await send(message)

        try:
            await self._app(scope, receive, send_guarded)
        finally:
            elapsed = (time.perf_counter() - begun) * 1_000
            _log.info("%s %s %d %.1f ms", scope["method"], scope["path"], status, elapsed)


def _add_headers(headers: MutableHeaders) -> None:
    is_page = headers.get("content-type", "").startswith("text/html")
    headers.setdefault("content-security-policy", PAGE_POLICY if is_page else DATA_POLICY)
    headers.setdefault("x-content-type-options", "nosniff")
    headers.setdefault("referrer-policy", "same-origin")
    headers.setdefault("cross-origin-resource-policy", "same-origin")
    headers.setdefault("cache-control", "private, no-cache")
    if is_page:
        headers.setdefault("cross-origin-opener-policy", "same-origin")


def tell_stop(core: Core, origin: str) -> dict[str, str]:
    """Return the header that tells a session's client that somebody wishes its process to stop, or none."""
    by = core.stops.find(origin)
    return {STOP_HEADER: quote(by, safe=" ")} if by else {}
