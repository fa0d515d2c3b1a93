"""Notebooks and their checkpoints, as Neptune's clients and its legacy API keep them."""

import asyncio
from typing import Annotated, Any

import msgspec
from fastapi import APIRouter, Query, Response

from seamark.core import notebooks
from seamark.doors.neptune.calls import Call, CallNeed, DoorRoute, answer, check_text, spell_uid
from seamark.storage.catalog.rows import CheckpointRow, NotebookRow

router = APIRouter(route_class=DoorRoute, prefix="/api/leaderboard/v1/notebooks", include_in_schema=False)


class NewCheckpoint(msgspec.Struct, rename="camel"):
    """What is said of a state that is kept without content."""

    path: str | None = None
    name: str | None = None
    description: str | None = None


@router.post("")
async def create_notebook(call: CallNeed, projectIdentifier: str) -> Response:  # noqa: N803 - Neptune's names
    """One without a checkpoint; what it is called the first one says."""
    project = await call.project(projectIdentifier)
    row = await asyncio.to_thread(notebooks.make_notebook, call.core, call.caller, project)
    return answer(_describe_all(call, [row])[0])


@router.get("")
async def list_notebooks(
    call: CallNeed,
    projectIdentifier: str,  # noqa: N803
    id: Annotated[list[str] | None, Query()] = None,
) -> Response:
    """Those that are named, or the newest hundred."""
    project = await call.project(projectIdentifier)

    def find() -> list[dict[str, Any]]:
        store = call.core.catalog.notebooks
        named = [store.find(check_text(one, "id").replace("-", "").lower()) for one in id or ()]
        found = [row for row in named if row is not None and row.project == project.number]
        return _describe_all(call, found if id else store.of_project(project.number))

    return answer({"entries": await asyncio.to_thread(find)})


@router.get("/checkpoints")
async def list_checkpoints(call: CallNeed, notebookId: str, offset: int = 0, limit: int = 100) -> Response:  # noqa: N803
    """States of a notebook, newest first."""

    def find() -> list[dict[str, Any]]:
        row, _ = notebooks.find_notebook(call.core, call.caller, notebookId)
        page = {"offset": max(0, offset), "limit": min(max(0, limit), 1_000)}
        return [_describe(row, one) for one in call.core.catalog.notebooks.checkpoints(row.number, **page)]

    return answer({"entries": await asyncio.to_thread(find)})


@router.post("/{notebookId}/checkpoints")
async def create_checkpoint(call: CallNeed, notebookId: str, jupyterPath: str = "") -> Response:  # noqa: N803
    """A state with its content, the body."""
    return await _add(call, notebookId, await call.request.body(), NewCheckpoint(path=jupyterPath))


@router.post("/{notebookId}/checkpoints2")
async def create_empty_checkpoint(call: CallNeed, notebookId: str) -> Response:  # noqa: N803
    """That there was a state, without its content."""
    return await _add(call, notebookId, None, await call.body(NewCheckpoint))


async def _add(call: Call, uid: str, content: bytes | None, wanted: NewCheckpoint) -> Response:
    texts = {name: check_text(getattr(wanted, name) or "", name) for name in ("path", "name", "description")}

    def add() -> dict[str, Any]:
        row, _ = notebooks.find_notebook(call.core, call.caller, uid)
        made = notebooks.add_checkpoint(call.core, call.caller, uid, content=content, **texts)
        return _describe(row, made)

    return answer(await asyncio.to_thread(add))


def _describe(notebook: NotebookRow, row: CheckpointRow) -> dict[str, Any]:
    return {
        "id": spell_uid(row.uid),
        "notebookId": spell_uid(notebook.uid),
        "name": row.name,
        "description": row.description,
        "path": row.path,
    }


def _describe_all(call: Call, rows: list[NotebookRow]) -> list[dict[str, Any]]:
    found = notebooks.describe_notebooks(call.core, rows)
    return [{"id": spell_uid(one.uid), "owner": one.owner, "name": one.name, "path": one.path} for one in found]
