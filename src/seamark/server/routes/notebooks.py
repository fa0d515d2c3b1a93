"""Notebooks of projects: their states, and the content of each as it was kept."""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, Response

from seamark.core import notebooks
from seamark.model.errors import FileMissing
from seamark.server.downloads import serve_file
from seamark.server.needs import CallerNeed, CoreNeed, ProjectNeed
from seamark.server.routing import Route, check_value
from seamark.wire.api.fields import FileFacts
from seamark.wire.api.notebooks import Checkpoint, Notebook

router = APIRouter(route_class=Route, tags=["notebooks"])

_MEDIA_TYPE = "application/x-ipynb+json"
_UID = "019b76da3c5a7d2e8f10b1f6c2a9e577"
_Notebook = Annotated[str, Path(description="The notebook's uid.", examples=[_UID])]
_Checkpoint = Annotated[str, Path(description="The checkpoint's uid.", examples=[_UID])]
_Limit = Annotated[int, Query(description="Most to give.", examples=[100], ge=1, le=1_000)]


@router.get("/projects/{workspace}/{name}/notebooks", summary="List notebooks")
def list_notebooks(
    core: CoreNeed,
    project: ProjectNeed,
    before: Annotated[int | None, Query(description="The `number` of the last one of the page before.")] = None,
    limit: _Limit = 100,
) -> list[Notebook]:
    """Newest first."""
    rows = core.catalog.notebooks.of_project(project.number, before=before, limit=limit)
    return notebooks.describe_notebooks(core, rows)


@router.get("/notebooks/{notebook}/checkpoints", summary="List the checkpoints of a notebook")
def list_checkpoints(
    core: CoreNeed,
    caller: CallerNeed,
    notebook: _Notebook,
    offset: Annotated[int, Query(description="So many are left out.", examples=[0], ge=0)] = 0,
    limit: _Limit = 100,
) -> list[Checkpoint]:
    """Newest first."""
    check_value(notebook, "notebook")
    row, _ = notebooks.find_notebook(core, caller, notebook)
    found = core.catalog.notebooks.checkpoints(row.number, offset=offset, limit=limit)
    return [notebooks.describe_checkpoint(one) for one in found]


@router.get(
    "/notebooks/{notebook}/checkpoints/{checkpoint}/content",
    summary="Download a checkpoint",
    response_class=Response,
    responses={200: {"content": {_MEDIA_TYPE: {"schema": {"type": "string", "format": "binary"}}}}},
)
def get_content(
    core: CoreNeed, caller: CallerNeed, request: Request, notebook: _Notebook, checkpoint: _Checkpoint
) -> Response:
    """The file as it was kept."""
    check_value(notebook, "notebook")
    check_value(checkpoint, "checkpoint")
    row, _ = notebooks.find_notebook(core, caller, notebook)
    found = notebooks.find_checkpoint(core, row, checkpoint)
    if not found.digest:
        raise FileMissing(f"The checkpoint {found.uid} was kept without content.", "Look at another one.")
    facts = FileFacts(
        digest=found.digest, size=found.size, name=found.name, media_type=_MEDIA_TYPE, time=found.created_at
    )
    return serve_file(request, core.blobs, facts, download=True)
