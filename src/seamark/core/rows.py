"""Rows of Parquet files that were logged, a page at a time, read by a process with limits of its own."""

import os
import shutil
import subprocess
import sys
import tempfile
import threading
from pathlib import Path
from typing import Final

import msgspec

from seamark.core.row_reader import SECONDS, RowAnswer, RowRequest
from seamark.model import limits
from seamark.model.errors import InvalidInput, TooLarge, Unavailable
from seamark.storage.blobs import Blobs
from seamark.wire.api.fields import FileFacts
from seamark.wire.api.rows import RowPage

_READERS: Final = threading.BoundedSemaphore(2)
_PATIENCE: Final = 20.0
_PARQUET: Final = ("application/vnd.apache.parquet", "application/x-parquet")
_REMEDY: Final = "Download the file to look inside."


def read_rows(blobs: Blobs, folder: Path, facts: FileFacts, *, offset: int, limit: int) -> RowPage:
    """Return a page of a table's rows; ``folder`` is one on the disk of the blobs, for a moment's link.

    Raises:
        InvalidInput: the file is no Parquet, or one that cannot be read within bounds.
        TooLarge: more rows than a page holds, or too large a file.
        Unavailable: others are being read.
    """
    _check(facts, offset, limit)
    if not _READERS.acquire(timeout=_PATIENCE):
        raise Unavailable("Other tables are being read.", "Try again in a moment.")
    try:
        place = folder / "rows"
        place.mkdir(exist_ok=True)
        with tempfile.TemporaryDirectory(dir=place) as temporary:
            file = Path(temporary) / "table"
            blobs.copy(facts.digest, file)
            return _ask(RowRequest(file=str(file), offset=offset, limit=limit), facts.name)
    finally:
        _READERS.release()


def drop_links(folder: Path) -> None:
    """Remove what a server that was killed while it read tables has left."""
    shutil.rmtree(folder / "rows", ignore_errors=True)


def _check(facts: FileFacts, offset: int, limit: int) -> None:
    if not 1 <= limit <= limits.TABLE_PAGE_ROWS:
        raise TooLarge(f"A page holds 1 to {limits.TABLE_PAGE_ROWS:,} rows.", "Ask for the next page.", path="limit")
    if offset < 0:
        raise InvalidInput(f"The offset {offset} is below 0.", "Count rows from 0.", path="offset")
    name = (facts.subpath or facts.name).lower()
    if facts.media_type not in _PARQUET and not name.endswith(".parquet"):
        raise InvalidInput(f"{name!r} is no Parquet file, but {facts.media_type}.", "Read its bytes: …/file.")
    if facts.size > limits.TABLE_BYTES:
        raise TooLarge(
            f"{name!r} has {facts.size:,} bytes; tables of up to {limits.TABLE_BYTES:,} are read here.", _REMEDY
        )


def _ask(request: RowRequest, name: str) -> RowPage:
    command = [sys.executable, "-I", "-m", "seamark.core.row_reader"]
    environment = {"ARROW_DEFAULT_MEMORY_POOL": "system", "PATH": os.environ.get("PATH", "")}
    try:
        done = subprocess.run(
            command,
            input=msgspec.json.encode(request),
            capture_output=True,
            timeout=SECONDS + 5,
            env=environment,
            check=False,
        )
    except subprocess.TimeoutExpired:
        done = None
    if done is None or done.returncode != 0:
        raise InvalidInput(f"{name!r} could not be read within {SECONDS} s and the memory for it.", _REMEDY)
    answer = msgspec.json.decode(done.stdout, type=RowAnswer)
    if answer.page is None:
        raise InvalidInput(f"{name!r} cannot be read as Parquet: {answer.problem}.", _REMEDY)
    return answer.page
