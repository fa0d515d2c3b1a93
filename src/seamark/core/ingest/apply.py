"""Applying a batch to an object's state: operations in, rows out, refusals beside them."""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np
from msgspec.structs import replace

from seamark.core.ingest import attach as attaching
from seamark.core.ingest.columns import read_columns, spell_point
from seamark.core.ingest.draft import Draft
from seamark.core.ingest.memory import ObjectMemory, tell_conflict
from seamark.core.ingest.points import Gathering, Source, as_numbers, find_base, steps_must_rise
from seamark.core.ingest.singles import check_item, encode_json, fill_row, infer_type
from seamark.model import limits
from seamark.model.errors import (
    InvalidInput,
    InvalidPath,
    InvalidStep,
    InvalidValue,
    KindConflict,
    NotFound,
    SeamarkError,
    TooLarge,
)
from seamark.model.operations import (
    Add,
    Append,
    Assign,
    Attach,
    Clear,
    Configure,
    Define,
    Delete,
    Extend,
    Log,
    Operation,
    Remove,
)
from seamark.model.paths import check_path, is_reserved
from seamark.model.values import ONE_FILE, FieldType, Shape
from seamark.storage.blobs import Blobs
from seamark.storage.columns.protocol import ColumnsReader
from seamark.storage.columns.rows import FieldRow, PointBlock, Seqs
from seamark.wire.batches import Refusal

MODIFIED: Final = "sys/modified_at"
MODIFIED_MICROS: Final = 60_000_000
OWN_TYPES: Final = {
    **dict.fromkeys(("sys/name", "sys/description", "sys/group", "sys/hostname"), FieldType.STRING),
    **dict.fromkeys(("sys/tags", "sys/group_tags"), FieldType.STRING_SET),
    "sys/colour": FieldType.INT,
}
"""What fields of the server that people write to hold from the first."""
SERIES_TYPES: dict[type, FieldType] = {
    float: FieldType.FLOAT_SERIES,
    int: FieldType.FLOAT_SERIES,
    str: FieldType.STRING_SERIES,
    dict: FieldType.HISTOGRAM_SERIES,
}


@dataclass(slots=True)
class Application:
    """One batch on its way into a draft."""

    memory: ObjectMemory
    draft: Draft
    source: Source
    prefixes: tuple[str, ...]
    columns: ColumnsReader
    blobs: Blobs
    now: int
    receipt: int
    stored: Mapping[str, Seqs]
    """Seqs above the receipt that are stored already, by path: of points that come again."""
    undone: dict[str, int]
    """Per path the seq above the receipt at which the origin last cleared or deleted it."""
    may_attach: Callable[[str], int]
    """Gives the size of a blob that the caller may attach, or raises."""
    system: bool = False
    strict: bool = False
    """Whether each field keeps its type, and the steps of a series rise."""
    refused: list[Refusal] = field(default_factory=list)
    gatherings: dict[str, Gathering] = field(default_factory=dict)
    sets: dict[str, dict[str, None]] = field(default_factory=dict)
    """The items of the string sets that this batch changes."""

    def apply(self, seq: int, operation: Operation) -> None:
        """Apply one operation, or note why not."""
        try:
            self._dispatch(seq, operation)
        except SeamarkError as error:
            self.refuse(seq, error)

    def refuse(self, seq: int, error: SeamarkError) -> None:
        """Note that an operation was not applied."""
        self.refused.append(
            Refusal(seq=seq, code=error.code, detail=error.detail, remedy=error.remedy, path=error.path or "")
        )

    def _dispatch(self, seq: int, operation: Operation) -> None:
        if self.undone and not isinstance(operation, Log | Extend) and self._is_undone(operation.path, seq):
            return
        match operation:
            case Append():
                self._append(seq, operation)
            case Log():
                self._log(seq, operation)
            case Extend():
                self._extend(seq, operation)
            case Assign():
                path = self._path(operation.path)
                self.settle(path)
                written = operation.type or infer_type(operation.value)
                row = self._define(path, written)
                self._keep(fill_row(row, operation.value, written, self.blobs))
            case Add() | Remove():
                self._change_set(operation)
            case Attach():
                self._attach(seq, operation)
            case Configure():
                self._configure(operation)
            case Define():
                self._make_empty(operation.path, operation.type)
            case Clear():
                self._clear(seq, operation)
            case Delete():
                self._delete(seq, operation.path)

    def _path(self, path: str) -> str:
        path = check_path(path)
        if not self.system and path.startswith("sys") and is_reserved(path):
            raise InvalidPath(
                f'"{path}" is kept by the server.', "Use a path that does not begin with sys/.", path=path
            )
        return path

    def _define(self, path: str, type: FieldType) -> FieldRow:
        if path.startswith("sys/") and (fixed := OWN_TYPES.get(path)) not in (None, type):
            raise KindConflict(*tell_conflict(path, fixed, type), path=path)
        return self.memory.define(path, type, strict=self.strict)

    def _keep(self, row: FieldRow) -> None:
        self.memory.keep(row, self.prefixes)
        self.draft.fields[row.object, row.path] = row
        self._touch(row.path)

    def _touch(self, path: str) -> None:
        self.draft.changed.setdefault(self.memory.object, set()).add(path)

    # -- series -----------------------------------------------------------------------------------

    def _gather(self, path: str, type: FieldType) -> Gathering:
        gathering = self.gatherings.get(path)
        if gathering is not None and gathering.row.type is type:
            return gathering
        path = self._path(path)
        row = self._define(path, type)
        if row is not self.memory.fields.get(path):
            self._keep(replace(row, deleted=False))
        self._touch(path)
        stats = self.memory.stats.get(path)
        top = stats.last_step if stats is not None and stats.count else self.memory.begin - 1
        last = (stats.last_step if stats is not None and stats.count else -math.inf) if self.strict else None
        gathering = Gathering(row, self.source, find_base(self.memory, row, self.source, top), top, last)
        if self.strict and stats is not None and stats.count:
            gathering.last_time, gathering.last = stats.last_time, stats.last
        self.gatherings[path] = gathering
        return gathering

    def _append(self, seq: int, operation: Append) -> None:
        type = operation.type or SERIES_TYPES[operation.value.__class__]
        if type not in SERIES_TYPES.values() or (type is FieldType.FLOAT_SERIES and isinstance(operation.value, dict)):
            raise InvalidValue(
                f"{operation.path!r} got a {operation.value.__class__.__name__} as {type.value}.",
                "Append a number, a string or a histogram, to a series.",
                path=operation.path,
            )
        self._point(
            seq, operation.path, type, operation.value, operation.step, operation.relative, operation.time or self.now
        )

    def _log(self, seq: int, operation: Log) -> None:
        steps = operation.steps
        if steps is not None and len(steps) != len(operation.values):
            raise InvalidValue(
                f"log got {len(steps)} steps for {len(operation.values)} values.", "Give one step each, or one for all."
            )
        time = operation.time or self.now
        for index, (path, value) in enumerate(operation.values.items()):
            step = operation.step if steps is None else steps[index]
            try:
                self._point(seq, path, SERIES_TYPES[value.__class__], value, step, operation.relative, time)
            except SeamarkError as error:
                self.refuse(seq, error)

    def _point(
        self, seq: int, path: str, type: FieldType, value: Any, step: float | None, relative: bool, time: int
    ) -> None:
        if self._is_undone(path, seq):
            return
        if self.stored and self._is_stored(path, seq):
            self._count_anew(path, type)
            return
        if type is FieldType.FLOAT_SERIES:
            if isinstance(value, str):
                value = float(as_numbers(path, [value], "a value", np.float64)[0])
        else:
            value = spell_point(path, value, type)
        self._gather(path, type).add(step, relative, time, seq, value)

    def _count_anew(self, path: str, type: FieldType) -> None:
        """Define the series of a point that is stored already, perhaps by a commit that a crash cut off,
        and have its points counted.
        """
        self.draft.recount[self.memory.object, path] = self._gather(path, type).row

    def _is_stored(self, path: str, seq: int) -> bool:
        seqs = self.stored.get(path)
        return seqs is not None and (self.memory.object, path) not in self.draft.renewed and seq in seqs

    def _is_undone(self, path: str, seq: int) -> bool:
        """Say whether the origin cleared the field later on: the operation has come and gone already."""
        return seq <= self.undone.get(path, -1)

    def _extend(self, seq: int, operation: Extend) -> None:
        path = operation.path
        sent = read_columns(operation, seq, self.now)
        wanted = self._unstored(path, sent.seqs)
        if not wanted.all():
            if path in self.stored:
                self._count_anew(path, sent.type)
            sent = sent.keep(wanted)
        if len(sent.seqs):
            gathering = self._gather(path, sent.type)
            refused = gathering.add_many(sent.steps, operation.relative, sent.times, sent.seqs, sent.values)
            if refused is not None:
                self.refuse(seq, refused)

    def _unstored(self, path: str, seqs: Seqs) -> np.ndarray[Any, np.dtype[np.bool_]]:
        known = max(self.receipt, self.undone.get(path, -1))
        wanted = seqs > known if known >= 0 else np.ones(len(seqs), dtype=np.bool_)
        stored = self.stored.get(path)
        if stored is not None and (self.memory.object, path) not in self.draft.renewed:
            wanted &= ~np.isin(seqs, stored)
        return wanted

    def settle(self, path: str) -> None:
        """Put a series' gathered points, or a set's items, into the draft."""
        items = self.sets.pop(path, None)
        if items is not None:
            self._keep(replace(self.memory.fields[path], items=tuple(items)))
        gathering = self.gatherings.pop(path, None)
        if gathering is None or not (gathering.steps or gathering.chunks):
            return
        placed = gathering.place(self.memory)
        if isinstance(placed.block, PointBlock):
            self.draft.points.append(placed.block)
        else:
            self.draft.lines.append(placed.block)
        key = (self.memory.object, path)
        if placed.base is not None:
            self.draft.bases[(*key, placed.base.origin)] = placed.base
        if placed.stats is None:
            self.draft.recount[key] = gathering.row
        else:
            self.draft.stats[key] = placed.stats

    def finish(self) -> None:
        """Settle all series and sets, bring the configuration's hash up to date, and note the time."""
        for path in [*self.gatherings, *self.sets]:
            self.settle(path)
        changed = self.draft.changed.get(self.memory.object, ())
        if changed and not self.system:
            self._note_change()
        if any(path in self.memory.configuration for path in changed):
            row = self.memory.define("sys/config_hash", FieldType.STRING)
            digest = self.memory.configuration_hash()
            if row.text != digest:
                self._keep(replace(row, text=digest))

    def _note_change(self) -> None:
        """Write when somebody changed the object last, to the minute: not each commit is worth a row."""
        row = self.memory.define(MODIFIED, FieldType.DATETIME)
        if row.integer is None or self.now - row.integer >= MODIFIED_MICROS:
            self._keep(fill_row(row, self.now, FieldType.DATETIME, self.blobs))

    # -- the rest ---------------------------------------------------------------------------------

    def _make_empty(self, path: str, type: FieldType) -> FieldRow:
        """Have an empty field, or the one that is there."""
        path = self._path(path)
        if type.shape is Shape.SINGLE or type in ONE_FILE:
            raise InvalidValue(
                f"{path!r} cannot be empty as {type.value}.", "Assign a value, or attach a file.", path=path
            )
        row = replace(self._define(path, type), deleted=False)
        self._keep(row)
        return row

    def _change_set(self, operation: Add | Remove) -> None:
        path = self._path(operation.path)
        present = self.memory.fields.get(path)
        if isinstance(operation, Remove) and present is not None and present.type is FieldType.FILE_SET:
            self._remove_files(present, operation.values)
            return
        for value in operation.values:
            check_item(path, value)
        items = self.sets.get(path)
        if items is None:
            row = self._define(path, FieldType.STRING_SET)
            items = dict.fromkeys(row.items)
        if isinstance(operation, Add):
            new = dict.fromkeys(value for value in operation.values if value not in items)
            if len(items) + len(new) > limits.SET_ITEMS:
                raise TooLarge(
                    f"{path!r} would get more than {limits.SET_ITEMS:,} items.",
                    "Remove some, or use a file.",
                    path=path,
                )
            items |= new
        else:
            for value in operation.values:
                items.pop(value, None)
        if path not in self.sets:
            self._keep(replace(row, deleted=False))
            self.sets[path] = items

    def _remove_files(self, row: FieldRow, names: Sequence[str]) -> None:
        """Take files out of a set, those of this commit among them; names that it does not have stay so."""
        own = [file for file in self.draft.files.values() if attaching.is_of(file, row)]
        stored = attaching.list_files(self.columns, row)
        for file in attaching.find_named([*stored, *own], names):
            self.draft.files[attaching.key_of(file)] = replace(file, deleted=True)
        self._touch(row.path)

    def _attach(self, seq: int, operation: Attach) -> None:
        path = self._path(operation.path)
        if operation.type.shape is not Shape.FILE:
            raise InvalidValue(f"{path!r} cannot take a file as {operation.type.value}.", "Attach as file.", path=path)
        row = self._define(path, operation.type)
        if self._is_stored(path, seq):
            self._keep(replace(row, deleted=False))
            return
        in_series = operation.type is FieldType.FILE_SERIES
        top = self._file_top(path) if in_series else -1.0
        if in_series and self.strict and operation.step is not None and operation.step <= top:
            raise InvalidStep(*steps_must_rise(path, operation.step, top), path=path)
        file = attaching.fill_file(row, operation, self.memory, self.source, seq, self.now, top)
        size = self.may_attach(operation.digest)
        self._keep(replace(row, deleted=False))
        if file.step_base is not None:
            self.memory.bases.setdefault(path, {})[self.source.origin] = file.step_base
            self.draft.bases[self.memory.object, path, self.source.origin] = file.step_base
        if in_series:
            self.memory.file_tops[path] = max(top, file.row.step)
        kept = replace(file.row, size=size)
        self.draft.files[attaching.key_of(kept)] = kept

    def _file_top(self, path: str) -> float:
        top = self.memory.file_tops.get(path)
        if top is None:
            heads = self.columns.file_heads(self.memory.project, [self.memory.object], [path])
            top = heads[0].file.step if heads else self.memory.begin - 1
        return top

    def _configure(self, operation: Configure) -> None:
        path = self._path(operation.path)
        present = self.memory.fields.get(path)
        type = present.type if present is not None and not present.deleted else FieldType.FLOAT_SERIES
        if type.shape is not Shape.SERIES:
            raise KindConflict(f'"{path}" is no series.', "Configure a series.", path=path)
        settings = {"unit": operation.unit, "minimum": operation.minimum, "maximum": operation.maximum}
        text = encode_json({name: value for name, value in settings.items() if value not in (None, "")}).decode()
        self._keep(replace(self._define(path, type), text=text, deleted=False))

    def _existing(self, path: str) -> FieldRow:
        path = self._path(path)
        row = self.memory.fields.get(path)
        if row is None or row.deleted:
            raise NotFound(f'There is no field "{path}".', "Nothing was changed.", path=path)
        return row

    def _clear(self, seq: int, operation: Clear) -> None:
        path, type = operation.path, operation.type
        row = self._existing(path) if type is None else self._make_empty(path, type)
        if row.type.shape is Shape.SINGLE:
            raise InvalidInput(f'"{row.path}" is a single value.', "Delete it, or assign another.", path=row.path)
        self._renew(seq, row, deleted=False)

    def _delete(self, seq: int, path: str) -> None:
        self._renew(seq, self._existing(path), deleted=True)

    def _renew(self, seq: int, row: FieldRow, *, deleted: bool) -> None:
        path = row.path
        self.settle(path)
        self.undone[path] = seq
        self.draft.renewed.add((self.memory.object, path))
        self.memory.stats.pop(path, None)
        self.memory.bases.pop(path, None)
        self.memory.file_tops[path] = self.memory.begin - 1
        self.draft.stats.pop((row.object, path), None)
        self.draft.recount.pop((row.object, path), None)
        self._keep(replace(row, generation=row.generation + 1, deleted=deleted, items=(), digest=""))
