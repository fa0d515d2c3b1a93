"""Moving objects to the trash and deleting them for good, as Neptune's management API does."""

import asyncio
from typing import Any

from fastapi import APIRouter, Response

from seamark.core.objects import find_object
from seamark.core.runs import HOLDERS
from seamark.core.trash import delete_objects, empty_trash, set_trashed
from seamark.doors.neptune.calls import Call, CallNeed, DoorRoute, answer
from seamark.model.errors import Conflict, InvalidInput, ObjectNotFound
from seamark.storage.catalog.rows import ObjectRow, ProjectRow

router = APIRouter(route_class=DoorRoute, prefix="/api/leaderboard/v1/experiments/trash", include_in_schema=False)


@router.post("")
async def trash_objects(call: CallNeed, projectIdentifier: str) -> Response:  # noqa: N803 - Neptune's names
    """Ids that the project does not have are told one by one; the others are moved."""
    project, found, errors = await _find_all(call, projectIdentifier)
    await asyncio.to_thread(call.core.access.check, call.caller, "write", project)
    await set_trashed(call.core, call.caller, project, list(found.values()))
    return _tell(found, errors)


@router.post("/delete")
async def delete_trashed(call: CallNeed, projectIdentifier: str) -> Response:  # noqa: N803
    """For good; what is not there, or not in the trash, is told one by one."""
    project, found, errors = await _find_all(call, projectIdentifier)
    outside = {name for name, row in found.items() if row.trashed_at is None}
    errors += [_describe(name, "It is not in the trash.") for name in outside]
    meant = {name: row for name, row in found.items() if name not in outside}
    await delete_objects(call.core, call.caller, project, list(meant.values()))
    return _tell(meant, errors)


@router.post("/deleteAll")
async def delete_all_trashed(call: CallNeed, projectIdentifier: str) -> Response:  # noqa: N803
    """All that is in the trash, for good."""
    await empty_trash(call.core, call.caller, await call.project(projectIdentifier))
    return _tell({}, [])


async def _find_all(call: Call, identifier: str) -> tuple[ProjectRow, dict[str, ObjectRow], list[dict[str, Any]]]:
    """Return the project, the objects of the ids in the body, and what is wrong with the others."""
    names: list[str] = await call.body(list[str], b"[]")
    project = await call.project(identifier)
    found: dict[str, ObjectRow] = {}
    errors: list[dict[str, Any]] = []
    for name in names:
        try:
            found[name] = await find_object(
                call.core, call.caller, name.rpartition("/")[2], project=project, kinds=HOLDERS
            )
        except (ObjectNotFound, Conflict, InvalidInput) as problem:
            errors.append(_describe(name, problem.detail))
    return project, found, errors


def _describe(name: str, problem: str) -> dict[str, Any]:
    return {"experimentIdentifier": name, "message": problem, "reason": "NOT_FOUND"}


def _tell(done: dict[str, ObjectRow], errors: list[dict[str, Any]]) -> Response:
    return answer({"errors": errors, "updatedExperimentIdentifiers": list(done)})
