"""Projects as they are shown, and changes of their settings."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import msgspec

from seamark.core.caller import Caller
from seamark.core.edits import note_description
from seamark.core.runs import RUNS, find_run
from seamark.model.errors import InvalidValue
from seamark.model.objects import ObjectKind
from seamark.storage.catalog.rows import ProjectRow
from seamark.wire.api.projects import Objective, Project, ProjectChange

if TYPE_CHECKING:
    from seamark.core.assembly import Core


def change_project(core: "Core", caller: Caller, row: ProjectRow, change: ProjectChange) -> ProjectRow:
    """Change a project's settings.

    Raises:
        Forbidden: the caller may not, and who may is said.
        InvalidValue: the baseline is a run of another project, or in the trash; the view is not shared.
        NotFound: there is no such run or view.
    """
    core.access.check(caller, "write" if change.visibility is None else "admin", row)
    prefixes = None
    if change.config_prefixes is not None:
        prefixes = [prefix.strip("/") for prefix in change.config_prefixes if prefix.strip("/")]
    changed = core.catalog.projects.change(
        row.number,
        description=change.description,
        objective=None if change.objective is None else _spell_objective(change.objective),
        config_prefixes=prefixes,
        visibility=change.visibility,
        baseline=None if change.baseline is None else _find_baseline(core, caller, row, change.baseline),
        default_view=None if change.default_view is None else _find_view(core, row, change.default_view),
    )
    if changed.description != row.description:
        note_description(core, caller, row, changed.description)
    if changed.visibility is not row.visibility:
        core.access.forget_roles()
        name = f"{row.workspace}/{row.name}"
        core.catalog.members.note(
            caller.name, "change visibility", name, workspace=row.workspace, detail=changed.visibility.value
        )
    return changed


def _spell_objective(objective: Objective) -> str:
    return msgspec.json.encode(objective).decode() if objective.path else ""


def _find_baseline(core: "Core", caller: Caller, project: ProjectRow, name: str) -> int:
    """Return the number of the run that is to be the baseline, 0 for none."""
    if not name:
        return 0
    where = f"{project.workspace}/{project.name}"
    found = [row for row in core.catalog.objects.find(name) if row.kind in RUNS]
    if found and all(row.project != project.number for row in found):
        other = core.catalog.projects.get(found[0].project)
        if core.access.may_read(caller, other):
            raise InvalidValue(
                f"{name} is a run of {other.workspace}/{other.name}, not of {where}.",
                f"Choose a run of {where}.",
                path="baseline",
            )
    run = find_run(core, caller, name, where)
    if run.trashed_at is not None:
        raise InvalidValue(f"{run.id} is in the trash.", "Take it out first, or choose another run.", path="baseline")
    return run.number


def _find_view(core: "Core", project: ProjectRow, uid: str) -> str:
    """Return the uid of the view that is to be the default, "" for none."""
    view = core.catalog.views.find(uid) if uid else None
    if uid and (view is None or view.project != project.number or view.reader):
        raise InvalidValue(
            f"{uid} is no shared view of {project.workspace}/{project.name}.",
            "Share the view first, or choose one that is shared.",
            path="default_view",
        )
    return uid


def describe_projects(core: "Core", rows: Sequence[ProjectRow]) -> list[Project]:
    """Return projects as they are shown, with their counts of runs."""
    counts = core.catalog.objects.counts()
    beating = {session.object for session in core.hearts.beating()}
    objects = core.catalog.objects.many(beating | {row.baseline for row in rows if row.baseline})
    running: dict[int, set[int]] = {}
    for number in beating & objects.keys():
        if objects[number].kind is ObjectKind.RUN:
            running.setdefault(objects[number].project, set()).add(number)
    baselines = {number: row.id for number, row in objects.items() if row.trashed_at is None}
    return [
        _describe(core, row, counts.get(row.number, 0), len(running.get(row.number, ())), baselines.get(row.baseline))
        for row in rows
    ]


def _describe(core: "Core", row: ProjectRow, runs: int, running: int, baseline: str | None) -> Project:
    newest = core.catalog.objects.newest(row.number)
    return Project(
        name=row.name,
        workspace=row.workspace,
        key=row.key,
        uid=row.uid,
        description=row.description,
        config_prefixes=list(row.config_prefixes),
        objective=msgspec.json.decode(row.objective, type=Objective) if row.objective else None,
        created_at=row.created_at,
        updated_at=row.created_at if newest is None else newest.created_at,
        runs=runs,
        running=running,
        visibility=row.visibility,
        baseline=baseline,
        default_view=row.default_view or None,
    )
