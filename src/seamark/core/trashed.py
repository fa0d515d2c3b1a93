"""What is in a project's trash, and what deleting it for good would free."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from seamark.core.cells import read_single
from seamark.model.errors import FileMissing
from seamark.model.objects import ObjectKind
from seamark.storage.catalog.rows import ObjectRow, ProjectRow
from seamark.storage.columns.rows import FieldRow, Key
from seamark.wire.api.trash import TrashedObject, TrashPage, TrashWeight

if TYPE_CHECKING:
    from seamark.core.assembly import Core


def list_trashed(core: "Core", project: ProjectRow, *, offset: int, limit: int) -> TrashPage:
    """Return a page of a project's trash, put there last first, and what the whole of it weighs."""
    numbers = core.catalog.removals.trashed(project.number)
    held = core.catalog.removals.held(project.number, numbers)
    rows = core.catalog.objects.trashed(project.number, offset=offset, limit=limit)
    weight = _weigh(core, project, [number for number in numbers if number not in held])
    return TrashPage(objects=_describe(core, project, rows, held), total=len(numbers), weight=weight)


def weigh(core: "Core", project: ProjectRow, rows: Sequence[ObjectRow]) -> TrashWeight:
    """Return what deleting these objects would free, models with all their versions."""
    numbers = {row.number for row in rows}
    for row in rows:
        if row.kind is ObjectKind.MODEL:
            numbers |= {child.number for child in core.catalog.objects.children(row.number)}
    return _weigh(core, project, sorted(numbers))


def _weigh(core: "Core", project: ProjectRow, numbers: Sequence[int]) -> TrashWeight:
    sole = core.columns.sole_digests(project.number, numbers) if numbers else {}
    if sole:
        kept = {*core.catalog.artifacts.digests(), *core.catalog.notebooks.digests()}
        sole = {digest: size for digest, size in sole.items() if digest not in kept}
    found = [_measure(core, digest) if size is None else size for digest, size in sole.items()]
    return TrashWeight(objects=len(numbers), files=len(found), bytes=sum(found))


def _measure(core: "Core", digest: str) -> int:
    try:
        return core.blobs.size(digest)
    except FileMissing:
        return 0


def _describe(
    core: "Core", project: ProjectRow, rows: Sequence[ObjectRow], held: Mapping[int, str]
) -> list[TrashedObject]:
    keys = [Key(path=path) for path in ("sys/name", "sys/owner", "sys/model_id")]
    cells = core.columns.cells(project.number, [row.number for row in rows], keys) if rows else []
    described = []
    for row, own in zip(rows, cells, strict=True):
        name, owner, model = [
            read_single(cell) if isinstance(cell, FieldRow) and not cell.deleted else None for cell in own
        ]
        described.append(
            TrashedObject(
                uid=row.uid,
                id=row.id,
                kind=row.kind,
                name=str(name or ""),
                owner=str(owner or row.created_by),
                created_at=row.created_at,
                trashed_at=row.trashed_at or 0,
                trashed_by=row.trashed_by or "",
                model=str(model or ""),
                held_by=held.get(row.number, ""),
            )
        )
    return described
