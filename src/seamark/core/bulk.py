"""Many runs at once: their tags, and stopping them."""

import asyncio
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Final, TypeVar

from seamark.core.caller import Caller
from seamark.core.edits import describe_edit
from seamark.core.ingest.singles import check_item
from seamark.core.stops import stop_by_hand
from seamark.model import limits
from seamark.model.errors import SeamarkError, TooLarge
from seamark.model.objects import ObjectKind
from seamark.model.operations import Add, Assign, Operation, Remove
from seamark.model.values import FieldType
from seamark.storage.catalog.rows import EditRow, ObjectRow, ProjectRow
from seamark.storage.columns.rows import FieldRow, Key
from seamark.wire.api.bulk import BulkRefusal, BulkRequest, BulkResult
from seamark.wire.batches import Batch, Receipt

if TYPE_CHECKING:
    from seamark.core.assembly import Core

_TAGS: Final = "sys/tags"
_COMMIT: Final = 100
"""Runs of one commit: other writes have their turn in between."""

T = TypeVar("T")


async def change_many(core: "Core", caller: Caller, project: ProjectRow, request: BulkRequest) -> BulkResult:
    """Change many runs.

    Raises:
        Forbidden: the caller may not write there.
        TooLarge: more runs or tags are named than one request may, or a tag is too long.
    """
    core.access.check(caller, "write", project)
    _check(request)
    rows, refused = await asyncio.to_thread(_find, core, project, list(dict.fromkeys(request.runs)))
    changed = 0
    operations = _spell_tags(request)
    if operations:
        changed, wrong = await _change_tags(core, caller, project, rows, operations)
        refused += wrong
    ended: Counter[str] = Counter()
    if request.stop:
        for some in _in_lots(list(rows.values())):
            ended.update(await asyncio.gather(*(stop_by_hand(core, caller, row, project) for row in some)))
    return BulkResult(
        changed=changed,
        stopping=ended["stopping"],
        stopped=ended["stopped"],
        over=ended["over"],
        refused=refused,
    )


def _in_lots(items: Sequence[T]) -> Iterator[Sequence[T]]:
    for start in range(0, len(items), _COMMIT):
        yield items[start : start + _COMMIT]


def _check(request: BulkRequest) -> None:
    counts = (
        ("runs", request.runs, limits.BULK_RUNS),
        ("add_tags", request.add_tags, limits.BULK_TAGS),
        ("remove_tags", request.remove_tags, limits.BULK_TAGS),
    )
    for name, items, most in counts:
        if len(items) > most:
            raise TooLarge(f'"{name}" has {len(items):,} items.', f"Name {most:,} at a time.", path=name)
    for tag in (*request.add_tags, *request.remove_tags):
        check_item(_TAGS, tag)


def _find(core: "Core", project: ProjectRow, names: Sequence[str]) -> tuple[dict[str, ObjectRow], list[BulkRefusal]]:
    """Return the runs of these names, each once, and what is said of the other names."""
    found: dict[int, tuple[str, ObjectRow]] = {}
    refused = []
    for name, meant in core.catalog.objects.find_all(names, project.number).items():
        rows = [row for row in meant if row.kind is ObjectKind.RUN]
        if rows:
            found.setdefault(rows[0].number, (name, rows[0]))
        else:
            detail = f"{project.workspace}/{project.name} has no run {name}."
            refused.append(BulkRefusal(run=name, code="run_not_found", detail=detail, remedy="Check its name."))
    return dict(found.values()), refused


def _spell_tags(request: BulkRequest) -> list[Operation]:
    operations: list[Operation] = []
    if request.remove_tags:
        operations.append(Remove(path=_TAGS, values=request.remove_tags))
    if request.add_tags:
        operations.append(Add(path=_TAGS, values=request.add_tags))
    return operations


async def _change_tags(
    core: "Core", caller: Caller, project: ProjectRow, rows: Mapping[str, ObjectRow], operations: list[Operation]
) -> tuple[int, list[BulkRefusal]]:
    """Write to all runs, in commits of a hundred, and keep what it made of their tags as edits by hand."""
    refused = []
    before = await asyncio.to_thread(_read_tags, core, project, list(rows.values()))
    receipts: dict[int, Receipt] = {}
    for some in _in_lots(list(rows.items())):
        done = await asyncio.gather(*(_write(core, row, project, operations) for _, row in some))
        for (name, row), result in zip(some, done, strict=True):
            if isinstance(result, BulkRefusal):
                refused.append(BulkRefusal(run=name, code=result.code, detail=result.detail, remedy=result.remedy))
            else:
                receipts[row.number] = result
    await asyncio.to_thread(_note, core, caller, project, receipts, before, list(rows.values()))
    return len(receipts), refused


async def _write(
    core: "Core", row: ObjectRow, project: ProjectRow, operations: list[Operation]
) -> Receipt | BulkRefusal:
    now = Assign(path="sys/modified_at", value=time.time_ns() // 1_000, type=FieldType.DATETIME)
    try:
        receipt = await core.ingest.write(None, row, project, Batch(operations=[*operations, now]))
    except SeamarkError as error:
        return BulkRefusal(run=row.id, code=error.code, detail=error.detail, remedy=error.remedy)
    if receipt.refused:
        first = receipt.refused[0]
        return BulkRefusal(run=row.id, code=first.code, detail=first.detail, remedy=first.remedy)
    return receipt


def _read_tags(core: "Core", project: ProjectRow, rows: Sequence[ObjectRow]) -> dict[int, FieldRow]:
    cells = core.columns.cells(project.number, [row.number for row in rows], [Key(path=_TAGS)])
    return {row.number: cell for row, (cell,) in zip(rows, cells, strict=True) if isinstance(cell, FieldRow)}


def _note(
    core: "Core",
    caller: Caller,
    project: ProjectRow,
    receipts: Mapping[int, Receipt],
    before: Mapping[int, FieldRow],
    rows: Sequence[ObjectRow],
) -> None:
    after = _read_tags(core, project, [row for row in rows if row.number in receipts])
    made: dict[int, list[EditRow]] = {}
    first: dict[int, list[EditRow]] = {}
    for number, row in after.items():
        was = before.get(number)
        if was is None or set(was.items) != set(row.items):
            made[number] = [describe_edit(caller.name, row, receipts[number].commit)]
            first[number] = [] if was is None else [describe_edit("", was, was.commit)]
    core.catalog.edits.add(made, first)
