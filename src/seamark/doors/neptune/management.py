"""What Neptune's management API does: projects, members, service accounts, invitations, status."""

import asyncio
import shutil
from typing import Any, Final, TypeVar

import msgspec
from fastapi import APIRouter, Response

from seamark.core import invites, members, runs, trash
from seamark.core.usage import measure_usage
from seamark.doors.neptune.backend import SPELLED, describe_project
from seamark.doors.neptune.calls import Call, CallNeed, DoorRoute, NeptuneError, answer, spell_uid
from seamark.model.access import ProjectRole, WorkspaceRole
from seamark.model.errors import Conflict, InvalidValue, NotFound
from seamark.storage.catalog.rows import ProjectRow, WorkspaceRow
from seamark.wire.api.members import InviteRequest, ProjectMember
from seamark.wire.api.projects import ProjectRequest

T = TypeVar("T")

router = APIRouter(route_class=DoorRoute, prefix="/api/backend/v1", include_in_schema=False)

VISIBILITIES: Final = {name: visibility for visibility, name in SPELLED.items()}
ROLES: Final = {
    "viewer": ProjectRole.VIEWER,
    "member": ProjectRole.CONTRIBUTOR,
    "manager": ProjectRole.OWNER,
}
WORKSPACE_ROLES: Final = {"member": WorkspaceRole.MEMBER, "owner": WorkspaceRole.ADMIN}
_SPELLED: Final = {role: name for name, role in ROLES.items()}
_SPELLED_OF_WORKSPACE: Final = {role: name for name, role in WORKSPACE_ROLES.items()}


def _choose(choices: dict[str, T], name: str | None, what: str) -> T:
    found = choices.get(name or "")
    if found is None:
        raise InvalidValue(f"{name!r} is no {what}.", f"Choose {', '.join(choices)}.", path=what)
    return found


# ---- projects -----------------------------------------------------------------------------------


class NewProject(msgspec.Struct, rename="camel"):
    """A project to be made."""

    name: str
    organization_id: str
    description: str | None = None
    project_key: str | None = None
    visibility: str | None = "priv"


@router.post("/projects")
async def create_project(call: CallNeed) -> Response:
    """A name or key that is taken is told as Neptune's clients understand it."""
    wanted: NewProject = await call.body(NewProject)
    return answer(await asyncio.to_thread(_create_project, call, wanted))


def _create_project(call: Call, wanted: NewProject) -> dict[str, Any]:
    place = members.find_workspace(call.core, call.caller, wanted.organization_id)
    call.core.access.check_new_project(call.caller, place, place.name)
    visibility = _choose(VISIBILITIES, wanted.visibility, "visibility")
    name = f"{place.name}/{wanted.name}"
    key = wanted.project_key or None
    if call.core.catalog.projects.find(place.name, wanted.name) is not None:
        error = {"errorCode": {"name": "ERR_NOT_UNIQUE"}, "context": {}}
        raise NeptuneError(400, f"There is a project {name}.", validationErrors=[{"errors": [error]}])
    if key and call.core.catalog.projects.find_key(key) is not None:
        raise NeptuneError(409, f"The key {key} is taken.", "PROJECT_KEY_COLLISION", key=key)
    request = ProjectRequest(name=name, key=key, description=wanted.description or "", visibility=visibility)
    try:
        row = runs.make_project(call.core, call.caller, request)
    except InvalidValue as problem:
        if problem.path == "key":
            raise NeptuneError(400, problem.detail, "PROJECT_KEY_INVALID", key=key, reason=problem.remedy) from None
        raise
    return describe_project(row) | {"userRoleInProject": "manager"}


@router.delete("/projects")
async def delete_project(call: CallNeed, projectIdentifier: str) -> Response:  # noqa: N803 - Neptune's names
    """For good, with all that is in it."""
    await trash.delete_project(call.core, call.caller, await call.project(projectIdentifier))
    return answer(None)


# ---- members of projects ------------------------------------------------------------------------


def _members(call: Call, project: ProjectRow, *, service: bool) -> dict[str, ProjectMember]:
    return {one.name: one for one in members.list_members(call.core, project) if one.service is service}


def _add(call: Call, project: ProjectRow, name: str, role: str | None, *, service: bool) -> ProjectMember:
    """Give somebody a role who has none yet; whoever has one is a conflict for these clients."""
    call.core.access.check(call.caller, "admin", project)
    chosen = _choose(ROLES, role, "role")
    present = _members(call, project, service=service)
    if name in present:
        raise Conflict(f"{name} has access already, as {present[name].role.value}.", "Change their role.")
    members.set_project_role(call.core, call.caller, project, name, chosen)
    return _members(call, project, service=service)[name]


def _remove(call: Call, project: ProjectRow, name: str, *, service: bool) -> None:
    call.core.access.check(call.caller, "admin", project)
    present = _members(call, project, service=service).get(name)
    if present is None or present.inherited:
        raise NeptuneError(422, f"{name} has no role in the project that could be taken away.")
    try:
        members.set_project_role(call.core, call.caller, project, name, None)
    except (Conflict, NotFound) as problem:
        raise NeptuneError(422, problem.detail) from None


class NewMember(msgspec.Struct, rename="camel"):
    """Somebody, by name, and the role they get."""

    user_id: str
    role: str | None = None


def _describe_member(one: ProjectMember) -> dict[str, Any]:
    return {"role": _SPELLED[one.role], "registeredMemberInfo": {"username": one.name}}


@router.get("/projects/membersOf")
async def list_members(call: CallNeed, projectIdentifier: str) -> Response:  # noqa: N803 - Neptune's names
    """People alone."""
    project = await call.project(projectIdentifier)
    found = await asyncio.to_thread(_members, call, project, service=False)
    return answer([_describe_member(one) for one in found.values()])


@router.post("/projects/members")
async def add_member(call: CallNeed, projectIdentifier: str) -> Response:  # noqa: N803
    """Somebody of the workspace."""
    wanted: NewMember = await call.body(NewMember)
    project = await call.project(projectIdentifier)
    return answer(
        _describe_member(await asyncio.to_thread(_add, call, project, wanted.user_id, wanted.role, service=False))
    )


@router.delete("/projects/members/{userId}")
async def remove_member(call: CallNeed, projectIdentifier: str, userId: str) -> Response:  # noqa: N803
    """Of those who have a role of their own."""
    project = await call.project(projectIdentifier)
    await asyncio.to_thread(_remove, call, project, userId, service=False)
    return answer({})


# ---- service accounts ---------------------------------------------------------------------------


class NewServiceAccount(msgspec.Struct, rename="camel"):
    """A service account, by id, and the role it gets."""

    service_account_id: str
    role: str | None = None


def _describe_account(name: str) -> dict[str, str]:
    return {"id": name, "displayName": name}


@router.get("/serviceAccounts")
async def list_service_accounts(call: CallNeed, organizationIdentifier: str, deactivated: bool = False) -> Response:  # noqa: N803
    """Those of a workspace. Their ids are their names."""
    found = await asyncio.to_thread(members.list_people, call.core, call.caller, organizationIdentifier)
    wanted = [one.name for one in found if one.service and one.disabled is deactivated]
    return answer([_describe_account(name) for name in wanted])


@router.get("/projects/service_accounts")
async def list_project_service_accounts(call: CallNeed, projectIdentifier: str) -> Response:  # noqa: N803
    """Those that have a role in a project."""
    project = await call.project(projectIdentifier)
    found = await asyncio.to_thread(_members, call, project, service=True)
    return answer([_describe_service_member(one) for one in found.values()])


def _describe_service_member(one: ProjectMember) -> dict[str, Any]:
    return {"role": _SPELLED[one.role], "serviceAccountInfo": _describe_account(one.name)}


@router.post("/projects/service_accounts")
async def add_service_account(call: CallNeed, projectIdentifier: str) -> Response:  # noqa: N803
    """One of the workspace."""
    wanted: NewServiceAccount = await call.body(NewServiceAccount)
    project = await call.project(projectIdentifier)
    one = await asyncio.to_thread(_add, call, project, wanted.service_account_id, wanted.role, service=True)
    return answer(_describe_service_member(one))


@router.delete("/projects/service_accounts/{serviceAccountId}")
async def remove_service_account(call: CallNeed, projectIdentifier: str, serviceAccountId: str) -> Response:  # noqa: N803
    """Of those that have a role."""
    project = await call.project(projectIdentifier)
    await asyncio.to_thread(_remove, call, project, serviceAccountId, service=True)
    return answer({})


# ---- workspaces ---------------------------------------------------------------------------------


@router.get("/organizations2/{organizationIdentifier}/members")
async def list_workspace_members(call: CallNeed, organizationIdentifier: str) -> Response:  # noqa: N803
    """People alone."""
    found = await asyncio.to_thread(members.list_people, call.core, call.caller, organizationIdentifier)
    return answer(
        [
            {"role": _SPELLED_OF_WORKSPACE[one.role], "registeredMemberInfo": {"username": one.name}}
            for one in found
            if not one.service
        ]
    )


class Invitation(msgspec.Struct, rename="camel"):
    """Who is invited: somebody of this server by name, or anybody by an address."""

    invitee: str
    invitation_type: str = "user"
    role_grant: str | None = "member"
    add_to_all_projects: bool = False


class Invitations(msgspec.Struct, rename="camel"):
    """Some invitations into one workspace."""

    organization_identifier: str
    invitations_entries: list[Invitation]


@router.post("/invitations/organization")
async def invite(call: CallNeed) -> Response:
    """Who has a name here joins at once. For an address a link is made, which the inviter is told: this server
    sends no mail.
    """
    wanted: Invitations = await call.body(Invitations)
    links = [
        await asyncio.to_thread(_invite, call, wanted.organization_identifier, one)
        for one in wanted.invitations_entries
    ]
    response = answer([])
    told = " ".join(f"{who}: {link}" for who, link in links if link)
    if told:
        response.headers["X-Server-Info"] = f"No mail was sent. Give them these links: {told}"
    return response


def _invite(call: Call, workspace: str, wanted: Invitation) -> tuple[str, str]:
    role = _choose(WORKSPACE_ROLES, wanted.role_grant, "role")
    place = members.find_workspace(call.core, call.caller, workspace, WorkspaceRole.ADMIN)
    if wanted.invitation_type == "user":
        person = members.find_person(call.core, wanted.invitee)
        if any(one.number == person.number for one in call.core.catalog.members.of_workspace(place.number)):
            raise Conflict(f"{person.name} belongs to {place.name} already.", "Nothing was changed.")
        members.add_to_workspace(call.core, call.caller, place, person, role)
        link = ""
    else:
        link = (
            invites.make_invite(call.core, call.caller, place.name, InviteRequest(role=role, note=wanted.invitee)).link
            or ""
        )
    shown = "".join(one if one.isascii() and one.isprintable() else "?" for one in wanted.invitee)  # into a header
    return shown, link


@router.get("/payments/{organizationIdentifier}/status")
async def get_status(call: CallNeed, organizationIdentifier: str) -> Response:  # noqa: N803
    """There is no plan here: what is limited is the disk."""
    return answer(await asyncio.to_thread(_describe_status, call, organizationIdentifier))


def _describe_status(call: Call, workspace: str) -> dict[str, Any]:
    place: WorkspaceRow = members.find_workspace(call.core, call.caller, workspace)
    usage = measure_usage(call.core, call.caller)
    used = usage.catalog + usage.columns + usage.blobs
    people = [one for one in call.core.catalog.members.of_workspace(place.number) if not one.service]
    projects = [row for row in call.core.catalog.projects.all() if row.workspace_number == place.number]
    free = shutil.disk_usage(call.core.settings.data).free
    return {
        "storageBytesAvailable": free,
        "storageBytesLimit": free + used,
        "activeProjectsUsage": len(projects),
        "activeProjectsLimit": None,
        "membersCount": len(people),
        "id": spell_uid(place.uid),
    }
