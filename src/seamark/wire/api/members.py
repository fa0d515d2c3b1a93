"""Workspaces, who belongs to them and to projects, invitations, and the audit trail."""

from dataclasses import dataclass, field
from typing import Literal

from seamark.model.access import ProjectRole, WorkspaceRole


@dataclass(frozen=True, slots=True, kw_only=True)
class Workspace:
    """A workspace and what the caller is in it; None where only a project of it is open to them."""

    name: str
    role: WorkspaceRole | None
    projects: int
    people: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """Somebody's role in a workspace. A service account acts for programs and has no password."""

    name: str
    role: WorkspaceRole
    service: bool = False
    disabled: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ProjectMember:
    """Somebody's role in a project. ``inherited`` is one that comes from the workspace and is changed there."""

    name: str
    role: ProjectRole
    service: bool = False
    disabled: bool = False
    inherited: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleChange:
    """A role in a workspace."""

    role: WorkspaceRole


@dataclass(frozen=True, slots=True, kw_only=True)
class ProjectRoleChange:
    """A role in a project."""

    role: ProjectRole


@dataclass(frozen=True, slots=True, kw_only=True)
class InviteRequest:
    """An invitation to be made: into a workspace with a role, and with ``project`` also into one of its
    projects. ``note`` says for whom it is; ``expires_in`` is in seconds.
    """

    role: WorkspaceRole = WorkspaceRole.MEMBER
    project: str = ""
    project_role: ProjectRole = ProjectRole.CONTRIBUTOR
    note: str = ""
    expires_in: int = 7 * 86_400


@dataclass(frozen=True, slots=True, kw_only=True)
class Invite:
    """An invitation; ``link`` is there once, in the answer that made it. It is good for one person."""

    id: str
    workspace: str
    role: str
    project: str
    project_role: str
    note: str
    created_by: str
    created_at: int
    expires_at: int
    used_at: int | None = None
    used_by: str = ""
    link: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class InviteFacts:
    """What somebody sees who opens the link of an invitation. ``kind`` "reset" is a link to set a new password
    for ``name``.
    """

    kind: Literal["join", "reset"]
    workspace: str
    role: str
    project: str
    project_role: str
    invited_by: str
    expires_at: int
    name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class InviteSecret:
    """What the link of an invitation carries."""

    secret: str


@dataclass(frozen=True, slots=True, kw_only=True)
class InviteAnswer:
    """Taking an invitation: with a new name and password, or, signed in already, with neither."""

    secret: str
    name: str = ""
    password: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceAccountRequest:
    """A service account to be made."""

    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """Somebody on this server, with their workspaces and roles."""

    name: str
    admin: bool
    service: bool
    disabled: bool
    created_at: int
    workspaces: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountChange:
    """What to change of somebody; None leaves it."""

    disabled: bool | None = None
    admin: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditEntry:
    """Who did what to whom, and when."""

    number: int
    at: int
    actor: str
    action: str
    subject: str
    workspace: str = ""
    detail: str = ""
