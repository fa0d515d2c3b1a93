"""Workspaces, who belongs to them and to projects, invitations, and the audit trail."""

from typing import Annotated, TypeAlias

from fastapi import APIRouter, Path, Query, Request, Response

from seamark.core import invites, members
from seamark.model.errors import NotSignedIn
from seamark.server.callers import find_caller, set_cookie
from seamark.server.needs import CallerNeed, CoreNeed, ProjectNeed, WriterNeed
from seamark.server.routes.people import describe
from seamark.server.routing import Route, answer
from seamark.wire.api.members import (
    Account,
    AccountChange,
    AuditEntry,
    Invite,
    InviteAnswer,
    InviteFacts,
    InviteRequest,
    InviteSecret,
    Member,
    ProjectMember,
    ProjectRoleChange,
    RoleChange,
    ServiceAccountRequest,
    Workspace,
)
from seamark.wire.api.people import Person, Token, TokenRequest

router = APIRouter(route_class=Route, tags=["members"])

WorkspaceName: TypeAlias = Annotated[str, Path(description="The workspace's name.", examples=["team"])]
PersonName: TypeAlias = Annotated[str, Path(description="The name of a person or service account.", examples=["bob"])]
InviteId: TypeAlias = Annotated[str, Path(description="The invitation's id.", examples=["9f2c41aa"])]
TokenId: TypeAlias = Annotated[str, Path(description="The token's id.", examples=["tk7d2m0q"])]


# ---- workspaces


@router.get("/workspaces", summary="List workspaces")
def list_workspaces(core: CoreNeed, caller: CallerNeed) -> list[Workspace]:
    """Those that the caller belongs to, or has a readable project in."""
    return members.list_workspaces(core, caller)


@router.get("/workspaces/{workspace}/people", summary="List who belongs to a workspace")
def list_people(core: CoreNeed, caller: CallerNeed, workspace: WorkspaceName) -> list[Member]:
    """People and service accounts, by name."""
    return members.list_people(core, caller, workspace)


@router.put("/workspaces/{workspace}/people/{person}", summary="Set a role in a workspace", status_code=204)
def set_role(
    core: CoreNeed, caller: WriterNeed, workspace: WorkspaceName, person: PersonName, request: RoleChange
) -> None:
    """For admins of the workspace. Only admins of the server add people this way; others invite."""
    members.set_role(core, caller, workspace, person, request.role)


@router.delete("/workspaces/{workspace}/people/{person}", summary="Put somebody out of a workspace", status_code=204)
def remove_person(core: CoreNeed, caller: WriterNeed, workspace: WorkspaceName, person: PersonName) -> None:
    """They lose their roles in its projects too; what they logged stays."""
    members.set_role(core, caller, workspace, person, None)


# ---- invitations


@router.get("/workspaces/{workspace}/invites", summary="List invitations")
def list_invites(core: CoreNeed, caller: CallerNeed, workspace: WorkspaceName) -> list[Invite]:
    """Newest first, without their links."""
    return invites.list_invites(core, caller, workspace)


@router.post("/workspaces/{workspace}/invites", summary="Invite somebody", status_code=201)
def make_invite(core: CoreNeed, caller: WriterNeed, workspace: WorkspaceName, request: InviteRequest) -> Invite:
    """The link stands in this answer and in no other; it is good for one person."""
    return invites.make_invite(core, caller, workspace, request)


@router.delete("/workspaces/{workspace}/invites/{id}", summary="Take an invitation back", status_code=204)
def drop_invite(core: CoreNeed, caller: WriterNeed, workspace: WorkspaceName, id: InviteId) -> None:
    """Its link is not good any more."""
    invites.drop_invite(core, caller, workspace, id)


@router.post("/invites/look", summary="Tell what an invitation is for")
def look_at_invite(core: CoreNeed, request: InviteSecret) -> InviteFacts:
    """Whoever has the link may know."""
    return invites.look_up(core, request.secret)


@router.post("/invites/accept", summary="Take an invitation", response_model=Person)
def accept_invite(core: CoreNeed, http: Request, request: InviteAnswer) -> Response:
    """With a name and password that are new, or signed in already. Signs the browser in."""
    try:
        present = find_caller(core, http)
    except NotSignedIn:
        present = None
    caller, secret = invites.accept(core, present, request)
    response = answer(describe(caller))
    set_cookie(core, response, secret)
    return response


# ---- service accounts


@router.post("/workspaces/{workspace}/service-accounts", summary="Make a service account", status_code=201)
def make_service_account(
    core: CoreNeed, caller: WriterNeed, workspace: WorkspaceName, request: ServiceAccountRequest
) -> Member:
    """It acts for programs, and has the roles that it is given in projects and no others."""
    return members.make_service_account(core, caller, workspace, request)


@router.get("/workspaces/{workspace}/service-accounts/{person}/tokens", summary="List a service account's tokens")
def list_service_tokens(
    core: CoreNeed, caller: CallerNeed, workspace: WorkspaceName, person: PersonName
) -> list[Token]:
    """Newest first, without their secrets."""
    return members.list_service_tokens(core, caller, workspace, person)


@router.post(
    "/workspaces/{workspace}/service-accounts/{person}/tokens",
    summary="Make a token of a service account",
    status_code=201,
)
def make_service_token(
    core: CoreNeed, caller: WriterNeed, workspace: WorkspaceName, person: PersonName, request: TokenRequest
) -> Token:
    """The token itself stands in this answer and in no other."""
    return members.make_service_token(core, caller, workspace, person, request)


@router.delete(
    "/workspaces/{workspace}/service-accounts/{person}/tokens/{id}",
    summary="Revoke a token of a service account",
    status_code=204,
)
def revoke_service_token(
    core: CoreNeed, caller: WriterNeed, workspace: WorkspaceName, person: PersonName, id: TokenId
) -> None:
    """Requests with it are refused from now on."""
    members.revoke_service_token(core, caller, workspace, person, id)


# ---- projects


@router.get("/projects/{workspace}/{name}/members", summary="List who has a role in a project")
def list_members(core: CoreNeed, project: ProjectNeed) -> list[ProjectMember]:
    """By name, with what gives each of them most."""
    return members.list_members(core, project)


@router.put("/projects/{workspace}/{name}/members/{person}", summary="Set a role in a project", status_code=204)
def set_project_role(
    core: CoreNeed, caller: WriterNeed, project: ProjectNeed, person: PersonName, request: ProjectRoleChange
) -> None:
    """For owners of the project. Who gets a role belongs to the workspace."""
    members.set_project_role(core, caller, project, person, request.role)


@router.delete(
    "/projects/{workspace}/{name}/members/{person}", summary="Take a role in a project away", status_code=204
)
def remove_member(core: CoreNeed, caller: WriterNeed, project: ProjectNeed, person: PersonName) -> None:
    """What they logged stays."""
    members.set_project_role(core, caller, project, person, None)


# ---- the server's people


@router.get("/people", summary="List everybody on this server")
def list_accounts(core: CoreNeed, caller: CallerNeed) -> list[Account]:
    """For admins of the server."""
    return members.list_accounts(core, caller)


@router.patch("/people/{person}", summary="Disable somebody, or make them an admin of the server")
def change_account(core: CoreNeed, caller: WriterNeed, person: PersonName, change: AccountChange) -> Account:
    """For admins of the server. A disabled one's tokens and sign-ins end at once."""
    return members.change_account(core, caller, person, change)


@router.post("/people/{person}/reset", summary="Make a link to set a new password", status_code=201)
def reset_password(core: CoreNeed, caller: WriterNeed, person: PersonName) -> Invite:
    """For admins of the server. The link lasts a day and stands in this answer alone."""
    return invites.make_reset(core, caller, person)


@router.get("/audit", summary="Read who changed access")
def read_audit(
    core: CoreNeed,
    caller: CallerNeed,
    workspace: Annotated[str | None, Query(description="Only this workspace.", examples=["team"])] = None,
    before: Annotated[int | None, Query(description="Behind the entry of this number.", examples=[200])] = None,
    limit: Annotated[int, Query(description="Most entries to give.", examples=[100])] = 100,
) -> list[AuditEntry]:
    """Newest first: of a workspace for its admins, of all for admins of the server."""
    return members.read_audit(core, caller, workspace=workspace, before=before, limit=limit)
