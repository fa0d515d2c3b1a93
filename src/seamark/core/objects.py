"""Objects of every kind by their names; the object of a project itself is made when it is first asked for."""

import asyncio
from collections.abc import Collection
from typing import TYPE_CHECKING, Final

from seamark.core.caller import Caller
from seamark.core.runs import HOLDERS, fields_of_new, find_run, is_bare, split_name
from seamark.model.errors import Conflict, ObjectNotFound, RunNotFound
from seamark.model.objects import ObjectKind
from seamark.storage.catalog.rows import ObjectRow, ProjectRow
from seamark.wire.batches import Batch

if TYPE_CHECKING:
    from seamark.core.assembly import Core

EVERY_KIND: Final = frozenset(ObjectKind)


async def find_object(
    core: "Core",
    caller: Caller,
    name: str,
    *,
    project: ProjectRow | None = None,
    kinds: Collection[ObjectKind] = EVERY_KIND,
) -> ObjectRow:
    """Return the object of that uid, short uid, id or own id; a project's uid or key is its own object's.

    Raises:
        ObjectNotFound: none that the caller may read.
        Conflict: an own id of several projects.
    """
    number = None if project is None else project.number
    found = await asyncio.to_thread(core.catalog.objects.find, name, project=number)
    found = [row for row in found if row.kind in kinds and await _may_read(core, caller, row)]
    if not found and ObjectKind.PROJECT in kinds:
        owner = await asyncio.to_thread(_find_owner, core, name, project)
        if owner is not None and core.access.may_read(caller, owner):
            return await find_own_object(core, owner)
    if not found:
        raise ObjectNotFound(f"There is no object {name}.", "Check its id and its project.")
    if len(found) > 1:
        names = ", ".join(sorted(core.project_name(row.project) for row in found))
        raise Conflict(f"{name!r} is an object of several projects: {names}.", "Give its id or uid.")
    return found[0]


async def find_holder(core: "Core", caller: Caller, name: str, project: str | None = None) -> ObjectRow:
    """Return what has fields by its name: a run, model or model version, else a project by its uid or key.

    Raises:
        RunNotFound: none that the caller may read.
        Conflict: an own id of several projects.
    """
    try:
        return await asyncio.to_thread(find_run, core, caller, name, project, kinds=HOLDERS)
    except RunNotFound as missing:
        owner = await asyncio.to_thread(_find_owner, core, name, None)
        if owner is None or not core.access.may_read(caller, owner):
            raise
        if project and (owner.workspace, owner.name) != split_name(caller, project):
            raise missing from None
        return await find_own_object(core, owner)


async def _may_read(core: "Core", caller: Caller, row: ObjectRow) -> bool:
    return core.access.may_read(caller, await asyncio.to_thread(core.catalog.projects.get, row.project))


def _find_owner(core: "Core", name: str, project: ProjectRow | None) -> ProjectRow | None:
    found = core.catalog.projects.find_uid(name.replace("-", "").lower()) or core.catalog.projects.find_key(name)
    return found if project is None or found is None or found.number == project.number else None


async def find_own_object(core: "Core", project: ProjectRow) -> ObjectRow:
    """Return the object that carries the fields of the project itself."""
    row, new = await asyncio.to_thread(_find_or_make, core, project)
    if new or await asyncio.to_thread(is_bare, core, row):
        operations = fields_of_new(row, name=project.name)
        await core.ingest.write(None, row, project, Batch(operations=operations), fresh=True)
    return row


def _find_or_make(core: "Core", project: ProjectRow) -> tuple[ObjectRow, bool]:
    known = core.catalog.objects.find(project.uid, project=project.number)
    if known:
        return known[0], False
    return core.catalog.objects.create(
        project.number,
        ObjectKind.PROJECT,
        uid=project.uid,
        own_id=None,
        parent=None,
        created_at=project.created_at,
        created_by="",
    )
