"""Who may do what: roles in workspaces and projects, and what a project's visibility adds to them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from seamark.core.caller import Action, Caller
from seamark.model.access import RANKS, ProjectRole, Visibility, WorkspaceRole
from seamark.model.errors import Forbidden
from seamark.storage.catalog.protocol import Members, Projects
from seamark.storage.catalog.rows import ProjectRow, WorkspaceRow
from seamark.storage.catalog.schema import fold


@dataclass(frozen=True, slots=True)
class _Roles:
    """Somebody's roles by the numbers of workspaces and projects, and the names of those workspaces."""

    workspaces: Mapping[int, WorkspaceRole]
    projects: Mapping[int, ProjectRole]
    names: Sequence[str]


_NEEDED: Final[dict[Action, ProjectRole]] = {
    "read": ProjectRole.VIEWER,
    "write": ProjectRole.CONTRIBUTOR,
    "admin": ProjectRole.OWNER,
}


class Roles:
    """Answers who may do what; every method may be called from any thread."""

    def __init__(self, members: Members, projects: Projects) -> None:
        self._members = members
        self._projects = projects
        self._known: dict[int, _Roles] = {}
        self._named: dict[str, ProjectRow] = {}

    def check(self, caller: Caller, action: Action, project: ProjectRow | None) -> None:
        """Do nothing where the caller may: read, write or administer a project; without one, what concerns
        no project: everybody who is signed in reads and writes their own things there, and only an admin of
        the server administers it.

        Raises:
            Forbidden: says why not, and who may.
        """
        where = "this server" if project is None else f"{project.workspace}/{project.name}"
        if action != "read" and caller.scope == "read":
            raise Forbidden(f"This token may only read {where}.", "Use a token that may write.")
        if project is None:
            if action == "admin" and not caller.admin:
                raise Forbidden(f"{caller.name} is no admin of {where}.", "Ask an admin.")
            return
        role = self.project_role(caller, project)
        if role is None:
            raise Forbidden(f"{caller.name} has no role in {where}.", "Ask an owner of it.")
        if RANKS[role] < RANKS[_NEEDED[action]]:
            raise Forbidden(f"{caller.name} is {role.value} of {where} and may not do this.", "Ask an owner of it.")

    def may_read(self, caller: Caller, project: ProjectRow) -> bool:
        """Say whether the caller may know of a project."""
        return self.project_role(caller, project) is not None

    def may_know(self, caller: Caller, name: str) -> bool:
        """Say whether the caller may know of a project, by ``workspace/name``; asked at each change."""
        project = self._named.get(name)
        if project is None:
            project = self._projects.find(*name.split("/", 1)) if "/" in name else None
            if project is None:
                return caller.admin
            self._named[name] = project
        return self.may_read(caller, project)

    def project_role(self, caller: Caller, project: ProjectRow) -> ProjectRole | None:
        """Return what the caller may be in a project, by whatever gives them most."""
        if caller.admin:
            return ProjectRole.OWNER
        roles = self.roles_of(caller.person)
        in_workspace = roles.workspaces.get(project.workspace_number)
        if in_workspace is WorkspaceRole.ADMIN:
            return ProjectRole.OWNER
        found = [roles.projects[project.number]] if project.number in roles.projects else []
        if in_workspace is not None and project.visibility is Visibility.WORKSPACE and not caller.service:
            found.append(ProjectRole.OWNER)
        if project.visibility is Visibility.PUBLIC:
            found.append(ProjectRole.VIEWER)
        return max(found, key=RANKS.__getitem__, default=None)

    def workspace_role(self, caller: Caller, workspace: int) -> WorkspaceRole | None:
        """Return what the caller is in a workspace; an admin of the server is one of all."""
        return WorkspaceRole.ADMIN if caller.admin else self.roles_of(caller.person).workspaces.get(workspace)

    def check_workspace(self, caller: Caller, needed: WorkspaceRole, workspace: WorkspaceRow) -> None:
        """Do nothing where the caller has a role in a workspace, or a higher one.

        Raises:
            Forbidden: says why not, and who may.
        """
        if caller.scope == "read" and needed is WorkspaceRole.ADMIN:
            raise Forbidden(f"This token may only read {workspace.name}.", "Use a token that may write.")
        role = self.workspace_role(caller, workspace.number)
        if role is None or (needed is WorkspaceRole.ADMIN and role is not needed):
            what = "does not belong to" if role is None else "is no admin of"
            raise Forbidden(f"{caller.name} {what} the workspace {workspace.name}.", "Ask an admin of it.")

    def check_new_project(self, caller: Caller, workspace: WorkspaceRow | None, name: str) -> None:
        """Do nothing where the caller may make a project in a workspace; in one that is not there yet, admins
        of the server may, and everybody in the one of their own name.

        Raises:
            Forbidden: says why not, and who may.
        """
        self.check(caller, "write", None)
        if workspace is not None:
            self.check_workspace(caller, WorkspaceRole.MEMBER, workspace)
        elif not caller.admin and (caller.service or fold(name) != fold(caller.name)):
            raise Forbidden(
                f"There is no workspace {name}, and {caller.name} may not make it.",
                f"Use a workspace of yours ({caller.workspace}), or ask an admin of this server.",
            )

    def forget_roles(self) -> None:
        """Ask anew who may what: somebody's role, or a project's visibility, has changed."""
        self._known.clear()
        self._named.clear()

    def roles_of(self, person: int) -> "_Roles":
        """Return somebody's roles. They are kept: this process alone changes them, and then forgets them."""
        known = self._known.get(person)
        if known is None:
            roles = self._members.workspace_roles(person)
            named = {row.number: row.name for row in self._members.workspaces()} if roles else {}
            known = _Roles(roles, self._members.project_roles(person), [named[number] for number in roles])
            self._known[person] = known
        return known
