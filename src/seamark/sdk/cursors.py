"""Cursors: how far one destination has one journal."""

import hashlib
from pathlib import Path

import msgspec

from seamark.sdk.private_files import write_private


class Cursor(msgspec.Struct, kw_only=True, omit_defaults=True):
    """How far one destination has one journal; everything in it was confirmed by that server.

    ``held`` are the places of records before ``offset`` that are not sent yet: files whose upload goes
    on while points pass by, and what was written to the same fields since.
    """

    server: str
    url: str
    run: str = ""
    id: str = ""
    page: str = ""
    offset: int = 0
    next_seq: int = 0
    sent: int = -1
    receipt: int = -1
    held: list[int] = []
    records: int = 0
    files: int = 0
    refused: int = 0
    damaged: int = 0
    ended: bool = False
    confirmed_at: int = 0


def name_destination(server: str) -> str:
    """Return the name of a destination in file names."""
    return hashlib.sha256(server.encode()).hexdigest()[:12]


def tell_cursor_path(folder: Path, server: str) -> Path:
    """Return where the cursor of a journal for a server lies."""
    return folder / f"cursor.{name_destination(server)}.json"


def read_cursor(folder: Path, server: str, url: str) -> Cursor:
    """Return the cursor of a journal for a server; a new one if there is none or it is damaged."""
    cursor = _read(tell_cursor_path(folder, server))
    if cursor is None:
        return Cursor(server=server, url=url)
    cursor.url = url
    return cursor


def list_cursors(folder: Path) -> list[Cursor]:
    """Return the cursors of a journal, one per destination."""
    found = (_read(path) for path in sorted(folder.glob("cursor.*.json")))
    return [cursor for cursor in found if cursor is not None]


def write_cursor(folder: Path, cursor: Cursor) -> None:
    """Keep a cursor.

    Raises:
        OSError: it cannot be written; what it covers will be sent again, without harm.
    """
    write_private(tell_cursor_path(folder, cursor.server), msgspec.json.encode(cursor))


def _read(path: Path) -> Cursor | None:
    try:
        return msgspec.json.decode(path.read_bytes(), type=Cursor)
    except (OSError, msgspec.MsgspecError):
        return None
