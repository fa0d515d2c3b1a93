"""`seamark admin`: who belongs to workspaces and projects, invitations, service accounts, the audit trail."""

import time
from typing import Final

import click

from seamark.cli.connect import connect
from seamark.cli.token import print_token, read_seconds
from seamark.model.access import ProjectRole, Visibility, WorkspaceRole
from seamark.model.errors import InvalidValue
from seamark.wire.api.members import (
    Account,
    AccountChange,
    AuditEntry,
    Invite,
    InviteRequest,
    Member,
    ProjectMember,
    ProjectRoleChange,
    RoleChange,
    ServiceAccountRequest,
    Workspace,
)
from seamark.wire.api.people import Token, TokenRequest
from seamark.wire.api.projects import Project, ProjectChange

_WORKSPACE_ROLES: Final = click.Choice([role.value for role in WorkspaceRole])
_PROJECT_ROLES: Final = click.Choice([role.value for role in ProjectRole])


@click.group()
def command() -> None:
    """Say who belongs to workspaces and projects of a team's server."""


# ---- workspaces


@command.command()
def workspaces() -> None:
    """List workspaces, and what you are in them."""
    for one in connect().get("/workspaces", list[Workspace]):
        role = one.role.value if one.role else "-"
        click.echo(f"{one.name:<28} {role:<8} {one.projects:>5} projects {one.people:>5} people")


@command.command()
@click.argument("workspace", required=False)
def people(workspace: str | None) -> None:
    """List who belongs to WORKSPACE; without one, everybody on the server."""
    if workspace:
        for one in connect().get(f"/workspaces/{workspace}/people", list[Member]):
            click.echo(f"{one.name:<28} {one.role.value:<8} {_flags(one.service, one.disabled)}".rstrip())
        return
    for account in connect().get("/people", list[Account]):
        where = ", ".join(f"{name} ({role})" for name, role in account.workspaces.items())
        flags = _flags(account.service, account.disabled, account.admin)
        click.echo(f"{account.name:<28} {flags:<24} {where}".rstrip())


def _flags(service: bool, disabled: bool, admin: bool = False) -> str:
    given = {"admin of the server": admin, "service account": service, "disabled": disabled}
    return ", ".join(name for name, is_so in given.items() if is_so)


@command.command()
@click.argument("workspace")
@click.option("--role", type=_WORKSPACE_ROLES, default="member", help="What they will be in it.")
@click.option("--project", default="", help="A project of it in which they get a role too.")
@click.option("--project-role", type=_PROJECT_ROLES, default="contributor", help="Which role in the project.")
@click.option("--note", default="", help="For whom it is; shown in the list of invitations.")
@click.option("--expires", default="7d", help="How long it is good, such as 12h, 7d or 4w.")
def invite(workspace: str, role: str, project: str, project_role: str, note: str, expires: str) -> None:
    """Make a link by which one person joins WORKSPACE, and print it, this once."""
    request = InviteRequest(
        role=WorkspaceRole(role),
        project=project,
        project_role=ProjectRole(project_role),
        note=note,
        expires_in=read_seconds(expires) or 0,
    )
    made = connect().send("POST", f"/workspaces/{workspace}/invites", request, Invite)
    click.echo(made.link)


@command.command()
@click.argument("workspace")
@click.argument("person")
@click.argument("role", type=_WORKSPACE_ROLES)
def role(workspace: str, person: str, role: str) -> None:
    """Make PERSON an admin or a member of WORKSPACE."""
    change = RoleChange(role=WorkspaceRole(role))
    connect().send("PUT", f"/workspaces/{workspace}/people/{person}", change, type(None))
    click.echo(f"seamark  {person} is {role} of {workspace}.")


@command.command()
@click.argument("workspace")
@click.argument("person")
def remove(workspace: str, person: str) -> None:
    """Put PERSON out of WORKSPACE and its projects; what they logged stays."""
    connect().send("DELETE", f"/workspaces/{workspace}/people/{person}", None, type(None))
    click.echo(f"seamark  {person} does not belong to {workspace} any more.")


# ---- projects


@command.command()
@click.argument("project")
def members(project: str) -> None:
    """List who has a role in PROJECT (workspace/project)."""
    for one in connect().get(f"{_project(project)}/members", list[ProjectMember]):
        by = "by the workspace" if one.inherited else ""
        flags = ", ".join(filter(None, [by, _flags(one.service, one.disabled)]))
        click.echo(f"{one.name:<28} {one.role.value:<12} {flags}".rstrip())


@command.command()
@click.argument("project")
@click.argument("person")
@click.argument("role", type=_PROJECT_ROLES)
def grant(project: str, person: str, role: str) -> None:
    """Give PERSON a role in PROJECT (workspace/project)."""
    change = ProjectRoleChange(role=ProjectRole(role))
    connect().send("PUT", f"{_project(project)}/members/{person}", change, type(None))
    click.echo(f"seamark  {person} is {role} of {project}.")


@command.command()
@click.argument("project")
@click.argument("person")
def revoke(project: str, person: str) -> None:
    """Take PERSON's role in PROJECT (workspace/project) away."""
    connect().send("DELETE", f"{_project(project)}/members/{person}", None, type(None))
    click.echo(f"seamark  {person} has no role of their own in {project} any more.")


@command.command("delete-project")
@click.argument("project")
@click.option("--yes", is_flag=True, help="Do not ask.")
def delete_project(project: str, yes: bool) -> None:
    """Delete PROJECT (workspace/project) for good, with all its runs and models."""
    server = connect()
    runs = server.get(_project(project), Project).runs
    if (
        not yes
        and click.prompt(f"This deletes {project} with {runs:,} runs for good. Type its name to go on") != project
    ):
        raise InvalidValue("That is not its name.", "Nothing was deleted.")
    server.send("DELETE", _project(project), None, type(None))
    click.echo(f"seamark  {project} is deleted.")


@command.command()
@click.argument("project")
@click.argument("visibility", type=click.Choice([one.value for one in Visibility]))
def visibility(project: str, visibility: str) -> None:
    """Open PROJECT (workspace/project) to nobody else, to its workspace, or to all who sign in."""
    connect().send("PATCH", _project(project), ProjectChange(visibility=Visibility(visibility)), Project)
    click.echo(f"seamark  {project} is {visibility}.")


# ---- the server's people


@command.command()
@click.argument("person")
def reset(person: str) -> None:
    """Make a link by which PERSON sets a new password, and print it, this once."""
    click.echo(connect().send("POST", f"/people/{person}/reset", None, Invite).link)


@command.command()
@click.argument("person")
def disable(person: str) -> None:
    """End PERSON's tokens and sign-ins, and let them sign in no more."""
    _change(person, AccountChange(disabled=True), "may not sign in any more")


@command.command()
@click.argument("person")
def enable(person: str) -> None:
    """Let PERSON sign in again."""
    _change(person, AccountChange(disabled=False), "may sign in again")


@command.command()
@click.argument("person")
@click.option("--off", is_flag=True, help="Make them none any more.")
def promote(person: str, off: bool) -> None:
    """Make PERSON an admin of the whole server."""
    said = "is no admin of the server any more" if off else "is an admin of the server"
    _change(person, AccountChange(admin=not off), said)


def _change(person: str, change: AccountChange, said: str) -> None:
    account = connect().send("PATCH", f"/people/{person}", change, Account)
    click.echo(f"seamark  {account.name} {said}.")


# ---- service accounts


@command.command("service-account")
@click.argument("workspace")
@click.argument("name")
def make_service_account(workspace: str, name: str) -> None:
    """Make a service account NAME of WORKSPACE, for programs; give it a role with `grant`."""
    path = f"/workspaces/{workspace}/service-accounts"
    click.echo(connect().send("POST", path, ServiceAccountRequest(name=name), Member).name)


@command.command("service-token")
@click.argument("workspace")
@click.argument("account")
@click.option("--name", default="by the command line", help="What the token is called.")
@click.option("--read", is_flag=True, help="It may read only.")
@click.option("--expires", default="", help="After how long it ends, such as 12h, 30d or 8w. Default: never.")
def make_service_token(workspace: str, account: str, name: str, read: bool, expires: str) -> None:
    """Make a token of the service account ACCOUNT of WORKSPACE, and print it, this once."""
    request = TokenRequest(name=name, scope="read" if read else "write", expires_in=read_seconds(expires))
    path = f"/workspaces/{workspace}/service-accounts/{account}/tokens"
    server = connect()
    print_token(server, server.send("POST", path, request, Token))


# ---- the audit trail


@command.command()
@click.option("--workspace", default="", help="Only what happened in this workspace.")
@click.option("--limit", type=click.IntRange(1, 1_000), default=50, help="Most entries to show.")
def audit(workspace: str, limit: int) -> None:
    """Show who changed access, newest first."""
    query: dict[str, object] = {"limit": limit} | ({"workspace": workspace} if workspace else {})
    for one in connect().get("/audit", list[AuditEntry], query=query):
        at = time.strftime("%Y-%m-%d %H:%M:%S", time.localtime(one.at / 1e6))
        where = f" in {one.workspace}" if one.workspace else ""
        detail = f" ({one.detail})" if one.detail else ""
        click.echo(f"{at}  {one.actor}: {one.action} {one.subject}{where}{detail}")


def _project(name: str) -> str:
    workspace, slash, project = name.partition("/")
    if not slash or not workspace or not project:
        raise InvalidValue(f"{name!r} names no project.", "Write it as workspace/project.")
    return f"/projects/{workspace}/{project}"
