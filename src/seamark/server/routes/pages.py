"""What a browser opens: the local link, and the app."""

import hmac
import time
from html import escape
from pathlib import Path
from typing import Annotated, Final

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import FileResponse, HTMLResponse, RedirectResponse
from starlette.datastructures import State

from seamark.core.assembly import Core
from seamark.model.errors import FileMissing, NotSignedIn
from seamark.server.callers import find_caller, set_cookie
from seamark.server.downloads import SCRIPTED
from seamark.server.needs import CoreNeed
from seamark.server.routing import Route
from seamark.wire.visits import is_visit_key

router = APIRouter(route_class=Route, include_in_schema=False)

APP: Final = Path(__file__).parents[1] / "app"
_FOREVER: Final = "public, max-age=31536000, immutable"
_PAGE: Final = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>{title} · Seamark</title>
<style>body{{font:16px/1.5 system-ui,sans-serif;max-width:34em;margin:18vh auto;padding:0 1.5em;color:#1c2733;
background:#fff}}code{{background:#eef2f5;padding:.15em .4em;border-radius:4px}}
@media(prefers-color-scheme:dark){{body{{color:#dbe3ea;background:#11171d}}code{{background:#1f2933}}}}</style></head>
<body><h1>{title}</h1><p>{text}</p></body></html>
"""


def _say(title: str, text: str, status: int) -> Response:
    return HTMLResponse(_PAGE.format(title=escape(title), text=text), status)


def is_local(address: str) -> bool:
    """Say whether an address leads to a page of this server and nowhere else."""
    return (
        address.startswith("/")
        and not address.startswith("//")
        and "\\" not in address
        and address.isascii()
        and address.isprintable()
    )


@router.get("/open")
def open_link(
    core: CoreNeed,
    request: Request,
    key: Annotated[str, Query()] = "",
    next: Annotated[str, Query()] = "/",
) -> Response:
    """The link that `seamark up` prints: signs the browser in and goes on to the app."""
    is_right = _is_key(request.app.state, key)
    if not is_right and not _is_signed_in(core, request):
        text = "It belongs to a server that has since been stopped. For a new one run:</p><p><code>seamark open</code>"
        return _say("This link is no longer good", text, 403)
    response = RedirectResponse(next if is_local(next) else "/", 303)
    response.headers["Cache-Control"] = "no-store"
    response.headers["Referrer-Policy"] = "no-referrer"
    if is_right:
        set_cookie(core, response, core.access.browser_secret(core.access.local()))
    return response


def _is_key(state: State, key: str) -> bool:
    """Say whether it is the server's key, or one for a visit that nobody has made yet."""
    if not state.key:
        return False
    if hmac.compare_digest(key.encode(errors="replace"), state.key.encode()):
        return True
    if key in state.visits or not is_visit_key(key, state.key, time.time()):
        return False
    state.visits = {visit for visit in state.visits if is_visit_key(visit, state.key, time.time())} | {key}
    return True


def _is_signed_in(core: Core, request: Request) -> bool:
    try:
        find_caller(core, request)
    except NotSignedIn:
        return False
    return True


@router.get("/api/{path:path}")
def miss(path: str) -> Response:
    """Paths of the interface that do not exist are no pages."""
    raise FileMissing(f"There is no /api/{path}.", "See /api/v1/openapi.json for the paths there are.")


@router.get("/{path:path}")
def get_page(path: str) -> Response:
    """A file of the built app, or its one page for every address that it draws itself."""
    if not (APP / "index.html").is_file():
        text = (
            "The server runs, and its interface answers below <code>/api/v1</code>. "
            "From a checkout, build the app with:</p><p><code>make app</code>"
        )
        return _say("The web app is not built", text, 200)
    file = _find_file(path)
    if file is None:
        if path.startswith(("assets/", "frames/")):
            return _say("No such file", "The app was renewed meanwhile: load the page again.", 404)
        return FileResponse(APP / "index.html", headers={"Cache-Control": "no-cache"})
    headers = {"Cache-Control": _FOREVER if path.startswith(("assets/", "frames/")) else "no-cache"}
    if path.startswith("frames/"):
        headers["Content-Security-Policy"] = SCRIPTED
    return FileResponse(file, headers=headers)


def _find_file(path: str) -> Path | None:
    if not path or "\0" in path:
        return None
    file = (APP / path).resolve()
    return file if file.is_relative_to(APP.resolve()) and file.is_file() else None
