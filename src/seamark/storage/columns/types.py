"""Which types a path has in the runs of a project: asked for every page, and hardly ever changing."""

import threading
from collections.abc import Collection, Iterable, Mapping
from typing import Final

from seamark.model.values import TYPE_OF_CODE, FieldType
from seamark.storage.columns.derived import Derived
from seamark.storage.columns.engine import Engine
from seamark.storage.columns.rows import FieldRow, Sql
from seamark.storage.columns.schema import FIELDS_BY_PATH

MOST: Final = 100_000
"""Most paths that are remembered; above it all are forgotten."""


class Types:
    """Types by path, read once and kept up with every commit; from any thread."""

    def __init__(self, engine: Engine, derived: Derived) -> None:
        self._engine = engine
        self._derived = derived
        self._lock = threading.Lock()
        self._known: dict[tuple[int, str], frozenset[FieldType]] = {}
        self._changes = 0

    def find(self, project: int, paths: Collection[str]) -> Mapping[str, frozenset[FieldType]]:
        """Return the types of each path, also of fields that were deleted."""
        with self._lock:
            changes = self._changes
            found = {path: types for path in paths if (types := self._known.get((project, path))) is not None}
        missing = [path for path in paths if path not in found]
        if missing:
            read = self._read(project, missing)
            found |= read
            with self._lock:
                if changes == self._changes:
                    self._known |= {(project, path): types for path, types in read.items()}
        return found

    def note(self, rows: Iterable[FieldRow]) -> None:
        """Learn from rows that can be read from now on."""
        with self._lock:
            self._changes += 1
            for row in rows:
                known = self._known.get((row.project, row.path))
                if known is not None and row.type not in known:
                    self._known[row.project, row.path] = known | {row.type}
            if len(self._known) > MOST:
                self._known = {}

    def forget(self) -> None:
        """Trust the tables alone."""
        with self._lock:
            self._changes += 1
            self._known = {}

    def _read(self, project: int, paths: Collection[str]) -> dict[str, frozenset[FieldType]]:
        self._derived.settle_fields(project)
        text = f"""SELECT path, groupUniqArray(type) AS types FROM {FIELDS_BY_PATH}
            WHERE project = {{project:UInt32}} AND path IN {{paths:Array(String)}} GROUP BY path"""
        rows = self._engine.select(Sql(text=text, parameters={"project": project, "paths": list(paths)})).to_pylist()
        found = {row["path"]: frozenset(TYPE_OF_CODE[code] for code in row["types"]) for row in rows}
        return dict.fromkeys(paths, frozenset()) | found
