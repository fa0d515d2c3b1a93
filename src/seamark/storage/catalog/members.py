"""Who belongs where, invitations and the audit trail, in SQL."""

import time
from typing import Any, Final

from sqlalchemy import Connection, Select, Table, delete, insert, select, update

from seamark.model.access import ProjectRole, WorkspaceRole
from seamark.model.errors import NotFound
from seamark.storage.catalog.database import Database
from seamark.storage.catalog.rows import AuditRow, InviteRow, MemberRow, WorkspaceRow
from seamark.storage.catalog.schema import audit, fold, invites, people, project_members, workspace_members, workspaces

_INVITES: Final[Select[Any]] = select(*(invites.c[name] for name in InviteRow.__dataclass_fields__))
_AUDIT: Final[Select[Any]] = select(*(audit.c[name] for name in AuditRow.__dataclass_fields__))
_WORKSPACES: Final[Select[Any]] = select(workspaces.c.number, workspaces.c.uid, workspaces.c.name)


class SqlMembers:
    """Who belongs where, invitations and the audit trail."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def workspaces(self) -> list[WorkspaceRow]:
        """All workspaces, by name."""
        rows = self._database.read(lambda connection: connection.execute(_WORKSPACES).all())
        return sorted((WorkspaceRow(**row._asdict()) for row in rows), key=lambda row: fold(row.name))

    def workspace_roles(self, person: int) -> dict[int, WorkspaceRole]:
        """Somebody's role in each workspace that they belong to."""
        query = select(workspace_members.c.workspace, workspace_members.c.role)
        query = query.where(workspace_members.c.person == person).order_by(workspace_members.c.workspace)
        rows = self._database.read(lambda connection: connection.execute(query).all())
        return {row.workspace: WorkspaceRole(row.role) for row in rows}

    def project_roles(self, person: int) -> dict[int, ProjectRole]:
        """Somebody's role in each project that they are a member of themselves."""
        query = select(project_members.c.project, project_members.c.role)
        query = query.where(project_members.c.person == person)
        rows = self._database.read(lambda connection: connection.execute(query).all())
        return {row.project: ProjectRole(row.role) for row in rows}

    def of_workspace(self, workspace: int) -> list[MemberRow]:
        """Those who belong to a workspace, by name."""
        return self._members(workspace_members, workspace_members.c.workspace == workspace)

    def of_project(self, project: int) -> list[MemberRow]:
        """Those who are members of a project themselves, by name."""
        return self._members(project_members, project_members.c.project == project)

    def _members(self, table: Table, where: Any) -> list[MemberRow]:
        query = (
            select(people.c.number, people.c.name, people.c.service, people.c.disabled, table.c.role)
            .join_from(table, people, table.c.person == people.c.number)
            .where(where)
        )
        rows = self._database.read(lambda connection: connection.execute(query).all())
        return sorted((MemberRow(**row._asdict()) for row in rows), key=lambda row: fold(row.name))

    def set_workspace_role(self, workspace: int, person: int, role: WorkspaceRole | None) -> None:
        """Give somebody a role in a workspace; None takes it away."""
        self._set(workspace_members, {"workspace": workspace, "person": person}, role)

    def set_project_role(self, project: int, person: int, role: ProjectRole | None) -> None:
        """Give somebody a role in a project; None takes it away."""
        self._set(project_members, {"project": project, "person": person}, role)

    def _set(self, table: Table, key: dict[str, int], role: str | None) -> None:
        where = [table.c[name] == value for name, value in key.items()]

        def work(connection: Connection) -> None:
            connection.execute(delete(table).where(*where))
            if role is not None:
                connection.execute(insert(table), {**key, "role": str(role)})

        self._database.write(work)

    # ---- invitations

    def add_invite(self, invite: InviteRow, digest: str) -> None:
        """Keep an invitation by the digest of its secret."""
        values = {name: getattr(invite, name) for name in InviteRow.__dataclass_fields__}
        self._database.write(lambda connection: _run(connection, insert(invites).values(**values, digest=digest)))

    def find_invite(self, digest: str) -> InviteRow | None:
        """The invitation with that digest, used or expired or not."""
        query = _INVITES.where(invites.c.digest == digest)
        row = self._database.read(lambda connection: connection.execute(query).first())
        return None if row is None else InviteRow(**row._asdict())

    def invites(self, workspace: int) -> list[InviteRow]:
        """The invitations into a workspace, newest first."""
        query = _INVITES.where(invites.c.workspace == workspace)
        query = query.order_by(invites.c.created_at.desc(), invites.c.id)
        rows = self._database.read(lambda connection: connection.execute(query).all())
        return [InviteRow(**row._asdict()) for row in rows]

    def use_invite(self, id: str, by: str) -> bool:
        """Mark an invitation as used; says whether it was not yet."""
        change = update(invites).where(invites.c.id == id, invites.c.used_at.is_(None))
        change = change.values(used_at=_now(), used_by=by)
        return self._database.write(lambda connection: connection.execute(change).rowcount > 0)

    def drop_invite(self, id: str) -> None:
        """Take an invitation back. Raises NotFound."""

        def work(connection: Connection) -> None:
            if not connection.execute(delete(invites).where(invites.c.id == id)).rowcount:
                raise NotFound(f"There is no invitation {id!r}.", "It may have been taken back.")

        self._database.write(work)

    # ---- the audit trail

    def note(self, actor: str, action: str, subject: str, *, workspace: str = "", detail: str = "") -> None:
        """Write down who did what to whom."""
        values = {
            "at": _now(),
            "actor": actor,
            "action": action,
            "subject": subject,
            "workspace": workspace,
            "detail": detail,
        }
        self._database.write(lambda connection: _run(connection, insert(audit).values(**values)))

    def audit(self, *, workspace: str | None = None, before: int | None = None, limit: int = 100) -> list[AuditRow]:
        """What was written down, newest first: of one workspace or all, behind the number ``before``."""
        query = _AUDIT.order_by(audit.c.number.desc()).limit(limit)
        if workspace is not None:
            query = query.where(audit.c.workspace == workspace)
        if before is not None:
            query = query.where(audit.c.number < before)
        rows = self._database.read(lambda connection: connection.execute(query).all())
        return [AuditRow(**row._asdict()) for row in rows]


def _run(connection: Connection, change: Any) -> None:
    connection.execute(change)


def _now() -> int:
    return time.time_ns() // 1_000
