"""The list of what a back-up holds, so that a restore can tell whether all of it is there."""

import hashlib
import time
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path
from typing import Final

import msgspec

from seamark.model.errors import Conflict

NAME: Final = "manifest.json"
FORMAT: Final = 1
HASHED_BYTES: Final = 2**20
"""Larger files are compared by size alone; blobs have their SHA-256 for a name."""


class File(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A file other than a blob; ``sha256`` is there for small ones."""

    path: str
    size: int
    sha256: str = ""


class Manifest(msgspec.Struct, frozen=True, kw_only=True):
    """What a back-up holds; ``missing`` are blobs that were gone before it was taken."""

    format: int
    program: str
    made_at: int
    clean_mark: str
    files: list[File]
    blobs: int
    blob_bytes: int
    missing: list[str]

    @property
    def bytes(self) -> int:
        """The size of the back-up."""
        return self.blob_bytes + sum(file.size for file in self.files)


def describe(folder: Path, *, clean_mark: str, blobs: int, blob_bytes: int, missing: list[str]) -> Manifest:
    """Return the manifest of a back-up that lies whole in ``folder``."""
    return Manifest(
        format=FORMAT,
        program=version("seamark"),
        made_at=time.time_ns() // 1_000,
        clean_mark=clean_mark,
        files=[_describe_file(folder, path) for path in list_files(folder)],
        blobs=blobs,
        blob_bytes=blob_bytes,
        missing=missing,
    )


def list_files(folder: Path) -> Iterator[Path]:
    """Return the files of a back-up, blobs and manifest aside."""
    for top in sorted(folder.iterdir()):
        if top.name == "blobs":
            continue
        files = sorted(path for path in top.rglob("*") if path.is_file()) if top.is_dir() else [top]
        yield from (path for path in files if path != folder / NAME)


def _describe_file(folder: Path, path: Path) -> File:
    size = path.stat().st_size
    name = path.relative_to(folder).as_posix()
    return File(path=name, size=size, sha256=_hash(path) if size <= HASHED_BYTES else "")


def _hash(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def read_manifest(folder: Path) -> Manifest:
    """Return the manifest of a back-up.

    Raises:
        Conflict: there is none that this program can read.
    """
    try:
        manifest = msgspec.json.decode((folder / NAME).read_bytes(), type=Manifest)
    except (OSError, msgspec.MsgspecError) as error:
        raise Conflict(
            f"{folder} is no back-up, or one that was never finished: {error}.", "Choose another folder."
        ) from None
    if manifest.format > FORMAT:
        raise Conflict(
            f"{folder} was written by a newer Seamark ({manifest.program}).", 'Run: pip install -U "seamark[server]"'
        )
    return manifest


def check_files(folder: Path, manifest: Manifest) -> None:
    """Compare a back-up with its manifest. Raises Conflict, naming the first file that differs."""
    for file in manifest.files:
        path = folder / file.path
        if not path.is_file():
            raise _damaged(folder, f"{file.path} is missing")
        if path.stat().st_size != file.size or (file.sha256 and _hash(path) != file.sha256):
            raise _damaged(folder, f"{file.path} has changed")
    found = sum(1 for path in (folder / "blobs").rglob("*") if path.is_file())
    if found < manifest.blobs:
        raise _damaged(folder, f"{manifest.blobs - found} of {manifest.blobs} blobs are missing")


def _damaged(folder: Path, what: str) -> Conflict:
    return Conflict(f"The back-up {folder} is damaged: {what}.", "Use another back-up.")
