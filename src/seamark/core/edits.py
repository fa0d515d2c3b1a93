"""Edits by hand: what people write to fields themselves is kept with who and when; what sessions write is not."""

import asyncio
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import islice
from typing import TYPE_CHECKING, Any, Final

import msgspec

from seamark.core.caller import Caller
from seamark.core.cells import spell_single
from seamark.core.sessions import receive
from seamark.model import limits
from seamark.model.errors import InvalidPath, TooLarge
from seamark.model.operations import Add, Assign, Delete, Operation, Remove
from seamark.model.paths import check_path
from seamark.model.values import Shape
from seamark.storage.catalog.rows import EditRow, ObjectRow, ProjectRow
from seamark.storage.columns.rows import FieldRow
from seamark.wire.api.edits import Edit, EditPage
from seamark.wire.batches import Batch, Receipt, Refusal
from seamark.wire.codecs import spell_json

if TYPE_CHECKING:
    from seamark.core.assembly import Core

_DESCRIPTION: Final = "description"
"""The field of a project whose edits are kept."""


def is_by_hand(caller: Caller, batch: Batch) -> bool:
    """Say whether a batch is a person's own: from no session, or from a browser that is signed in."""
    return not batch.origin or not caller.by_api_token


async def receive_by_hand(
    core: "Core", caller: Caller, row: ObjectRow, batch: Batch, refused: Sequence[Refusal] = ()
) -> Receipt:
    """Write a batch of a person and keep what it made of single values and sets. Raises as ``sessions.receive``."""
    last = find_edited(batch.operations)
    if not last:
        return await receive(core, caller, row, batch, refused)
    before = await asyncio.to_thread(read_values, core, row, last)
    receipt = await receive(core, caller, row, batch, refused)
    wrong = Counter(refusal.path for refusal in receipt.refused)
    written = Counter(path for operation in batch.operations if (path := _path_of(operation)) is not None)
    done = {path: operation for path, operation in last.items() if written[path] > wrong[path]}
    await asyncio.to_thread(note, core, caller, row, done, before, receipt.commit)
    return receipt


def find_edited(operations: Sequence[Operation]) -> dict[str, Operation]:
    """Return the last operation on each field that is edited, of the first 1,000 such fields."""
    last: dict[str, Operation] = {}
    for operation in operations:
        path = _path_of(operation)
        if path is not None and (path in last or len(last) < limits.EDITS_REQUEST):
            last[path] = operation
    return last


def _path_of(operation: Operation) -> str | None:
    if not isinstance(operation, Assign | Add | Remove | Delete):
        return None
    try:
        return check_path(operation.path)
    except InvalidPath:
        return None  # it will be refused


def read_values(core: "Core", row: ObjectRow, paths: Mapping[str, object]) -> dict[str, FieldRow]:
    """Return the fields of an object that are there, by path."""
    rows, _ = core.columns.fields(row.project, row.number, paths=list(paths), limit=len(paths))
    return {found.path: found for found in rows}


def note(
    core: "Core",
    caller: Caller,
    row: ObjectRow,
    done: Mapping[str, Operation],
    before: Mapping[str, FieldRow],
    commit: int,
) -> None:
    """Keep what operations of a commit made of their fields, and what these were before."""
    if not done:
        return
    after = read_values(core, row, done)
    made = [
        edit
        for path, operation in done.items()
        if (edit := _make_edit(caller.name, path, operation, after.get(path), commit)) is not None
    ]
    first = [
        describe_edit("", found, found.commit) for path in done if (found := before.get(path)) and _is_plain(found)
    ]
    core.catalog.edits.add({row.number: made}, {row.number: first})


def _make_edit(person: str, path: str, operation: Operation, found: FieldRow | None, commit: int) -> EditRow | None:
    """Return what is kept of one field; where it has been written again since, what was assigned says it."""
    if isinstance(operation, Assign) and (found is None or found.commit > commit):
        value, cut = _spell(spell_json(operation.value))
        return EditRow(path=path, person=person, at=commit, value=value, cut=cut)
    if found is None or isinstance(operation, Delete):
        return EditRow(path=path, person=person, at=commit, value="null", deleted=True)
    return describe_edit(person, found, commit) if _is_plain(found) else None


def _is_plain(row: FieldRow) -> bool:
    return row.type.shape in {Shape.SINGLE, Shape.SET}


def describe_edit(person: str, row: FieldRow, at: int) -> EditRow:
    """Return what is kept of a single value or set as it stands."""
    value, cut = _spell(spell_single(row))
    return EditRow(path=row.path, person=person, at=at, value=value, cut=cut or bool(row.digest))


def _spell(value: Any) -> tuple[str, bool]:
    """Return a value as JSON; of one that is too long the head, as a text, and that it is cut."""
    text = msgspec.json.encode(value)
    if len(text) <= limits.EDIT_BYTES:
        return text.decode(), False
    head = value if isinstance(value, str) else text.decode()
    while len(text := msgspec.json.encode(head)) > limits.EDIT_BYTES:
        head = head[: len(head) * limits.EDIT_BYTES // len(text)]
    return text.decode(), True


def note_description(core: "Core", caller: Caller, project: ProjectRow, text: str) -> None:
    """Keep that a project's description is another now, and what it was before."""
    (made, cut), (before, was_cut) = _spell(text), _spell(project.description)
    core.catalog.edits.add_project(
        project.number,
        EditRow(path=_DESCRIPTION, person=caller.name, at=time.time_ns() // 1_000, value=made, cut=cut),
        EditRow(path=_DESCRIPTION, person="", at=project.created_at, value=before, cut=was_cut),
    )


def list_edits(
    core: "Core", row: ObjectRow, *, path: str = "", before: int | None = None, limit: int = 100
) -> EditPage:
    """Return a page of the edits of an object, or of one field of it, newest first.

    Raises:
        TooLarge: more are asked for than a page holds.
    """
    _check(limit)
    return _describe(core.catalog.edits.of(row.number, path=path, before=before, limit=limit + 1), limit)


def list_project_edits(core: "Core", project: ProjectRow, *, before: int | None = None, limit: int = 100) -> EditPage:
    """Return a page of the edits of a project's description, newest first. Raises as ``list_edits``."""
    _check(limit)
    return _describe(core.catalog.edits.of_project(project.number, before=before, limit=limit + 1), limit)


def _check(limit: int) -> None:
    if not 1 <= limit <= limits.EDITS_PAGE:
        raise TooLarge(f"A page holds 1 to {limits.EDITS_PAGE:,} edits.", "Ask for the next page.", path="limit")


def _describe(rows: Sequence[EditRow], limit: int) -> EditPage:
    edits = [
        Edit(
            path=one.path,
            by=one.person,
            at=one.at,
            value=msgspec.json.decode(one.value),
            cut=one.cut,
            deleted=one.deleted,
        )
        for one in islice(rows, limit)
    ]
    return EditPage(edits=edits, next=rows[limit - 1].number if len(rows) > limit else None)
