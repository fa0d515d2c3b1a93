"""Records that wait: for the upload of a file, or for an earlier record of the same field."""

from collections.abc import Callable, Collection, Iterable
from concurrent.futures import Future, wait
from dataclasses import dataclass, field
from typing import Final

from seamark.model import errors
from seamark.model.operations import Attach, Operation
from seamark.sdk.journal_reader import Placed
from seamark.wire.batches import Refusal
from seamark.wire.journal import End, Header, Progress

_READY: Final = 1_000
"""So many records are sent at once at most."""


@dataclass(slots=True)
class _Held:
    """One record; ``upload`` is None where it only waits for another."""

    placed: Placed
    size: int = 0
    upload: "Future[Attach] | None" = None


@dataclass(slots=True)
class Ready:
    """Records that wait no more, those among ``offsets`` that were given up left out."""

    operations: list[Operation] = field(default_factory=list)
    seqs: list[int] = field(default_factory=list)
    offsets: list[int] = field(default_factory=list)
    files: int = 0


class HeldRecords:
    """The waiting records of one journal, by where they lie in it.

    Args:
        upload: Begins to upload what an operation attaches.
    """

    def __init__(self, upload: "Callable[[Attach], Future[Attach]]") -> None:
        self._upload = upload
        self._held: dict[int, _Held] = {}

    def __len__(self) -> int:
        return len(self._held)

    def __contains__(self, offset: int) -> bool:
        return offset in self._held

    def hold(self, placed: Placed) -> None:
        """Let a record wait, and begin the upload of its file."""
        held = self._held[placed.offset] = _Held(placed)
        if isinstance(placed.record, Attach) and placed.record.source:
            held.size = placed.record.size
            held.upload = self._upload(placed.record)

    def drop(self, offsets: Iterable[int]) -> None:
        """Let records wait no more."""
        for offset in offsets:
            self._held.pop(offset, None)

    def clear(self) -> None:
        """Forget everything, and begin no more uploads."""
        for held in self._held.values():
            if held.upload is not None:
                held.upload.cancel()
        self._held.clear()

    def list_offsets(self) -> list[int]:
        """Return where the records lie."""
        return sorted(self._held)

    def list_seqs(self, *, but: Collection[int] = ()) -> list[int]:
        """Return the seqs of the records, but those at some offsets."""
        return [held.placed.seq for offset, held in self._held.items() if offset not in but]

    def list_paths(self) -> set[str]:
        """Return the fields whose records have to wait."""
        return {path_of(held.placed) for held in self._held.values()}

    def count_files(self) -> tuple[int, int]:
        """Return how many files are not uploaded yet, and their bytes."""
        sizes = [held.size for held in self._held.values() if held.upload is not None]
        return len(sizes), sum(sizes)

    def wait(self, seconds: float) -> None:
        """Let uploads that are under way finish, for a moment."""
        wait([held.upload for held in self._held.values() if held.upload is not None], seconds)

    def collect(self, refuse: Callable[[Refusal], None]) -> Ready:
        """Return the records that wait no more; ``refuse`` is told of files that cannot be had.

        Raises:
            SeamarkError: an upload failed for the server's sake; it has begun anew.
        """
        ready = Ready()
        blocked: set[str] = set()
        for offset in self.list_offsets():
            held = self._held[offset]
            path = path_of(held.placed)
            if path in blocked or len(ready.operations) >= _READY:
                continue
            if held.upload is not None and not held.upload.done():
                blocked.add(path)
                continue
            operation = _operation_of(held.placed) if held.upload is None else self._take(held, held.upload, refuse)
            if operation is not None:
                ready.operations.append(operation)
                ready.seqs.append(held.placed.seq)
                ready.files += held.upload is not None
            ready.offsets.append(offset)
        return ready

    def _take(self, held: _Held, upload: "Future[Attach]", refuse: Callable[[Refusal], None]) -> Attach | None:
        """Return the operation of an uploaded file; None if the file cannot be had any more."""
        attach = held.placed.record
        assert isinstance(attach, Attach)
        try:
            return upload.result()
        except (errors.FileMissing, errors.InvalidInput) as error:
            refuse(Refusal(seq=held.placed.seq, code=error.code, detail=error.detail, path=attach.path))
            return None
        except errors.SeamarkError:
            held.upload = self._upload(attach)
            raise


def path_of(placed: Placed) -> str:
    """Return the field that a record writes to, "" where that is none or several."""
    return str(getattr(placed.record, "path", ""))


def _operation_of(placed: Placed) -> Operation:
    assert not isinstance(placed.record, Header | End | Progress)
    return placed.record
