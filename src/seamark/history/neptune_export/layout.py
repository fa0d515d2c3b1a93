"""Where things lie in an export: projects, runs and their parts, files.

A project is a folder of Parquet files, ``<run>_part_<number>.parquet``; names are spelled for file systems and
end with a digest, so the true ones are read from the rows. The exporter renames part 0 last: without it the
run was not finished. Models and their versions lie likewise in folders below.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from seamark.model.errors import InvalidValue
from seamark.model.objects import ObjectKind

_PART: Final = re.compile(r"(?P<run>.+)_part_(?P<number>[0-9]{1,9})\.parquet(?P<unfinished>\.tmp)?\Z")
_FOLDERS: Final = {ObjectKind.RUN: "", ObjectKind.MODEL: "models", ObjectKind.MODEL_VERSION: "model_versions"}
"""Where the parts of each kind lie below the folder of their project."""


@dataclass(frozen=True, slots=True)
class Part:
    """One file of rows; ``number`` counts from 0 in its run."""

    number: int
    file: Path


@dataclass(frozen=True, slots=True)
class RunFolder:
    """The parts of one run, model or version, by number. ``project`` is the folder of its project."""

    kind: ObjectKind
    project: Path
    prefix: str
    parts: tuple[Part, ...]
    is_complete: bool

    @property
    def name(self) -> str:
        """What tells it from the others of its project."""
        return f"{_FOLDERS[self.kind]}/{self.prefix}".lstrip("/")

    @property
    def missing(self) -> list[int]:
        """The numbers of parts that lie between others and are not there."""
        numbers = {part.number for part in self.parts}
        return [number for number in range(max(numbers, default=-1)) if number not in numbers]


@dataclass(frozen=True, slots=True)
class Export:
    """An export on this disk."""

    data: Path
    files: Path

    def runs(self) -> Iterator[RunFolder]:
        """Yield the runs, models and versions, by project, kind and name."""
        for project in _list_folders(self.data):
            for kind in _FOLDERS:
                yield from _find_runs(project, kind)

    def files_of(self, project: Path) -> Path:
        """Return the folder of a project's files."""
        return self.files / project.name


def find_export(folder: Path, files: Path | None) -> Export:
    """Return the export in a folder: that of its data, or the one above it that has ``data`` and ``files``.

    Raises:
        InvalidValue: there is no export.
    """
    data = folder / "data" if (folder / "data").is_dir() else folder
    if not data.is_dir():
        raise InvalidValue(f"{folder} is no folder.", "Give the folder that neptune-exporter wrote.", path="folder")
    if not any(_list_folders(data)):
        raise InvalidValue(
            f"{data} has no folder of a project.", "Give the folder that neptune-exporter wrote: --data-path."
        )
    return Export(data, files if files is not None else data.parent / "files")


def _list_folders(data: Path) -> Iterator[Path]:
    yield from sorted(item for item in data.iterdir() if item.is_dir() and not item.name.startswith("."))


def _find_runs(project: Path, kind: ObjectKind) -> Iterator[RunFolder]:
    found: dict[str, list[Part]] = {}
    folder = project / _FOLDERS[kind]
    for file in folder.iterdir() if folder.is_dir() else ():
        match = _PART.match(file.name)
        if match is None or not file.is_file():
            continue
        parts = found.setdefault(match["run"], [])
        if not match["unfinished"]:
            parts.append(Part(int(match["number"]), file))
    for prefix in sorted(found):
        parts = sorted(found[prefix], key=lambda part: part.number)
        yield RunFolder(kind, project, prefix, tuple(parts), bool(parts) and parts[0].number == 0)
