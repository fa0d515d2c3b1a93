"""What is kept of the runs screen: saved views and short links."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class ViewRequest:
    """A view to be kept. ``address`` is the search part of the screen's own address, with its "?"."""

    name: str
    address: str
    shared: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ViewChange:
    """What to change of a view; None leaves it."""

    name: str | None = None
    address: str | None = None
    shared: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """A saved view. One that is not shared is seen by its owner alone."""

    uid: str
    name: str
    address: str
    shared: bool
    owner: str
    created_at: int
    changed_at: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkRequest:
    """An address of the app to be made short: from its first "/" on, or the search part alone."""

    address: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A short link."""

    key: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkTarget:
    """Where a short link leads: an address as it was given, and the project (``workspace/project``) it belongs to."""

    project: str
    address: str
