"""From an attach operation to the row of a file."""

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final

from seamark.core.ingest.memory import ObjectMemory
from seamark.core.ingest.points import Source, find_base
from seamark.model import limits
from seamark.model.errors import InvalidPath, InvalidStep, InvalidValue, TooLarge
from seamark.model.operations import Attach
from seamark.model.paths import check_path
from seamark.model.values import FieldType
from seamark.storage.columns.protocol import ColumnsReader
from seamark.storage.columns.rows import BaseRow, FieldRow, FileRow

_HEX: Final = frozenset("0123456789abcdef")


@dataclass(frozen=True, slots=True)
class FileDraft:
    """A file's row and, where a session begins in a file series, its base."""

    row: FileRow
    step_base: BaseRow | None = None


def fill_file(
    row: FieldRow, operation: Attach, memory: ObjectMemory, source: Source, seq: int, now: int, top: float
) -> FileDraft:
    """Return the row for an attached file; its size is not checked here.

    ``top`` is the highest step of a file series so far, -1 in an empty one.

    Raises:
        InvalidValue: the digest is none.
        InvalidPath: the name inside a set climbs out of it.
        InvalidStep: the step is not finite.
        TooLarge: the caption is longer than one may be.
    """
    path, digest = row.path, operation.digest
    if len(digest) != 64 or not _HEX.issuperset(digest):
        raise InvalidValue(
            f"{path!r} got {digest[:80]!r} for a digest.", "Send the SHA-256 in 64 hexadecimal digits.", path=path
        )
    if len(operation.caption) > limits.CAPTION_CHARACTERS:
        raise TooLarge(
            f"{path!r} got a caption of {len(operation.caption):,} characters; the longest has "
            f"{limits.CAPTION_CHARACTERS:,}.",
            "Shorten it, or log it as a text.",
            path=path,
        )
    in_series = row.type is FieldType.FILE_SERIES
    subpath = check_subpath(path, operation.subpath) if row.type is FieldType.FILE_SET else ""
    step, base = _place(row, operation, memory, source, top) if in_series else (0.0, None)
    file = FileRow(
        project=row.project,
        object=row.object,
        path=path,
        generation=row.generation,
        digest=digest,
        size=operation.size,
        name=_find_name(operation.name, subpath, path),
        media_type=operation.media_type or "application/octet-stream",
        time=operation.time or now,
        subpath=subpath,
        step=step,
        origin=source.origin if in_series else 0,
        seq=seq if in_series else 0,
        attempt=source.attempt if in_series else 0,
        caption=operation.caption,
        changed=operation.changed,
    )
    return FileDraft(file, base)


def key_of(file: FileRow) -> tuple[Any, ...]:
    """Return what of a file's row names it in the store."""
    return file.object, file.path, file.generation, file.subpath, file.step, file.origin, file.seq


def is_of(file: FileRow, field: FieldRow) -> bool:
    """Say whether a file is one of a field's present generation."""
    return (file.object, file.path, file.generation) == (field.object, field.path, field.generation)


def list_files(columns: ColumnsReader, field: FieldRow) -> list[FileRow]:
    """Return all stored files of a set."""
    found: list[FileRow] = []
    while True:
        place = (found[-1].subpath, found[-1].step, found[-1].origin, found[-1].seq) if found else None
        page, total = columns.files(field.project, field.object, field.path, after=place, limit=limits.FILES_PAGE)
        found += [file for file in page if is_of(file, field)]
        if len(page) < limits.FILES_PAGE or len(found) >= total:
            return found


def find_named(files: Iterable[FileRow], names: Iterable[str]) -> list[FileRow]:
    """Return those files that have one of the names, or lie in a folder of that name."""
    wanted = {name.strip("/") for name in names}
    return [file for file in files if any(name in wanted for name in _names_of(file.subpath))]


def _names_of(subpath: str) -> Iterator[str]:
    parts = subpath.split("/")
    return ("/".join(parts[:count]) for count in range(len(parts), 0, -1))


def check_subpath(path: str, subpath: str) -> str:
    """Return a file's name inside a set. Raises InvalidPath when it leads elsewhere."""
    name = check_path(subpath.replace("\\", "/"))
    if name.startswith("/") or any(part in {".", ".."} for part in name.split("/")) or name[1:2] == ":":
        raise InvalidPath(
            f"{path!r} got the file name {subpath!r}, which leads out of the set.",
            "Name files relative to the set.",
            path=path,
        )
    return name


def _find_name(*paths: str) -> str:
    """Return the last part of the first path that ends with a file's name."""
    names = (path.replace("\\", "/").rpartition("/")[2][:255] for path in paths)
    return next((name for name in names if name not in {"", ".", ".."}), "file")


def _place(
    row: FieldRow, operation: Attach, memory: ObjectMemory, source: Source, top: float
) -> tuple[float, BaseRow | None]:
    base = find_base(memory, row, source, top)
    step = operation.step
    if step is None:
        step = top + 1
    elif operation.relative:
        step += base
    if not math.isfinite(step):
        raise InvalidStep(f"{row.path!r} got the step {step}.", "Count steps from 0.", path=row.path)
    known = memory.bases.get(row.path, {}).get(source.origin)
    if source.attempt == 0 or (known is not None and step >= known.first_step):
        return step, None
    started = BaseRow(
        project=row.project,
        object=row.object,
        path=row.path,
        generation=row.generation,
        origin=source.origin,
        attempt=source.attempt,
        base=base,
        first_step=step,
    )
    return step, started
