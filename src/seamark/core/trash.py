"""The trash: objects that are put aside, and taken out again. What is in it stays readable."""

import asyncio
import time
from collections.abc import Sequence
from typing import TYPE_CHECKING

from seamark.core.caller import Caller
from seamark.model.objects import ObjectKind
from seamark.model.operations import Assign
from seamark.model.values import FieldType
from seamark.storage.catalog.rows import ObjectRow, ProjectRow
from seamark.wire.batches import Batch

if TYPE_CHECKING:
    from seamark.core.assembly import Core


async def set_trashed(
    core: "Core", caller: Caller, project: ProjectRow, rows: Sequence[ObjectRow], trashed: bool = True
) -> None:
    """Put objects of a project into its trash, or take them out; a model goes with all its versions.

    Raises:
        Forbidden: the caller may not write there.
    """
    core.access.check(caller, "write", project)
    meant = {row.number: row for row in rows}
    for row in rows:
        if row.kind is ObjectKind.MODEL:
            children = await asyncio.to_thread(core.catalog.objects.children, row.number)
            meant |= {child.number: child for child in children}
    at = time.time_ns() // 1_000 if trashed else None
    await asyncio.to_thread(core.catalog.objects.trash, list(meant), at)
    mark = Assign(path="sys/trashed", value=trashed, type=FieldType.BOOL)
    await asyncio.gather(*(core.ingest.write(None, row, project, Batch(operations=[mark])) for row in meant.values()))
