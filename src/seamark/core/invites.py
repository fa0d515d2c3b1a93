"""Invitations: links by which somebody joins a workspace, or sets a new password."""

import hashlib
import secrets
import time
from typing import TYPE_CHECKING, Final

from seamark.core.caller import Caller
from seamark.core.members import find_person, find_workspace
from seamark.core.runs import find_project
from seamark.model.access import ProjectRole, WorkspaceRole
from seamark.model.errors import Conflict, Forbidden, InvalidValue, NotFound
from seamark.storage.catalog.rows import InviteRow
from seamark.wire.api.members import Invite, InviteAnswer, InviteFacts, InviteRequest

if TYPE_CHECKING:
    from seamark.core.assembly import Core

_PREFIX: Final = "smi_"
_LONGEST_SECONDS: Final = 90 * 86_400
_RESET_SECONDS: Final = 86_400


def _now() -> int:
    return time.time_ns() // 1_000


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode(errors="replace")).hexdigest()


def _check_team(core: "Core") -> None:
    if core.settings.mode == "local":
        raise Conflict(
            "This server is for one person on this machine.",
            "Start a team's: seamark up --host 0.0.0.0 --url https://seamark.example.org",
        )


def _keep(core: "Core", row: InviteRow) -> str:
    """Keep an invitation and return its link, whose secret stands behind ``#``: no log and no page that is
    visited from there sees it.
    """
    secret = _PREFIX + secrets.token_urlsafe(32)
    core.catalog.members.add_invite(row, _digest(secret))
    return f"{core.url}/invite#{secret}"


def make_invite(core: "Core", caller: Caller, workspace: str, request: InviteRequest) -> Invite:
    """Make a link by which one person joins a workspace.

    Raises:
        Forbidden: the caller is no admin of it.
        InvalidValue: it would live for no time, or for too long.
        Conflict: this is one person's server.
    """
    _check_team(core)
    place = find_workspace(core, caller, workspace, WorkspaceRole.ADMIN)
    if not 0 < request.expires_in <= _LONGEST_SECONDS:
        raise InvalidValue(
            f"An invitation cannot last {request.expires_in:,} seconds.", "Give up to 90 days.", path="expires_in"
        )
    project = find_project(core, caller, place.name, request.project) if request.project else None
    row = InviteRow(
        id=secrets.token_hex(4),
        workspace=place.number,
        role=request.role.value,
        project=None if project is None else project.number,
        project_role=request.project_role.value if project is not None else "",
        person=None,
        note=request.note[:200],
        created_by=caller.name,
        created_at=_now(),
        expires_at=_now() + request.expires_in * 1_000_000,
    )
    link = _keep(core, row)
    core.catalog.members.note(caller.name, "invite", request.note or row.id, workspace=place.name, detail=row.role)
    return _describe(core, row, link)


def make_reset(core: "Core", caller: Caller, name: str) -> Invite:
    """Make a link by which somebody sets a new password; it lasts a day.

    Raises:
        Forbidden: the caller is no admin of the server.
    """
    _check_team(core)
    core.access.check(caller, "admin", None)
    person = find_person(core, name)
    if person.service:
        raise InvalidValue("A service account has no password.", "Make a token of it.", path="name")
    row = InviteRow(
        id=secrets.token_hex(4),
        workspace=None,
        role="",
        project=None,
        project_role="",
        person=person.number,
        note="",
        created_by=caller.name,
        created_at=_now(),
        expires_at=_now() + _RESET_SECONDS * 1_000_000,
    )
    link = _keep(core, row)
    core.catalog.members.note(caller.name, "make reset link", person.name)
    return _describe(core, row, link)


def list_invites(core: "Core", caller: Caller, workspace: str) -> list[Invite]:
    """Return the invitations into a workspace, newest first, without their links."""
    place = find_workspace(core, caller, workspace, WorkspaceRole.ADMIN)
    return [_describe(core, row, None) for row in core.catalog.members.invites(place.number)]


def drop_invite(core: "Core", caller: Caller, workspace: str, id: str) -> None:
    """Take an invitation back. Raises NotFound."""
    place = find_workspace(core, caller, workspace, WorkspaceRole.ADMIN)
    if all(row.id != id for row in core.catalog.members.invites(place.number)):
        raise NotFound(f"There is no invitation {id!r}.", "Look at them in the workspace's settings.")
    core.catalog.members.drop_invite(id)
    core.catalog.members.note(caller.name, "take back invitation", id, workspace=place.name)


def _describe(core: "Core", row: InviteRow, link: str | None) -> Invite:
    workspaces = {place.number: place.name for place in core.catalog.members.workspaces()}
    return Invite(
        id=row.id,
        workspace="" if row.workspace is None else workspaces[row.workspace],
        role=row.role,
        project="" if row.project is None else core.catalog.projects.get(row.project).name,
        project_role=row.project_role,
        note=row.note,
        created_by=row.created_by,
        created_at=row.created_at,
        expires_at=row.expires_at,
        used_at=row.used_at,
        used_by=row.used_by,
        link=link,
    )


# ---- taking one ---------------------------------------------------------------------------------


def look_up(core: "Core", secret: str) -> InviteFacts:
    """Return what an invitation is for. Raises NotFound."""
    row = _find(core, secret)
    told = _describe(core, row, None)
    return InviteFacts(
        kind="join" if row.person is None else "reset",
        workspace=told.workspace,
        role=told.role,
        project=told.project,
        project_role=told.project_role,
        invited_by=row.created_by,
        expires_at=row.expires_at,
        name="" if row.person is None else core.catalog.people.get(row.person).name,
    )


def _find(core: "Core", secret: str) -> InviteRow:
    row = core.catalog.members.find_invite(_digest(secret))
    if row is None or row.used_at is not None or row.expires_at <= _now():
        raise NotFound("This link is not good any more: it was used, taken back, or is too old.", "Ask for another.")
    return row


def accept(core: "Core", caller: Caller | None, answer: InviteAnswer) -> tuple[Caller, str]:
    """Take an invitation: with a name and password that are new, or as somebody who is signed in. Returns who
    it is, and the secret of a sign-in.

    Raises:
        NotFound: the link is not good any more.
        Conflict: the name is taken.
        InvalidValue: the name is empty, or the password too short.
    """
    row = _find(core, answer.secret)
    if row.person is not None:
        return _reset(core, row, answer.password)
    if caller is not None and not answer.name:
        if caller.service or caller.by_api_token:
            raise Forbidden("An invitation is taken in a browser.", "Open its link.")
        person = core.catalog.people.get(caller.person)
        _use(core, row, person.name)
    else:
        name = core.access.check_name(answer.name)
        if "@" in name or "/" in name:
            raise InvalidValue(f"{name!r} has an @ or a slash.", "Choose a name without.", path="name")
        hashed = core.access.hash_password(answer.password)
        if core.catalog.people.find(name) is not None:
            raise Conflict(f"There is somebody called {name} already.", "Choose another name, or sign in first.")
        _use(core, row, name)
        person = core.catalog.people.create(name, password=hashed, admin=False)
    assert row.workspace is not None
    present = core.catalog.members.workspace_roles(person.number).get(row.workspace)
    if present is not WorkspaceRole.ADMIN:
        core.catalog.members.set_workspace_role(row.workspace, person.number, WorkspaceRole(row.role))
    if row.project is not None:
        core.catalog.members.set_project_role(row.project, person.number, ProjectRole(row.project_role))
    core.access.forget_roles()
    told = _describe(core, row, None)
    core.catalog.members.note(person.name, "join", person.name, workspace=told.workspace, detail=told.role)
    return core.access.sign_in_person(person)


def _use(core: "Core", row: InviteRow, name: str) -> None:
    if not core.catalog.members.use_invite(row.id, name):
        raise NotFound("This link was used just now.", "Ask for another.")


def _reset(core: "Core", row: InviteRow, password: str) -> tuple[Caller, str]:
    assert row.person is not None
    person = core.catalog.people.get(row.person)
    hashed = core.access.hash_password(password)
    _use(core, row, person.name)
    core.catalog.people.set_password(person.number, hashed)
    for token in core.catalog.people.tokens(person.number, purpose="browser"):
        core.catalog.people.drop_token(token.id)
    core.catalog.members.note(person.name, "set new password", person.name)
    return core.access.sign_in_person(core.catalog.people.get(person.number))
