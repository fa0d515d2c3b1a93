"""Making and finding projects and runs."""

import asyncio
import math
import time
from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING, Any, Final

from seamark.core.caller import Caller
from seamark.model import limits
from seamark.model.access import ProjectRole, WorkspaceRole
from seamark.model.errors import Conflict, InvalidStep, InvalidValue, ProjectNotFound, RunNotFound, TooLarge
from seamark.model.objects import ObjectKind, RunState, is_run_id, make_uid
from seamark.model.operations import Add, Assign, Operation
from seamark.model.values import FieldType
from seamark.storage.catalog.rows import ObjectRow, ProjectRow
from seamark.wire.api.projects import ProjectRequest
from seamark.wire.api.runs import RunRequest
from seamark.wire.batches import Batch

if TYPE_CHECKING:
    from seamark.core.assembly import Core

RUNS: Final = frozenset({ObjectKind.RUN})
HOLDERS: Final = frozenset(ObjectKind) - {ObjectKind.PROJECT}
"""The kinds of objects that are made in a project, and can be put into its trash."""
_NAME_CHARACTERS: Final = 100
_RESERVED: Final = frozenset({"-", "r", "l", "api"})
"""No workspaces are called so: the app's own addresses begin with these words."""


def split_name(caller: Caller, name: str) -> tuple[str, str]:
    """Return workspace and name of ``project`` or ``workspace/project``.

    Raises:
        InvalidValue: the name is empty, too long, or has more than one slash.
    """
    workspace, slash, project = name.strip().rpartition("/")
    workspace = workspace if slash else caller.workspace
    for part in (workspace, project):
        if not part or len(part) > _NAME_CHARACTERS or "/" in part or not part.isprintable() or part in {".", ".."}:
            raise InvalidValue(
                f"{name!r} is no project name.",
                f'Name it "project" or "workspace/project", each part 1 to {_NAME_CHARACTERS} printable characters.',
                path="project",
            )
    if workspace.lower() in _RESERVED:
        raise InvalidValue(f"No workspace can be called {workspace!r}.", "Choose another name.", path="project")
    return workspace, project


def list_projects(core: "Core", caller: Caller) -> list[ProjectRow]:
    """Return the projects that the caller may read, by workspace and name."""
    return [row for row in core.catalog.projects.all() if core.access.may_read(caller, row)]


def find_project(core: "Core", caller: Caller, workspace: str, name: str) -> ProjectRow:
    """Return a project that the caller may read. Raises ProjectNotFound."""
    row = core.catalog.projects.find(workspace, name)
    if row is None or not core.access.may_read(caller, row):  # whether it exists is nobody else's business
        raise ProjectNotFound(
            f"There is no project {workspace}/{name}.", "It is made when something is first logged to it."
        )
    return row


def make_project(core: "Core", caller: Caller, request: ProjectRequest) -> ProjectRow:
    """Make a project. Raises Conflict when its name or key is taken."""
    workspace, name = split_name(caller, request.name)
    return _create_project(
        core, caller, workspace, name, key=request.key, description=request.description, visibility=request.visibility
    )


def find_run(
    core: "Core",
    caller: Caller,
    name: str,
    project: str | None = None,
    *,
    kinds: Collection[ObjectKind] = RUNS,
) -> ObjectRow:
    """Return the run of that uid, short uid, id or own id, or an object of other kinds.

    Raises:
        RunNotFound: none, with what is near.
        Conflict: an own id of several projects.
    """
    row = None
    if project:
        row = find_project(core, caller, *split_name(caller, project))
    found = core.catalog.objects.find(name, project=None if row is None else row.number)
    found = [object for object in found if object.kind in kinds]
    if row is None:
        projects = {object.project: core.catalog.projects.get(object.project) for object in found}
        found = [object for object in found if core.access.may_read(caller, projects[object.project])]
    if not found:
        raise RunNotFound(*_not_found(core, caller, name, row))
    if len(found) > 1:
        names = ", ".join(sorted(core.project_name(object.project) for object in found))
        raise Conflict(f"{name!r} is a run of several projects: {names}.", "Say which with project=.")
    return found[0]


def find_runs(
    core: "Core", caller: Caller, project: ProjectRow, names: Sequence[str], place: str = "runs"
) -> list[ObjectRow]:
    """Return the runs of a project by their names, in the order given, in few queries; ``place`` is where the
    request has them.

    Raises:
        RunNotFound: the project has no such run; says which.
        Conflict: a name leads to two runs.
    """
    found = core.catalog.objects.find_all(names, project.number)
    rows = []
    for name in names:
        meant = [row for row in found[name] if row.kind is ObjectKind.RUN]
        if not meant:
            detail, remedy = _not_found(core, caller, name, project)
            raise RunNotFound(detail, remedy or "Look at the project's table for those that there are.", path=place)
        if len(meant) > 1:
            ids = ", ".join(row.id for row in meant)
            raise Conflict(f"{name!r} is the name of several runs: {ids}.", "Give the uid of one.", path=place)
        rows.append(meant[0])
    return rows


def _not_found(core: "Core", caller: Caller, name: str, project: ProjectRow | None) -> tuple[str, str]:
    if project is None:
        return f"There is no run {name}.", "Look at the runs of a project: seamark runs list --project PROJECT"
    newest = core.catalog.objects.newest(project.number)
    near = f" (newest: {newest.id})" if newest else ""
    detail = f"{project.workspace}/{project.name} has no {name}{near}."
    other = core.catalog.projects.find_key(name.rpartition("-")[0]) if is_run_id(name) else None
    if other is None or other.number == project.number or not core.access.may_read(caller, other):
        return detail, ""
    key = f"{other.key} is the key of {other.workspace}/{other.name}: set project= or SEAMARK_PROJECT"
    return detail, key


async def make_run(core: "Core", caller: Caller, request: RunRequest) -> tuple[ObjectRow, ProjectRow, bool]:
    """Make the run that is asked for, or find it; the flag says whether it is new.

    Raises:
        RunNotFound: ``resume="must"``, or an id of the server's form that does not exist.
        Conflict: ``resume="never"`` and it exists.
    """
    project, row, new = await asyncio.to_thread(_find_or_create, core, caller, request)
    if new or await asyncio.to_thread(is_bare, core, row):
        batch = Batch(operations=await asyncio.to_thread(first_fields, core, row, request))
        await core.ingest.write(None, row, project, batch, fresh=new)
    return row, project, new


def is_bare(core: "Core", row: ObjectRow) -> bool:
    """Say whether the server stopped between an object's row in the catalog and its first fields."""
    return not core.columns.fields(row.project, row.number, paths=["sys/id"])[0]


def _find_or_create(core: "Core", caller: Caller, request: RunRequest) -> tuple[ProjectRow, ObjectRow, bool]:
    for what, value in (("id", request.id), ("name", request.name)):
        if value is not None and len(value) > limits.NAME_CHARACTERS:
            raise TooLarge(
                f"{what} has {len(value)} characters; the longest has {limits.NAME_CHARACTERS}.",
                "Shorten it.",
                path=what,
            )
    workspace, name = split_name(caller, request.project)
    project = core.catalog.projects.find(workspace, name)
    if project is None:
        if request.resume == "must":
            raise ProjectNotFound(f"There is no project {workspace}/{name}.", "Check project= or SEAMARK_PROJECT.")
        project = ensure_project(core, caller, workspace, name)
    core.access.check(caller, "write", project)
    known = core.catalog.objects.find(request.id, project=project.number) if request.id else []
    if known:
        if request.resume == "never" and known[0].uid != request.uid:
            raise Conflict(
                f"{workspace}/{name} has a run {request.id} already ({known[0].id}).",
                'Continue it with resume="allow", or choose another id.',
            )
        if request.uid and request.uid != known[0].uid:
            core.catalog.objects.add_alias(known[0].number, request.uid)
        return project, known[0], False
    if request.id and (request.resume == "must" or is_run_id(request.id)):
        raise RunNotFound(*_not_found(core, caller, request.id, project))
    row, new = core.catalog.objects.create(
        project.number,
        ObjectKind.RUN,
        uid=request.uid or make_uid(),
        own_id=request.id,
        parent=find_run(core, caller, request.parent, request.project).number if request.parent else None,
        created_at=request.created_at or time.time_ns() // 1_000,
        created_by=caller.name,
        fork=find_fork(core, caller, request),
    )
    if row.project != project.number:  # a uid of another project's run
        project = core.catalog.projects.get(row.project)
        core.access.check(caller, "write", project)
    return project, row, new


def _create_project(core: "Core", caller: Caller, workspace: str, name: str, **facts: Any) -> ProjectRow:
    """Make a project; who makes it owns it, and is an admin of a workspace that is made with it."""
    place = core.catalog.projects.workspace(workspace)
    core.access.check_new_project(caller, place, workspace)
    project = core.catalog.projects.create(workspace, name, **facts)
    if place is None:
        core.catalog.members.set_workspace_role(project.workspace_number, caller.person, WorkspaceRole.ADMIN)
    core.catalog.members.set_project_role(project.number, caller.person, ProjectRole.OWNER)
    core.access.forget_roles()
    return project


def ensure_project(core: "Core", caller: Caller, workspace: str, name: str) -> ProjectRow:
    """Make a project, or give the one that somebody made meanwhile. Raises Forbidden."""
    try:
        return _create_project(core, caller, workspace, name)
    except Conflict:
        row = core.catalog.projects.find(workspace, name)
        if row is None:
            raise
        return row


def find_fork(core: "Core", caller: Caller, request: RunRequest) -> tuple[int, float] | None:
    """Return the number of the run that a new one goes on from, and up to which step.

    Raises:
        RunNotFound: the project has none of that name.
        InvalidStep: the step is no finite number.
    """
    if request.fork is None:
        return None
    if not math.isfinite(request.fork.step):
        raise InvalidStep(f"A run cannot go on from step {request.fork.step}.", "Give a finite number.", path="fork")
    return find_run(core, caller, request.fork.run, request.project).number, request.fork.step


def first_fields(core: "Core", row: ObjectRow, request: RunRequest) -> list[Operation]:
    """Return what the server itself writes to a new run."""
    operations = fields_of_new(
        row,
        name=request.name,
        description=request.description,
        group=request.group,
        parent=request.parent,
        state=RunState.RUNNING,
    )
    if request.tags:
        operations.append(Add(path="sys/tags", values=request.tags))
    return [*operations, *fork_fields(core, row)]


def fork_fields(core: "Core", row: ObjectRow) -> list[Operation]:
    """Return what the server writes to a fork, to be seen and found: the run and the step that it goes on from."""
    if row.fork_of is None:
        return []
    parent = core.catalog.objects.get(row.fork_of)
    step = Assign(path="sys/fork/step", value=row.fork_step, type=FieldType.FLOAT)
    return [Assign(path="sys/fork/parent", value=parent.id), step]


def fields_of_new(row: ObjectRow, **texts: str | None) -> list[Operation]:
    """Return what the server itself writes to a new object of any kind; ``texts`` by their names below sys."""
    own = {"uid": row.uid, "id": row.id, "kind": row.kind.value, "owner": row.created_by or None, "own_id": row.own_id}
    operations: list[Operation] = [
        Assign(path=f"sys/{name}", value=str(text)) for name, text in (own | texts).items() if text is not None
    ]
    moments = {"created_at": row.created_at, "modified_at": time.time_ns() // 1_000}
    operations += [Assign(path=f"sys/{name}", value=at, type=FieldType.DATETIME) for name, at in moments.items()]
    return operations
