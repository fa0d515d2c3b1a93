"""What ingest keeps of an object in memory: its fields, statistics and the bases of its sessions."""

import math
import time
from collections import Counter, OrderedDict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final

from msgspec.structs import replace

from seamark.core.ingest.configuration import hash_configuration, in_configuration
from seamark.model import limits
from seamark.model.errors import KindConflict, TooLarge
from seamark.model.paths import is_reserved
from seamark.model.values import FieldType, Kind, merge_types
from seamark.storage.catalog.rows import ObjectRow, ProjectRow
from seamark.storage.columns.protocol import ColumnsWriter
from seamark.storage.columns.rows import BaseRow, FieldRow, ObjectState, StatsRow
from seamark.wire.batches import Refusal

MEMORY_FIELDS: Final = 1_500_000
"""Most fields of all objects in memory together; the object not written for longest goes first."""

LOADED_AT_ONCE: Final = 100
"""Most objects of one question to the store."""


@dataclass(slots=True)
class ObjectMemory:
    """The present state of one object, as the columns store will have it after the commit."""

    project: int
    object: int
    fields: dict[str, FieldRow]
    stats: dict[str, StatsRow]
    bases: dict[str, dict[int, BaseRow]]
    live: int
    begin: float = 0.0
    """The step of a series' first point that has none: 0, of a fork the one behind its step."""
    configuration: dict[str, FieldRow] = field(default_factory=dict)
    file_tops: dict[str, float] = field(default_factory=dict)
    """The highest step of each file series that was looked at; of an empty one what lies before the first."""
    recalled_at: float = -math.inf
    """When it was loaded from the store, on the monotonic clock; never for a new object."""
    bodies: "OrderedDict[int, Sequence[Refusal]]" = field(default_factory=OrderedDict)
    """The last bodies without seqs of their own (``origins.number_body``), and what of each was refused."""
    _folders: Counter[str] | None = None
    """How many fields lie below each folder, once somebody asked."""

    def define(self, path: str, written: FieldType, *, strict: bool = False) -> FieldRow:
        """Return the row of a field that is about to be written as a type; not kept until ``keep``.

        A ``strict`` caller has each field of one type, and no field that is a folder of others too.

        Raises:
            KindConflict: the field is of another kind, or what a strict caller does not take.
            TooLarge: the object has as many fields as it may have.
        """
        row = self.fields.get(path)
        if row is not None and not row.deleted:
            if row.type is written:
                return row
            merged = None if strict else merge_types(row.type, written)
            if merged is None:
                raise KindConflict(*tell_conflict(path, row.type, written), path=path)
            return replace(row, type=merged)
        if strict:
            self._check_alone(path)
        if self.live >= limits.OBJECT_FIELDS and not is_reserved(path):
            raise TooLarge(
                f"The object has {limits.OBJECT_FIELDS:,} fields, the most it may have; {path!r} is one more.",
                "Put values that belong together into one json field or a table.",
                path=path,
            )
        generation = 0 if row is None else row.generation
        return FieldRow(project=self.project, object=self.object, path=path, generation=generation, type=written)

    def keep(self, row: FieldRow, prefixes: tuple[str, ...]) -> None:
        """Take a row as the field's newest."""
        before = self.fields.get(row.path)
        change = (before is None or before.deleted) - row.deleted
        self.live += change
        if self._folders is not None and change:
            for folder in _folders_of(row.path):
                self._folders[folder] += change
        self.fields[row.path] = row
        if in_configuration(row.path, prefixes):
            self.configuration[row.path] = row

    def _check_alone(self, path: str) -> None:
        if self._folders is None:
            paths = (row.path for row in self.fields.values() if not row.deleted)
            self._folders = Counter(folder for path in paths for folder in _folders_of(path))
        if self._folders[path] > 0:
            raise KindConflict(
                f'"{path}" is a namespace that has fields, so it cannot be a field.', "Use another path.", path=path
            )
        for folder in _folders_of(path):
            row = self.fields.get(folder)
            if row is not None and not row.deleted:
                raise KindConflict(
                    f'"{folder}" is a field, so "{path}" cannot be below it.', "Use another path.", path=path
                )

    def configuration_hash(self) -> str:
        """Return the hash of the present configuration."""
        return hash_configuration(self.configuration.values())

    def hidden_from(self, path: str, attempt: int) -> float:
        """Return the step from which on points of an attempt are hidden by later attempts."""
        later = [row.first_step for row in self.bases.get(path, {}).values() if row.attempt > attempt]
        return min(later, default=float("inf"))


def _folders_of(path: str) -> list[str]:
    parts = path.split("/")
    return ["/".join(parts[:count]) for count in range(1, len(parts))]


def tell_conflict(path: str, present: FieldType, written: FieldType) -> tuple[str, str]:
    """Return what is said of a write of another kind than the field has, and what to do."""
    what, was = _words(written), _words(present)
    if present.kind is Kind.SERIES and written.kind is not Kind.SERIES:
        return f'"{path}" is {was}, so {what} was not recorded.', f"Append to it, or use {path}/final."
    if written.kind is Kind.SERIES and present.kind is not Kind.SERIES:
        return f'"{path}" holds {was}, so {what} was not recorded.', f"Assign to it, or append to {path}/series."
    return f'"{path}" holds {was}, so {what} was not recorded.', "Use another path, or delete the field first."


def _words(type: FieldType) -> str:
    name = type.value.replace("_", " ")
    return f"an {name}" if name[0] in "aeiou" else f"a {name}"


def recall(state: ObjectState, project: ProjectRow, object: ObjectRow, at: float) -> ObjectMemory:
    """Return an object's memory as the columns store has it, loaded at a time."""
    memory = ObjectMemory(
        project=project.number,
        object=object.number,
        fields={row.path: row for row in state.fields},
        stats={row.path: row for row in state.stats},
        bases={},
        live=sum(not row.deleted for row in state.fields),
        begin=0.0 if object.fork_step is None else math.floor(object.fork_step) + 1.0,
        recalled_at=at,
    )
    for base in state.bases:
        memory.bases.setdefault(base.path, {})[base.origin] = base
    memory.configuration = {
        row.path: row for row in state.fields if in_configuration(row.path, project.config_prefixes)
    }
    return memory


class Memories:
    """Objects in memory, the least recently written dropped first."""

    def __init__(self, columns: ColumnsWriter) -> None:
        self._columns = columns
        self._kept: OrderedDict[int, ObjectMemory] = OrderedDict()

    def load(self, project: ProjectRow, objects: Iterable[ObjectRow], fresh: Collection[int]) -> None:
        """Take in the objects of a project that are not kept; ``fresh`` ones have nothing stored.

        Many are read together: a question alone costs as much as some thirty objects do.
        """
        absent = {row.number: row for row in objects if row.number not in self._kept}
        stored = [number for number in absent if number not in fresh]
        for start in range(0, len(stored), LOADED_AT_ONCE):
            states = self._columns.load(project.number, stored[start : start + LOADED_AT_ONCE])
            for number, state in states.items():
                self._kept[number] = recall(state, project, absent.pop(number), time.monotonic())
        for number, row in absent.items():
            self._kept[number] = recall(ObjectState(fields=[], stats=[], bases=[]), project, row, -math.inf)

    def get(self, object: int) -> ObjectMemory:
        """Return the state of an object that is loaded."""
        self._kept.move_to_end(object)
        return self._kept[object]

    def forget(self, objects: Iterable[int]) -> None:
        """Drop what may differ from the store, after a write that failed."""
        for object in objects:
            self._kept.pop(object, None)

    def trim(self, spare: Collection[int]) -> None:
        """Drop the objects not written for longest until the rest fits."""
        total = sum(len(memory.fields) for memory in self._kept.values())
        for object in list(self._kept):
            if total <= MEMORY_FIELDS or len(self._kept) == 1:
                return
            if object not in spare:
                total -= len(self._kept.pop(object).fields)
