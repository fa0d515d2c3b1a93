"""Saved views of a project, and short links."""

from typing import Annotated, TypeAlias

from fastapi import APIRouter, Path

from seamark.core import views
from seamark.server.needs import CallerNeed, CoreNeed, ProjectNeed, WriterNeed
from seamark.server.routing import Route, check_value
from seamark.wire.api.views import Link, LinkRequest, LinkTarget, View, ViewChange, ViewRequest

router = APIRouter(route_class=Route, tags=["views"])

_ADDRESS = "/projects/{workspace}/{name}"
_Uid: TypeAlias = Annotated[str, Path(description="The view's uid.", examples=["019b76da3c5a7d2e8f10b1f6c2a9e577"])]


@router.get(f"{_ADDRESS}/views", summary="List a project's saved views")
def list_views(core: CoreNeed, caller: CallerNeed, project: ProjectNeed) -> list[View]:
    """The shared ones and the caller's own, by name."""
    return views.list_views(core, caller, project)


@router.post(f"{_ADDRESS}/views", summary="Save a view", status_code=201)
def make_view(core: CoreNeed, caller: WriterNeed, project: ProjectNeed, request: ViewRequest) -> View:
    """Whoever may read the project keeps private ones; who may write there shares them too."""
    return views.make_view(core, caller, project, request)


@router.patch(f"{_ADDRESS}/views/{{view}}", summary="Change a saved view")
def change_view(core: CoreNeed, caller: WriterNeed, project: ProjectNeed, view: _Uid, change: ViewChange) -> View:
    """What is left out stays. A shared one its owner and the project's owners may change."""
    check_value(view, "view")
    return views.change_view(core, caller, project, view, change)


@router.delete(f"{_ADDRESS}/views/{{view}}", summary="Delete a saved view", status_code=204)
def drop_view(core: CoreNeed, caller: WriterNeed, project: ProjectNeed, view: _Uid) -> None:
    """A shared one its owner and the project's owners may delete."""
    check_value(view, "view")
    views.drop_view(core, caller, project, view)


@router.post(f"{_ADDRESS}/links", summary="Make an address short")
def make_link(core: CoreNeed, caller: WriterNeed, project: ProjectNeed, request: LinkRequest) -> Link:
    """The same address gets the same link. Whoever may read the project may make some."""
    return views.make_link(core, caller, project, request)


@router.get("/links/{key}", summary="Find where a short link leads")
def open_link(
    core: CoreNeed,
    caller: CallerNeed,
    key: Annotated[str, Path(description="The link's key.", examples=["tKq3_x9-Zb"])],
) -> LinkTarget:
    """To whoever may not read the project it does not exist."""
    check_value(key, "key")
    return views.open_link(core, caller, key)
