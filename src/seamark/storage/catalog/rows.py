"""Rows of the catalog, as its protocol gives them."""

from dataclasses import dataclass

from seamark.model.access import Visibility
from seamark.model.objects import ObjectKind, RunState


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkspaceRow:
    """A workspace."""

    number: int
    uid: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ProjectRow:
    """A project; ``objective`` is JSON or empty, ``config_prefixes`` have no trailing slash."""

    number: int
    uid: str
    workspace: str
    workspace_number: int
    workspace_uid: str
    visibility: Visibility
    name: str
    key: str
    description: str
    config_prefixes: tuple[str, ...]
    objective: str
    created_at: int
    baseline: int = 0
    """The number of the run that others are compared with; 0 for none."""
    default_view: str = ""
    """The uid of the view that the project opens with."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectRow:
    """An object: what it is, not what it holds. ``project`` is the project's number. A fork has the number of
    the run that it goes on from, of the same project, and the step up to which it has that one's history.
    """

    number: int
    project: int
    kind: ObjectKind
    uid: str
    id: str
    own_id: str | None
    parent: int | None
    created_at: int
    created_by: str
    trashed_at: int | None = None
    trashed_by: str | None = None
    fork_of: int | None = None
    fork_step: float | None = None
    versions: int = 0
    """Of a model: the number of its newest version."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionRow:
    """A session and the receipt of its origin. ``number`` stands for the origin in the columns
    store; ``seq`` is the highest stored, -1 at first; ``commit`` the one that stored it. A ``quiet``
    one has no word for its end: silence is it. One that ``listens`` ends when it is told to stop, by
    ``stop_by``, who is empty where nobody wishes that.
    """

    number: int
    origin: str
    object: int
    attempt: int
    state: RunState
    host: str
    pid: int
    command: str
    started_at: int
    seq: int
    commit: int
    ended_at: int | None = None
    reason: str = ""
    quiet: bool = False
    listens: bool = False
    stop_by: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonRow:
    """A person, or a service account (``service``) of a workspace. ``password`` is an Argon2 hash, or empty
    for those who sign in without one: the local person, service accounts.
    """

    number: int
    name: str
    admin: bool
    password: str
    created_at: int
    disabled: bool = False
    service: bool = False
    workspace: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberRow:
    """Somebody's role in a workspace or project."""

    number: int
    name: str
    service: bool
    disabled: bool
    role: str


@dataclass(frozen=True, slots=True, kw_only=True)
class InviteRow:
    """An invitation into a workspace with a role, and perhaps into a project of it; or, with ``person``, a
    link by which somebody sets a new password.
    """

    id: str
    workspace: int | None
    role: str
    project: int | None
    project_role: str
    person: int | None
    note: str
    created_by: str
    created_at: int
    expires_at: int
    used_at: int | None = None
    used_by: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditRow:
    """Who did what to whom, and when."""

    number: int
    at: int
    actor: str
    action: str
    subject: str
    workspace: str
    detail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenRow:
    """An API token or a browser's sign-in; ``digest`` is the SHA-256 of the secret."""

    id: str
    person: int
    name: str
    scope: str
    purpose: str
    created_at: int
    expires_at: int | None
    used_at: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class UploadRow:
    """An upload in parts; ``digest`` as announced, or as found once complete."""

    id: str
    person: int
    size: int
    digest: str
    received: int
    complete: bool
    touched_at: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ArtifactRow:
    """A list of files by its hash; ``digest`` names the blob that holds it, empty until it was sent."""

    project: int
    hash: str
    size: int
    digest: str
    created_at: int


@dataclass(frozen=True, slots=True, kw_only=True)
class NotebookRow:
    """A notebook of a project; what it is called its checkpoints say."""

    number: int
    uid: str
    project: int
    owner: str
    created_at: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckpointRow:
    """A state of a notebook; ``path`` is where it lay, ``digest`` the blob with its content, "" for none."""

    number: int
    uid: str
    notebook: int
    name: str
    description: str
    path: str
    digest: str
    size: int
    created_at: int
    created_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ViewRow:
    """A saved view of a project; ``reader`` is the number of the one person who sees it, 0 for a shared one."""

    number: int
    uid: str
    project: int
    name: str
    address: str
    reader: int
    owner: int
    owner_name: str
    created_at: int
    changed_at: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkRow:
    """A short link to an address of the app, kept with the project it belongs to."""

    key: str
    project: int
    address: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EditRow:
    """What somebody made of a field by hand: ``value`` is JSON, of a long one (``cut``) the head as a text.
    ``person`` is empty for what a field was before its first edit.
    """

    path: str
    person: str
    at: int
    value: str
    cut: bool = False
    deleted: bool = False
    number: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class RemovalRow:
    """An object, or with None a whole project, whose rows in the columns are due."""

    project: int
    object: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class LeaseRow:
    """Who holds the stores open."""

    holder: str
    host: str
    pid: int
    boot: str
    url: str
    renewed_at: int
