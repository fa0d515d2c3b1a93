"""Paths of fields: parts joined by ``/``, 1 to 1,024 bytes of UTF-8 in normal form C."""

import unicodedata
from typing import Final

from seamark.model import limits
from seamark.model.errors import InvalidPath

SYS: Final = "sys"
"""The prefix that the server keeps for itself."""

_WRITABLE_SYS: Final = frozenset(
    {
        "sys/name",
        "sys/description",
        "sys/tags",
        "sys/colour",
        "sys/group",
        "sys/group_tags",
        "sys/failed",
        "sys/hostname",
        "sys/stage",
    }
)


def check_path(path: str) -> str:
    """Return ``path`` in normal form C.

    Raises:
        InvalidPath: it is no string, is empty, too long, has an empty part, a control character
            or a lone surrogate.
    """
    if type(path) is not str:
        raise InvalidPath(f"A field path is a string, not {type(path).__name__}.", "Join parts with '/'.")
    if path.isascii() and path.isprintable() and 0 < len(path) <= limits.PATH_BYTES:
        if path[0] != "/" and path[-1] != "/" and "//" not in path:
            return path
        raise InvalidPath(f"{_shown(path)} has an empty part.", "Remove the extra '/'.", path=path)
    return _check_slowly(path)


def _check_slowly(path: str) -> str:
    try:
        size = len(path.encode())
    except UnicodeEncodeError:
        raise InvalidPath(f"{_shown(path)} has a lone surrogate.", "Decode file names with errors='replace'.") from None
    if not size:
        raise InvalidPath("A field path is empty.", "Name the field, as in run['train/loss'].", path=path)
    if size > limits.PATH_BYTES:
        raise InvalidPath(
            f"{_shown(path)} has {size} bytes; the longest path has {limits.PATH_BYTES}.", "Shorten it.", path=path
        )
    normal = unicodedata.normalize("NFC", path)
    if len(normal.encode()) > limits.PATH_BYTES:
        raise InvalidPath(f"{_shown(path)} is too long in normal form C.", "Shorten it.", path=path)
    if any(unicodedata.category(character) == "Cc" for character in normal):
        raise InvalidPath(f"{_shown(path)} has a control character.", "Remove it.", path=path)
    if "" in normal.split("/"):
        raise InvalidPath(f"{_shown(path)} has an empty part.", "Remove the extra '/'.", path=path)
    return normal


def _shown(path: str) -> str:
    return repr(path if len(path) <= 80 else path[:60] + "…" + path[-12:])


def is_reserved(path: str) -> bool:
    """Say whether only the server writes this path (``sys/…`` but for what a person assigns)."""
    return (path == SYS or path.startswith("sys/")) and path not in _WRITABLE_SYS
