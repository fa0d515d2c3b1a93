"""The rows of a commit in the making."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from seamark.core.ingest.memory import ObjectMemory
from seamark.storage.columns.rows import BaseRow, FieldRow, FileRow, LineBlock, PointBlock, Seqs, StatsRow


@dataclass(slots=True)
class Draft:
    """The rows of a commit in the making; one per field, the last one wins."""

    bases: dict[tuple[int, str, int], BaseRow] = field(default_factory=dict)
    points: list[PointBlock] = field(default_factory=list)
    lines: list[LineBlock] = field(default_factory=list)
    files: dict[tuple[Any, ...], FileRow] = field(default_factory=dict)
    fields: dict[tuple[int, str], FieldRow] = field(default_factory=dict)
    stats: dict[tuple[int, str], StatsRow] = field(default_factory=dict)
    recount: dict[tuple[int, str], FieldRow] = field(default_factory=dict)
    changed: dict[int, set[str]] = field(default_factory=dict)
    renewed: set[tuple[int, str]] = field(default_factory=set)
    """Fields that began a generation in this commit."""

    def add_stored(self, stored: Mapping[str, Seqs], memory: ObjectMemory, origin: int) -> Mapping[str, Seqs]:
        """Return the seqs of an origin that lie in the store or here, in the present generation."""
        found = {path: seqs for path, seqs in stored.items() if (memory.object, path) not in self.renewed}
        parts: list[tuple[PointBlock | LineBlock | FileRow, Seqs]] = [
            *((block, block.seqs) for block in self.points),
            *((block, block.seqs) for block in self.lines),
            *((file, np.array([file.seq], np.uint64)) for file in self.files.values()),
        ]
        for row, seqs in parts:
            field = memory.fields.get(row.path)
            if (row.object, row.origin) == (memory.object, origin) and field and field.generation == row.generation:
                found[row.path] = np.concatenate((found.get(row.path, seqs[:0]), seqs))
        return found
