"""The registry: models, and their versions with stages. Both are objects that carry fields."""

import asyncio
import re
import time
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from seamark.core.caller import Caller
from seamark.core.runs import fields_of_new
from seamark.model.errors import InvalidValue
from seamark.model.objects import ObjectKind, make_uid
from seamark.storage.catalog.rows import ObjectRow, ProjectRow
from seamark.wire.batches import Batch

if TYPE_CHECKING:
    from seamark.core.assembly import Core

_KEY: Final = re.compile(r"[A-Z][A-Z0-9]{0,19}\Z")


class Stage(StrEnum):
    """How far a model version is."""

    NONE = "none"
    STAGING = "staging"
    PRODUCTION = "production"
    ARCHIVED = "archived"


async def make_model(core: "Core", caller: Caller, project: ProjectRow, key: str) -> ObjectRow:
    """Make a model of a project; its id is the project's key and its own (``SUN-NET``).

    Raises:
        InvalidValue: the key is none.
        Conflict: the project has a model of that key.
        Forbidden: the caller may not write there.
    """
    core.access.check(caller, "write", project)
    plain = key.strip().upper()
    if not _KEY.match(plain):
        raise InvalidValue(
            f"{key[:80]!r} is no key of a model.", "Give a letter and up to 19 more letters or digits.", path="key"
        )
    return await _make(core, caller, project, ObjectKind.MODEL, key=plain)


async def make_version(core: "Core", caller: Caller, project: ProjectRow, model: ObjectRow) -> ObjectRow:
    """Make the next version of a model (``SUN-NET-3``), without a stage.

    Raises:
        InvalidValue: the object is no model.
        Forbidden: the caller may not write there.
    """
    core.access.check(caller, "write", project)
    if model.kind is not ObjectKind.MODEL or model.project != project.number:
        raise InvalidValue(f"{model.id} is no model of this project.", "Give the id of a model.", path="model")
    return await _make(core, caller, project, ObjectKind.MODEL_VERSION, parent=model)


async def _make(
    core: "Core",
    caller: Caller,
    project: ProjectRow,
    kind: ObjectKind,
    *,
    key: str = "",
    parent: ObjectRow | None = None,
) -> ObjectRow:
    row, _ = await asyncio.to_thread(
        core.catalog.objects.create,
        project.number,
        kind,
        uid=make_uid(),
        own_id=None,
        parent=None if parent is None else parent.number,
        created_at=time.time_ns() // 1_000,
        created_by=caller.name,
        key=key,
    )
    texts: dict[str, str | None] = {}
    if parent is not None:
        texts = {"model_id": parent.id, "stage": Stage.NONE.value}
    await core.ingest.write(None, row, project, Batch(operations=fields_of_new(row, **texts)), fresh=True)
    return row
