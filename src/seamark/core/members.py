"""Who belongs to workspaces and projects, and who may say so. Every change is written to the audit trail."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from seamark.core.caller import Caller
from seamark.model.access import ProjectRole, Visibility, WorkspaceRole
from seamark.model.errors import Conflict, InvalidValue, NotFound, TooLarge
from seamark.storage.catalog.rows import PersonRow, ProjectRow, WorkspaceRow
from seamark.wire.api.members import (
    Account,
    AccountChange,
    AuditEntry,
    Member,
    ProjectMember,
    ServiceAccountRequest,
    Workspace,
)
from seamark.wire.api.people import Token, TokenRequest

if TYPE_CHECKING:
    from seamark.core.assembly import Core

AUDIT_PAGE: Final = 1_000


# ---- workspaces ---------------------------------------------------------------------------------


def list_workspaces(core: "Core", caller: Caller) -> list[Workspace]:
    """Return the workspaces that the caller belongs to, or has a readable project in."""
    projects: dict[int, int] = {}
    for row in core.catalog.projects.all():
        if core.access.may_read(caller, row):
            projects[row.workspace_number] = projects.get(row.workspace_number, 0) + 1
    found = []
    for place in core.catalog.members.workspaces():
        role = core.access.workspace_role(caller, place.number)
        if role is not None or place.number in projects:
            people = core.catalog.members.of_workspace(place.number) if role is not None else []
            count = sum(not member.service for member in people)
            found.append(Workspace(name=place.name, role=role, projects=projects.get(place.number, 0), people=count))
    return found


def find_workspace(
    core: "Core", caller: Caller, name: str, needed: WorkspaceRole = WorkspaceRole.MEMBER
) -> WorkspaceRow:
    """Return a workspace in which the caller has a role.

    Raises:
        NotFound: there is none, or the caller does not belong to it.
        Forbidden: the caller's role is too low.
    """
    row = core.catalog.projects.workspace(name)
    if row is None or core.access.workspace_role(caller, row.number) is None:
        raise NotFound(f"There is no workspace {name}.", "Look at yours: seamark admin workspaces")
    core.access.check_workspace(caller, needed, row)
    return row


def list_people(core: "Core", caller: Caller, workspace: str) -> list[Member]:
    """Return the people and service accounts of a workspace, by name."""
    row = find_workspace(core, caller, workspace)
    return [
        Member(name=one.name, role=WorkspaceRole(one.role), service=one.service, disabled=one.disabled)
        for one in core.catalog.members.of_workspace(row.number)
    ]


def set_role(core: "Core", caller: Caller, workspace: str, name: str, role: WorkspaceRole | None) -> None:
    """Give somebody a role in a workspace; None puts them out of it and of its projects.

    Raises:
        NotFound: there is nobody of that name in it.
        Conflict: the workspace would have no admin any more.
    """
    place = find_workspace(core, caller, workspace, WorkspaceRole.ADMIN)
    person = find_person(core, name)
    members = core.catalog.members.of_workspace(place.number)
    present = next((member for member in members if member.number == person.number), None)
    if present is None and (role is None or not caller.admin):
        raise NotFound(f"{name} does not belong to {place.name}.", "Invite them.")
    admins = [member for member in members if member.role == WorkspaceRole.ADMIN and not member.disabled]
    if role is not WorkspaceRole.ADMIN and [member.number for member in admins] == [person.number]:
        raise Conflict(f"{place.name} would have no admin any more.", "Make somebody else an admin first.")
    if person.service and role is WorkspaceRole.ADMIN:
        raise InvalidValue("A service account cannot be an admin of a workspace.", "Make it a member.", path="role")
    core.catalog.members.set_workspace_role(place.number, person.number, role)
    if role is None:
        for project in core.catalog.projects.all():
            if project.workspace_number == place.number:
                core.catalog.members.set_project_role(project.number, person.number, None)
    action = "remove from workspace" if role is None else "set role in workspace"
    _changed(core, caller, action, person.name, place.name, role.value if role else "")


def add_to_workspace(core: "Core", caller: Caller, place: WorkspaceRow, person: PersonRow, role: WorkspaceRole) -> None:
    """Let somebody of this server into a workspace; whether the caller may is asked before."""
    core.catalog.members.set_workspace_role(place.number, person.number, role)
    _changed(core, caller, "add to workspace", person.name, place.name, role.value)


def find_person(core: "Core", name: str) -> PersonRow:
    """Return somebody by name. Raises NotFound."""
    person = core.catalog.people.find(name)
    if person is None:
        raise NotFound(f"There is nobody called {name}.", "Look at the people: seamark admin people")
    return person


def _changed(core: "Core", caller: Caller, action: str, subject: str, workspace: str = "", detail: str = "") -> None:
    core.access.forget_roles()
    core.catalog.members.note(caller.name, action, subject, workspace=workspace, detail=detail)


# ---- projects -----------------------------------------------------------------------------------


def list_members(core: "Core", project: ProjectRow) -> list[ProjectMember]:
    """Return everybody who has a role in a project, by name, with what gives them most."""
    found: dict[int, ProjectMember] = {}
    for one in core.catalog.members.of_project(project.number):
        found[one.number] = ProjectMember(
            name=one.name, role=ProjectRole(one.role), service=one.service, disabled=one.disabled
        )
    for one in core.catalog.members.of_workspace(project.workspace_number):
        opens = project.visibility is Visibility.WORKSPACE and not one.service
        own = found.get(one.number)
        if (one.role == WorkspaceRole.ADMIN or opens) and (own is None or own.role is not ProjectRole.OWNER):
            found[one.number] = ProjectMember(
                name=one.name, role=ProjectRole.OWNER, service=one.service, disabled=one.disabled, inherited=True
            )
    return sorted(found.values(), key=lambda member: member.name.lower())


def set_project_role(core: "Core", caller: Caller, project: ProjectRow, name: str, role: ProjectRole | None) -> None:
    """Give somebody of the workspace a role in a project; None takes it away.

    Raises:
        NotFound: there is nobody of that name in the workspace, or the project.
        Conflict: the role comes from the workspace, or the project would have no owner any more.
    """
    core.access.check(caller, "admin", project)
    person = find_person(core, name)
    members = {one.name: one for one in list_members(core, project)}
    present = members.get(person.name)
    where = f"{project.workspace}/{project.name}"
    if present is not None and present.inherited:
        raise Conflict(
            f"{person.name} is an owner of {where} by the workspace.",
            "Change their role there, or make the project private.",
        )
    if role is None and present is None:
        raise NotFound(f"{person.name} has no role in {where}.", "Nothing was changed.")
    belongs = {one.number for one in core.catalog.members.of_workspace(project.workspace_number)}
    if role is not None and person.number not in belongs:
        raise NotFound(f"{person.name} does not belong to {project.workspace}.", "Invite them to the workspace first.")
    owners = [one.name for one in members.values() if one.role is ProjectRole.OWNER and not one.disabled]
    if role is not ProjectRole.OWNER and owners == [person.name]:
        raise Conflict(f"{where} would have no owner any more.", "Make somebody else an owner first.")
    core.catalog.members.set_project_role(project.number, person.number, role)
    action = "remove from project" if role is None else "set role in project"
    _changed(core, caller, action, person.name, project.workspace, f"{where} {role.value if role else ''}".strip())


# ---- service accounts ---------------------------------------------------------------------------


def make_service_account(core: "Core", caller: Caller, workspace: str, request: ServiceAccountRequest) -> Member:
    """Make a service account of a workspace; its name is ``name@workspace`` from then on.

    Raises:
        Conflict: the name is taken.
        InvalidValue: it is none.
    """
    place = find_workspace(core, caller, workspace, WorkspaceRole.ADMIN)
    name = f"{core.access.check_name(request.name).partition('@')[0]}@{place.name}"
    person = core.catalog.people.create(name, password="", admin=False, service=True, workspace=place.number)
    core.catalog.members.set_workspace_role(place.number, person.number, WorkspaceRole.MEMBER)
    _changed(core, caller, "make service account", person.name, place.name)
    return Member(name=person.name, role=WorkspaceRole.MEMBER, service=True)


def _find_service_account(core: "Core", caller: Caller, workspace: str, name: str) -> tuple[WorkspaceRow, PersonRow]:
    place = find_workspace(core, caller, workspace, WorkspaceRole.ADMIN)
    person = core.catalog.people.find(name) or core.catalog.people.find(f"{name}@{place.name}")
    if person is None or not person.service or person.workspace != place.number:
        raise NotFound(f"{place.name} has no service account {name}.", "Look at its people.")
    return place, person


def make_service_token(core: "Core", caller: Caller, workspace: str, name: str, request: TokenRequest) -> Token:
    """Make a token of a service account; only this answer has it."""
    place, person = _find_service_account(core, caller, workspace, name)
    token = core.access.make_token_of(caller, person, request)
    _changed(core, caller, "make token", person.name, place.name, f"{token.name} ({token.scope})")
    return token


def list_service_tokens(core: "Core", caller: Caller, workspace: str, name: str) -> list[Token]:
    """Return the tokens of a service account, newest first."""
    _, person = _find_service_account(core, caller, workspace, name)
    return core.access.tokens_of(person)


def revoke_service_token(core: "Core", caller: Caller, workspace: str, name: str, id: str) -> None:
    """Revoke a token of a service account. Raises NotFound."""
    place, person = _find_service_account(core, caller, workspace, name)
    core.access.revoke_of(person, id)
    _changed(core, caller, "revoke token", person.name, place.name, id)


# ---- the server's people ------------------------------------------------------------------------


def list_accounts(core: "Core", caller: Caller) -> list[Account]:
    """Return everybody on this server, by name. Raises Forbidden."""
    core.access.check(caller, "admin", None)
    named = {row.number: row.name for row in core.catalog.members.workspaces()}
    return [_describe_account(core, person, named.__getitem__) for person in core.catalog.people.all()]


def _describe_account(core: "Core", person: PersonRow, name_of: Callable[[int], str]) -> Account:
    roles = core.catalog.members.workspace_roles(person.number)
    return Account(
        name=person.name,
        admin=person.admin,
        service=person.service,
        disabled=person.disabled,
        created_at=person.created_at,
        workspaces={name_of(number): role.value for number, role in roles.items()},
    )


def change_account(core: "Core", caller: Caller, name: str, change: AccountChange) -> Account:
    """Disable somebody, or make them an admin of the server; a disabled one's tokens and sign-ins end at once.

    Raises:
        Forbidden: the caller is no admin of the server.
        Conflict: the server would have no admin any more.
    """
    core.access.check(caller, "admin", None)
    person = find_person(core, name)
    admins = [one.number for one in core.catalog.people.all() if one.admin and not one.disabled]
    if (change.disabled or change.admin is False) and admins == [person.number]:
        raise Conflict("This server would have no admin any more.", "Make somebody else an admin first.")
    if change.admin and person.service:
        raise InvalidValue("A service account cannot be an admin of the server.", "Leave it so.", path="admin")
    changed = core.catalog.people.change(person.number, disabled=change.disabled, admin=change.admin)
    said = {"disabled": change.disabled, "admin": change.admin}
    detail = ", ".join(f"{what}: {value}".lower() for what, value in said.items() if value is not None)
    _changed(core, caller, "change account", person.name, detail=detail)
    named = {row.number: row.name for row in core.catalog.members.workspaces()}
    return _describe_account(core, changed, named.__getitem__)


def read_audit(
    core: "Core", caller: Caller, *, workspace: str | None, before: int | None, limit: int
) -> list[AuditEntry]:
    """Return who did what to whom, newest first: of a workspace for its admins, of all for the server's.

    Raises:
        Forbidden: the caller is no such admin.
        TooLarge: more is asked for than one page holds.
    """
    if not 1 <= limit <= AUDIT_PAGE:
        raise TooLarge(f"A page holds 1 to {AUDIT_PAGE:,} entries.", "Ask for the next page.", path="limit")
    if workspace is None:
        core.access.check(caller, "admin", None)
        place = None
    else:
        place = find_workspace(core, caller, workspace, WorkspaceRole.ADMIN).name
    rows = core.catalog.members.audit(workspace=place, before=before, limit=limit)
    return [
        AuditEntry(
            number=row.number,
            at=row.at,
            actor=row.actor,
            action=row.action,
            subject=row.subject,
            workspace=row.workspace,
            detail=row.detail,
        )
        for row in rows
    ]
