"""What routes need, as FastAPI's dependencies: the core, the caller, the project or run that is meant."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from typing import Annotated, TypeAlias

from fastapi import Depends, Path, Query, Request

from seamark.core.assembly import Core
from seamark.core.caller import Caller
from seamark.core.objects import find_holder
from seamark.core.runs import find_project, find_run
from seamark.model.errors import SeamarkError
from seamark.server import callers
from seamark.server.routing import check_value
from seamark.storage.asker import ASKER, Asker
from seamark.storage.catalog.rows import ObjectRow, ProjectRow


def get_core(request: Request) -> Core:
    """Return the server's core."""
    core: Core = request.app.state.core
    return core


CoreNeed: TypeAlias = Annotated[Core, Depends(get_core)]


async def get_asked_core(core: CoreNeed, request: Request) -> AsyncIterator[Core]:
    """Return the server's core for a question; what it asks of the stores stops when the caller is gone."""
    asker = Asker()
    ASKER.set(asker)
    watching = asyncio.create_task(_leave_when_gone(request, asker))
    try:
        yield core
    finally:
        watching.cancel()


async def _leave_when_gone(request: Request, asker: Asker) -> None:
    with contextlib.suppress(SeamarkError):  # a body that no question has, and that is not as it should be
        while (await request.receive())["type"] != "http.disconnect":
            pass
        await asyncio.to_thread(asker.leave)


QuestionNeed: TypeAlias = Annotated[Core, Depends(get_asked_core)]
"""The core, for what only reads and may take long."""


def find_caller(core: CoreNeed, request: Request) -> Caller:
    """Return who is calling. Raises NotSignedIn."""
    return callers.find_caller(core, request)


CallerNeed: TypeAlias = Annotated[Caller, Depends(find_caller)]
"""Somebody who is signed in."""


def find_writer(core: CoreNeed, caller: CallerNeed) -> Caller:
    """Return who is calling, if they may write. Raises Forbidden."""
    core.access.check(caller, "write", None)
    return caller


WriterNeed: TypeAlias = Annotated[Caller, Depends(find_writer)]
"""Somebody whose sign-in or token allows writing."""

Workspace: TypeAlias = Annotated[str, Path(description="The project's workspace.", examples=["ada"])]
ProjectName: TypeAlias = Annotated[str, Path(description="The project's name.", examples=["digits"])]
RunName: TypeAlias = Annotated[
    str, Path(description="The run's uid, short uid, id (`DIG-12`) or own id.", examples=["DIG-12"])
]
OfProject: TypeAlias = Annotated[
    str | None,
    Query(description="The run's project, where its own id stands in several.", examples=["ada/digits"]),
]
FieldPath: TypeAlias = Annotated[str, Query(description="The field's path.", examples=["train/loss"])]


def get_project(core: CoreNeed, caller: CallerNeed, workspace: Workspace, name: ProjectName) -> ProjectRow:
    """Return the project in the address. Raises ProjectNotFound."""
    check_value(workspace, "workspace")
    check_value(name, "name")
    return find_project(core, caller, workspace, name)


ProjectNeed: TypeAlias = Annotated[ProjectRow, Depends(get_project)]


def get_run(core: CoreNeed, caller: CallerNeed, run: RunName, project: OfProject = None) -> ObjectRow:
    """Return the run in the address. Raises RunNotFound."""
    check_value(run, "run")
    check_value(project, "project")
    return find_run(core, caller, run, project)


RunNeed: TypeAlias = Annotated[ObjectRow, Depends(get_run)]

HolderName: TypeAlias = Annotated[
    str,
    Path(
        description="The uid, short uid, id or own id of a run, model or model version; a project's uid or key.",
        examples=["DIG-12"],
    ),
]


async def get_holder(core: CoreNeed, caller: CallerNeed, run: HolderName, project: OfProject = None) -> ObjectRow:
    """Return the run, model or model version in the address, or the object that has a project's own fields.

    Raises:
        RunNotFound: there is none.
    """
    check_value(run, "run")
    check_value(project, "project")
    return await find_holder(core, caller, run, project)


HolderNeed: TypeAlias = Annotated[ObjectRow, Depends(get_holder)]
