"""The app: routes, handlers and what stands around them, put together and nothing else."""

from collections.abc import Iterable
from typing import Any, Final

from fastapi import FastAPI

from seamark.core.assembly import Core
from seamark.doors import neptune
from seamark.server.gate import Gate
from seamark.server.headers import Headers
from seamark.server.openapi import complete_document
from seamark.server.problems import add_handlers
from seamark.server.routes import (
    comparisons,
    exports,
    fields,
    files,
    groups,
    info,
    lines,
    live,
    members,
    models,
    notebooks,
    operations,
    pages,
    people,
    projects,
    runs,
    series,
    sessions,
    trash,
    upkeep,
    views,
)

PREFIX: Final = "/api/v1"
DOORS: Final = (neptune.DOOR,)
_GROUPS: Final = (
    info,
    people,
    members,
    projects,
    views,
    comparisons,
    groups,
    exports,
    runs,
    models,
    notebooks,
    trash,
    sessions,
    operations,
    fields,
    series,
    lines,
    files,
    live,
    upkeep,
)


def create_app(core: Core, *, key: str | None = None, allow_hosts: Iterable[str] = ()) -> FastAPI:
    """Return the app over a core.

    Args:
        core: What answers; it is opened and closed by the caller.
        key: What the local link ``/open?key=…`` must carry; without one no link is good.
        allow_hosts: Names that the server answers to, besides those of this machine and its own url.
    """
    app = _compose()
    app.state.core = core
    app.state.key = key or ""
    app.state.visits = set()
    app.add_middleware(Gate, core=core, names=allow_hosts, doors=DOORS)
    app.add_middleware(Headers)
    return app


def describe_api() -> dict[str, Any]:
    """Return the OpenAPI document; no server need run for it."""
    return _compose().openapi()


def _compose() -> FastAPI:
    app = FastAPI(
        title="Seamark",
        summary="The interface of a Seamark server.",
        version="1",
        docs_url=None,
        redoc_url=None,
        openapi_url=f"{PREFIX}/openapi.json",
        generate_unique_id_function=lambda route: route.name,
    )
    for group in _GROUPS:
        app.include_router(group.router, prefix=PREFIX)
    for door in DOORS:
        app.include_router(door.router)
    app.include_router(pages.router)
    add_handlers(app)
    plain = app.openapi

    def describe() -> dict[str, Any]:
        if app.openapi_schema is None:
            app.openapi_schema = complete_document(plain())
        return app.openapi_schema

    app.openapi = describe  # type: ignore[method-assign]
    return app
