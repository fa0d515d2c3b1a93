"""Writing files so that they are on disk when we say so, and telling a full disk apart."""

import errno
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from seamark.model.errors import FileMissing, StorageFull

_FULL: Final = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
_DIGEST: Final = re.compile(r"[0-9a-f]{64}\Z")


def is_digest(text: str) -> bool:
    """Say whether a text is a SHA-256 in lower-case hexadecimal."""
    return _DIGEST.match(text) is not None


def no_blob(digest: str) -> FileMissing:
    """Return the error for a blob that is not there."""
    return FileMissing(f"The bytes of {digest[:80]} are not here.", "Upload them: POST /api/v1/uploads.")


@contextmanager
def telling_full() -> Iterator[None]:
    """Raise StorageFull where the system says that the disk is full."""
    try:
        yield
    except OSError as error:
        if error.errno not in _FULL:
            raise
        raise StorageFull("The disk of the files is full.", "Make room on the server, then try again.") from error


def write_all(file: int, data: bytes) -> None:
    """Write all of ``data``: the system may take less at once."""
    view = memoryview(data)
    while view:
        view = view[os.write(file, view) :]


def sync_folder(folder: Path) -> None:
    """Bring a folder's names to disk."""
    file = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(file)
    finally:
        os.close(file)


def make_folder(folder: Path) -> None:
    """Make a folder, its parents too, and bring their names to disk."""
    if folder.is_dir():
        return
    make_folder(folder.parent)
    folder.mkdir(exist_ok=True)
    sync_folder(folder.parent)
