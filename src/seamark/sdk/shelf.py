"""The journals of a home: whose they are, and how many records they hold."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from seamark.model.errors import RunNotFound
from seamark.model.objects import shorten_uid
from seamark.sdk.cursors import list_cursors
from seamark.sdk.home import JOURNAL_NAME, Home
from seamark.sdk.journal_reader import JournalReader, read_header
from seamark.wire.journal import End, Header, Progress


@dataclass(frozen=True, slots=True)
class Kept:
    """A journal of this home."""

    folder: Path
    header: Header


@dataclass(frozen=True, slots=True)
class RecordCount:
    """What a journal holds: ``last`` is the seq of its last operation, ``end`` that of anything, ``size``
    how many bytes the records take.
    """

    last: int
    end: int
    damaged: int
    ended: bool
    size: int


def list_kept(home: Home) -> Iterator[Kept]:
    """Give the journals whose header can be read, sessions before their streams, the oldest first."""
    found: list[Kept] = []
    for folder in home.list_journals():
        header = read_header(folder / JOURNAL_NAME)
        if header is not None:
            found.append(Kept(folder, header))
    yield from sorted(found, key=lambda kept: (bool(kept.header.of), kept.header.started_at, kept.header.origin))


def select_kept(home: Home, runs: list[str]) -> list[Kept]:
    """Return the journals of some runs, named by uid, short uid or id; all without a name.

    Raises:
        RunNotFound: a name fits none.
    """
    everything = list(list_kept(home))
    if not runs:
        return everything
    selected: dict[Path, Kept] = {}
    for run in runs:
        matching = [kept for kept in everything if run in _list_names(kept)]
        if not matching:
            raise RunNotFound(f"{home.path} has no run {run}.", "See what is here: seamark status --all")
        selected.update({kept.folder: kept for kept in matching})
    return [kept for kept in everything if kept.folder in selected]


def _list_names(kept: Kept) -> set[str]:
    run = kept.header.run
    names = {run, kept.header.id or "", *(cursor.id for cursor in list_cursors(kept.folder))}
    try:
        return names | {shorten_uid(run)}
    except ValueError:
        return names


def count_records(folder: Path) -> RecordCount:
    """Count what a journal holds by reading it through.

    Raises:
        OSError: it cannot be read.
    """
    reader = JournalReader(folder / JOURNAL_NAME)
    last, ended = -1, False
    while placed := reader.read():
        for item in placed:
            match item.record:
                case Header() | Progress():
                    pass
                case End():
                    ended = True
                case operation:
                    last = max(last, item.seq + operation.weight - 1)
    return RecordCount(last, reader.next_seq - 1, reader.damaged, ended, reader.offset)
