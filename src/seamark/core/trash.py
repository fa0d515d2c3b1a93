"""The trash: objects that are put aside, taken out again, or deleted for good. What is in it stays readable."""

import asyncio
import time
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from seamark.core.caller import Caller
from seamark.model.errors import Conflict
from seamark.model.objects import ObjectKind
from seamark.model.operations import Assign
from seamark.model.values import FieldType
from seamark.storage.catalog.rows import ObjectRow, ProjectRow
from seamark.wire.batches import Batch

if TYPE_CHECKING:
    from seamark.core.assembly import Core

_NAMED: Final = 20
"""So many deleted objects are named in the audit trail."""


async def set_trashed(
    core: "Core", caller: Caller, project: ProjectRow, rows: Sequence[ObjectRow], trashed: bool = True
) -> int:
    """Put objects of a project into its trash, or take them out, a model with all its versions; returns how many.

    Raises:
        Forbidden: the caller may not write there.
    """
    core.access.check(caller, "write", project)
    meant = await asyncio.to_thread(_with_versions, core, rows)
    numbers = [row.number for row in meant]
    if trashed:
        await asyncio.to_thread(core.catalog.objects.trash, numbers, time.time_ns() // 1_000, caller.name)
    else:
        await asyncio.to_thread(core.catalog.objects.restore, numbers)
    mark = Assign(path="sys/trashed", value=trashed, type=FieldType.BOOL)
    await asyncio.gather(*(core.ingest.write(None, row, project, Batch(operations=[mark])) for row in meant))
    return len(meant)


async def delete_objects(core: "Core", caller: Caller, project: ProjectRow, rows: Sequence[ObjectRow]) -> int:
    """Delete objects that are in a project's trash for good, a model with all its versions; returns how many.

    Raises:
        Forbidden: the caller does not own the project.
        Conflict: one of them is not in the trash, or a fork has its history; none is deleted.
    """
    core.access.check(caller, "admin", project)
    outside = next((row for row in rows if row.trashed_at is None), None)
    if outside is not None:
        raise Conflict(f"{outside.id} is not in the trash.", "Put it there first.")
    meant = await asyncio.to_thread(_with_versions, core, rows)
    numbers = [row.number for row in meant]
    for held, fork in (await asyncio.to_thread(core.catalog.removals.held, project.number, numbers)).items():
        id = next(row.id for row in meant if row.number == held)
        raise Conflict(f"{fork} is a fork of {id} and has its history.", "Delete the fork with it, or before it.")
    return await _delete(core, caller, project, numbers)


async def empty_trash(core: "Core", caller: Caller, project: ProjectRow) -> int:
    """Delete all that is in a project's trash for good, but for runs whose history a fork outside of it has;
    returns how many objects.

    Raises:
        Forbidden: the caller does not own the project.
    """
    core.access.check(caller, "admin", project)
    return await _delete(core, caller, project, await asyncio.to_thread(core.catalog.removals.trashed, project.number))


async def delete_project(core: "Core", caller: Caller, project: ProjectRow) -> None:
    """Delete a project for good, with all its objects and whoever belongs to it alone.

    Raises:
        Forbidden: the caller does not own the project.
    """
    core.access.check(caller, "admin", project)
    await asyncio.to_thread(core.catalog.removals.remove_project, project.number)
    core.access.forget_roles()
    objects = {session.object for session in core.hearts.beating()}
    core.hearts.drop(objects - set(await asyncio.to_thread(core.catalog.objects.many, objects)))
    await asyncio.to_thread(_note, core, caller, "delete project", project, f"key {project.key}")
    await core.ingest.remove(project.number, None)


async def _delete(core: "Core", caller: Caller, project: ProjectRow, numbers: Sequence[int]) -> int:
    ids = [row.id for row in (await asyncio.to_thread(core.catalog.objects.many, numbers[:_NAMED])).values()]
    taken = await asyncio.to_thread(core.catalog.removals.remove_objects, project.number, numbers)
    if taken:
        core.hearts.drop(set(taken))
        more = f" and {len(taken) - len(ids)} more" if len(taken) > len(ids) else ""
        await asyncio.to_thread(_note, core, caller, "delete", project, ", ".join(ids) + more)
        await core.ingest.remove(project.number, taken)
    return len(taken)


def _note(core: "Core", caller: Caller, action: str, project: ProjectRow, detail: str) -> None:
    name = f"{project.workspace}/{project.name}"
    core.catalog.members.note(caller.name, action, name, workspace=project.workspace, detail=detail)


def _with_versions(core: "Core", rows: Sequence[ObjectRow]) -> list[ObjectRow]:
    meant = {row.number: row for row in rows}
    for row in rows:
        if row.kind is ObjectKind.MODEL:
            meant |= {child.number: child for child in core.catalog.objects.children(row.number)}
    return list(meant.values())
