"""Saved views of a project and its short links. Addresses are kept as texts; what they mean only the app knows."""

import hashlib
from typing import TYPE_CHECKING

from seamark.core.caller import Caller
from seamark.model import limits
from seamark.model.access import RANKS, ProjectRole
from seamark.model.errors import Forbidden, InvalidValue, NotFound, TooLarge
from seamark.storage.catalog.rows import ProjectRow, ViewRow
from seamark.wire.api.views import Link, LinkRequest, LinkTarget, View, ViewChange, ViewRequest

if TYPE_CHECKING:
    from seamark.core.assembly import Core


def list_views(core: "Core", caller: Caller, project: ProjectRow) -> list[View]:
    """Return the shared views of a project and the caller's own, by name."""
    return [_describe(row) for row in core.catalog.views.of_project(project.number, caller.person)]


def make_view(core: "Core", caller: Caller, project: ProjectRow, request: ViewRequest) -> View:
    """Keep a view; whoever may read the project may keep private ones.

    Raises:
        Forbidden: it is to be shared, and the caller may not write there.
        InvalidValue: the name or the address is none.
        Conflict: there is one of that name.
    """
    core.access.check(caller, "write", None)
    if request.shared:
        core.access.check(caller, "write", project)
    row = core.catalog.views.create(
        project.number,
        caller.person,
        name=_check_name(request.name),
        address=_check_address(request.address, limits.VIEW_CHARACTERS),
        shared=request.shared,
    )
    return _describe(row)


def change_view(core: "Core", caller: Caller, project: ProjectRow, uid: str, change: ViewChange) -> View:
    """Change a view. One that its project opens with, and is shared no more, is that no more.

    Raises:
        NotFound: there is none that the caller sees.
        Forbidden: it is somebody else's, and the caller does not own the project; or they may not share.
    """
    row = _find_own(core, caller, project, uid)
    if change.shared:
        core.access.check(caller, "write", project)
    if change.shared is False and row.owner != caller.person:
        raise Forbidden(
            f"{row.name!r} is {row.owner_name}'s: it would be theirs alone.", "Delete it, or save a copy of your own."
        )
    changed = core.catalog.views.change(
        row.number,
        name=None if change.name is None else _check_name(change.name),
        address=None if change.address is None else _check_address(change.address, limits.VIEW_CHARACTERS),
        shared=change.shared,
    )
    return _describe(changed)


def drop_view(core: "Core", caller: Caller, project: ProjectRow, uid: str) -> None:
    """Delete a view.

    Raises:
        NotFound: there is none that the caller sees.
        Forbidden: it is somebody else's, and the caller does not own the project.
    """
    core.catalog.views.drop(_find_own(core, caller, project, uid).number)


def _find_own(core: "Core", caller: Caller, project: ProjectRow, uid: str) -> ViewRow:
    """Return a view that the caller may change."""
    row = core.catalog.views.find(uid)
    if row is None or row.project != project.number or (row.reader and row.reader != caller.person):
        raise NotFound(
            f"{project.workspace}/{project.name} has no view {uid}.", "Look at the views there are, or save another."
        )
    core.access.check(caller, "write", None)
    role = core.access.project_role(caller, project)
    owns = role is not None and RANKS[role] >= RANKS[ProjectRole.OWNER]
    if row.reader and row.owner == caller.person:
        return row
    if not owns and row.owner != caller.person:
        raise Forbidden(f"{row.name!r} is {row.owner_name}'s.", "Save a copy, or ask an owner of the project.")
    core.access.check(caller, "write", project)
    return row


def _check_name(name: str) -> str:
    plain = name.strip()
    if not plain or len(plain) > limits.VIEW_NAME_CHARACTERS or not plain.isprintable():
        raise InvalidValue(
            f"{name[:200]!r} is no name of a view.",
            f"Give 1 to {limits.VIEW_NAME_CHARACTERS} printable characters.",
            path="name",
        )
    return plain


def _check_address(address: str, most: int) -> str:
    if len(address) > most:
        raise TooLarge(
            f"The address has {len(address):,} characters; the longest has {most:,}.", "Leave some out.", path="address"
        )
    if not address.isprintable():
        raise InvalidValue(
            "The address has a character that cannot be printed.", "Escape it, as in %0A.", path="address"
        )
    return address


def _describe(row: ViewRow) -> View:
    return View(
        uid=row.uid,
        name=row.name,
        address=row.address,
        shared=not row.reader,
        owner=row.owner_name,
        created_at=row.created_at,
        changed_at=row.changed_at,
    )


def make_link(core: "Core", caller: Caller, project: ProjectRow, request: LinkRequest) -> Link:
    """Return the short link of an address, the same one for the same address.

    Raises:
        InvalidValue: the address does not lie on this server.
        TooLarge: it is too long, or the project has too many.
    """
    core.access.check(caller, "write", None)
    address = _check_address(request.address, limits.LINK_CHARACTERS)
    if not _is_own(address):
        raise InvalidValue(
            f"{address[:100]!r} is no address of this server.", 'Begin it with "/" or "?".', path="address"
        )
    digest = hashlib.sha256(address.encode()).hexdigest()
    row = core.catalog.views.shorten(project.number, address=address, digest=digest, by=caller.name)
    return Link(key=row.key, url=f"{core.url}/l/{row.key}")


def _is_own(address: str) -> bool:
    """Say whether an address cannot lead a browser to another host."""
    return address[:1] in {"/", "?"} and not address.startswith("//") and "\\" not in address


def open_link(core: "Core", caller: Caller, key: str) -> LinkTarget:
    """Return where a short link leads. Raises NotFound, also to whoever may not read the project."""
    row = core.catalog.views.find_link(key)
    project = None if row is None else core.catalog.projects.get(row.project)
    if row is None or project is None or not core.access.may_read(caller, project):
        raise NotFound(f"There is no link {key[:40]!r}.", "Ask for the link again where you have it from.")
    return LinkTarget(project=f"{project.workspace}/{project.name}", address=row.address)
