"""Files of rows on their way to the server: found, sent, and put into operations."""

import hashlib
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Final, TypeAlias

from msgspec.structs import replace

from seamark.history.findings import Kind
from seamark.history.neptune_export.files import MissingFile, UnsafeFile, check_file, check_place, find_file, list_set
from seamark.history.neptune_export.ledger import Ledger
from seamark.history.neptune_export.translate import FileRow
from seamark.model.errors import FileMissing, SeamarkError, Unavailable
from seamark.model.operations import Attach, Define, Operation
from seamark.model.values import FieldType
from seamark.sdk.media import guess_ending, guess_media_type

AT_ONCE: Final = 4
"""So many files are sent at once."""
Send: TypeAlias = Callable[[Attach], Attach]


class Attacher:
    """Sends the files of one project.

    Args:
        root: The folder of the project's files.
        send: Sends one file; None where nothing is to be sent.
        pool: The threads that send.
    """

    def __init__(self, root: Path, send: Send | None, pool: ThreadPoolExecutor) -> None:
        self._root = root
        self._send = send
        self._pool = pool

    def attach(self, rows: list[FileRow], ledger: Ledger, *, stored: int) -> list[tuple[int, Operation]]:
        """Return operations for the files of some rows; those up to the seq ``stored`` are only looked at."""
        wanted = [(row, attach, row.seq > stored) for row in rows for attach in self._find(row, ledger)]
        sets = [row for row in rows if row.type is FieldType.FILE_SET and row.path in ledger.tally.fields]
        done: list[tuple[int, Operation]] = [(row.seq, Define(path=row.path, type=row.type)) for row in sets]
        for (row, _, _), result in zip(wanted, self._pool.map(self._deal, wanted), strict=True):
            if isinstance(result, str):
                ledger.lose(Kind.MISSING_FILE, row.path, result)
                continue
            _expect(row, result, ledger)
            done.append((row.seq, result))
        return done

    def _deal(self, item: tuple[FileRow, Attach, bool]) -> Attach | str:
        """Return a file as it is attached, sent where it is to be; or why it cannot be read."""
        _, attach, is_new = item
        try:
            if self._send is None:
                return attach
            return self._send(attach) if is_new else _hash(attach)
        except FileMissing as error:
            return error.detail
        except SeamarkError as error:
            if type(error) is Unavailable and isinstance(error.__cause__, OSError):
                return error.detail
            raise  # some of them are OSErrors as well
        except OSError as error:
            return str(error)

    def _find(self, row: FileRow, ledger: Ledger) -> list[Attach]:
        """Return what a row attaches; a set of which one file cannot be read has the others."""
        found: list[Attach] = []
        try:
            place = find_file(self._root, row.source)
            if row.type is not FieldType.FILE_SET:
                return [_make(row, check_file(place), "")]
        except (UnsafeFile, MissingFile, OSError) as error:
            ledger.lose(_kind_of(error), row.path, str(error))
            return found
        ledger.tally.expect(row.path, row.type).rows = 1
        for subpath, path in list_set(place):
            try:
                found.append(_make(row, check_file(check_place(self._root, path)), subpath))
            except (UnsafeFile, MissingFile, OSError) as error:
                ledger.findings.add(_kind_of(error), row.path, str(error))
        return found


def _kind_of(error: Exception) -> Kind:
    return Kind.UNSAFE_FILE if isinstance(error, UnsafeFile) else Kind.MISSING_FILE


def _make(row: FileRow, place: Path, subpath: str) -> Attach:
    return Attach(
        path=row.path,
        size=place.stat().st_size,
        name=Path(subpath or row.source).name,
        media_type=_find_media_type(place),
        type=row.type,
        subpath=subpath,
        step=row.step,
        time=row.time,
        source=str(place),
    )


def _find_media_type(place: Path) -> str:
    """Return what a file is, by its name or, as Neptune 2 gave none an ending, by its first bytes."""
    named = guess_media_type(place.name)
    if named != "application/octet-stream":
        return named
    with place.open("rb") as file:
        return guess_media_type("x" + guess_ending(file.read(16)))


def _hash(attach: Attach) -> Attach:
    with open(attach.source, "rb") as file:
        return replace(attach, source="", digest=hashlib.file_digest(file, "sha256").hexdigest())


def _expect(row: FileRow, attach: Attach, ledger: Ledger) -> None:
    expected = ledger.tally.expect(row.path, row.type)
    place = (attach.subpath, attach.step, attach.digest)
    if row.type in {FieldType.FILE, FieldType.ARTIFACT}:
        if expected.rows:
            ledger.findings.add(Kind.REPEATED, row.path)
        expected.rows, expected.files = 1, [("", None, attach.digest)]
        return
    if row.type is FieldType.FILE_SERIES:
        expected.rows += 1
    expected.files.append(place)
