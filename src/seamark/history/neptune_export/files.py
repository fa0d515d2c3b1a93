"""Files that rows name: found below the folder of their project and nowhere else."""

import os
from collections.abc import Iterator
from pathlib import Path, PurePosixPath


class UnsafeFile(Exception):
    """The name leads out of the folder of files."""


class MissingFile(Exception):
    """There is no such file."""


def find_file(root: Path, name: str) -> Path:
    """Return where a row's file, or folder, lies.

    Raises:
        UnsafeFile: the name is absolute, climbs, or a link leads out of the folder.
        MissingFile: there is nothing of that name.
    """
    for spelled in dict.fromkeys([name, name.replace("\\", "/")]):
        pure = PurePosixPath(spelled)
        if pure.is_absolute() or ".." in pure.parts or "\0" in spelled or spelled[1:2] == ":":
            raise UnsafeFile(name)
        path = root / pure
        if os.path.lexists(path):
            return check_place(root, path)
    raise MissingFile(name)


def check_place(root: Path, path: Path) -> Path:
    """Return a path with its links followed.

    Raises:
        UnsafeFile: it lies outside the root.
        MissingFile: a link leads nowhere.
    """
    try:
        real = path.resolve(strict=True)
    except (OSError, RuntimeError) as error:
        raise MissingFile(str(path)) from error
    if not real.is_relative_to(root.resolve()):
        raise UnsafeFile(str(path))
    return real


def check_file(path: Path) -> Path:
    """Return a path that is a file. Raises MissingFile for folders, pipes and what else there is."""
    if not path.is_file():
        raise MissingFile(str(path))
    return path


def list_set(folder: Path) -> Iterator[tuple[str, Path]]:
    """Yield the files of a file set by their names in it, as they lie there: all below a folder, or the one file
    that it is. Links are yet to be checked.
    """
    if folder.is_file():
        yield folder.name, folder
        return
    for place, folders, names in os.walk(folder):
        folders.sort()
        for name in sorted([*names, *(name for name in folders if Path(place, name).is_symlink())]):
            path = Path(place, name)
            yield path.relative_to(folder).as_posix(), path
