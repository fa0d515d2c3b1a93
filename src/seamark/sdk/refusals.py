"""Records that a server refused: kept beside the journal, one JSON line each."""

import contextlib
from collections.abc import Iterable
from pathlib import Path
from typing import Final

import msgspec

from seamark.wire.batches import Refusal

NAME: Final = "refused.jsonl"
_BYTES: Final = 10 * 2**20
"""The file grows no further; the count goes on."""


def keep_refusals(folder: Path, refused: Iterable[Refusal]) -> None:
    """Add refusals to the journal's list of them."""
    lines = b"".join(msgspec.json.encode(refusal) + b"\n" for refusal in refused)
    with contextlib.suppress(OSError), open(folder / NAME, "ab") as file:
        if file.tell() < _BYTES:
            file.write(lines)


def read_refusals(folder: Path) -> list[Refusal]:
    """Return what was refused of a journal."""
    refusals: list[Refusal] = []
    with contextlib.suppress(FileNotFoundError):
        for line in (folder / NAME).read_bytes().splitlines():
            with contextlib.suppress(msgspec.MsgspecError):
                refusals.append(msgspec.json.decode(line, type=Refusal))
    return refusals
