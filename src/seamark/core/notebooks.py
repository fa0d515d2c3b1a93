"""Notebooks of a project: states of them are kept, each whole, and given back as they were."""

from collections.abc import Sequence
from pathlib import PurePosixPath, PureWindowsPath
from typing import TYPE_CHECKING

from seamark.core.caller import Caller
from seamark.model import limits
from seamark.model.errors import NotFound, TooLarge
from seamark.storage.catalog.rows import CheckpointRow, NotebookRow, ProjectRow
from seamark.wire.api.notebooks import Checkpoint, Notebook

if TYPE_CHECKING:
    from seamark.core.assembly import Core


def make_notebook(core: "Core", caller: Caller, project: ProjectRow) -> NotebookRow:
    """Make a notebook without a checkpoint. Raises Forbidden where the caller may not write."""
    core.access.check(caller, "write", project)
    return core.catalog.notebooks.create(project.number, caller.name)


def find_notebook(core: "Core", caller: Caller, uid: str) -> tuple[NotebookRow, ProjectRow]:
    """Return a notebook that the caller may read, and its project. Raises NotFound."""
    row = core.catalog.notebooks.find(uid.replace("-", "").lower())
    project = None if row is None else core.catalog.projects.get(row.project)
    if row is None or project is None or not core.access.may_read(caller, project):
        raise NotFound(f"There is no notebook {uid[:80]}.", "Look at those of the project.")
    return row, project


def find_checkpoint(core: "Core", notebook: NotebookRow, uid: str) -> CheckpointRow:
    """Return a state of a notebook. Raises NotFound."""
    row = core.catalog.notebooks.find_checkpoint(uid.replace("-", "").lower())
    if row is None or row.notebook != notebook.number:
        raise NotFound(f"The notebook has no checkpoint {uid[:80]}.", "Look at its checkpoints.")
    return row


def add_checkpoint(
    core: "Core",
    caller: Caller,
    uid: str,
    *,
    path: str,
    content: bytes | None = None,
    name: str = "",
    description: str = "",
) -> CheckpointRow:
    """Keep a state of a notebook; without ``content`` only that there was one.

    Raises:
        NotFound: there is no such notebook that the caller may read.
        Forbidden: the caller may not write there.
        TooLarge: a name, path or description is too long.
    """
    row, project = find_notebook(core, caller, uid)
    core.access.check(caller, "write", project)
    for what, text in (("name", name), ("path", path), ("description", description)):
        if len(text) > limits.NAME_CHARACTERS:
            raise TooLarge(f"{what} has {len(text):,} characters.", f"{limits.NAME_CHARACTERS:,} are most.", path=what)
    return core.catalog.notebooks.add_checkpoint(
        row.number,
        name=name or find_name(path),
        description=description,
        path=path,
        digest="" if content is None else core.blobs.put(content),
        size=len(content or b""),
        created_by=caller.name,
    )


def find_name(path: str) -> str:
    """Return the last part of a path of any system."""
    return (PureWindowsPath(path) if "\\" in path else PurePosixPath(path)).name or "notebook"


def describe_notebooks(core: "Core", rows: Sequence[NotebookRow]) -> list[Notebook]:
    """Return notebooks as they are shown, with the name and path of their newest state."""
    newest = core.catalog.notebooks.newest([row.number for row in rows])
    found = []
    for row in rows:
        last = newest.get(row.number)
        found.append(
            Notebook(
                uid=row.uid,
                name=last.name if last else "",
                path=last.path if last else "",
                owner=row.owner,
                created_at=row.created_at,
                updated_at=last.created_at if last else row.created_at,
                number=row.number,
            )
        )
    return found


def describe_checkpoint(row: CheckpointRow) -> Checkpoint:
    """Return a state of a notebook as it is shown."""
    return Checkpoint(
        uid=row.uid,
        name=row.name,
        description=row.description,
        path=row.path,
        size=row.size,
        has_content=bool(row.digest),
        created_at=row.created_at,
        owner=row.created_by,
    )
