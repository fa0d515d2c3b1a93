"""The contract of the catalog, in facets of a few methods each.

Rules that every engine keeps (``seamark.testing.catalog_suite`` checks them):

- Each method is one transaction; when it returns, what it did is on disk.
- Methods may be called from any thread. Two threads that make the same thing at once get the same
  row, or one of them ``Conflict``, never two rows.
- Numbers and ids such as ``SUN-123`` are never given twice, also after deletion.
- The missing raises the ``NotFound`` of its kind, or gives None where the signature says so.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Protocol

from seamark.model.access import ProjectRole, Visibility, WorkspaceRole
from seamark.model.objects import ObjectKind, RunState
from seamark.storage.catalog.rows import (
    ArtifactRow,
    AuditRow,
    CheckpointRow,
    EditRow,
    InviteRow,
    LeaseRow,
    LinkRow,
    MemberRow,
    NotebookRow,
    ObjectRow,
    PersonRow,
    ProjectRow,
    RemovalRow,
    SessionRow,
    TokenRow,
    UploadRow,
    ViewRow,
    WorkspaceRow,
)


class Projects(Protocol):
    """Projects of workspaces."""

    def create(
        self,
        workspace: str,
        name: str,
        *,
        key: str | None = None,
        description: str = "",
        visibility: Visibility = Visibility.PRIVATE,
    ) -> ProjectRow:
        """Make a project and its workspace where that is missing. Without ``key`` one is derived
        from the name (``digits`` → ``DIG``) and kept unique on the server. Raises Conflict when
        the name or the key given is taken.
        """

    def find(self, workspace: str, name: str) -> ProjectRow | None:
        """The project of that name, in any case of letters."""

    def find_key(self, key: str) -> ProjectRow | None:
        """The project with that key."""

    def find_uid(self, uid: str) -> ProjectRow | None:
        """The project with that uid."""

    def get(self, number: int) -> ProjectRow:
        """The project of that number."""

    def workspace(self, name: str) -> WorkspaceRow | None:
        """The workspace of that name, in any case of letters, or uid."""

    def ensure_workspace(self, name: str) -> WorkspaceRow:
        """The workspace of that name, made where it is missing."""

    def all(self) -> list[ProjectRow]:
        """All projects, by workspace and name."""

    def change(
        self,
        number: int,
        *,
        description: str | None = None,
        objective: str | None = None,
        config_prefixes: Sequence[str] | None = None,
        visibility: Visibility | None = None,
        baseline: int | None = None,
        default_view: str | None = None,
    ) -> ProjectRow:
        """Change what is not None."""


class Objects(Protocol):
    """Objects and their names."""

    def create(
        self,
        project: int,
        kind: ObjectKind,
        *,
        uid: str,
        own_id: str | None,
        parent: int | None,
        created_at: int,
        created_by: str,
        key: str = "",
        id: str = "",
        fork: tuple[int, float] | None = None,
        revives: bool = False,
    ) -> tuple[ObjectRow, bool]:
        """Make an object with the project's next id, or give the one that has this uid or own id
        already; the flag says whether it is new. The object of the project itself has the project's
        key for its id (``SUN``), a model its own ``key`` behind that (``SUN-NET``), a model version the
        next number behind its model's id (``SUN-NET-3``). Raises Conflict for a model's key that is taken.

        What had an ``id`` elsewhere keeps what it can of that where nobody has it: a run the whole id where
        that has the project's key, a model its own key behind the project's, a version its number behind its
        model's id. What counts runs, or versions, goes on behind the highest. ``fork`` is the number of a run of the same project and the step up to
        which its history is inherited.
        """

    def find(self, name: str, *, project: int | None = None) -> list[ObjectRow]:
        """Objects by uid, short uid, id (``SUN-123``), own id or alias; trashed ones too."""

    def find_all(self, names: Collection[str], project: int) -> Mapping[str, list[ObjectRow]]:
        """The objects of a project that each name leads to, as ``find`` finds them, in few queries."""

    def find_ids(self, ids: Sequence[str]) -> list[ObjectRow]:
        """Objects of these ids, newest first."""

    def add_alias(self, number: int, uid: str) -> None:
        """Let another uid, and its short form, lead to an object."""

    def get(self, number: int) -> ObjectRow:
        """The object of that number."""

    def many(self, numbers: Iterable[int]) -> dict[int, ObjectRow]:
        """Objects by number."""

    def newest(self, project: int) -> ObjectRow | None:
        """The run of a project that was made last."""

    def others(self, project: int) -> list[int]:
        """The numbers of a project's objects that are no runs."""

    def kinds(self, project: int) -> Mapping[ObjectKind, list[int]]:
        """The numbers of a project's objects that are no runs, by kind."""

    def counts(self) -> Mapping[int, int]:
        """Runs that are not trashed, by project."""

    def children(self, parent: int) -> list[ObjectRow]:
        """The objects made below another: a model's versions, in the order of their numbers."""

    def trash(self, numbers: Sequence[int], at: int, by: str) -> None:
        """Mark as trashed, by the person of this name."""

    def restore(self, numbers: Sequence[int]) -> None:
        """Mark as not trashed."""

    def trashed(self, project: int, *, offset: int, limit: int) -> list[ObjectRow]:
        """What is in a project's trash, put there last first."""


class Sessions(Protocol):
    """Sessions of runs, and receipts of origins."""

    def start(
        self,
        object: int,
        origin: str,
        *,
        attempt: int,
        host: str,
        pid: int,
        command: str,
        started_at: int,
        quiet: bool = False,
        listens: bool = False,
        ended_at: int | None = None,
    ) -> tuple[SessionRow, bool]:
        """Register a session, or give the one of this origin; the flag says whether it is new. With
        ``ended_at`` it is one that nobody watches, finished from the first.
        """

    def find(self, origin: str) -> SessionRow | None:
        """The session of an origin."""

    def of(self, object: int) -> list[SessionRow]:
        """The sessions of an object, in the order of their registration."""

    def leading(self, numbers: Iterable[int]) -> Mapping[int, list[str]]:
        """Per object the origin of the first session of each attempt, those of the newest attempts first. Further
        streams of a session are none.
        """

    def running(self) -> list[SessionRow]:
        """All sessions that have not ended."""

    def end(self, origin: str, *, state: RunState, reason: str, ended_at: int) -> None:
        """Set how a session ended; RUNNING makes it alive again."""

    def conclude(self, origin: str, *, state: RunState, reason: str, ended_at: int) -> bool:
        """Set how a session ended that did not say so itself; says whether it had not ended yet."""

    def ask_stop(self, origins: Sequence[str], by: str) -> None:
        """Note who wishes that these sessions stop."""

    def receive(self, receipts: Sequence[tuple[str, int, int]]) -> None:
        """Write receipts (origin, seq, commit) together; a seq never falls."""


class People(Protocol):
    """People, their tokens and sign-ins."""

    def create(
        self, name: str, *, password: str, admin: bool, service: bool = False, workspace: int | None = None
    ) -> PersonRow:
        """Make a person, or a service account of a workspace. Raises Conflict when the name is taken."""

    def find(self, name: str) -> PersonRow | None:
        """The person of that name."""

    def get(self, number: int) -> PersonRow:
        """The person of that number."""

    def all(self) -> list[PersonRow]:
        """All people, by name."""

    def change(self, number: int, *, disabled: bool | None = None, admin: bool | None = None) -> PersonRow:
        """Change what is not None."""

    def set_password(self, number: int, password: str) -> None:
        """Set a password hash."""

    def add_token(
        self, person: int, *, digest: str, name: str, scope: str, purpose: str, expires_at: int | None
    ) -> TokenRow:
        """Keep a token (``purpose`` "api" or "browser") by the digest of its secret."""

    def find_token(self, digest: str) -> TokenRow | None:
        """The token with that digest, expired or not."""

    def tokens(self, person: int, *, purpose: str = "api") -> list[TokenRow]:
        """A person's tokens, newest first."""

    def touch_token(self, id: str, at: int) -> None:
        """Remember that a token was used."""

    def drop_token(self, id: str) -> None:
        """Revoke a token."""


class Members(Protocol):
    """Who belongs where, invitations and the audit trail."""

    def workspaces(self) -> list[WorkspaceRow]:
        """All workspaces, by name."""

    def workspace_roles(self, person: int) -> dict[int, WorkspaceRole]:
        """Somebody's role in each workspace that they belong to, oldest workspace first."""

    def project_roles(self, person: int) -> dict[int, ProjectRole]:
        """Somebody's role in each project that they are a member of themselves."""

    def of_workspace(self, workspace: int) -> list[MemberRow]:
        """Those who belong to a workspace, by name."""

    def of_project(self, project: int) -> list[MemberRow]:
        """Those who are members of a project themselves, by name."""

    def set_workspace_role(self, workspace: int, person: int, role: WorkspaceRole | None) -> None:
        """Give somebody a role in a workspace; None takes it away."""

    def set_project_role(self, project: int, person: int, role: ProjectRole | None) -> None:
        """Give somebody a role in a project; None takes it away."""

    def add_invite(self, invite: InviteRow, digest: str) -> None:
        """Keep an invitation by the digest of its secret."""

    def find_invite(self, digest: str) -> InviteRow | None:
        """The invitation with that digest, used or expired or not."""

    def invites(self, workspace: int) -> list[InviteRow]:
        """The invitations into a workspace, newest first."""

    def use_invite(self, id: str, by: str) -> bool:
        """Mark an invitation as used; says whether it was not yet: of two at once one is told yes."""

    def drop_invite(self, id: str) -> None:
        """Take an invitation back. Raises NotFound."""

    def note(self, actor: str, action: str, subject: str, *, workspace: str = "", detail: str = "") -> None:
        """Write down who did what to whom."""

    def audit(self, *, workspace: str | None = None, before: int | None = None, limit: int = 100) -> list[AuditRow]:
        """What was written down, newest first: of one workspace or all, behind the number ``before``."""


class Uploads(Protocol):
    """Files on their way in, and who may attach what."""

    def create(self, person: int, *, size: int, digest: str) -> UploadRow:
        """Begin an upload."""

    def get(self, id: str) -> UploadRow:
        """Raises FileMissing."""

    def advance(self, id: str, *, received: int, digest: str = "", complete: bool = False) -> UploadRow:
        """Record what has arrived."""

    def owns(self, person: int, digest: str) -> bool:
        """Say whether this person has completed an upload with this digest."""

    def stale(self, before: int) -> list[UploadRow]:
        """Uploads not touched since that time."""

    def drop(self, ids: Sequence[str]) -> None:
        """Forget uploads."""


class Artifacts(Protocol):
    """Which lists of files a project knows."""

    def ensure(self, project: int, hash: str, size: int) -> ArtifactRow:
        """The artifact of that hash, made without its list where it is missing."""

    def find(self, project: int, hash: str) -> ArtifactRow | None:
        """The artifact of that hash."""

    def receive(self, project: int, hash: str, digest: str, size: int) -> None:
        """Remember the blob that holds an artifact's list, and the bytes of its files together."""

    def digests(self) -> list[str]:
        """The blobs that hold lists."""


class Notebooks(Protocol):
    """Notebooks of projects, and their checkpoints."""

    def create(self, project: int, owner: str) -> NotebookRow:
        """Make a notebook without a checkpoint."""

    def find(self, uid: str) -> NotebookRow | None:
        """The notebook of that uid."""

    def of_project(self, project: int, *, before: int | None = None, limit: int = 100) -> list[NotebookRow]:
        """Notebooks of a project, newest first, made before the one of the number ``before``."""

    def add_checkpoint(
        self, notebook: int, *, name: str, description: str, path: str, digest: str, size: int, created_by: str
    ) -> CheckpointRow:
        """Keep a state of a notebook."""

    def find_checkpoint(self, uid: str) -> CheckpointRow | None:
        """The checkpoint of that uid."""

    def checkpoints(self, notebook: int, *, offset: int = 0, limit: int = 100) -> list[CheckpointRow]:
        """States of a notebook, newest first."""

    def newest(self, notebooks: Sequence[int]) -> Mapping[int, CheckpointRow]:
        """The newest state of each notebook that has one."""

    def digests(self) -> list[str]:
        """The blobs that hold states."""


class Views(Protocol):
    """Saved views of projects, and short links."""

    def create(self, project: int, owner: int, *, name: str, address: str, shared: bool) -> ViewRow:
        """Keep a view. Raises Conflict when those who see it have one of that name, without case, and
        TooLarge when there are as many as there may be.
        """

    def find(self, uid: str) -> ViewRow | None:
        """The view of that uid."""

    def of_project(self, project: int, person: int) -> list[ViewRow]:
        """The views of a project that somebody sees: shared ones and their own private ones, by name."""

    def change(
        self, number: int, *, name: str | None = None, address: str | None = None, shared: bool | None = None
    ) -> ViewRow:
        """Change what is not None. Raises as ``create``, and NotFound. What is shared no more is no default."""

    def drop(self, number: int) -> None:
        """Delete a view, also as the default of its project. Raises NotFound."""

    def shorten(self, project: int, *, address: str, digest: str, by: str) -> LinkRow:
        """The short link of an address of that digest, made where it is missing. Raises TooLarge when the
        project has as many as there may be.
        """

    def find_link(self, key: str) -> LinkRow | None:
        """The short link of that key."""


class Edits(Protocol):
    """What people wrote to fields by hand."""

    def add(self, made: Mapping[int, Sequence[EditRow]], before: Mapping[int, Sequence[EditRow]]) -> None:
        """Keep edits by object, the newest 100 of each field; of a field that has none yet also what it was
        ``before``. Of an object that is gone nothing is kept.
        """

    def of(self, object: int, *, path: str = "", before: int | None = None, limit: int = 100) -> list[EditRow]:
        """Edits of an object, or of one field of it, newest first, behind the number ``before``."""

    def add_project(self, project: int, made: EditRow, before: EditRow) -> None:
        """Keep an edit of a project, the newest 100 of each field; of a field that has none yet also what it was
        ``before``.
        """

    def of_project(self, project: int, *, before: int | None = None, limit: int = 100) -> list[EditRow]:
        """Edits of a project, newest first, behind the number ``before``."""


class Removals(Protocol):
    """What is taken out for good: of the catalog at once, of the columns before long."""

    def trashed(self, project: int) -> list[int]:
        """The numbers of the objects in a project's trash."""

    def held(self, project: int, numbers: Sequence[int]) -> Mapping[int, str]:
        """Which of these objects cannot go, because a fork that stays has their history; and the fork's id."""

    def remove_objects(self, project: int, numbers: Sequence[int]) -> list[int]:
        """Take objects out that are in the trash and not held, with all their names and sessions; returns which."""

    def remove_project(self, number: int) -> None:
        """Take a project out with all that is in it. Another one that gets its key goes on counting."""

    def due(self) -> list[RemovalRow]:
        """What was taken out and still has rows in the columns."""

    def finish(self, project: int, numbers: Sequence[int] | None) -> None:
        """Note that the columns have nothing more of these objects, or with None of the whole project."""


class Server(Protocol):
    """The server's own facts, and the lease on the stores."""

    def facts(self) -> dict[str, str]:
        """Named facts (``server_id``, ``clean_mark``, …)."""

    def set_facts(self, facts: Mapping[str, str]) -> None:
        """Write facts."""

    def lease(self) -> LeaseRow | None:
        """Who holds the stores."""

    def take_lease(self, lease: LeaseRow, *, expected: LeaseRow | None) -> bool:
        """Take or renew the lease, if it still is what was expected."""

    def drop_lease(self, holder: str) -> None:
        """Give the lease back."""


class Catalog(Protocol):
    """The whole store."""

    projects: Projects
    objects: Objects
    sessions: Sessions
    people: People
    members: Members
    uploads: Uploads
    artifacts: Artifacts
    notebooks: Notebooks
    views: Views
    edits: Edits
    removals: Removals
    server: Server

    def backup(self, target: Path) -> None:
        """Write a consistent copy to a file that does not exist yet. Raises Conflict for engines
        that bring their own tools.
        """

    def size(self) -> int:
        """Bytes on disk."""

    def close(self) -> None:
        """Close all connections."""
