"""Projects, who belongs to them, workspaces, and the trash."""

from collections.abc import Iterable
from typing import Any, Final, Never

from seamark.model.access import ProjectRole, Visibility, WorkspaceRole
from seamark.model.errors import Conflict, Denied, NotFound, ProjectNotFound
from seamark.neptune.exceptions import NeptuneFeatureNotAvailableException, neptune_errors
from seamark.neptune.management import exceptions
from seamark.neptune.settings import find_destination
from seamark.sdk.notices import PRINTER
from seamark.sdk.remote import connect
from seamark.sdk.settings import load_settings
from seamark.sdk.transport import Transport
from seamark.wire.api.members import Invite, InviteRequest, Member, ProjectMember, ProjectRoleChange, Workspace
from seamark.wire.api.projects import Project, ProjectRequest
from seamark.wire.api.trash import TrashRequest, TrashResult

__all__ = [
    "MemberRole",
    "ProjectVisibility",
    "WorkspaceMemberRole",
    "add_project_member",
    "add_project_service_account",
    "clear_trash",
    "create_project",
    "delete_objects_from_trash",
    "delete_project",
    "get_project_list",
    "get_project_member_list",
    "get_project_service_account_list",
    "get_workspace_member_list",
    "get_workspace_service_account_list",
    "get_workspace_status",
    "invite_to_workspace",
    "remove_project_member",
    "remove_project_service_account",
    "trash_objects",
]


class ProjectVisibility:
    """To whom a project is open."""

    PRIVATE = "priv"
    PUBLIC = "pub"
    WORKSPACE = "workspace"


class MemberRole:
    """Roles in a project."""

    VIEWER = "viewer"
    OWNER = "owner"
    CONTRIBUTOR = "contributor"
    MEMBER = CONTRIBUTOR
    MANAGER = OWNER


WorkspaceMemberRole = WorkspaceRole

_AT_ONCE: Final = 1_000
"""So many objects are named in one request about the trash."""
_VISIBILITIES: Final = {
    ProjectVisibility.PRIVATE: Visibility.PRIVATE,
    ProjectVisibility.PUBLIC: Visibility.PUBLIC,
    ProjectVisibility.WORKSPACE: Visibility.WORKSPACE,
}


# ---- projects


@neptune_errors()
def get_project_list(*, api_token: str | None = None) -> list[str]:
    """Return the projects that may be read, as ``workspace/project``."""
    return [f"{one.workspace}/{one.name}" for one in _connect(api_token).get("/projects", list[Project])]


@neptune_errors()
def create_project(
    name: str,
    *,
    key: str | None = None,
    workspace: str | None = None,
    visibility: str = ProjectVisibility.PRIVATE,
    description: str | None = None,
    api_token: str | None = None,
) -> str:
    """Make a project and return its name, ``workspace/project``.

    Raises:
        ProjectAlreadyExists: its name or key is taken.
        UnsupportedValue: there is no such visibility.
    """
    whole = _join(name, workspace)
    if visibility not in _VISIBILITIES:
        raise exceptions.UnsupportedValue(f"visibility is {visibility!r}; choose {', '.join(_VISIBILITIES)}.")
    request = ProjectRequest(name=whole, key=key, description=description or "", visibility=_VISIBILITIES[visibility])
    try:
        _connect(api_token).send("POST", "/projects", request, Project)
    except Conflict as problem:
        raise exceptions.ProjectAlreadyExists(str(problem)) from problem
    return whole


@neptune_errors()
def delete_project(project: str, *, workspace: str | None = None, api_token: str | None = None) -> None:
    """Delete a project for good, with all its runs and models.

    Raises:
        ProjectNotFound: there is no such project.
        AccessRevokedOnDeletion: whoever asks does not own it.
    """
    whole = _join(project, workspace)
    try:
        _connect(api_token).send("DELETE", f"/projects/{whole}", None, type(None))
    except NotFound as problem:
        raise exceptions.ProjectNotFound(str(problem)) from problem
    except Denied as problem:
        raise exceptions.AccessRevokedOnDeletion(str(problem)) from problem


# ---- members of projects


def get_project_member_list(
    project: str, *, workspace: str | None = None, api_token: str | None = None
) -> dict[str, str]:
    """Return who has a role in a project, and which."""
    return {one.name: one.role.value for one in _list_members(project, workspace, api_token) if not one.service}


def get_project_service_account_list(
    project: str, *, workspace: str | None = None, api_token: str | None = None
) -> dict[str, str]:
    """Return which service accounts have a role in a project, and which role."""
    return {one.name: one.role.value for one in _list_members(project, workspace, api_token) if one.service}


def add_project_member(
    project: str, username: str, role: str, *, workspace: str | None = None, api_token: str | None = None
) -> None:
    """Give somebody a role in a project.

    Raises:
        UserAlreadyHasAccess: they have one.
        UserNotExistsOrWithoutAccess: there is nobody of that name.
    """
    if username in get_project_member_list(project, workspace=workspace, api_token=api_token):
        raise exceptions.UserAlreadyHasAccess(f"{username} has a role in {project}.")
    _set_role(project, username, role, workspace, api_token, exceptions.UserNotExistsOrWithoutAccess)


def remove_project_member(
    project: str, username: str, *, workspace: str | None = None, api_token: str | None = None
) -> None:
    """Take somebody's role in a project away. Raises UserNotExistsOrWithoutAccess when they have none."""
    _remove(project, username, workspace, api_token, exceptions.UserNotExistsOrWithoutAccess)


def add_project_service_account(
    project: str, service_account_name: str, role: str, *, workspace: str | None = None, api_token: str | None = None
) -> None:
    """Give a service account a role in a project.

    Raises:
        ServiceAccountAlreadyHasAccess: it has one.
        ServiceAccountNotFound: the workspace has none of that name.
    """
    if service_account_name in get_project_service_account_list(project, workspace=workspace, api_token=api_token):
        raise exceptions.ServiceAccountAlreadyHasAccess(f"{service_account_name} has a role in {project}.")
    _set_role(project, service_account_name, role, workspace, api_token, exceptions.ServiceAccountNotFound)


def remove_project_service_account(
    project: str, service_account_name: str, *, workspace: str | None = None, api_token: str | None = None
) -> None:
    """Take a service account's role in a project away."""
    _remove(project, service_account_name, workspace, api_token, exceptions.ServiceAccountNotExistsOrWithoutAccess)


# ---- workspaces


def get_workspace_member_list(workspace: str, *, api_token: str | None = None) -> dict[str, str]:
    """Return who belongs to a workspace, and as what."""
    return {one.name: one.role.value for one in _list_people(workspace, api_token) if not one.service}


def get_workspace_service_account_list(workspace: str, *, api_token: str | None = None) -> dict[str, str]:
    """Return the service accounts of a workspace."""
    return {one.name: one.role.value for one in _list_people(workspace, api_token) if one.service}


@neptune_errors()
def invite_to_workspace(
    *,
    username: str | None = None,
    email: str | None = None,
    workspace: str,
    api_token: str | None = None,
    role: WorkspaceRole | str = WorkspaceRole.MEMBER,
    add_to_all_projects: bool = False,
) -> str:
    """Make an invitation and return its link, which is to be sent to whom it is for: no mail is sent. It is not
    printed: a run that goes on would show it to all who may read its console.

    Args:
        username: For whom it is.
        email: For whom it is.
        workspace: Into which workspace.
        api_token: By default NEPTUNE_API_TOKEN.
        role: "admin" or "member".
        add_to_all_projects: Not taken: give roles in projects with ``add_project_member``.

    Raises:
        ValueError: both or neither of ``username`` and ``email``, or no such role.
        WorkspaceNotFound: there is no such workspace.
    """
    if bool(username) == bool(email):
        raise ValueError("Give username= or email=, one of them.")
    if add_to_all_projects:
        _refuse("add_to_all_projects")
    request = InviteRequest(role=WorkspaceRole(role), note=username or email or "")
    try:
        made = _connect(api_token).send("POST", f"/workspaces/{workspace}/invites", request, Invite)
    except NotFound as problem:
        raise exceptions.WorkspaceNotFound(str(problem)) from problem
    PRINTER.say(f"the link that invites {request.note} is what invite_to_workspace() returns")
    return made.link or ""


@neptune_errors()
def get_workspace_status(workspace: str, *, api_token: str | None = None) -> dict[str, int]:
    """Return how many projects and members a workspace has; nothing is limited here."""
    for one in _connect(api_token).get("/workspaces", list[Workspace]):
        if one.name == workspace:
            return {"activeProjectsUsage": one.projects, "membersCount": one.people}
    raise exceptions.WorkspaceNotFound(f"There is no workspace {workspace}.")


# ---- the trash


def trash_objects(
    project: str, ids: str | Iterable[str], *, workspace: str | None = None, api_token: str | None = None
) -> None:
    """Put runs, models (with all their versions) or versions into the trash of their project.

    Raises:
        ProjectNotFound: there is no such project.
        ObjectNotFound: it has no such object; none of those named with it, up to 1,000, is put there.
    """
    _trash(project, ids, "", workspace, api_token)


def delete_objects_from_trash(
    project: str, ids: str | Iterable[str], *, workspace: str | None = None, api_token: str | None = None
) -> None:
    """Delete objects that are in the trash for good.

    Raises:
        ProjectNotFound: there is no such project.
        ObjectNotFound: it has no such object.
        NeptuneApiException: one of them is not in the trash; none is deleted.
    """
    _trash(project, ids, "/delete", workspace, api_token)


@neptune_errors()
def clear_trash(project: str, *, workspace: str | None = None, api_token: str | None = None) -> None:
    """Delete all that is in the trash of a project for good. Raises ProjectNotFound."""
    path = f"/projects/{_join(project, workspace)}/trash"
    try:
        _connect(api_token).send("DELETE", path, None, TrashResult)
    except NotFound as problem:
        raise exceptions.ProjectNotFound(str(problem)) from problem


# ---- how


def _refuse(what: str) -> Never:
    raise NeptuneFeatureNotAvailableException(f"{what} is not in seamark.neptune; see `seamark admin --help`.")


def _connect(api_token: str | None) -> Transport:
    return connect(load_settings(token=find_destination(None, api_token)["token"]))


def _join(name: str, workspace: str | None) -> str:
    own, slash, rest = str(name).partition("/")
    if not slash:
        if not workspace:
            raise exceptions.MissingWorkspaceName(f"{name!r} has no workspace; write workspace/project.")
        return f"{workspace}/{name}"
    if not own or not rest or "/" in rest:
        raise exceptions.InvalidProjectName(f"{name!r} is no project; write workspace/project.")
    if workspace and workspace != own:
        raise exceptions.ConflictingWorkspaceName(f"{name!r} is not in {workspace}.")
    return f"{own}/{rest}"


@neptune_errors()
def _trash(project: str, ids: str | Iterable[str], what: str, workspace: str | None, api_token: str | None) -> None:
    path, server = f"/projects/{_join(project, workspace)}/trash{what}", _connect(api_token)
    wanted = [ids] if isinstance(ids, str) else list(ids)
    try:
        for start in range(0, len(wanted), _AT_ONCE):
            server.send("POST", path, TrashRequest(ids=wanted[start : start + _AT_ONCE]), TrashResult)
    except ProjectNotFound as problem:
        raise exceptions.ProjectNotFound(str(problem)) from problem
    except NotFound as problem:
        raise exceptions.ObjectNotFound(str(problem)) from problem


@neptune_errors()
def _list_members(project: str, workspace: str | None, api_token: str | None) -> list[ProjectMember]:
    whole = _join(project, workspace)
    try:
        return _connect(api_token).get(f"/projects/{whole}/members", list[ProjectMember])
    except NotFound as problem:
        raise exceptions.ProjectNotFound(str(problem)) from problem


@neptune_errors()
def _list_people(workspace: str, api_token: str | None) -> list[Member]:
    try:
        return _connect(api_token).get(f"/workspaces/{workspace}/people", list[Member])
    except NotFound as problem:
        raise exceptions.WorkspaceNotFound(str(problem)) from problem


@neptune_errors()
def _set_role(
    project: str, name: str, role: str, workspace: str | None, api_token: str | None, missing: type[Exception]
) -> None:
    if role not in set(ProjectRole):
        raise exceptions.UnsupportedValue(f"role is {role!r}; choose {', '.join(ProjectRole)}.")
    path = f"/projects/{_join(project, workspace)}/members/{name}"
    change: Any = ProjectRoleChange(role=ProjectRole(role))
    try:
        _connect(api_token).send("PUT", path, change, type(None))
    except NotFound as problem:
        raise missing(str(problem)) from problem


@neptune_errors()
def _remove(project: str, name: str, workspace: str | None, api_token: str | None, missing: type[Exception]) -> None:
    path = f"/projects/{_join(project, workspace)}/members/{name}"
    try:
        _connect(api_token).send("DELETE", path, None, type(None))
    except NotFound as problem:
        raise missing(str(problem)) from problem
