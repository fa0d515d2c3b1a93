"""What a run's sessions captured of its code, data and packages, and what Neptune's clients leave of them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from seamark.core.cells import read_single
from seamark.model.objects import session_prefix
from seamark.model.values import FieldType, Shape
from seamark.storage.catalog.protocol import Sessions
from seamark.storage.catalog.rows import ObjectRow
from seamark.storage.columns.protocol import Columns
from seamark.storage.columns.rows import FieldRow, FileRow

SETS: Final = ("source_code/files", "source")
"""File sets of source code: Neptune's, and the one that people make with ``run["source"].upload_files("*.py")``."""
_SESSION: Final = ("git/commit", "git/dirty", "git/diff", "source/script", "source/cells", "packages")
_NEPTUNE: Final = ("source_code/git", "source_code/diff", "source_code/requirements")
_SESSIONS: Final = "sessions/"
_ATTEMPTS: Final = 5
"""So many of a run's newest attempts are asked for what they captured."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Captured:
    """What is known of one run; what is not known is empty. ``uncommitted`` is the digest of the diff against the
    commit, or a word where there is none of a tree that was changed.
    """

    commit: str = ""
    uncommitted: str = ""
    scripts: Mapping[str, FileRow] = field(default_factory=dict)
    """The entry script, or a notebook's cells, by name."""
    sets: frozenset[str] = frozenset()
    packages: FileRow | None = None
    data: Mapping[str, FileRow] = field(default_factory=dict)

    @property
    def knows_code(self) -> bool:
        """Whether anything of the code was captured."""
        return bool(self.commit or self.uncommitted or self.scripts or self.sets)


def read_captured(sessions: Sessions, columns: Columns, objects: Sequence[ObjectRow]) -> dict[int, Captured]:
    """Return what is known of some runs of one project, in a few queries for all.

    Of a run's sessions it is the first one of the newest attempt that captured anything: the code with which the run
    went on, and of several processes the one that came first.
    """
    if not objects:
        return {}
    project, numbers = objects[0].project, sorted({object.number for object in objects})
    leading = sessions.leading(numbers)
    prefixes = {
        number: [session_prefix(origin) for origin in leading.get(number, ())[:_ATTEMPTS]] for number in numbers
    }
    asked = [f"{prefix}/{name}" for some in prefixes.values() for prefix in some for name in _SESSION]
    rows = columns.fields_of_many(project, numbers, paths=[*asked, *_NEPTUNE, *SETS], types=[FieldType.ARTIFACT])
    files = _read_files(columns, project, [row for row, _ in rows])
    held: dict[int, dict[str, FieldRow]] = {number: {} for number in numbers}
    for row, _ in rows:
        held[row.object][row.path] = row
    return {number: _gather(held[number], files.get(number, {}), prefixes[number]) for number in numbers}


def _read_files(columns: Columns, project: int, rows: Iterable[FieldRow]) -> dict[int, dict[str, FileRow]]:
    held = [row for row in rows if row.type.shape is Shape.FILE and row.type is not FieldType.FILE_SET]
    objects, paths = sorted({row.object for row in held}), sorted({row.path for row in held})
    found: dict[int, dict[str, FileRow]] = {}
    for head in columns.file_heads(project, objects, paths) if held else ():
        found.setdefault(head.file.object, {})[head.file.path] = head.file
    return found


def _gather(fields: Mapping[str, FieldRow], files: Mapping[str, FileRow], prefixes: Iterable[str]) -> Captured:
    own = next((f"{prefix}/" for prefix in prefixes if any(f"{prefix}/{name}" in fields for name in _SESSION)), "/")
    commit, dirty = _read_git(fields.get("source_code/git"))
    if f"{own}git/commit" in fields or f"{own}git/dirty" in fields:
        commit = str(_value(fields, f"{own}git/commit") or "")
        dirty = bool(_value(fields, f"{own}git/dirty"))
    diff = files.get(f"{own}git/diff") or files.get("source_code/diff")
    scripts = [files[path] for name in ("source/script", "source/cells") if (path := own + name) in files]
    return Captured(
        commit=commit,
        uncommitted=diff.digest if diff is not None else "changed" if dirty else "",
        scripts={script.name or script.path: script for script in scripts},
        sets=frozenset(path for path in SETS if path in fields and fields[path].type is FieldType.FILE_SET),
        packages=files.get(f"{own}packages") or files.get("source_code/requirements"),
        data={
            path: files[path]
            for path, row in fields.items()
            if row.type is FieldType.ARTIFACT and path in files and not path.startswith(_SESSIONS)
        },
    )


def _value(fields: Mapping[str, FieldRow], path: str) -> Any:
    return read_single(fields[path]) if path in fields else None


def _read_git(row: FieldRow | None) -> tuple[str, bool]:
    """Return the commit of Neptune's reference, and whether the tree was changed."""
    value = None if row is None or row.type is not FieldType.GIT_REF else read_single(row)
    if not isinstance(value, dict):
        return "", False
    commit = value.get("commit")
    return str(commit.get("commitId") or "") if isinstance(commit, dict) else "", bool(value.get("repositoryDirty"))
