"""Moving objects to the trash, as Neptune's management API does."""

import asyncio
from typing import Any

from fastapi import APIRouter, Response

from seamark.core.objects import find_object
from seamark.core.trash import set_trashed
from seamark.doors.neptune.calls import Call, CallNeed, DoorRoute, answer
from seamark.model.errors import Conflict, InvalidInput, ObjectNotFound
from seamark.model.objects import ObjectKind
from seamark.storage.catalog.rows import ObjectRow, ProjectRow

router = APIRouter(route_class=DoorRoute, prefix="/api/leaderboard/v1/experiments", include_in_schema=False)

_KINDS = frozenset(ObjectKind) - {ObjectKind.PROJECT}


@router.post("/trash")
async def trash_objects(call: CallNeed, projectIdentifier: str) -> Response:  # noqa: N803 - Neptune's names
    """Ids that the project does not have are told one by one; the others are moved."""
    names: list[str] = await call.body(list[str], b"[]")
    project = await call.project(projectIdentifier)
    await asyncio.to_thread(call.core.access.check, call.caller, "write", project)
    found: dict[str, ObjectRow] = {}
    errors: list[dict[str, Any]] = []
    for name in names:
        try:
            found[name] = await _find(call, project, name)
        except (ObjectNotFound, Conflict, InvalidInput) as problem:
            errors.append({"experimentIdentifier": name, "message": problem.detail, "reason": "NOT_FOUND"})
    await set_trashed(call.core, call.caller, project, list(found.values()))
    return answer({"errors": errors, "updatedExperimentIdentifiers": list(found)})


async def _find(call: Call, project: ProjectRow, name: str) -> ObjectRow:
    """Return an object of a project, by UUID, id, or ``workspace/project/id``."""
    return await find_object(call.core, call.caller, name.rpartition("/")[2], project=project, kinds=_KINDS)
